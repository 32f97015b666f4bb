"""The timeline covers an ad to the frame, whatever its scenes."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.studio.ffmpeg import SAFE, program
from jobs.studio.timeline import FPS, Transition, TransitionKind, timeline_of
from jobs.studio.transitions import crossing
from tests.studio.scripts import ad, drawn

durations = st.lists(st.floats(0.05, 9), min_size=1, max_size=24).filter(lambda d: 3 <= sum(d) <= 180)
frameworks = st.sampled_from(["PAS", "BAB", "AIDA", "hook_demo"])


@given(durations, frameworks)
@drawn(max_examples=150)
def test_segments_cover_the_ad_without_gap(lengths: list[float], framework: str) -> None:
    timeline = timeline_of(ad(lengths, framework=framework))
    segments = timeline.segments()
    assert segments[0].start == 0
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert segments[-1].end == timeline.frames
    assert abs(timeline.frames - sum(lengths) * FPS) <= max(1, len(lengths))


@given(durations, frameworks)
@drawn(max_examples=150)
def test_clips_hold_what_their_segments_take(lengths: list[float], framework: str) -> None:
    timeline = timeline_of(ad(lengths, framework=framework))
    for segment in timeline.segments():
        span = timeline.scenes[segment.first]
        assert segment.frames > 0
        assert segment.offset >= 0
        assert segment.offset + segment.frames <= span.clip_frames
        assert span.clip_start + segment.offset == segment.start
        if segment.transition:
            assert (
                segment.frames == segment.transition.length <= timeline.scenes[segment.first + 1].clip_frames
            )


def test_a_transition_is_shared_by_both_neighbours() -> None:
    timeline = timeline_of(ad([3, 4, 3]))
    first, second, _ = timeline.scenes
    assert (first.head, first.tail, second.head) == (0, 5, 5)
    assert first.clip_frames == 3 * FPS + 5
    assert [segment.transition is not None for segment in timeline.segments()] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_short_scenes_are_cut_hard() -> None:
    timeline = timeline_of(ad([0.4] * 10))
    assert {change.kind for change in timeline.transitions} == {"cut"}


@pytest.mark.parametrize("kind", sorted(set(get_args(TransitionKind)) - {"cut"}))
def test_no_transition_passes_through_a_flat_frame(kind: TransitionKind) -> None:
    """Every frame between two pictures full of edges is about as full of edges as they are."""
    graph = crossing(Transition(kind, 10), "0", "1", "shown")
    sources = [
        "-f", "lavfi", "-i", "testsrc2=size=90x160:rate=24:duration=0.42",
        "-f", "lavfi", "-i", "smptehdbars=size=90x160:rate=24:duration=0.42",
    ]  # fmt: skip
    shown = [
        "-filter_complex",
        graph,
        "-map",
        "[shown]",
        "-frames:v",
        "10",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "pipe:1",
    ]
    done = subprocess.run([program(), *SAFE, *sources, *shown], check=True, capture_output=True)
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, 160, 90).astype(np.int16)
    edges = [float(np.mean(np.abs(np.diff(frame, axis=1)) > 24)) for frame in frames]
    spread = [float(frame.std()) for frame in frames]
    assert len(frames) == 10
    assert min(edges[1:-1]) >= 0.8 * min(edges[0], edges[-1])
    assert min(spread[1:-1]) >= 0.8 * min(spread[0], spread[-1])


def test_frameworks_use_every_transition_once_in_a_row() -> None:
    for framework in ("PAS", "BAB", "AIDA", "hook_demo"):
        kinds = [change.kind for change in timeline_of(ad([2] * 6, framework=framework)).transitions]
        assert len(set(kinds)) == 5
