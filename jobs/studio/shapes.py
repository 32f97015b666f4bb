"""Drawn elements of a layout as straight-alpha RGBA pictures, with edges smooth to a fraction of a pixel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb, mix
from jobs.studio.icons import code_point
from jobs.studio.typeset import FONTS

Mask = NDArray[np.float32]


def _grid(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    x = np.arange(width, dtype=np.float32) + 0.5 - width / 2
    y = np.arange(height, dtype=np.float32) + 0.5 - height / 2
    return x[None, :], y[:, None]


def rounded_mask(width: int, height: int, radius: float) -> Mask:
    """A rounded rectangle that fills the picture, 0…1."""
    x, y = _grid(width, height)
    radius = min(radius, width / 2, height / 2)
    out_x, out_y = np.abs(x) - (width / 2 - radius), np.abs(y) - (height / 2 - radius)
    inside = np.minimum(np.maximum(out_x, out_y), 0)
    distance = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0)) + inside - radius
    return np.asarray(np.clip(0.5 - distance, 0, 1), np.float32)


def arch_mask(width: int, height: int) -> Mask:
    """A doorway: round above, straight below."""
    x, y = _grid(width, height)
    radius = width / 2
    dy = np.maximum(-(y + height / 2 - radius), 0)
    return np.asarray(np.clip(radius - np.hypot(x, dy) + 0.5, 0, 1), np.float32)


def filled(mask: Mask, colour: Rgb, opacity: float = 1.0) -> Pixels:
    picture = np.empty((*mask.shape, 4), np.uint8)
    picture[:] = (*colour, 0)
    picture[..., 3] = cv2.convertScaleAbs(mask, alpha=255 * opacity)
    return picture


def _toned(planes: list[Mask]) -> list[Pixels]:
    """Float planes as whole levels, with a grain of less than one level against banding."""
    size = planes[0].shape
    grain = np.random.default_rng(5).standard_normal(size, np.float32)
    return [np.asarray(cv2.convertScaleAbs(cv2.scaleAdd(grain, 0.9, plane)), np.uint8) for plane in planes]


def _mixed_in(picture: Pixels, colour: Rgb | Pixels, share: Mask) -> None:
    """Mix a colour, or a picture as large, into RGB in place."""
    other = np.asarray(colour, np.float32)
    for channel in range(3):
        plane = picture[..., channel].astype(np.float32)
        plane += share * (other[..., channel] - plane)
        picture[..., channel] = cv2.convertScaleAbs(plane)


def shaded(mask: Mask, top: Rgb, bottom: Rgb) -> Pixels:
    """`mask` filled with a vertical gradient."""
    ramp = np.linspace(0, 1, mask.shape[0], dtype=np.float32)[:, None]
    planes = [
        np.ascontiguousarray(np.broadcast_to(high + (low - high) * ramp, mask.shape), np.float32)
        for high, low in zip(top, bottom, strict=True)
    ]
    return np.asarray(cv2.merge([*_toned(planes), cv2.convertScaleAbs(mask, alpha=255)]), np.uint8)


def panel(width: float, height: float, radius: float, colour: Rgb, opacity: float = 1.0) -> Pixels:
    return filled(rounded_mask(max(2, round(width)), max(2, round(height)), radius), colour, opacity)


def disc(diameter: float, colour: Rgb, opacity: float = 1.0) -> Pixels:
    return panel(diameter, diameter, diameter / 2, colour, opacity)


def glow(diameter: float, colour: Rgb, opacity: float = 1.0) -> Pixels:
    """A soft spot of light that falls to nothing at its edge."""
    size = max(4, round(diameter / 4))
    x, y = _grid(size, size)
    fall = np.clip(1 - np.hypot(x, y) / (size / 2), 0, 1)
    small = filled(np.asarray(fall * fall * (3 - 2 * fall), np.float32), colour, opacity)
    return np.asarray(cv2.resize(small, (round(diameter),) * 2, interpolation=cv2.INTER_CUBIC), np.uint8)


def ring(diameter: float, thickness: float, colour: Rgb, opacity: float = 1.0, dashes: int = 0) -> Pixels:
    size = round(diameter)
    x, y = _grid(size, size)
    mask = np.sqrt(x * x + y * y)
    mask -= (size - thickness) / 2
    np.abs(mask, mask)
    np.clip(np.float32(thickness / 2 + 0.5) - mask, 0, 1, mask)
    if dashes:
        rows, columns = np.nonzero(mask)
        across, down = x[0, columns], y[rows, 0]
        turn = np.arctan2(down, across) / np.float32(2 * math.pi) * dashes % 1
        arc = np.hypot(across, down) * np.float32(2 * math.pi / dashes)
        mask[rows, columns] *= np.clip((0.3 - np.abs(turn - 0.5)) * arc + 0.5, 0, 1)
    return filled(np.asarray(mask, np.float32), colour, opacity)


def starburst(diameter: float, colour: Rgb, points: int = 18, depth: float = 0.1) -> Pixels:
    """A round badge with a scalloped edge."""
    size = round(diameter)
    x, y = _grid(size, size)
    turn = np.arctan2(y, x)
    edge = size / 2 * (1 - depth / 2 + depth / 2 * np.cos(points * turn)) - 1
    return filled(np.asarray(np.clip(edge - np.hypot(x, y) + 0.5, 0, 1), np.float32), colour)


def rays(diameter: float, colour: Rgb, count: int = 14, opacity: float = 0.5) -> Pixels:
    """A sunburst whose beams fade outwards."""
    size = round(diameter / 2)
    x, y = _grid(size, size)
    far = np.hypot(x, y)
    turn = np.arctan2(y, x) / (2 * math.pi) * count % 1
    beam = np.clip((0.25 - np.abs(turn - 0.5)) * far * 2 * math.pi / count + 0.5, 0, 1)
    fade = np.clip(1 - far / (size / 2), 0, 1) ** 0.7
    small = filled(np.asarray(beam * fade, np.float32), colour, opacity)
    return np.asarray(cv2.resize(small, (size * 2, size * 2), interpolation=cv2.INTER_LINEAR), np.uint8)


def halftone(width: float, height: float, pitch: float, colour: Rgb, opacity: float = 1.0) -> Pixels:
    """Dots that grow towards the lower right corner."""
    w, h = round(width), round(height)
    x = np.arange(w, dtype=np.float32)[None, :]
    y = np.arange(h, dtype=np.float32)[:, None]
    grow = np.clip((x / w + y / h) / 2, 0, 1)
    dx = (x % pitch) - pitch / 2
    dy = (y % pitch) - pitch / 2
    mask = np.clip(grow * pitch * 0.42 - np.hypot(dx, dy) + 0.5, 0, 1)
    return filled(np.asarray(mask, np.float32), colour, opacity)


def podium(width: float, height: float, top: Rgb, body: Rgb, dark: Rgb) -> Pixels:
    """A round plinth seen from slightly above: an elliptical top on a shaded drum."""
    scale = 2
    w, h = round(width) * scale, round(height) * scale
    lid = round(w * 0.16)
    picture = np.zeros((h, w, 4), np.uint8)
    x = np.linspace(-1, 1, w, dtype=np.float32)[None, :, None]
    light = np.clip(0.62 - 0.5 * (x + 0.35) ** 2 - 0.25 * np.clip(x, 0, 1), 0, 1)
    drum = np.asarray(dark) * (1 - light) + np.asarray(body) * light
    picture[..., :3] = drum
    cv2.rectangle(alpha := np.zeros((h, w), np.uint8), (0, lid // 2), (w - 1, h), 255, -1)
    cv2.ellipse(alpha, (w // 2, lid // 2), (w // 2 - 1, lid // 2 - 1), 0, 0, 360, 255, -1, cv2.LINE_AA)
    face = np.zeros((h, w), np.uint8)
    cv2.ellipse(face, (w // 2, lid // 2), (w // 2 - 1, lid // 2 - 1), 0, 0, 360, 255, -1, cv2.LINE_AA)
    blend = (face / 255.0)[..., None]
    picture[..., :3] = picture[..., :3] * (1 - blend) + np.asarray(top) * blend
    picture[..., 3] = alpha
    return np.asarray(cv2.resize(picture, (w // scale, h // scale), interpolation=cv2.INTER_AREA), np.uint8)


def framed(photo: Pixels, radius: float, border: float, colour: Rgb) -> Pixels:
    """A photo as a card with rounded corners and a border."""
    height, width = photo.shape[:2]
    edge = round(border)
    card = panel(width + 2 * edge, height + 2 * edge, radius + edge, colour)
    inner = rounded_mask(width, height, radius)[..., None]
    under = card[edge : edge + height, edge : edge + width, :3]
    card[edge : edge + height, edge : edge + width, :3] = under * (1 - inner) + photo * inner
    return card


def masked(photo: Pixels, mask: Mask) -> Pixels:
    return np.dstack([photo, np.round(mask * 255).astype(np.uint8)])


def trimmed(picture: Pixels) -> Pixels:
    """An RGBA picture without its transparent border."""
    left, top, wide, high = cv2.boundingRect(np.ascontiguousarray(picture[..., 3]))
    return picture[top : top + high, left : left + wide] if wide else picture


def softness(blur: float) -> int:
    """By how much a picture blurred by `blur` pixels may be drawn smaller and enlarged again (`Art.add`'s `soft`)."""
    return 4 if blur >= 12 else 2 if blur >= 5 else 1


def shadow_of(rgba: Pixels, blur: float, opacity: float = 0.32, colour: Rgb = (0, 0, 0)) -> Pixels:
    """The soft shadow of a picture, larger than it by twice the blur on every side."""
    margin = round(2 * blur)
    alpha = cv2.copyMakeBorder(rgba[..., 3], margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    factor = 4 if blur > 8 else 1
    small = cv2.resize(alpha, (max(1, alpha.shape[1] // factor), max(1, alpha.shape[0] // factor)))
    small = cv2.GaussianBlur(small, (0, 0), max(blur / factor, 0.5))
    soft = cv2.resize(small, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_LINEAR)
    return filled(np.asarray(soft.astype(np.float32) / 255, np.float32), colour, opacity)


@cache
def _icon_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "icons.ttf", size)


def icon(name: str, size: float, colour: Rgb) -> Pixels:
    """A pictogram in a square of `size` pixels."""
    side = max(4, round(size))
    drawn = Image.new("L", (2 * side, 2 * side), 0)
    ImageDraw.Draw(drawn).text(
        (side, side), chr(code_point(name)), font=_icon_font(side), fill=255, anchor="mm"
    )
    ink = drawn.getbbox()  # some pictograms stand off the middle of their cell
    mask = Image.new("L", (side, side), 0)
    if ink is not None:
        left, top, right, bottom = ink
        mask.paste(drawn.crop(ink), (round((side - right + left) / 2), round((side - bottom + top) / 2)))
    return filled(np.asarray(mask, np.float32) / np.float32(255), colour)


def token(size: float, top: Rgb, bottom: Rgb, glyph: Pixels | None = None) -> Pixels:
    """A glossy tile with a picture on it: stands for the product where there is no photo of it."""
    side = round(size)
    tile = shaded(rounded_mask(side, side, side * 0.27), top, bottom)
    x, y = _grid(side, side)
    gloss = np.clip(1 - np.hypot(x + side * 0.2, (y + side * 0.62) * 1.15) / (side * 0.78), 0, 1) ** 1.2
    _mixed_in(tile, mix(top, (255, 255, 255), 0.7), np.asarray(gloss * 0.42, np.float32))
    rim = rounded_mask(side, side, side * 0.27)
    rim[3:-3, 3:-3] -= rounded_mask(side - 6, side - 6, side * 0.27 - 3)
    _mixed_in(tile, (255, 255, 255), np.clip(rim, 0, 1) * np.float32(0.3))
    if glyph is not None:
        height, width = glyph.shape[:2]
        at_y, at_x = (side - height) // 2, (side - width) // 2
        region = tile[at_y : at_y + height, at_x : at_x + width]
        _mixed_in(region, glyph[..., :3], glyph[..., 3].astype(np.float32) / np.float32(255))
    return tile


def gradient(width: int, height: int, one: Rgb, other: Rgb, angle: float = 60.0) -> Pixels:
    """An RGB gradient at `angle` degrees, with a grain of one level against banding."""
    x, y = _grid(width, height)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along = (x * cos + y * sin) / (abs(width * cos) + abs(height * sin)) + 0.5
    ramp = np.clip(along, 0, 1)[..., None]
    grain = np.random.default_rng(5).normal(0, 0.9, (height, width, 1))
    picture = np.asarray(one) * (1 - ramp) + np.asarray(other) * ramp + grain
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def ground(
    width: int, height: int, ends: tuple[Rgb, Rgb], spots: Sequence[Rgb], rng: np.random.Generator
) -> Pixels:
    """RGB: a gradient between two colours at some angle, with a large soft spot of each further colour.

    All of it is so smooth that it is worked out at a quarter of the size, and then gets its grain.
    """
    small = (-(-width // 4), -(-height // 4))
    x, y = _grid(*small)
    angle = math.radians(float(rng.uniform(40, 120)))
    cos, sin = math.cos(angle), math.sin(angle)
    along = (x * cos + y * sin) / (abs(small[0] * cos) + abs(small[1] * sin)) + 0.5
    ramp = np.asarray(np.clip(along, 0, 1), np.float32)
    planes = [one + (other - one) * ramp for one, other in zip(*ends, strict=True)]
    for spot in spots:
        centre_x, centre_y = rng.uniform(0.05, 0.95) - 0.5, rng.uniform(0.05, 0.95) - 0.5
        radius = rng.uniform(0.38, 0.62) * max(small) * 0.8
        fall = np.clip(1 - np.hypot(x - centre_x * small[0], y - centre_y * small[1]) / radius, 0, 1)
        share = np.asarray(fall * fall * (3 - 2 * fall) * 0.55, np.float32)
        for plane, value in zip(planes, spot, strict=True):
            plane += share * (value - plane)
    whole = [cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in planes]
    return np.asarray(cv2.merge(_toned([np.asarray(plane, np.float32) for plane in whole])), np.uint8)
