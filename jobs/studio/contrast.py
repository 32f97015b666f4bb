"""WCAG contrast of words against the pixels that are really behind them, and what to lay between where it is too low.

Ratios are those of WCAG 2.2 (1…21). Of the pixels behind a text the hardest twentieth decides: a few sparks in a
picture hide no word, a white sleeve does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb, contrast, luminance, readable, to_oklch
from jobs.studio.stage import Area

WANTED: Final = 4.5
HARDEST: Final = 5.0  # per cent of the pixels behind a text
LEVELS: Final = (
    0.3,
    0.42,
    0.54,
    0.66,
)  # opacities of a scrim; few, so that a small change of a clip changes none

_LINEAR = np.array(
    [v / 12.92 if (v := i / 255) <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for i in range(256)]
)


def luminances(pixels: Pixels) -> NDArray[np.float64]:
    """WCAG relative luminance of RGB pixels (…, 3), 0…1."""
    linear = _LINEAR[pixels[..., :3]]
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast_behind(text: Rgb, pixels: Pixels, hardest: float = HARDEST) -> float:
    """The contrast of `text` that all but the `hardest` per cent of `pixels` (…, 3) reach or exceed."""
    own, behind = luminance(text), luminances(pixels).ravel()
    ratios = (np.maximum(own, behind) + 0.05) / (np.minimum(own, behind) + 0.05)
    return float(np.percentile(ratios, hardest))


def veiled(pixels: Pixels, colour: Rgb, opacity: float) -> Pixels:
    """`pixels` seen through `colour` of `opacity`, 0…1."""
    seen = pixels.astype(np.float32) * (1 - opacity) + np.asarray(colour, np.float32) * opacity
    return np.asarray(np.round(seen), np.uint8)


def least_opacity(
    text: Rgb,
    parts: Sequence[Pixels],
    veil: Rgb,
    levels: Sequence[float] = LEVELS,
    wanted: float = WANTED,
) -> float | None:
    """The first of `levels` at which `veil` between `text` and each of `parts` (the pixels behind some of it) gives the
    `wanted` contrast, or None."""
    for level in levels:
        if all(contrast_behind(text, veiled(pixels, veil, level)) >= wanted for pixels in parts):
            return level
    return None


def emphasis(colours: Sequence[Rgb], text: Rgb, pixels: Pixels, wanted: float = WANTED) -> Rgb | None:
    """The one of `colours` that is read on `pixels` beside `text` with the least change of its lightness.

    None where each would have to change so much that it were another colour, or would look like `text`.
    """
    edge = _hardest(pixels, luminance(text) > 0.4)
    found: list[tuple[float, Rgb]] = []
    for colour in colours:
        shade = readable(colour, edge, wanted + 0.1)
        change = abs(to_oklch(shade)[0] - to_oklch(colour)[0])
        if change <= 0.22 and contrast(shade, text) >= 1.25 and contrast_behind(shade, pixels) >= wanted:
            found.append((change, shade))
    return min(found)[1] if found else None


def _hardest(pixels: Pixels, light: bool) -> Rgb:
    """The grey that is as hard a ground for light (or dark) type as the hardest of `pixels`."""
    edge = np.percentile(luminances(pixels), 100 - HARDEST if light else HARDEST)
    grey = round(float(np.interp(edge, _LINEAR, np.arange(256))))
    return grey, grey, grey


def behind(frames: Sequence[Pixels], box: Area, width: int, height: int) -> Pixels:
    """The pixels (n, 3) of `frames` (any scale) where `box` lies in a picture of `width` × `height`; clipped to it."""
    found: list[Pixels] = []
    for frame in frames:
        high, wide = frame.shape[:2]
        left, right = _clipped(box.left / width, box.right / width, wide)
        top, bottom = _clipped(box.top / height, box.bottom / height, high)
        found.append(frame[top:bottom, left:right, :3].reshape(-1, 3))
    return np.concatenate(found) if found else np.zeros((0, 3), np.uint8)


def _clipped(low: float, high: float, length: int) -> tuple[int, int]:
    first = min(max(int(low * length), 0), length - 1)
    return first, min(max(int(np.ceil(high * length)), first + 1), length)


def contrast_of_type(picture: Pixels, inks: Sequence[Rgb], reach: int = 6) -> float | None:
    """The contrast of type already set into `picture` (RGB), measured against what lies within `reach` px of it.

    What is within a small distance of one of `inks` is type. Soft edges of letters count neither as type nor as
    ground. None where there is no such type, or nothing around it.
    """
    if not inks:
        return None
    pixels = picture[..., :3].astype(np.int16)
    far = np.stack([np.abs(pixels - np.asarray(ink, np.int16)).max(axis=2) for ink in inks])
    type_ = (far.min(axis=0) <= 24).astype(np.uint8)
    if int(type_.sum()) < 30:
        return None
    edge = cv2.dilate(type_, np.ones((5, 5), np.uint8))
    near = cv2.dilate(type_, np.ones((2 * reach + 1,) * 2, np.uint8))
    ground = (near > 0) & (edge == 0)
    if int(ground.sum()) < 30:
        return None
    nearest = far.argmin(axis=0)[type_ > 0]
    worst = [
        contrast_behind(ink, picture[ground])
        for number, ink in enumerate(inks)
        if int((nearest == number).sum()) >= 30
    ]
    return min(worst) if worst else None
