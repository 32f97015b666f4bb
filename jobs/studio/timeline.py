"""From a script to a timeline: which frames every scene, transition and clip covers. Pure.

Everything counts frames of `FPS`. A scene holds the screen from `start` to `end`; a transition of `length` frames is
centred on the boundary, so each neighbouring clip lends half of it beyond its scene (its handles). The segments of a
timeline follow each other without gap and add up to the ad's duration to the frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.script import AdScript

FPS = 24
# Moves with a hard edge. Blends (fade, soft circles, zooms) pass through a moment of mud on pictures as full as these.
TransitionKind = Literal["cut", "slideleft", "slideup", "coverleft", "coverup", "revealleft", "revealup"]

# The tone of each framework: problems push each other away and what resolves them is laid over; desire is uncovered.
_KINDS: dict[str, tuple[TransitionKind, ...]] = {
    "PAS": ("slideleft", "coverup", "revealleft", "slideup", "coverleft"),
    "BAB": ("coverleft", "slideup", "revealup", "coverup", "slideleft"),
    "AIDA": ("coverup", "slideleft", "revealup", "coverleft", "slideup"),
    "hook_demo": ("slideleft", "coverup", "slideup", "revealleft", "coverleft"),
}
_LONGEST = 10
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of scene of `length` frames (even; 0 is a cut), centred on a boundary."""

    kind: TransitionKind
    length: int


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
class Timeline:
    """All spans of an ad. `transitions[i]` lies between scenes i and i + 1 (counted from 0)."""

    scenes: tuple[SceneSpan, ...]
    transitions: tuple[Transition, ...]

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


def timeline_of(script: AdScript) -> Timeline:
    """The timeline of `script`, `round(duration × FPS)` frames long, every scene at least one frame."""
    ends = _boundaries([scene.duration for scene in script.scenes])
    starts = [0, *ends[:-1]]
    lengths = [end - start for start, end in zip(starts, ends, strict=True)]
    kinds = _KINDS[script.framework]
    changes: list[Transition] = []
    for index in range(len(lengths) - 1):
        room = min(lengths[index], lengths[index + 1]) // 4
        length = min(_LONGEST, room) // 2 * 2
        if length < _SHORTEST:
            changes.append(Transition("cut", 0))
        else:
            changes.append(Transition(kinds[index % len(kinds)], length))
    halves = [0, *(change.length // 2 for change in changes), 0]
    spans = tuple(SceneSpan(i + 1, starts[i], ends[i], halves[i], halves[i + 1]) for i in range(len(lengths)))
    return Timeline(spans, tuple(changes))


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
