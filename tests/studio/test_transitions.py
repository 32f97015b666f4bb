"""Transitions suit the framework and never take more than the pace allows."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.script import Framework
from jobs.studio.ffmpeg import SAFE, program
from jobs.studio.graph import Dressing, Encoding, transition_arguments
from jobs.studio.transitions import CUT, Transition, TransitionKind, crossing, kind_named, transitions_of
from tests.studio.scripts import drawn

frameworks = st.sampled_from(get_args(Framework))
scenes = st.lists(st.tuples(st.integers(1, 300), st.booleans()), min_size=1, max_size=20)


@given(
    frameworks, scenes, st.dictionaries(st.integers(0, 19), st.sampled_from(["cut", "fade", "zoom", "waltz"]))
)
@drawn(max_examples=120)
def test_none_takes_more_than_a_quarter_or_touches_a_quick_scene(
    framework: Framework, spans: list[tuple[int, bool]], wishes: dict[int, str]
) -> None:
    lengths = [frames for frames, _ in spans]
    found = transitions_of(framework, lengths, [filmed for _, filmed in spans], wishes)
    assert len(found) == len(lengths) - 1
    for index, change in enumerate(found):
        shorter = min(lengths[index], lengths[index + 1])
        assert change.length % 2 == 0
        assert (change.length == 0) == (change.kind == "cut")
        assert change.length <= min(shorter // 4, 12)
        if shorter < 24:
            assert change == CUT
        elif wishes.get(index) in ("fade", "zoom", "cut"):
            assert change.kind == wishes[index]


@given(frameworks, scenes)
@drawn(max_examples=60)
def test_where_pictures_come_from_changes_no_length(
    framework: Framework, spans: list[tuple[int, bool]]
) -> None:
    """A painted clip is made with handles before anybody knows what its neighbours are."""
    lengths = [frames for frames, _ in spans]
    filmed = transitions_of(framework, lengths, [filmed for _, filmed in spans])
    assert [change.length for change in filmed] == [
        change.length for change in transitions_of(framework, lengths)
    ]


@pytest.mark.parametrize("framework", get_args(Framework))
def test_painted_scenes_never_blend_and_clips_do_where_the_story_is_calm(framework: Framework) -> None:
    lengths = [96] * 6
    painted = {change.kind for change in transitions_of(framework, lengths)}
    filmed = {change.kind for change in transitions_of(framework, lengths, [True] * 6)}
    assert not painted & {"fade", "zoom"}
    assert filmed == {"AIDA": {"fade"}}.get(framework, filmed)
    assert ("zoom" in filmed) == (framework == "hook_demo")
    beside_painted = transitions_of(framework, lengths, [True, False] * 3)
    assert not {change.kind for change in beside_painted} & {"fade", "zoom"}


def test_edits_name_transitions_by_plain_words_or_exactly() -> None:
    assert [kind_named(word) for word in ("Slide", " dissolve ", "zoom", "coverup", "none", "waltz", "")] == [
        "slideleft", "fade", "zoom", "coverup", "cut", None, None,
    ]  # fmt: skip
    assert set(filter(None, map(kind_named, get_args(TransitionKind)))) == set(get_args(TransitionKind))


def test_a_crossing_is_one_chain_from_two_streams_to_one() -> None:
    assert crossing(Transition("coverup", 12), "a", "b", "shown") == (
        "[a][b]xfade=transition=coverup:duration=0.500000:offset=0[shown]"
    )
    zoom = crossing(Transition("zoom", 10), "a", "b", "shown")
    assert zoom.startswith("[a]perspective=")
    assert zoom.endswith("[az][bz]xfade=transition=fade:duration=0.166667:offset=0.125000[shown]")


@pytest.mark.parametrize("kind", ["fade", "slideleft", "zoom"])
def test_colours_stay_what_they_are_through_a_transition(kind: TransitionKind, tmp_path: Path) -> None:
    """Kept frames carry no tags; taken for BT.601 they would turn a little green and jump back after the transition."""
    y, u, v = (
        np.full(size, level, np.uint8) for size, level in ((180 * 320, 164), (90 * 160, 112), (90 * 160, 139))
    )
    for name in ("a.yuv", "b.yuv"):
        (tmp_path / name).write_bytes(10 * (y.tobytes() + u.tobytes() + v.tobytes()))
    encoding, change = Encoding(180, 320, 4_000_000), Transition(kind, 10)
    coded = transition_arguments(change, ("a.yuv", "b.yuv"), Dressing(0, 10 / 24), encoding, "t.mp4")
    subprocess.run([program(), *SAFE, *coded], check=True, cwd=tmp_path)
    shown = [program(), *SAFE, "-i", "t.mp4", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"]
    frames = np.frombuffer(
        subprocess.run(shown, check=True, cwd=tmp_path, capture_output=True).stdout, np.uint8
    )
    planes = np.split(frames.reshape(10, -1), [180 * 320, 180 * 320 + 90 * 160], axis=1)
    for plane, level in zip(planes, (164, 112, 139), strict=True):
        assert np.abs(plane.mean(axis=1) - level).max() < 0.7


def test_a_fade_blends_evenly_from_the_first_picture_alone(tmp_path: Path) -> None:
    for name, levels in (("a.yuv", (50, 90, 200)), ("b.yuv", (210, 150, 60))):
        frame = b"".join(bytes([level]) * size for level, size in zip(levels, (64, 16, 16), strict=True))
        (tmp_path / name).write_bytes(10 * frame)
    read = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", "8x8", "-framerate", "24", "-i"]
    graph = crossing(Transition("fade", 10), "0:v", "1:v", "shown")
    told = subprocess.run(
        [program(), *SAFE, *read, "a.yuv", *read, "b.yuv", "-filter_complex", graph, "-map", "[shown]",
         "-frames:v", "10", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"],
        check=True, cwd=tmp_path, capture_output=True,
    ).stdout  # fmt: skip
    planes = np.split(np.frombuffer(told, np.uint8).reshape(10, -1).astype(float), [64, 80], axis=1)
    for plane, before, after in zip(planes, (50, 90, 200), (210, 150, 60), strict=True):
        wanted = before + (after - before) * np.arange(10) / 10
        assert np.abs(plane - wanted[:, None]).max() <= 1
        assert (plane[0] == before).all()
