"""Small changes of a finished video: what is understood, what is left to the writer, and the edit that comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cutting import (
    NotPossible,
    Wish,
    clips_of,
    in_format,
    merged,
    mood_of,
    placed,
    read,
    read_place,
    seconds_of,
)
from agent.script import AdDetails, AdScript, Scene

SCRIPT = AdScript(
    ad_details=AdDetails(ad_duration=12),
    scenes=tuple(Scene(scene_number=n, duration=3, on_screen_text=f"Line {n}") for n in range(1, 5)),
)

SAID = {
    "caption of scene 2: Cold, not bitter": Wish("caption", 2, "Cold, not bitter"),
    "Change the caption of scene two to “Brewed slow, and cold.”": Wish(
        "caption", 2, "Brewed slow, and cold."
    ),
    "caption 2: Fresh": Wish("caption", 2, "Fresh"),
    "Scene 3 caption: Now": Wish("caption", 3, "Now"),
    "remove the caption in scene 1": Wish("caption", 1, ""),
    "subtítulo de la escena 2: Frío": Wish("caption", 2, "Frío"),
    "субтитр сцены 2: Холодный": Wish("caption", 2, "Холодный"),
    "text of scene 1: Wake up": Wish("headline", 1, "Wake up"),
    "текст сцены 1: Проснись": Wish("headline", 1, "Проснись"),
    "texto de la escena 1: Despierta": Wish("headline", 1, "Despierta"),
    "captions off": Wish("captions"),
    "turn off the captions please": Wish("captions"),
    "without subtitles": Wish("captions"),
    "sin subtítulos": Wish("captions"),
    "убери субтитры": Wish("captions"),
    "captions on": Wish("captions", text="on"),
    "верни субтитры": Wish("captions", text="on"),
    "music calmer": Wish("music", text="calm"),
    "Make the music a bit more energetic": Wish("music", text="electronic"),
    "calmer music": Wish("music", text="calm"),
    "music: lo-fi": Wish("music", text="lofi"),
    "no music": Wish("music"),
    "música más tranquila": Wish("music", text="calm"),
    "sin música": Wish("music"),
    "музыка поспокойнее": None,
    "музыка спокойнее": Wish("music", text="calm"),
    "сделай музыку веселее": Wish("music", text="upbeat"),
    "без музыки": Wish("music"),
    "cut scene 4 to 3 s": Wish("length", 4, seconds=3),
    "scene 4: 2.5 seconds": Wish("length", 4, seconds=2.5),
    "corta la escena 4 a 3 s": Wish("length", 4, seconds=3),
    "сократи сцену 4 до 2,5 с": Wish("length", 4, seconds=2.5),
    "remove scene 3": Wish("remove", 3),
    "quita la escena 3": Wish("remove", 3),
    "убери сцену 3": Wish("remove", 3),
    "swap scenes 1 and 2": Wish("swap", 1, order=(2,)),
    "intercambia las escenas 1 y 2": Wish("swap", 1, order=(2,)),
    "поменяй местами сцены 1 и 2": Wish("swap", 1, order=(2,)),
    "move scene 4 before scene 2": Wish("move", 4, "before", order=(2,)),
    "move scene 1 to the end": Wish("move", 1, "end"),
    "перенеси сцену 4 в начало": Wish("move", 4, "start"),
    "order: 4 3 2 1": Wish("order", order=(4, 3, 2, 1)),
    "button: Try it today": Wish("button", text="Try it today"),
    "undo": Wish("undo"),
    "deshaz": Wish("undo"),
    "отмени": Wish("undo"),
}


@pytest.mark.parametrize("said", SAID)
def test_small_changes_are_understood(said: str) -> None:
    wanted = SAID[said]
    assert read(said) == (None if wanted is None else (wanted,))


def test_several_at_once() -> None:
    assert read("music calmer, captions off and scene 4 to 2 s") == (
        Wish("music", text="calm"), Wish("captions"), Wish("length", 4, seconds=2),
    )  # fmt: skip
    assert read("caption of scene 1: One, and two\nremove scene 3") == (
        Wish("caption", 1, "One, and two"), Wish("remove", 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "scene 2: show the bottle", "make it 15 seconds", "a warmer tone", "great!", "", "music calmer and a new hook",
        "use another framework", "replace the music", "music: xyzzy", "scene 2 should be shot at night",
        "more captions",
        "shorter", "esto no me gusta", "сделай ролик веселее", "what would 10 seconds look like?",
    ],
)  # fmt: skip
def test_all_else_is_a_wish_about_the_script(said: str) -> None:
    assert read(said) is None


def test_an_edit_keeps_what_it_does_not_mention() -> None:
    first = merged({}, read("caption of scene 2: Cold") or (), SCRIPT)
    assert first == {
        "clips": [], "transitions": [], "effects": [{"kind": "caption", "clip": "2", "text": "Cold"}],
    }  # fmt: skip
    second = merged(first, read("caption of scene 2: Colder; music calmer") or (), SCRIPT)
    assert second["effects"] == [
        {"kind": "caption", "clip": "2", "text": "Colder"}, {"kind": "music", "text": "calm"},
    ]  # fmt: skip
    assert first["effects"][0]["text"] == "Cold", "the earlier edit is as it was"


def test_numbers_are_those_that_are_seen() -> None:
    moved = merged({}, read("move scene 4 to the start") or (), SCRIPT)
    assert [clip["id"] for clip in moved["clips"]] == ["4", "1", "2", "3"]
    told = merged(moved, read("caption of scene 1: First; scene 2: 2 s") or (), SCRIPT)
    assert told["effects"] == [{"kind": "caption", "clip": "4", "text": "First"}]
    assert [(clip["id"], clip["end"]) for clip in told["clips"]] == [("4", 3), ("1", 2), ("2", 3), ("3", 3)]
    assert seconds_of(told, SCRIPT) == 11
    gone = merged(told, read("remove scene 1") or (), SCRIPT)
    assert ([clip["id"] for clip in gone["clips"]], gone["effects"]) == (["1", "2", "3"], [])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("caption of scene 9: x", "cut-no-scene"), ("remove scene 5", "cut-no-scene"),
        ("scene 1: 60 s", "cut-scene-length"),
        ("swap scenes 1 and 7", "cut-no-scene"), ("order: 1 2 2 4", "cut-order"),
        ("remove scene 4\nremove scene 3\nremove scene 2\nremove scene 1", "cut-only-scene"),
        ("remove scene 4\nremove scene 3\nremove scene 2\nscene 1: 2 s", "cut-ad-length"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_said(said: str, sentence: str) -> None:
    wishes = read(said)
    assert wishes is not None
    with pytest.raises(NotPossible) as refused:
        merged({}, wishes, SCRIPT)
    assert refused.value.sentence == sentence


def test_another_format_is_an_edit_too() -> None:
    edit = in_format(merged({}, read("captions off") or (), SCRIPT), "x", SCRIPT)
    assert (placed(edit), [one["kind"] for one in edit["effects"]]) == ("x", ["captions", "placement"])
    assert placed(in_format(edit, "youtube_instream", SCRIPT)) == "youtube_instream"
    long = SCRIPT.model_copy(
        update={"scenes": tuple(s.model_copy(update={"duration": 9}) for s in SCRIPT.scenes)}
    )
    with pytest.raises(NotPossible):
        in_format({}, "instagram_stories", long)


@given(st.permutations([1, 2, 3, 4]))
def test_any_order_is_a_permutation_of_the_scenes(order: list[int]) -> None:
    edit = merged({}, [Wish("order", order=tuple(order))], SCRIPT)
    assert [clip["sceneNumber"] for clip in edit["clips"]] == order
    assert [clip["position"] for clip in edit["clips"]] == [0, 1, 2, 3]
    assert seconds_of(edit, SCRIPT) == 12


def test_moods() -> None:
    assert (mood_of("much calmer"), mood_of("epic and slow"), mood_of("blue")) == ("calm", "cinematic", None)


@pytest.mark.parametrize(
    "said",
    [
        "replace scene 3 with this clip",
        "Replace scene three",
        "use this for scene 3",
        "reemplaza la escena 3 por este clip",
        "замени сцену 3 этим клипом",
    ],
)
def test_a_clip_takes_the_place_of_a_scene_and_its_length(said: str) -> None:
    assert read_place(said) == 3
    wishes = read(said)
    assert wishes == (Wish("replace", 3),)
    done = merged({}, (Wish("replace", 2, text="file"),), SCRIPT)
    was, now = clips_of(SCRIPT)[1], done["clips"][1]
    assert (now["assetId"], now["start"]) == ("file", 0.0)
    assert now["end"] == pytest.approx((was["end"] - was["start"]) / was["speed"])


@pytest.mark.parametrize("said", ["our bottle", "change scene 3", "replace scene 3 with a dog", ""])
def test_other_words_under_a_clip_name_no_scene(said: str) -> None:
    assert read_place(said) is None


def test_under_a_clip_the_number_is_enough() -> None:
    assert [read_place(said) for said in ("scene 2", "for scene 2!", "escena 2", "сцена 2")] == [2] * 4
