"""The four ways an ad can argue, as data: their beats in order, and when each is the better choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from agent.platforms import Placement
from agent.script import Framework

Beat = Literal["hook", "agitate", "solve", "before", "after", "bridge", "interest", "desire", "demo", "proof",
               "detail", "offer", "cta"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """A framework. `beats` is the full order; `keep` says which to give up last when the ad is short."""

    name: Framework
    title: str
    idea: str
    beats: tuple[Beat, ...]
    keep: tuple[Beat, ...]


SHAPES: Final[dict[Framework, Shape]] = {
    shape.name: shape
    for shape in (
        Shape(
            "PAS", "Problem – Agitate – Solve", "name a problem, make it felt, solve it",
            ("hook", "agitate", "solve", "demo", "proof", "cta"),
            ("hook", "cta", "solve", "agitate", "demo", "proof"),
        ),
        Shape(
            "BAB", "Before – After – Bridge", "show life before, life after, and what leads from one to the other",
            ("hook", "before", "after", "bridge", "demo", "cta"),
            ("hook", "cta", "bridge", "after", "before", "demo"),
        ),
        Shape(
            "AIDA", "Attention – Interest – Desire – Action", "catch the eye, earn interest, make them want it, ask",
            ("hook", "interest", "demo", "desire", "proof", "cta"),
            ("hook", "cta", "interest", "desire", "demo", "proof"),
        ),
        Shape(
            "hook_demo", "Hook – Demo – Proof – Offer", "hook, then show the product at work",
            ("hook", "solve", "demo", "detail", "proof", "cta"),
            ("hook", "cta", "solve", "demo", "proof", "detail"),
        ),
    )
}  # fmt: skip

# Beats that a long ad adds, in this order, always before the call to action.
FILLING: Final[tuple[Beat, ...]] = ("detail", "desire", "demo", "proof")


def choose_framework(
    category: str, placement: Placement, seconds: float, creativity: int | None
) -> Framework:
    """The framework that suits: demos for short vertical ads, a before and after where change shows, else
    a problem.
    """
    if placement.name in ("tiktok", "youtube_shorts") and seconds <= 20:
        return "hook_demo"
    if category in ("beauty", "hair", "fitness", "home", "education"):
        return "BAB"
    if category in ("fashion", "travel", "mobility", "food") or (creativity or 5) >= 8:
        return "AIDA"
    return "PAS"


def beats_for(framework: Framework, seconds: float) -> tuple[Beat, ...]:
    """The beats of an ad of `seconds`, first the hook, last the call to action.

    Short ads keep two or three beats; 30 s has six; every further 6 s adds one.
    """
    shape = SHAPES[framework]
    wanted = scene_count(seconds)
    kept = set(shape.keep[:wanted])
    beats = [beat for beat in shape.beats if beat in kept]
    turn = 0
    while len(beats) < wanted:
        beats.insert(len(beats) - 1, FILLING[turn % len(FILLING)])
        turn += 1
    return tuple(beats)


def scene_count(seconds: float) -> int:
    """How many scenes an ad of `seconds` has: 2 up to 7 s, 4 at 15 s, 6 at 30 s, then one per further 6 s."""
    for limit, count in ((7, 2), (10, 3), (17, 4), (24, 5), (33, 6)):
        if seconds <= limit:
            return count
    return min(30, 6 + round((seconds - 30) / 6))
