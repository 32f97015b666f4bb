"""A sheet to paint on: red, green and blue as numbers, and the few strokes that scenes are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from briefcut.replicate_stand_in.making.palette import Colour

Field = NDArray[np.float32]
Point = tuple[float, float]


class Canvas:
    """Coordinates are shares of width and height (0 … 1, y down); sizes are shares of the shorter side."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.side = min(width, height)
        self.paint: Field = np.zeros((height, width, 3), np.float32)
        self.x: Field = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        self.y: Field = np.linspace(0, 1, height, dtype=np.float32)[:, None]

    # --- Surfaces ------------------------------------------------------------------------------------------------

    def blend(self, mask: Field, ink: Colour | Field) -> None:
        """Lay a colour over where the mask (0 … 1) says."""
        cover = mask[..., None]
        self.paint += (ink - self.paint) * cover

    def gradient(self, top: Colour, bottom: Colour, start: float = 0.0, end: float = 1.0) -> None:
        """From one colour above `start` to another below `end`, over everything."""
        share = np.clip((self.y - start) / max(1e-6, end - start), 0, 1)[..., None]
        share = share * share * (3 - 2 * share)
        self.paint[:] = top * (1 - share) + bottom * share

    def glow(self, at: Point, size: float, ink: Colour, strength: float = 1.0) -> None:
        """Light around a point, added."""
        dx = (self.x - at[0]) * self.width / self.side
        dy = (self.y - at[1]) * self.height / self.side
        share = np.exp(-(dx * dx + dy * dy) / (size * size)) * strength
        self.paint += share[..., None] * ink

    def shade(self, factor: Field) -> None:
        """Multiply everything by a field."""
        self.paint *= factor[..., None]

    # --- Shapes --------------------------------------------------------------------------------------------------

    def mask(self, *shapes: Sequence[Point], soft: float = 0.0) -> Field:
        """A mask of polygons."""
        sheet = Image.new("L", (self.width, self.height))
        draw = ImageDraw.Draw(sheet)
        for shape in shapes:
            draw.polygon([(x * self.width, y * self.height) for x, y in shape], fill=255)
        return self._read(sheet, soft)

    def disc_mask(self, *discs: tuple[float, float, float, float], soft: float = 0.0) -> Field:
        """A mask of ellipses: centre x, y (shares), radii (shares of the shorter side)."""
        sheet = Image.new("L", (self.width, self.height))
        draw = ImageDraw.Draw(sheet)
        for x, y, across, down in discs:
            left, top = x * self.width - across * self.side, y * self.height - down * self.side
            draw.ellipse((left, top, left + 2 * across * self.side, top + 2 * down * self.side), fill=255)
        return self._read(sheet, soft)

    def _read(self, sheet: Image.Image, soft: float) -> Field:
        if soft > 0:
            sheet = sheet.filter(ImageFilter.BoxBlur(max(1, soft * self.side)))
        return np.asarray(sheet, np.float32) / np.float32(255)

    def polygon(self, shape: Sequence[Point], ink: Colour | Field, soft: float = 0.0) -> None:
        """A filled polygon."""
        self.blend(self.mask(shape, soft=soft), ink)

    def disc(
        self, x: float, y: float, across: float, down: float, ink: Colour | Field, soft: float = 0.0
    ) -> None:
        """A filled ellipse."""
        self.blend(self.disc_mask((x, y, across, down), soft=soft), ink)

    def ridge(self, heights: Field, ink: Colour | Field, soft: float = 0.004) -> None:
        """Everything below a line of heights (one y for each column)."""
        edge = soft * self.side / self.height
        self.blend(np.clip((self.y - heights[None, :]) / max(edge, 1e-4), 0, 1), ink)

    # --- Whole sheet ---------------------------------------------------------------------------------------------

    def blur(self, size: float) -> None:
        """Out of focus by a share of the shorter side; three box blurs look like a lens."""
        sheet = self.image()
        radius = max(1.0, size * self.side / 1.7)
        for _ in range(2):
            sheet = sheet.filter(ImageFilter.BoxBlur(radius))
        self.paint = np.asarray(sheet, np.float32) / np.float32(255)

    def image(self) -> Image.Image:
        """The sheet as a picture."""
        return Image.fromarray((np.clip(self.paint, 0, 1) * 255).astype(np.uint8))


def noise(rng: np.random.Generator, height: int, width: int, cells: int, octaves: int = 3) -> Field:
    """Smooth noise, -1 … 1, with about `cells` bumps along the longer side."""
    total = np.zeros((height, width), np.float32)
    weight, longest = 1.0, max(height, width)
    for _ in range(octaves):
        small = (max(2, round(cells * width / longest)), max(2, round(cells * height / longest)))
        grid = rng.uniform(-1, 1, (small[1], small[0])).astype(np.float32)
        total += weight * np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC))
        cells, weight = cells * 2, weight / 2
    return total / 1.6


def line_noise(rng: np.random.Generator, width: int, cells: int, octaves: int = 4) -> Field:
    """Smooth noise along a line, -1 … 1."""
    total = np.zeros(width, np.float32)
    weight = 1.0
    for _ in range(octaves):
        knots = rng.uniform(-1, 1, max(3, cells) + 1)
        places = np.linspace(0, len(knots) - 1, width)
        below = np.minimum(places.astype(int), len(knots) - 2)
        share = places - below
        share = share * share * (3 - 2 * share)
        total += (weight * (knots[below] * (1 - share) + knots[below + 1] * share)).astype(np.float32)
        cells, weight = cells * 2, weight / 2.1
    return total / 1.7
