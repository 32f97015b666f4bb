"""Compositing of animated sprites with sub-pixel accuracy, straight in BT.709 YCbCr.

Sprites and canvas are uint8 in studio range (Y 16…235, Cb and Cr around 128), so no frame needs a colour
conversion: alpha blending is linear in any affine colour space. A sprite's colours are premultiplied by its alpha.
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


def i420(canvas: Pixels) -> bytes:
    """The canvas as planar 4:2:0, chroma averaged over 2×2 pixels."""
    height, width = canvas.shape[:2]
    half = (width // 2, height // 2)
    luma, blue, red = cv2.split(canvas)
    blue = cv2.resize(blue, half, interpolation=cv2.INTER_AREA)
    red = cv2.resize(red, half, interpolation=cv2.INTER_AREA)
    return luma.tobytes() + blue.tobytes() + red.tobytes()


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture with premultiplied alpha (h, w, 4: Y, Cb, Cr, A)."""

    pixels: Pixels

    @classmethod
    def of(cls, rgba: Pixels, pad: int = 2) -> Sprite:
        """From straight RGBA; `pad` transparent pixels are added so that moved edges stay smooth."""
        padded = cv2.copyMakeBorder(rgba, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
        ycc = to_ycc(np.ascontiguousarray(padded[..., :3]))
        alpha = padded[..., 3]
        solid = cv2.multiply(ycc, cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR), scale=1 / 255)
        return cls(np.dstack([solid, alpha]))

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


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


def draw(canvas: Pixels, sprite: Sprite, pose: Pose) -> None:
    """Blend `sprite` onto `canvas` in place."""
    if pose.alpha <= 0.004 or pose.scale <= 0.001:
        return
    cos = math.cos(math.radians(pose.angle)) * pose.scale
    sin = math.sin(math.radians(pose.angle)) * pose.scale
    half_w, half_h = sprite.width / 2, sprite.height / 2
    reach_x = abs(cos) * half_w + abs(sin) * half_h
    reach_y = abs(sin) * half_w + abs(cos) * half_h
    region = _visible(canvas, pose, reach_x, reach_y)
    if region is None:
        return
    left, top, right, bottom = region
    # The centre of the sprite in pixel-centre coordinates is half_w - 0.5, and so is the canvas's.
    shift_x = pose.x - 0.5 - left - (cos * (half_w - 0.5) - sin * (half_h - 0.5))
    shift_y = pose.y - 0.5 - top - (sin * (half_w - 0.5) + cos * (half_h - 0.5))
    matrix = np.array([[cos, -sin, shift_x], [sin, cos, shift_y]], dtype=np.float32)
    warped = cv2.warpAffine(
        sprite.pixels, matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0)
    )
    if pose.alpha < 0.996:
        warped = cv2.convertScaleAbs(warped, alpha=pose.alpha)
    _blend(canvas[top:bottom, left:right], np.asarray(warped, np.uint8))


def _visible(canvas: Pixels, pose: Pose, reach_x: float, reach_y: float) -> tuple[int, int, int, int] | None:
    height, width = canvas.shape[:2]
    left, top = max(0, math.floor(pose.x - reach_x)), max(0, math.floor(pose.y - reach_y))
    right, bottom = min(width, math.ceil(pose.x + reach_x)), min(height, math.ceil(pose.y + reach_y))
    if pose.clip is not None:
        left, top = max(left, round(pose.clip[0])), max(top, round(pose.clip[1]))
        right, bottom = min(right, round(pose.clip[2])), min(bottom, round(pose.clip[3]))
    return (left, top, right, bottom) if right > left and bottom > top else None


def _blend(region: Pixels, warped: Pixels) -> None:
    keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(warped, 3)), cv2.COLOR_GRAY2BGR)
    under = cv2.multiply(region, keep, scale=1 / 255)
    cv2.add(under, cv2.cvtColor(warped, cv2.COLOR_BGRA2BGR), dst=region)


class Backdrop:
    """A soft picture larger than the frame, kept at half resolution; the camera drifts over it.

    `shot` paints the whole canvas: `zoom` ≥ 1 and `dx`, `dy` in canvas pixels from the centre.
    """

    def __init__(self, rgb: Pixels, width: int, height: int, *, sharp: bool = False) -> None:
        self._ycc = to_ycc(rgb)
        self._size = (width, height)
        self._half = not sharp

    def shot(self, zoom: float = 1.0, dx: float = 0.0, dy: float = 0.0, angle: float = 0.0) -> Pixels:
        width, height = self._size
        out_w, out_h = ((width + 1) // 2, (height + 1) // 2) if self._half else (width, height)
        source_h, source_w = self._ycc.shape[:2]
        scale = zoom * max(out_w / source_w, out_h / source_h)
        cos, sin = math.cos(math.radians(angle)) * scale, math.sin(math.radians(angle)) * scale
        unit = out_w / width
        half_x, half_y = (source_w - 1) / 2, (source_h - 1) / 2
        matrix = np.array(
            [
                [cos, -sin, (out_w - 1) / 2 + dx * unit - (cos * half_x - sin * half_y)],
                [sin, cos, (out_h - 1) / 2 + dy * unit - (sin * half_x + cos * half_y)],
            ],
            dtype=np.float32,
        )
        shot = cv2.warpAffine(
            self._ycc, matrix, (out_w, out_h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        if self._half:
            shot = cv2.resize(shot, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(shot, dtype=np.uint8)
