"""Where over a clip a headline stands: at the head, unless that hides what the clip shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.studio.stage import Area


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for a headline: its upper edge, and how far from the usual left edge it begins, in pixels.

    `low` says that it stands above the captions. `cost` is the share of the headline that may lie on the subject
    before a seat of no cost is taken instead.
    """

    top: float
    shift: float = 0.0
    low: bool = False
    cost: float = 0.0


def best_seat(seats: Sequence[Seat], box: Area, subject: Area | None) -> Seat:
    """The one of `seats` where a headline hides least of `subject`; `box` is the headline in the first of them."""
    if subject is None:
        return seats[0]
    core = subject.inset(0.05 * subject.width, 0.05 * subject.height)

    def hidden(seat: Seat) -> float:
        across, down = seat.shift - seats[0].shift, seat.top - seats[0].top
        there = Area(box.left + across, box.top + down, box.right + across, box.bottom + down)
        return seat.cost + share_on(there, core)

    return min(seats, key=hidden)


def share_on(box: Area, other: Area) -> float:
    """The share of `box` that lies on `other`, 0…1."""
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    return max(0.0, across) * max(0.0, down) / max(box.width * box.height, 1e-6)
