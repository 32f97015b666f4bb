"""Edits of a finished ad: what they change, what they leave, and what they refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import shapes
from jobs.studio import editing
from jobs.studio.editing import Edits, InvalidEdit, apply, read_edits
from jobs.studio.timeline import FPS, timeline_of
from tests.studio.scripts import ad, drawn

SCRIPT = ad([3.0, 4.0, 5.0])


def edit(**parts: Any) -> Edits:
    return read_edits(json.dumps(parts))


def whole(number: int, **more: Any) -> dict[str, Any]:
    """Scene `number` as it is."""
    return {"id": f"c{number}", "sceneNumber": number, "end": SCRIPT.scenes[number - 1].duration, **more}


def test_an_edit_that_says_nothing_changes_nothing() -> None:
    assert apply(SCRIPT, Edits()) == SCRIPT


def test_trim_reorder_remove_and_speed() -> None:
    clips = [
        whole(3, position=0),
        {"id": "b", "sceneNumber": 1, "start": 0.5, "end": 2.5, "position": 5, "speed": 0.5},
    ]
    edited = apply(SCRIPT, edit(clips=clips))
    assert [scene.scene_number for scene in edited.scenes] == [1, 2]
    assert [scene.on_screen_text for scene in edited.scenes] == [
        SCRIPT.scenes[2].on_screen_text,
        SCRIPT.scenes[0].on_screen_text,
    ]
    assert (edited.scenes[1].duration, edited.scenes[1].clip_start, edited.scenes[1].clip_speed) == (
        4,
        0.5,
        0.5,
    )
    assert edited.ad_details.ad_duration == 9


def test_a_scene_is_replaced_by_a_clip_or_a_picture() -> None:
    clips = [whole(1), whole(2, position=3, assetId="film"), whole(3, position=7, assetId="photo")]
    edited = apply(SCRIPT, edit(clips=clips), {"film": "new.mp4", "photo": "new.JPG"})
    assert edited.scenes[1].generated_video_url == "new.mp4"
    assert (edited.scenes[2].generated_image_url, edited.scenes[2].generated_video_url) == ("new.JPG", None)
    assert edited.scenes[0] == SCRIPT.scenes[0]


def test_transitions_captions_music_and_words() -> None:
    edited = apply(
        SCRIPT,
        edit(
            transitions=[{"after": "1", "kind": "zoom", "duration": 0.25}, {"after": "2", "kind": "cut"}],
            effects=[
                {"kind": "caption", "amount": 2, "text": "Quick, this one."},
                {"kind": "captions", "text": "bar"},
                {"kind": "music", "text": "calm"},
                {"kind": "headline", "clip": "2", "text": "New words"},
                {"kind": "voice", "text": "Other words."},
                {"kind": "button", "text": "Try it"},
            ],
        ),
    )
    assert [change.length for change in timeline_of(edited).transitions] == [6, 0]
    assert timeline_of(edited).transitions[0].kind == "zoom"
    assert (edited.captions.enabled, edited.captions.style) == (True, "bar")
    assert [(row.sentence, row.text) for row in edited.captions.reworded] == [(2, "Quick, this one.")]
    assert (edited.music.genre, edited.music.url) == ("calm", None)
    assert edited.scenes[1].on_screen_text == "New words"
    assert (edited.voiceover_text, edited.ad_details.call_to_action) == ("Other words.", "Try it")


def test_off_and_on_again_is_where_it_began() -> None:
    off = edit(effects=[{"kind": "captions", "amount": 0}, {"kind": "music", "amount": 0}])
    on = edit(effects=[{"kind": "captions", "amount": 1}, {"kind": "music"}])
    assert not apply(SCRIPT, off).captions.enabled
    assert not apply(SCRIPT, off).music.enabled
    assert apply(apply(SCRIPT, off), on) == SCRIPT


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"clips": [{"id": "a", "end": 2}]}, "neither a scene nor a file"),
        ({"clips": [whole(1, start=3)]}, "ends before it begins"),
        ({"clips": [whole(1), whole(1)]}, "same id"),
        ({"clips": [whole(1, assetId="x")]}, "no file x"),
        ({"clips": [whole(1, volume=0.5)]}, "sound of clips"),
        ({"clips": [{"id": "a", "sceneNumber": 9, "end": 2}]}, "no scene 9; the ad has 3"),
        ({"clips": [{"id": "a", "sceneNumber": 1, "end": 1}]}, "no ad: ad_details.ad_duration"),
        ({"transitions": [{"after": "7", "kind": "fade"}]}, "names clip 7"),
        ({"transitions": [{"after": "1", "kind": "sparkle"}]}, "no transition “sparkle”"),
        ({"effects": [{"kind": "sepia"}]}, "no effect “sepia”"),
        ({"effects": [{"kind": "caption", "text": "x"}]}, "number of a sentence"),
        ({"effects": [{"kind": "headline", "text": "x"}]}, "names no clip"),
        ({"effects": [{"kind": "voice"}]}, "says no text"),
        ({"cuts": []}, "wrong at cuts"),
    ],
)
def test_what_can_not_be_made_is_told(parts: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidEdit, match=told.replace("(", r"\(")):
        apply(SCRIPT, edit(**parts))


def test_no_json() -> None:
    with pytest.raises(InvalidEdit, match="not JSON"):
        read_edits("{")


@given(st.permutations([1, 2, 3]), st.lists(st.floats(0.1, 1), min_size=3, max_size=3))
@drawn(max_examples=60)
def test_whatever_is_trimmed_and_moved_covers_its_duration(order: list[int], shares: list[float]) -> None:
    clips = []
    for place, (number, share) in enumerate(zip(order, shares, strict=True)):
        clips.append(whole(number, position=place) | {"start": 1.0, "end": 1.0 + max(1.0, 4 * share)})
    edited = apply(SCRIPT, edit(clips=clips))
    segments = timeline_of(edited).segments()
    assert segments[0].start == 0
    assert sum(segment.frames for segment in segments) == round(edited.ad_details.ad_duration * FPS)
    assert [scene.on_screen_text for scene in edited.scenes] == [
        SCRIPT.scenes[n - 1].on_screen_text for n in order
    ]


def test_the_document_is_that_of_the_database() -> None:
    for ours, theirs in (
        (editing.Edits, shapes.EditData), (editing.ClipEdit, shapes.EditClip),
        (editing.TransitionEdit, shapes.EditTransition), (editing.Effect, shapes.EditEffect),
    ):  # fmt: skip
        assert ours.model_fields.keys() == theirs.model_fields.keys()
        assert {n for n, f in ours.model_fields.items() if f.is_required()} == {
            n for n, f in theirs.model_fields.items() if f.is_required()
        }
