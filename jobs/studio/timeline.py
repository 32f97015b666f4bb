"""From a script to a timeline: the whole plan of an ad before anything is encoded. Pure.

Scenes, transitions and clips count frames of `FPS`; captions, overlays and tracks count seconds of the ad and pixels.
A scene holds the screen from `start` to `end`; a transition of `length` frames is centred on the boundary, so each
neighbouring clip lends half of it beyond its scene (its handles). The segments of a timeline follow each other without
gap and add up to the ad's duration to the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from agent.script import AdScript
from jobs.studio.transitions import CUT, transitions_of
from jobs.studio.transitions import FPS as FPS
from jobs.studio.transitions import Transition as Transition
from jobs.studio.transitions import TransitionKind as TransitionKind

if TYPE_CHECKING:  # both read a timeline's frames before they add to it
    from jobs.studio.captions import Caption
    from jobs.studio.overlays import Overlay


@dataclass(frozen=True, slots=True)
class SceneSpan:
    """The frames of one scene. `head` and `tail` are the handles its clip carries before `start`, after `end`."""

    number: int
    start: int
    end: int
    head: int
    tail: int

    @property
    def clip_frames(self) -> int:
        return self.end - self.start + self.head + self.tail

    @property
    def clip_start(self) -> int:
        """Frame of the ad at which the clip's first frame is shown."""
        return self.start - self.head


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of frames that is encoded by itself: one scene's body, or a transition between two scenes.

    `first` is the index of the (first) scene, `offset` the frame of that scene's clip the segment begins with.
    """

    start: int
    end: int
    first: int
    offset: int
    transition: Transition | None = None

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Track:
    """A stretch of sound: from `start` to `end` seconds of the ad it plays its file from second `source` on.

    `tempo` is how many times faster than recorded it plays; `source` counts recorded seconds.
    """

    kind: Literal["voice", "music"]
    start: float
    end: float
    source: float = 0.0
    tempo: float = 1.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """The plan of an ad. `transitions[i]` lies between scenes i and i + 1 (counted from 0).

    `timeline_of` gives scenes and transitions; `cut.planned` adds what is laid over them and what is heard. Captions
    follow each other in time, overlays lie over each other in their order, all captions over all overlays.
    """

    scenes: tuple[SceneSpan, ...]
    transitions: tuple[Transition, ...]
    captions: tuple[Caption, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    tracks: tuple[Track, ...] = ()

    @property
    def frames(self) -> int:
        return self.scenes[-1].end

    @property
    def seconds(self) -> float:
        return self.frames / FPS

    def segments(self) -> list[Segment]:
        """The segments in order, from frame 0 to `frames` without gap or overlap."""
        found: list[Segment] = []
        for index, span in enumerate(self.scenes):
            begin, end = span.start + span.head, span.end - span.tail
            if end > begin:
                found.append(Segment(begin, end, index, begin - span.clip_start))
            if index < len(self.transitions) and self.transitions[index].length:
                change = self.transitions[index]
                found.append(
                    Segment(span.end - span.tail, span.end + span.tail, index, end - span.clip_start, change)
                )
        return found


def timeline_of(script: AdScript, foreign: Sequence[bool] = ()) -> Timeline:
    """The timeline of `script`, `round(duration × FPS)` frames long, every scene at least one frame.

    `foreign[i]` says that scene i is a clip we did not paint; it chooses kinds of transitions, never their lengths.
    """
    ends = _boundaries([scene.duration for scene in script.scenes])
    starts = [0, *ends[:-1]]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    changes = _asked(script, lengths, foreign)
    halves = [0, *(change.length // 2 for change in changes), 0]
    spans = tuple(SceneSpan(i + 1, starts[i], ends[i], halves[i], halves[i + 1]) for i in range(len(lengths)))
    return Timeline(spans, changes)


def _asked(script: AdScript, lengths: list[int], foreign: Sequence[bool]) -> tuple[Transition, ...]:
    """The framework's transitions, or the script's own where it names one; a wished length has the same bounds."""
    wishes = {i: scene.transition for i, scene in enumerate(script.scenes) if scene.transition}
    changes = transitions_of(
        script.framework, lengths, foreign, {index: wish.kind for index, wish in wishes.items()}
    )
    found: list[Transition] = []
    for index, change in enumerate(changes):
        wish = wishes.get(index)
        if wish and wish.duration is not None and change.length:
            room = min(lengths[index], lengths[index + 1]) // 4
            change = replace(change, length=min(round(wish.duration * FPS), room) // 2 * 2)
        found.append(change if change.length else CUT)
    return tuple(found)


def _boundaries(durations: list[float]) -> list[int]:
    """Last frames (exclusive) of each scene: rounded sums, pushed apart where a scene is shorter than a frame."""
    ends: list[int] = []
    total = 0.0
    for duration in durations:
        total += duration
        ends.append(max(round(total * FPS), (ends[-1] if ends else 0) + 1))
    last = max(round(total * FPS), len(durations))
    for index in range(len(ends) - 1, -1, -1):
        ends[index] = min(ends[index], last - (len(ends) - 1 - index))
    ends[-1] = last
    return ends
