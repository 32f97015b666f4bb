"""One picture laid over a clip: when, where and how it comes; and what the planners of such pictures share. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from jobs.studio.look import Look
from jobs.studio.stage import Area
from jobs.studio.transitions import FPS
from jobs.studio.typeset import Face, ascent_of

if TYPE_CHECKING:  # a timeline holds overlays
    from jobs.studio.timeline import Timeline

OverlayKind = Literal["scrim", "logo", "headline", "lower_third", "badge", "end_card"]
Enter = Literal["none", "fade", "rise", "slide", "pop"]
Piece = Literal[
    "scrim", "logo", "line", "card", "name", "sticker", "veil", "product", "brand", "promise", "button"
]
Style = Literal["scrim", "labels", "card"]

ENTER: Final = 0.35  # seconds
LEAVE: Final = 0.2


# Display faces are set so that all look equally loud.
PRESENCE: Final[dict[str, float]] = {"condensed-heavy": 1.42, "round-bold": 0.82, "serif-bold": 1.06}


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture that stands over the ad from `start` to `end` seconds, its top left corner at (`left`, `top`) pixels.

    `enter` takes the first `ENTER` seconds: `fade` of alpha, `rise` from a little below with a fade, `slide` in from
    the left with a fade, `pop` grows with a fade. It leaves with a fade over the last `LEAVE` seconds where `leaves`,
    else at once. Overlays are drawn in their order. `scene` (from 0) is the first it stands over; `piece`, `text`,
    `strong` (words to emphasise), `face` and `size` (of type, pixels) are for who paints it.
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
    scene: int = 0
    piece: Piece = "line"
    text: tuple[str, ...] = ()
    strong: tuple[int, ...] = ()
    size: float = 0.0
    face: Face = "text-bold"

    @property
    def box(self) -> Area:
        return Area(self.left, self.top, self.left + self.width, self.top + self.height)


@dataclass(frozen=True, slots=True)
class Window:
    """When scene `index` is seen alone, in seconds; `cut` says that nothing blends or moves at its end."""

    index: int
    start: float
    end: float
    cut: bool

    @property
    def seconds(self) -> float:
        return self.end - self.start


def windows_of(timeline: Timeline) -> list[Window]:
    """When each scene is seen without its neighbours."""
    found: list[Window] = []
    for index, span in enumerate(timeline.scenes):
        change = timeline.transitions[index] if index < len(timeline.transitions) else None
        cut = change is not None and change.length == 0
        found.append(Window(index, (span.start + span.head) / FPS, (span.end - span.tail) / FPS, cut))
    return found


def style_of(look: Look) -> Style:
    """How an ad sets its headlines over clips: bare on a scrim, each line on a plate, or all on a card."""
    if look.display == "serif-bold":
        return "scrim"
    if look.display in ("condensed-heavy", "round-bold"):
        return "labels"
    choice: tuple[Style, ...] = ("labels", "scrim", "card")
    return choice[look.seed % 3]


def line_metrics(face: Face, size: float) -> tuple[float, float, float]:
    """(padding beside, padding above and below capitals, height) of a line on its plate, in pixels."""
    above = size * 0.30
    return size * 0.30, above, ascent_of(face, size) + 2 * above


def over(
    kind: OverlayKind, box: Area, start: float, window: Window, enter: Enter, piece: Piece,
    text: tuple[str, ...] = (), strong: Sequence[int] = (), size: float = 0.0, end: float | None = None,
    face: Face = "text-bold",
) -> Overlay:  # fmt: skip
    """An overlay of `window`'s scene at the whole pixels nearest to `box`, until the window's end where no `end` is."""
    left, top = round(box.left), round(box.top)
    return Overlay(
        kind, max(window.start, min(start, window.end - 0.3)), window.end if end is None else end, left, top,
        max(2, round(box.right) - left), max(2, round(box.bottom) - top), enter,
        leaves=end is not None or not window.cut, scene=window.index, piece=piece, text=text,
        strong=tuple(sorted(strong)), size=size, face=face,
    )  # fmt: skip
