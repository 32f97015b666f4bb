"""The timeline covers an ad to the frame, whatever its scenes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.studio.timeline import FPS, timeline_of
from tests.studio.scripts import ad

durations = st.lists(st.floats(0.05, 9), min_size=1, max_size=24).filter(lambda d: 3 <= sum(d) <= 180)
frameworks = st.sampled_from(["PAS", "BAB", "AIDA", "hook_demo"])


@given(durations, frameworks)
@settings(max_examples=150, deadline=None)
def test_segments_cover_the_ad_without_gap(lengths: list[float], framework: str) -> None:
    timeline = timeline_of(ad(lengths, framework=framework))
    segments = timeline.segments()
    assert segments[0].start == 0
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert segments[-1].end == timeline.frames
    assert abs(timeline.frames - sum(lengths) * FPS) <= max(1, len(lengths))


@given(durations, frameworks)
@settings(max_examples=150, deadline=None)
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
