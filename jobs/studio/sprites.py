"""Compositing of moving pictures with sub-pixel accuracy, doing only what is seen.

Pictures of one colour carry nothing but their alpha; soft ones (shadows, glows) are kept and warped at a fraction of
their size. Large ones know on a grid of tiles where they are empty and where they are solid: what is empty, or lies
under something solid, is not warped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.studio.canvas import Pixels, Plate, Pose, colour_ycc, to_ycc

Colour = tuple[int, int, int]
Grid = NDArray[np.uint8]

_TILE = 64  # pixels of the frame
_BLOCK = 8  # pixels of a sprite, in its table of tiles
_NEAR = 0.9  # sprites drawn smaller than this do not use their table
_REACH = math.ceil(
    (_TILE * math.sqrt(0.5) / _NEAR + 2) / _BLOCK + 1.2
)  # blocks from a tile's middle to its corner
_TABLE_FROM = 40_000  # pixels; smaller sprites are drawn whole
_EMPTY, _MIXED, _SOLID = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture to be drawn anywhere. Made by `Sprite.of`.

    `pixels` is alpha alone (h, w) where all is of one `colour` (YCbCr), else premultiplied Y, Cb, Cr, A (h, w, 4).
    It is cropped to what is not transparent, and `factor` times smaller than drawn at scale 1; `centre` is the centre
    of the whole picture in full-size pixels from the upper left corner of `pixels`.
    """

    pixels: Pixels
    colour: Colour | None
    centre: tuple[float, float]
    factor: int = 1
    table: Grid | None = None

    @classmethod
    def of(cls, rgba: Pixels, soft: int = 1) -> Sprite:
        """From straight RGBA. `soft` (2 or 4): the picture has no detail finer than that many pixels."""
        alpha = np.asarray(cv2.extractChannel(rgba, 3), np.uint8)
        left, top, wide, high = cv2.boundingRect(alpha)
        wide, high = max(wide, 1), max(high, 1)
        centre = (rgba.shape[1] / 2 - left, rgba.shape[0] / 2 - top)
        rgba, alpha = rgba[top : top + high, left : left + wide], alpha[top : top + high, left : left + wide]
        colour = _one_colour(rgba)
        if colour is None:
            return cls(_premultiplied(rgba, alpha), None, centre, 1, _table_of(alpha))
        if soft == 1:
            return cls(np.ascontiguousarray(alpha), colour, centre, 1, _table_of(alpha))
        right, low = -wide % soft, -high % soft
        whole = cv2.copyMakeBorder(alpha, 0, low, 0, right, cv2.BORDER_CONSTANT, value=0)
        small = cv2.resize(
            whole, (whole.shape[1] // soft, whole.shape[0] // soft), interpolation=cv2.INTER_AREA
        )
        return cls(np.asarray(small, np.uint8), colour, centre, soft)


def _one_colour(rgba: Pixels) -> Colour | None:
    red, green, blue = (int(value) for value in rgba[0, 0, :3])
    alike = cv2.inRange(rgba, (red, green, blue, 0), (red, green, blue, 255))
    return colour_ycc((red, green, blue)) if cv2.countNonZero(alike) == alike.size else None


def _premultiplied(rgba: Pixels, alpha: Pixels) -> Pixels:
    ycc = to_ycc(np.ascontiguousarray(rgba[..., :3]))
    solid = cv2.multiply(ycc, cv2.cvtColor(alpha, cv2.COLOR_GRAY2BGR), scale=1 / 255)
    return np.dstack([solid, alpha])


def _table_of(alpha: Pixels) -> Grid | None:
    """For tiles whose middle lies in a block: empty, mixed or solid. It goes `_REACH` blocks beyond the picture."""
    high, wide = alpha.shape
    if high * wide < _TABLE_FROM:
        return None
    size = (-(-wide // _BLOCK), -(-high // _BLOCK))
    whole = cv2.copyMakeBorder(
        alpha, 0, size[1] * _BLOCK - high, 0, size[0] * _BLOCK - wide, cv2.BORDER_CONSTANT, value=0
    )
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _REACH + 1, 2 * _REACH + 1))

    def blocks(threshold: int) -> Pixels:
        """The share of each block that is above `threshold`, 0…255."""
        above = cv2.threshold(whole, threshold, 255, cv2.THRESH_BINARY)[1]
        share = cv2.resize(above, size, interpolation=cv2.INTER_AREA)
        edge = (_REACH,) * 4
        return np.asarray(cv2.copyMakeBorder(share, *edge, cv2.BORDER_CONSTANT, value=0), np.uint8)

    some = cv2.dilate((blocks(0) > 0).astype(np.uint8), kernel)
    full = cv2.erode((blocks(254) == 255).astype(np.uint8), kernel)
    return np.asarray(some + full, np.uint8)


@dataclass(slots=True)
class _Placed:
    """A sprite on one frame: `a`, `b` are its scaled cosine and sine, `x`, `y` where its corner (0, 0) comes.

    The region it covers lies on even pixels (a soft one's on multiples of its factor, even beyond the frame's edge).
    `tiles` says for each tile from (`column`, `row`) on whether it is empty or hidden, mixed, or solid.
    """

    sprite: Sprite
    pose: Pose
    a: float
    b: float
    x: float
    y: float
    left: int
    top: int
    right: int
    bottom: int
    column: int = 0
    row: int = 0
    tiles: Grid | None = None


def draw_all(plate: Plate, shown: Iterable[tuple[Sprite, Pose]]) -> None:
    """Blend sprites onto `plate` in place, back to front."""
    placed = [one for sprite, pose in shown if (one := _place(sprite, pose, plate)) is not None]
    for one in _visible(placed, plate):
        sprite = one.sprite
        if sprite.colour is None:
            _lay(plate, one)
        elif sprite.factor == 1:
            _tint(plate, one, sprite.colour)
        else:
            _veil(plate, one, sprite.colour)


def _place(sprite: Sprite, pose: Pose, plate: Plate) -> _Placed | None:
    if pose.alpha <= 0.004 or pose.scale <= 0.001:
        return None
    angle = math.radians(pose.angle)
    a, b = math.cos(angle) * pose.scale, math.sin(angle) * pose.scale
    half_w = sprite.pixels.shape[1] * sprite.factor / 2
    half_h = sprite.pixels.shape[0] * sprite.factor / 2
    off_x, off_y = sprite.centre
    x, y = pose.x - (a * off_x - b * off_y), pose.y - (b * off_x + a * off_y)
    middle_x, middle_y = x + a * half_w - b * half_h, y + b * half_w + a * half_h
    fringe = sprite.factor * max(1.0, pose.scale)
    reach_x = abs(a) * half_w + abs(b) * half_h + fringe
    reach_y = abs(b) * half_w + abs(a) * half_h + fringe
    left, top, right, bottom = middle_x - reach_x, middle_y - reach_y, middle_x + reach_x, middle_y + reach_y
    if pose.clip is not None:
        left, top = max(left, pose.clip[0]), max(top, pose.clip[1])
        right, bottom = min(right, pose.clip[2]), min(bottom, pose.clip[3])
    step = max(2, sprite.factor)
    region = (
        max(0, math.floor(left / step) * step), max(0, math.floor(top / step) * step),
        min(-(-plate.width // step) * step, math.ceil(right / step) * step),
        min(-(-plate.height // step) * step, math.ceil(bottom / step) * step),
    )  # fmt: skip
    if region[2] <= region[0] or region[3] <= region[1]:
        return None
    return _Placed(sprite, pose, a, b, x, y, *region)


def _visible(placed: list[_Placed], plate: Plate) -> list[_Placed]:
    """What can be seen, its tiles marked that can; found from the front to the back."""
    hidden = np.zeros((-(-plate.height // _TILE), -(-plate.width // _TILE)), bool)
    seen: list[_Placed] = []
    for one in reversed(placed):
        one.column, one.row = one.left // _TILE, one.top // _TILE
        under = hidden[one.row : -(-one.bottom // _TILE), one.column : -(-one.right // _TILE)]
        if one.sprite.table is None or one.pose.scale < _NEAR:
            if not under.all():
                seen.append(one)
            continue
        tiles = _tiles(one, one.sprite.table, under.shape[1], under.shape[0])
        solid = tiles == _SOLID
        tiles[under] = _EMPTY
        if one.pose.alpha >= 0.996 and one.pose.clip is None:
            under |= solid
        if _narrowed(one, tiles):
            seen.append(one)
    return seen[::-1]


def _tiles(one: _Placed, table: Grid, columns: int, rows: int) -> Grid:
    """The table as it lies on the frame's tiles."""
    share = _BLOCK / _TILE
    a, b, off = one.a * share, one.b * share, 0.5 - _REACH
    matrix = np.array(
        [
            [a, -b, (a - b) * off + one.x / _TILE - 0.5 - one.column],
            [b, a, (a + b) * off + one.y / _TILE - 0.5 - one.row],
        ],
        np.float32,
    )
    found = cv2.warpAffine(table, matrix, (columns, rows), flags=cv2.INTER_NEAREST, borderValue=0)
    return np.asarray(found, np.uint8)


def _narrowed(one: _Placed, tiles: Grid) -> bool:
    """Shrink the region to the tiles that have something; whether any has."""
    rows, columns = np.flatnonzero(tiles.any(axis=1)), np.flatnonzero(tiles.any(axis=0))
    if not len(rows):
        return False
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    one.tiles = tiles[top:bottom, left:right]
    one.left, one.right = (
        max(one.left, (one.column + left) * _TILE),
        min(one.right, (one.column + right) * _TILE),
    )
    one.top, one.bottom = max(one.top, (one.row + top) * _TILE), min(one.bottom, (one.row + bottom) * _TILE)
    one.column += left
    one.row += top
    return True


def _warped(one: _Placed, scratch: Pixels) -> Pixels:
    """The sprite's pixels as they lie in its region; what no tile asks for is transparent."""
    shape = (one.bottom - one.top, one.right - one.left, *one.sprite.pixels.shape[2:])
    out = scratch[: math.prod(shape)].reshape(shape)
    if one.tiles is None or (one.tiles == _MIXED).all():
        _warp(one, one.left, one.top, one.right, one.bottom, out)
        return out
    plain = one.sprite.colour is not None
    if not one.tiles.all():
        out.fill(0)
    for kind, left, top, right, bottom in _runs(one, plain):
        part = out[top - one.top : bottom - one.top, left - one.left : right - one.left]
        if kind == _SOLID:
            part.fill(255)
        else:
            _warp(one, left, top, right, bottom, part)
    return out


def _runs(one: _Placed, plain: bool) -> Iterator[tuple[int, int, int, int, int]]:
    """(kind, left, top, right, bottom) of neighbouring tiles in a row; solid ones apart where that is of use."""
    tiles = one.tiles
    if tiles is None:
        return
    kinds = tiles if plain else np.minimum(tiles, 1)
    for number, row in enumerate(kinds):
        top = max(one.top, (one.row + number) * _TILE)
        bottom = min(one.bottom, (one.row + number + 1) * _TILE)
        ends = [*(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        start = 0
        for end in ends:
            if kind := int(row[start]):
                left, right = (one.column + start) * _TILE, (one.column + end) * _TILE
                yield kind, max(one.left, left), top, min(one.right, right), bottom
            start = end


def _warp(one: _Placed, left: int, top: int, right: int, bottom: int, out: Pixels) -> None:
    """Fill `out` with the part of the frame from (`left`, `top`) to (`right`, `bottom`)."""
    factor, a, b = one.sprite.factor, one.a, one.b
    matrix = np.array(
        [
            [a, -b, (one.x - left) / factor - 0.5 + (a - b) * 0.5],
            [b, a, (one.y - top) / factor - 0.5 + (a + b) * 0.5],
        ],
        np.float32,
    )
    size = ((right - left) // factor, (bottom - top) // factor)
    cv2.warpAffine(one.sprite.pixels, matrix, size, out, flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))


def _clip(one: _Placed, warped: Pixels) -> None:
    """Hide what lies outside of the pose's clip; pixels on its edges in part."""
    if one.pose.clip is None:
        return
    left, top, right, bottom = one.pose.clip
    sides = (
        (warped.swapaxes(0, 1), left - one.left, right - one.left),
        (warped, top - one.top, bottom - one.top),
    )
    for lines, low, high in sides:
        if low > 0:
            first = int(low)
            lines[:first] = 0
            lines[first] = np.rint(lines[first] * (1 - (low - first)))
        if high < len(lines):
            last = max(0, int(high))
            lines[last + 1 :] = 0
            lines[last] = np.rint(lines[last] * max(0.0, high - last))


def _halved(plane: Pixels) -> Pixels:
    size = (plane.shape[1] // 2, plane.shape[0] // 2)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _tint(plate: Plate, one: _Placed, colour: Colour) -> None:
    """Blend a sharp sprite of one colour."""
    alpha = _warped(one, plate.scratch)
    _clip(one, alpha)
    _colour(plate, one, alpha, _halved(alpha), colour)


def _veil(plate: Plate, one: _Placed, colour: Colour) -> None:
    """Blend a soft sprite: warped small, then enlarged."""
    factor, wide, high = one.sprite.factor, one.right - one.left, one.bottom - one.top
    small = plate.scratch[: wide * high // factor**2].reshape(high // factor, wide // factor)
    _warp(one, one.left, one.top, one.right, one.bottom, small)
    alpha = np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
    half = small if factor == 2 else cv2.resize(small, (wide // 2, high // 2), interpolation=cv2.INTER_LINEAR)
    if one.pose.clip is not None:
        _clip(one, alpha)
        half = _halved(alpha)
    _colour(plate, one, alpha, np.asarray(half, np.uint8), colour)


def _colour(plate: Plate, one: _Placed, alpha: Pixels, half: Pixels, colour: Colour) -> None:
    """Mix `colour` into the region, by `alpha` and the pose's opacity."""
    shown = min(1.0, one.pose.alpha)
    for plane, mask, value, part in (
        (plate.y, alpha, colour[0], 1), (plate.cb, half, colour[1], 2), (plate.cr, half, colour[2], 2),
    ):  # fmt: skip
        region = plane[one.top // part : one.bottom // part, one.left // part : one.right // part]
        mask = mask[: region.shape[0], : region.shape[1]]
        keep = cv2.convertScaleAbs(mask, alpha=-shown, beta=255)
        cv2.multiply(region, keep, region, scale=1 / 255)
        cv2.add(region, cv2.convertScaleAbs(mask, alpha=shown * value / 255), region)


def _lay(plate: Plate, one: _Placed) -> None:
    """Blend a sprite of many colours."""
    warped = _warped(one, plate.scratch)
    _clip(one, warped)
    shown = min(1.0, one.pose.alpha)
    luma, blue, red, alpha = cv2.split(warped)
    half = _halved(np.asarray(alpha, np.uint8))
    for plane, own, mask, part in (
        (plate.y, luma, alpha, 1), (plate.cb, _halved(np.asarray(blue, np.uint8)), half, 2),
        (plate.cr, _halved(np.asarray(red, np.uint8)), half, 2),
    ):  # fmt: skip
        region = plane[one.top // part : one.bottom // part, one.left // part : one.right // part]
        cv2.multiply(region, cv2.convertScaleAbs(mask, alpha=-shown, beta=255), region, scale=1 / 255)
        cv2.add(region, own if shown >= 0.996 else cv2.convertScaleAbs(own, alpha=shown), region)
