"""Where things may stand in a frame: the placement's safe box split into kicker, copy, art and captions. Pure.

Lengths are design pixels scaled by `unit`: 1 at the placement's own size, a third at a third of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.platforms import Box, Placement

TALL, PORTRAIT, SQUARE, WIDE = "tall", "portrait", "square", "wide"
# Layouts led by their picture: the caption stands between headline and picture.
HIGH_CAPTIONS = frozenset(
    ("hero", "pedestal", "split", "rings", "arch", "spotlight", "ribbons", "marquee", "badge", "packshot")
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in pixels, not necessarily whole ones."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    def mirrored(self, width: float) -> Area:
        """The same area in a frame of `width` seen in a mirror."""
        return Area(width - self.right, self.top, width - self.left, self.bottom)

    def inset(self, across: float, down: float | None = None) -> Area:
        down = across if down is None else down
        return Area(self.left + across, self.top + down, self.right - across, self.bottom - down)


@dataclass(frozen=True, slots=True)
class Stage:
    """The frame of one cut."""

    width: int
    height: int
    unit: float
    shape: str
    safe: Area
    high_captions: bool = False

    @classmethod
    def of(cls, placement: Placement, size: tuple[int, int] | None = None) -> Stage:
        """The stage of `placement`, or a smaller one of the same proportions (even sides).

        Raises:
            ValueError: odd sides, or other proportions.
        """
        width, height = size or (placement.width, placement.height)
        unit = width / placement.width
        if width % 2 or height % 2 or abs(height - placement.height * unit) > 2:
            raise ValueError(f"{width}×{height} is not an even size in the proportions of {placement.name}")
        ratio = placement.height / placement.width
        shape = TALL if ratio > 1.6 else PORTRAIT if ratio > 1.1 else SQUARE if ratio > 0.9 else WIDE
        box: Box = placement.safe_box
        safe = Area(box.left * unit, box.top * unit, box.right * unit, box.bottom * unit)
        return cls(width, height, unit, shape, safe)

    def px(self, design: float) -> float:
        return design * self.unit

    @property
    def caption_size(self) -> float:
        """Size of caption type in pixels."""
        narrow = self.safe.width < self.px(800)
        return self.px({TALL: 46 if narrow else 52, PORTRAIT: 46, SQUARE: 42, WIDE: 44}[self.shape])

    def mirrored(self) -> Stage:
        """The stage seen in a mirror, on which ads in scripts from right to left are laid out."""
        return replace(self, safe=self.safe.mirrored(self.width))

    def for_layout(self, layout: str) -> Stage:
        """The stage as `layout` uses it: 9:16 frames put captions above a large picture, or below large type."""
        return replace(self, high_captions=self.shape == TALL and layout in HIGH_CAPTIONS)

    @property
    def captions(self) -> Area:
        """The band inside the safe box that belongs to captions: two lines, at its foot or under the headline."""
        tall = 2 * self.caption_size * 1.24 + self.px(40)
        top = self.safe.bottom - tall
        if self.high_captions:
            top = self.safe.top + min(self.safe.height * 0.38, self.px(400))
        return Area(self.safe.left, top, self.safe.right, top + tall)

    @property
    def kicker(self) -> Area:
        """A line at the head of the safe box for the brand's name or logo."""
        return Area(self.safe.left, self.safe.top, self.safe.right, self.safe.top + self.px(52))

    @property
    def content(self) -> Area:
        """What kicker and captions leave of the safe box, above the captions."""
        return Area(
            self.safe.left, self.kicker.bottom + self.px(26), self.safe.right, self.captions.top - self.px(26)
        )

    def split(self, copy_share: float = 0.4, *, flip: bool = False) -> tuple[Area, Area]:
        """(copy, art): above each other in upright frames, side by side in wide ones; `flip` swaps the sides.

        Copy keeps to the safe box. In 9:16 frames art takes the room below the captions, which the platform's own
        controls share; elsewhere it stays in the content box.
        """
        box, gap = self.content, self.px(34)
        if self.shape == WIDE:
            middle, gap = box.left + box.width * (0.46 if flip else 0.54), self.px(30)
            left = Area(box.left, box.top, middle - gap, box.bottom)
            right = Area(middle + gap, box.top, box.right, box.bottom)
            return (right, left) if flip else (left, right)
        if self.shape == TALL:
            return box, Area(box.left, self.captions.bottom + gap, box.right, self.height * 0.94)
        if flip:
            cut = box.bottom - box.height * copy_share
            low = Area(box.left, cut + gap / 2, box.right, box.bottom)
            return low, Area(box.left, box.top, box.right, cut - gap / 2)
        cut = box.top + box.height * copy_share
        high = Area(box.left, box.top, box.right, cut - gap / 2)
        return high, Area(box.left, cut + gap / 2, box.right, box.bottom)
