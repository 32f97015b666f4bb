"""Texts as glyphs of our fonts: shaped and drawn by HarfBuzz, which its package contains.

Every script comes out the same on every machine: no library of the system takes part. Lengths are in ems of the type's
size unless they say pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from jobs.studio.faces import Face, file_of

HARFBUZZ: str = hb.version_string()
_AROUND = 24  # places on the circle that a pen draws around a contour


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a font's, by its number, and where it stands from the beginning of its run."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """A run of one face and direction as it is drawn, from left to right."""

    face: Face
    glyphs: tuple[Glyph, ...]
    advance: float


@cache
def _font(face: Face) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(file_of(face))))


@lru_cache(maxsize=8192)
def shaped(text: str, face: Face, rtl: bool | None = None) -> Shaped:
    """`text`, of one script, in glyphs: joined, stacked and turned as the script does; None: as its letters run."""
    font, buffer = _font(face), hb.Buffer()
    buffer.add_str(text)
    if rtl is not None:
        buffer.direction = "rtl" if rtl else "ltr"
    buffer.language = "und"  # else it were the language of the machine
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    em = font.face.upem
    x, glyphs = 0, []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        glyphs.append(Glyph(info.codepoint, (x + place.x_offset) / em, place.y_offset / em))
        x += place.x_advance
    return Shaped(face, tuple(glyphs), x / em)


def rise(run: Shaped) -> float:
    """How far the ink of `run` reaches above the baseline."""
    font = _font(run.face)
    tops = (
        glyph.y + extents.y_bearing / font.face.upem
        for glyph in run.glyphs
        if (extents := font.get_glyph_extents(glyph.number)) is not None
    )
    return max(tops, default=0.0)


def drawn(
    runs: Sequence[Shaped], size: float, margin: int, up: int, down: int, pen: float = 0
) -> NDArray[np.uint8]:
    """How much of each pixel `runs`, one behind the other, cover: 0…255, (up + down, width + 2 margins).

    The baseline is `up` pixels below the top. A round `pen` of that radius, in pixels, follows all contours and makes
    the letters bolder.
    """
    width = int(sum(run.advance for run in runs) * size) + 2 * margin
    box = hb.RasterExtents(-margin, -down, width, up + down, 0)
    mask = _covered(runs, size, box, 0, 0)
    if pen:
        # Each place in a picture of its own: drawn into one, the edges' coverages would add up.
        for step in range(_AROUND):
            turn = 2 * math.pi * step / _AROUND
            np.maximum(mask, _covered(runs, size, box, pen * math.cos(turn), pen * math.sin(turn)), out=mask)
    return mask


def _covered(
    runs: Sequence[Shaped], size: float, box: hb.RasterExtents, right: float, up: float
) -> NDArray[np.uint8]:
    """`runs` as they cover the pixels of `box`, moved by that many."""
    raster, x = hb.RasterDraw(), right
    for run in runs:
        font = _font(run.face)
        scale = size / font.face.upem
        for glyph in run.glyphs:
            raster.transform = (scale, 0, 0, scale, x + glyph.x * size, up + glyph.y * size)
            raster.draw_glyph(font, glyph.number)
        x += run.advance * size
    raster.extents = box
    image = raster.render()
    if image is None:
        raise MemoryError(f"no room to draw {box.width} × {box.height} pixels")
    rows = np.frombuffer(image.buffer, np.uint8).reshape(-1, image.extents.stride)
    return np.ascontiguousarray(rows[::-1, : box.width])  # they come from the bottom up
