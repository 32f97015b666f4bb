"""What is laid over clips that we did not paint: headline, logo, lower third, badge and end card, as a pure plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agent.script import AdScript
from jobs.studio.look import Look
from jobs.studio.stage import Stage

if TYPE_CHECKING:  # a timeline holds overlays
    from jobs.studio.timeline import Timeline

OverlayKind = Literal["scrim", "logo", "headline", "lower_third", "badge", "end_card"]
Enter = Literal["none", "fade", "rise", "slide", "pop"]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture that stands over the ad from `start` to `end` seconds, its top left corner at (`left`, `top`) pixels.

    `enter` takes the first `ENTER` seconds: `fade` of alpha, `rise` from a little below with a fade, `slide` in from
    the left with a fade, `pop` grows with a fade. It leaves with a fade over the last `LEAVE` seconds where `leaves`,
    else at once. Overlays are drawn in their order.
    """

    kind: OverlayKind
    start: float
    end: float
    left: int
    top: int
    width: int
    height: int
    enter: Enter = "fade"
    leaves: bool = True


ENTER = 0.35
LEAVE = 0.2


def overlays_of(
    script: AdScript, look: Look, stage: Stage, timeline: Timeline, foreign: Sequence[bool]
) -> tuple[Overlay, ...]:
    """The overlays of an ad; `foreign[i]` says that the clip of scene i is not painted by us (ours carry their own)."""
    return ()
