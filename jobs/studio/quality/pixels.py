"""Samples as colours: BT.709 studio range to RGB, crops, places scaled to a sample."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from jobs.studio.quality.reading import Plane, Sample
from jobs.studio.stage import Area

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


def rgb_of(y: Plane, u: Plane, v: Plane) -> Pixels:
    """RGB of planes of one size."""
    luma = (y.astype(np.float32) - 16) * (255 / 219)
    blue, red = (plane.astype(np.float32) - 128 for plane in (u, v))
    planes = (luma + 1.7927 * red, luma - 0.2132 * blue - 0.5329 * red, luma + 2.1124 * blue)
    return np.asarray(np.clip(np.stack(planes, axis=-1) + 0.5, 0, 255), np.uint8)


def cropped(sample: Sample, area: Area) -> Pixels:
    """The RGB pixels of `area` (in pixels of the sample, cut to it); empty where it lies outside."""
    height, width = sample.y.shape
    top, bottom = (min(height, max(0, round(at / 2) * 2)) for at in (area.top, area.bottom))
    left, right = (min(width, max(0, round(at / 2) * 2)) for at in (area.left, area.right))
    if bottom <= top or right <= left:
        return np.empty((0, 0, 3), np.uint8)
    rows, columns = slice(top, bottom), slice(left, right)
    half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
    size = (right - left, bottom - top)
    u, v = (np.asarray(cv2.resize(plane[half], size), np.uint8) for plane in (sample.u, sample.v))
    return rgb_of(sample.y[rows, columns], u, v)


def reduced(sample: Sample, size: tuple[int, int]) -> Pixels:
    """The whole sample as RGB of `size` (width, height)."""
    planes = (
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (sample.y, sample.u, sample.v)
    )
    return rgb_of(*(np.asarray(plane, np.uint8) for plane in planes))


def scaled(area: Area, factor: float) -> Area:
    return Area(area.left * factor, area.top * factor, area.right * factor, area.bottom * factor)
