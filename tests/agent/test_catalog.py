"""The table of models: read once, refused with the path of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.catalog import KINDS, read_catalog

GOOD = {
    "still": 'model = "a/b"\nusual_run_s = 5\ndeadline_s = 60\n'
    'price = { metric = "image_output_count", usd = "0.04" }\n'
    'input = { prompt = "prompt", seed = "seed" }\n',
}


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_tables_make_everything() -> None:
    catalog = read_catalog()
    assert set(catalog.models) == set(KINDS)
    still = catalog.models["still"]
    assert (still.aspect_for(1080, 1920), still.aspect_for(1920, 1080), still.aspect_for(1080, 1080)) == (
        "9:16",
        "16:9",
        "1:1",
    )
    clip = catalog.models["clip"]
    assert [clip.seconds_for(each) for each in (0.5, 3, 3.2, 12, 40)] == [2, 3, 4, 12, 12]
    assert catalog.models["music"].seconds_for(29.2) == 30
    assert catalog.named("bytedance/seedance-1-lite") is clip


def test_a_file_replaces_a_table_as_a_whole(tmp_path: Path) -> None:
    catalog = read_catalog(file(tmp_path, "[still]\n" + GOOD["still"] + '\n[voice]\nprovider = "local"\n'))
    assert catalog.models["still"].name == "a/b"
    assert catalog.models["still"].aspects == ()
    assert catalog.of("voice") is None
    assert catalog.of("clip") == read_catalog().of("clip")
    assert catalog.of("cut") is None


def test_a_version_is_split_from_the_name(tmp_path: Path) -> None:
    text = "[still]\n" + GOOD["still"].replace('"a/b"', f'"a/b:{"0" * 64}"')
    still = read_catalog(file(tmp_path, text)).models["still"]
    assert (still.name, still.version) == ("a/b", "0" * 64)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('usual_run_s', 'usual_run'), "still.usual_run_s: missing"),
        (('deadline_s = 60', 'deadline_s = 60\nfoo = 1'), "still.foo: unknown"),
        (('seed = "seed"', 'sed = "seed"'), "still.input.sed: unknown; known: aspect"),
        (('prompt = "prompt", ', ''), "still.input.prompt: missing"),
        ((', seed = "seed"', ''), "still.input: needs seed, by which a run is found again"),
        (('"0.04"', '"-1"'), "still.price.usd: "),
        (('image_output_count', 'pictures'), "still.price.metric: "),
        (('"0.04" }', '"0.04", per = 3 }'), "still.price.per: unknown"),
        (('"a/b"', '"b"'), "still.model: "),
        (('deadline_s = 60', 'deadline_s = 4'), "still.deadline_s: "),
        (('usual_run_s = 5', 'usual_run_s = 500'), "still.deadline_s: must be at least usual_run_s"),
        (('deadline_s = 60', 'deadline_s = 60\nalways = { seed = 3 }'), "still.always.seed: is an input already"),
        (('seed = "seed"', 'seed = "prompt"'), "still.input: prompt is named twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_path(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    text = "[still]\n" + GOOD["still"].replace(*change)
    with pytest.raises(ValueError, match="still") as refused:
        read_catalog(file(tmp_path, text))
    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[stil]\n", "stil: unknown; known: chat, still"),
        ("still = 3\n", "still: must be a table"),
        ('[still]\nprovider = "local"\nmodel = "a/b"\n', "still.model: unknown where the provider is local"),
        ("[still]\n", "still.model: missing"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_catalog(file(tmp_path, text))


OTHER = '[[still.others]]\nmodel = "c/d"\nprice = { metric = "image_output_count", usd = "0.01" }\n'


def test_others_are_chosen_from(tmp_path: Path) -> None:
    catalog = read_catalog(file(tmp_path, "[still]\n" + GOOD["still"] + OTHER))
    own, other = catalog.all_of("still")
    assert (other.name, str(other.price.usd), other.input) == ("c/d", "0.01", own.input)
    chosen = catalog.choosing({"still": "c/d", "clip": "no/body"})
    assert chosen.all_of("still") == (other, own)
    assert chosen.of("clip") is catalog.of("clip")
    assert catalog.choosing({"still": "no/body"}) == catalog == chosen.choosing({"still": "a/b"})
    for which in (catalog, chosen):
        assert (which.asked("still", "a/b"), which.asked("still", "c/d")) == (own, other)
        assert which.named("c/d") is other
    assert chosen.wearing(LOOK).models["still"].model == LOOK, "a brand's own look goes before"
    assert read_catalog().all_of("music") == (read_catalog().of("music"),)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('price = { metric = "image_output_count", usd = "0.01" }\n', ""), "still.others[1].price: missing"),
        (('"c/d"', '"a/b"'), "still.others[1].model: a/b is named twice"),
        (('"c/d"\n', '"c/d"\nfoo = 1\n'), "still.others[1].foo: unknown"),
        (("[[still.others]]", "[still.others]"), "still.others: must be tables"),
    ],
)
def test_what_is_wrong_among_others_is_named(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match="still") as refused:
        read_catalog(file(tmp_path, "[still]\n" + GOOD["still"] + OTHER.replace(*change)))
    assert str(refused.value).startswith(complaint)


LOOK = f"me/briefcut-looks:{'a' * 64}"


def test_a_trained_look_makes_the_stills_of_its_brand() -> None:
    catalog = read_catalog()
    assert catalog.wearing(None) is catalog
    worn = catalog.wearing(LOOK)
    still = worn.models["still"]
    assert (still.model, still.version, still.price) == (LOOK, "a" * 64, catalog.models["branded"].price)
    assert worn.of("clip") is catalog.of("clip")
    assert catalog.asked("still", LOOK) == still, "as it was approved, whatever is in use now"
    assert catalog.asked("still", catalog.models["still"].model) is catalog.models["still"]
    for model in ("me/other:" + "a" * 64, "no/body", None):
        assert catalog.asked("still", model) is None
    assert catalog.asked("clip", LOOK) is None
    for name in (LOOK, "me/briefcut-looks"):
        assert catalog.named(name) is catalog.models["branded"]
    assert catalog.named("me/other") is None


def test_a_trained_look_may_be_worn_by_a_model_of_another_name(tmp_path: Path) -> None:
    weights = GOOD["still"].replace('seed = "seed"', 'seed = "seed", weights = "lora_weights"')
    catalog = read_catalog(file(tmp_path, "[branded]\n" + weights))
    assert catalog.wearing(LOOK).models["still"] is catalog.models["branded"]
    assert catalog.asked("still", "a/b") is catalog.models["branded"]
    local = read_catalog(file(tmp_path, '[branded]\nprovider = "local"\n'))
    assert local.wearing(LOOK) is local
    assert local.asked("still", LOOK) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "[still]\n" + GOOD["still"].replace('"a/b"', '"trained"'),
            "still.model: trained is for branded only",
        ),
        ("[still]\n" + GOOD["still"] + 'destination = "x"\n', "still.destination: is for training only"),
        ("[branded]\n" + GOOD["still"].replace(', seed = "seed"', ""), "branded.input: needs seed"),
    ],
)
def test_what_belongs_to_trainings_only_is_refused_elsewhere(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=r"is for|needs") as refused:
        read_catalog(file(tmp_path, text))
    assert str(refused.value).startswith(complaint)
