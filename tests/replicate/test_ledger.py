"""The ledger: what is billed, by which metric, whatever becomes of a run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from agent.catalog import TRAINED, read_catalog
from briefcut.replicate_stand_in.catalogue import read_catalogue
from briefcut.replicate_stand_in.charges import asked, charge, part_of
from tests.replicate.stage import CLIP, STILL, VOICE, Stage, staged


@pytest.mark.parametrize(
    ("model", "inputs", "usd"),
    [
        (STILL, {"prompt": "x", "num_outputs": 4}, "0.0120"),
        ("black-forest-labs/flux-kontext-pro", {"prompt": "x"}, "0.0400"),
        (
            "bytedance/seedream-4",
            {"prompt": "x", "sequential_image_generation": "auto", "max_images": 3},
            "0.0900",
        ),
        (CLIP, {"prompt": "x", "duration": 5, "resolution": "720p"}, "0.1800"),
        (CLIP, {"prompt": "x", "duration": 5, "resolution": "480p"}, "0.0900"),
        ("kwaivgi/kling-v2.1", {"prompt": "x", "start_image": "u", "duration": 10, "mode": "pro"}, "0.9000"),
        ("google/veo-3-fast", {"prompt": "x", "duration": 8, "generate_audio": False}, "0.8000"),
        ("wan-video/wan-2.2-i2v-fast", {"prompt": "x", "image": "u", "resolution": "720p"}, "0.1100"),
        (VOICE, {"text": "x" * 500}, "0.0300"),
        ("stability-ai/stable-audio-2.5", {"prompt": "x", "duration": 30}, "0.2000"),
        ("elevenlabs/music", {"prompt": "x", "music_length_ms": 30000}, "0.2490"),
    ],
)
def test_what_a_run_costs(model: str, inputs: dict[str, object], usd: str) -> None:
    found = read_catalogue().models[model]
    line = charge(found, inputs, {found.price.metric: asked(found, inputs)})
    assert str(line.usd) == usd


def test_a_run_that_was_ended_is_billed_for_the_time_it_ran() -> None:
    models = read_catalogue().models
    clip = {"prompt": "x", "duration": 5, "resolution": "720p"}
    assert part_of(models[CLIP], clip, 20, 40) == 2.5
    assert part_of(models[CLIP], clip, 90, 40) == 5
    assert part_of(models["stability-ai/sdxl"], {}, 2.25, 5) == 2.25
    assert part_of(models[STILL], {"prompt": "x"}, 0, 0.8) == 0


async def test_the_ledger_adds_up(stage: Stage) -> None:
    done = await stage.still("one")
    early = await stage.still("two")
    await stage.client.predictions.async_cancel(early.id)
    clip = await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "x", "duration": 5, "resolution": "720p"}
    )
    await stage.pass_time(21)
    await stage.client.predictions.async_cancel(clip.id)
    running = await stage.client.models.predictions.async_create(CLIP, {"prompt": "x"})
    ledger = await stage.ledger()
    by_id = {entry["id"]: entry for entry in ledger["entries"]}
    assert set(by_id) == {done.id, early.id, clip.id}
    assert ledger["running"] == 1
    assert running.id not in by_id
    assert [by_id[run.id]["usd"] for run in (done, early, clip)] == ["0.0030", "0.0000", "0.0900"]
    assert (by_id[clip.id]["status"], by_id[clip.id]["quantity"]) == ("canceled", "2.5")
    assert ledger["total_usd"] == "0.0930"
    assert ledger["by_model"] == {STILL: "0.0030", CLIP: "0.0900"}


async def test_every_charge_is_explained_by_the_metrics_of_its_run(stage: Stage) -> None:
    """So whoever keeps a ledger of their own needs no more than prices and the API."""
    for fault in ("", "nsfw", "fail-free", "fail-start", "no-output", "odd-end"):
        await stage.still(f"[[stand-in: {fault}]]" if fault else "x")
        await stage.client.models.predictions.async_create(VOICE, {"text": f"Hello [[stand-in: {fault}]]"})
    await stage.pass_time(20)
    catalogue = read_catalogue()
    entries = (await stage.ledger())["entries"]
    assert len(entries) == 12
    for entry in entries:
        run, price = await stage.get(entry["id"]), catalogue.models[entry["model"]].price
        units = Decimal(str(run.get("metrics", {}).get(price.metric, 0)))
        assert Decimal(entry["usd"]) == (units * price.unit({})).quantize(Decimal("0.0001"), "ROUND_UP")


async def test_time_is_scaled_and_bills_are_not(tmp_path: Path) -> None:
    async with staged(tmp_path, run_scale=0.1) as stage:
        clip = await stage.client.models.predictions.async_create(
            CLIP, {"prompt": "x", "duration": 5, "resolution": "720p"}
        )
        await stage.pass_time(4.1)
        await clip.async_reload()
        assert (clip.status, clip.metrics["predict_time"]) == ("succeeded", 40)
        half = await stage.client.models.predictions.async_create(
            CLIP, {"prompt": "x", "duration": 5, "resolution": "720p"}
        )
        await stage.pass_time(2.1)
        await stage.client.predictions.async_cancel(half.id)
        assert await stage.charged(half.id) == "0.0900"


def test_the_models_that_briefcut_uses_are_played_at_the_price_it_believes() -> None:
    catalogue = read_catalogue()
    for model in read_catalog().models.values():
        if (
            model.model == TRAINED
        ):  # a version of one's own, which is played once it was trained (test_trainings)
            continue
        played = catalogue.models[model.name]
        assert not set(model.input.values()) - set(played.fields), model.name
        assert not played.problems({**model.always, **dict.fromkeys(model.input.values())})[1:], model.name
        assert (model.price.metric, model.price.usd) == (
            played.price.metric,
            played.price.unit(played.filled(model.always)),
        )
