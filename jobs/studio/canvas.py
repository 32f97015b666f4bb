"""Frames as an encoder takes them, and what fills them from edge to edge.

Everything is uint8 in studio-range BT.709 YCbCr (Y 16…235, Cb and Cr around 128), so no frame needs a colour
conversion: alpha blending is linear in any affine colour space.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_MATRIX = (
    np.array(
        [
            [0.2126 * 219, 0.7152 * 219, 0.0722 * 219],
            [-0.2126 / 1.8556 * 224, -0.7152 / 1.8556 * 224, (1 - 0.0722) / 1.8556 * 224],
            [(1 - 0.2126) / 1.5748 * 224, -0.7152 / 1.5748 * 224, -0.0722 / 1.5748 * 224],
        ]
    )
    / 255
)
_OFFSET = np.array([16.0, 128.0, 128.0])
_FORWARD = np.hstack([_MATRIX, _OFFSET[:, None]]).astype(np.float32)


def to_ycc(image: Pixels) -> Pixels:
    """RGB (h, w, 3) to studio-range BT.709 YCbCr of the same shape."""
    return np.asarray(cv2.transform(image, _FORWARD), dtype=np.uint8)


def to_rgb(canvas: Pixels) -> Pixels:
    """The inverse of `to_ycc`."""
    inverse = np.linalg.inv(_MATRIX)
    back = np.hstack([inverse, (-inverse @ _OFFSET)[:, None]]).astype(np.float32)
    return np.asarray(cv2.transform(canvas, back), dtype=np.uint8)


def colour_ycc(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    pixel = to_ycc(np.array([[colour]], dtype=np.uint8))[0, 0]
    return int(pixel[0]), int(pixel[1]), int(pixel[2])


class Plate:
    """One frame, planar 4:2:0; both sides even.

    `data` is what an encoder reads: the planes `y`, `cb`, `cr` behind each other, the latter two of half the sides.
    `scratch` is room for the work on one frame, four bytes a pixel.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        size, half = width * height, width * height // 4
        self.data: Pixels = np.zeros(size + 2 * half, np.uint8)
        self.y = self.data[:size].reshape(height, width)
        self.cb = self.data[size : size + half].reshape(height // 2, width // 2)
        self.cr = self.data[size + half :].reshape(height // 2, width // 2)
        self.scratch: Pixels = np.empty(4 * size, np.uint8)

    def ycc(self) -> Pixels:
        """The frame as (height, width, 3)."""
        size = (self.width, self.height)
        return np.asarray(cv2.merge([self.y, cv2.resize(self.cb, size), cv2.resize(self.cr, size)]), np.uint8)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a sprite stands: centre in pixels, scale, angle in degrees (clockwise), opacity 0…1.

    `clip` (left, top, right, bottom) hides what lies outside of it.
    """

    x: float
    y: float
    scale: float = 1.0
    angle: float = 0.0
    alpha: float = 1.0
    clip: tuple[float, float, float, float] | None = None


class Backdrop:
    """A picture larger than the frame, over which the camera drifts. Soft ones are kept at half resolution.

    `shot` paints the whole frame: `zoom` ≥ 1 and `dx`, `dy` in pixels of the frame from its centre.
    """

    def __init__(self, rgb: Pixels, width: int, height: int, *, sharp: bool = False) -> None:
        luma, blue, red = (np.asarray(plane, np.uint8) for plane in cv2.split(to_ycc(rgb)))
        self._size = (width, height)
        self._luma = luma
        # Planes apart: several channels in one are warped slowly when turned.
        size = (max(1, luma.shape[1] // 2), max(1, luma.shape[0] // 2))
        small = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (blue, red)]
        self._chroma = (np.asarray(small[0], np.uint8), np.asarray(small[1], np.uint8))
        self._sharp = sharp

    def shot(
        self, plate: Plate, zoom: float = 1.0, dx: float = 0.0, dy: float = 0.0, angle: float = 0.0
    ) -> None:
        width, height = self._size
        part = 1 if self._sharp else 2
        for source, plane, small in (
            (self._luma, plate.y, part), (self._chroma[0], plate.cb, 2 * part), (self._chroma[1], plate.cr, 2 * part),
        ):  # fmt: skip
            size = (-(-width // small), -(-height // small))
            if size == plane.shape[::-1]:
                self._seen(source, *size, zoom, dx / small, dy / small, angle, plane)
            else:
                shot = self._seen(source, *size, zoom, dx / small, dy / small, angle)
                cv2.resize(shot, plane.shape[::-1], plane, interpolation=cv2.INTER_LINEAR)

    @staticmethod
    def _seen(
        source: Pixels,
        width: int,
        height: int,
        zoom: float,
        dx: float,
        dy: float,
        angle: float,
        out: Pixels | None = None,
    ) -> Pixels:
        source_h, source_w = source.shape[:2]
        scale = zoom * max(width / source_w, height / source_h)
        cos, sin = math.cos(math.radians(angle)) * scale, math.sin(math.radians(angle)) * scale
        half_x, half_y = (source_w - 1) / 2, (source_h - 1) / 2
        matrix = np.array(
            [
                [cos, -sin, (width - 1) / 2 + dx - (cos * half_x - sin * half_y)],
                [sin, cos, (height - 1) / 2 + dy - (sin * half_x + cos * half_y)],
            ],
            dtype=np.float32,
        )
        shot = cv2.warpAffine(
            source, matrix, (width, height), out, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(shot, np.uint8)
