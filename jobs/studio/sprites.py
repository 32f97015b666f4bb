"""Compositing of moving pictures with sub-pixel accuracy, doing only what is seen.

Pictures of one colour carry nothing but their alpha; soft ones (shadows, glows) are kept and warped at a fraction of
their size. Large ones know on a grid of tiles where they are empty and where they are solid: what is empty, or lies
under something solid, is not warped.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

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
_BAND = 4 * _TILE  # pixels; as many rows are worked on at once
_WHOLE = 300_000  # pixels; or as much at once


@dataclass(frozen=True, slots=True)
class Sprite:
    """A picture to be drawn anywhere. Made by `Sprite.of`.

    `alpha` is all there is where the picture has one `colour` (YCbCr). Others bring their colours premultiplied: `luma`
    as large as `alpha`, and Cb, Cr and their own alpha at half the sides. All are cropped to what is not transparent,
    and `factor` times smaller than drawn at scale 1; `centre` is the centre of the whole picture in full-size pixels
    from the upper left corner of `alpha`. Planes are apart: four channels in one are warped slowly when turned.
    """

    alpha: Pixels
    centre: tuple[float, float]
    colour: Colour | None = None
    luma: Pixels | None = None
    chroma: tuple[Pixels, Pixels, Pixels] | None = None
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
            alpha = _filled_up(alpha, 2)
            blue, red, luma = _premultiplied(_filled_up(rgba[..., :3], 2), alpha)
            chroma = _halved(blue), _halved(red), _halved(alpha)
            return cls(alpha, centre, None, luma, chroma, table=_table_of(alpha))
        if soft == 1:
            return cls(np.ascontiguousarray(alpha), centre, colour, table=_table_of(alpha))
        whole = _filled_up(alpha, soft)
        size = (whole.shape[1] // soft, whole.shape[0] // soft)
        small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
        return cls(np.asarray(small, np.uint8), centre, colour, factor=soft)


def _one_colour(rgba: Pixels) -> Colour | None:
    red, green, blue = (int(value) for value in rgba[0, 0, :3])
    alike = cv2.inRange(rgba, (red, green, blue, 0), (red, green, blue, 255))
    return colour_ycc((red, green, blue)) if cv2.countNonZero(alike) == alike.size else None


def _filled_up(picture: Pixels, step: int) -> Pixels:
    """The picture with transparent rows and columns after its last, so that its sides are multiples of `step`."""
    high, wide = picture.shape[:2]
    edges = (0, -high % step, 0, -wide % step)
    return np.asarray(cv2.copyMakeBorder(picture, *edges, cv2.BORDER_CONSTANT, value=(0, 0, 0)), np.uint8)


def _premultiplied(rgb: Pixels, alpha: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """Cb, Cr and Y times alpha."""
    luma, blue, red = cv2.split(to_ycc(rgb))
    planes = (np.asarray(cv2.multiply(plane, alpha, scale=1 / 255), np.uint8) for plane in (blue, red, luma))
    return next(planes), next(planes), next(planes)


def _table_of(alpha: Pixels) -> Grid | None:
    """For tiles whose middle lies in a block: empty, mixed or solid. It goes `_REACH` blocks beyond the picture."""
    high, wide = alpha.shape
    if high * wide < _TABLE_FROM:
        return None
    whole = _filled_up(alpha, _BLOCK)
    size = (whole.shape[1] // _BLOCK, whole.shape[0] // _BLOCK)
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
        if sprite.luma is not None and sprite.chroma is not None:
            _lay(plate, one, sprite.luma, sprite.chroma)
        elif sprite.colour is not None:
            (_tint if sprite.factor == 1 else _veil)(plate, one, sprite.colour)


def _place(sprite: Sprite, pose: Pose, plate: Plate) -> _Placed | None:
    if pose.alpha <= 0.004 or pose.scale <= 0.001:
        return None
    angle = math.radians(pose.angle)
    a, b = math.cos(angle) * pose.scale, math.sin(angle) * pose.scale
    half_w = sprite.alpha.shape[1] * sprite.factor / 2
    half_h = sprite.alpha.shape[0] * sprite.factor / 2
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
    left, top, wide, high = cv2.boundingRect(tiles)
    if not wide:
        return False
    one.tiles = tiles[top : top + high, left : left + wide]
    one.column += left
    one.row += top
    one.left, one.right = max(one.left, one.column * _TILE), min(one.right, (one.column + wide) * _TILE)
    one.top, one.bottom = max(one.top, one.row * _TILE), min(one.bottom, (one.row + high) * _TILE)
    return True


def _bands(one: _Placed) -> Iterator[_Placed]:
    """The sprite in bands of `_BAND` rows, each as narrow as its tiles: what is worked on stays in the cache."""
    if one.tiles is None and (one.bottom - one.top) * (one.right - one.left) <= _WHOLE:
        yield one
        return
    rows = _BAND // _TILE
    for number in range(one.top // _BAND, -(-one.bottom // _BAND)):
        top, bottom = max(one.top, number * _BAND), min(one.bottom, (number + 1) * _BAND)
        band = _Placed(one.sprite, one.pose, one.a, one.b, one.x, one.y, one.left, top, one.right, bottom)
        if one.tiles is None:
            yield band
            continue
        band.column, band.row = one.column, max(one.row, number * rows)
        if _narrowed(band, one.tiles[band.row - one.row : (number + 1) * rows - one.row]):
            yield band


def _warped(band: _Placed, plane: Pixels, part: int, out: Pixels, *, solid: bool) -> Pixels:
    """A plane of the sprite as it lies in a band, 0 where no tile asks for it. `part`: 2 for planes of half the sides.

    `solid`: the plane is alpha, so that solid tiles need no looking at. The result lies in `out`.
    """
    shape = ((band.bottom - band.top) // part, (band.right - band.left) // part)
    out = out[: shape[0] * shape[1]].reshape(shape)
    if band.tiles is None or not cv2.countNonZero(band.tiles - _MIXED):
        _warp(band, plane, part, (band.left, band.top, band.right, band.bottom), out)
    else:
        if cv2.countNonZero(band.tiles) < band.tiles.size:
            out.fill(0)
        for kind, left, top, right, bottom in _runs(
            band, band.tiles if solid else np.minimum(band.tiles, _MIXED)
        ):
            rows, columns = (top - band.top, bottom - band.top), (left - band.left, right - band.left)
            region = out[rows[0] // part : rows[1] // part, columns[0] // part : columns[1] // part]
            if kind == _SOLID:
                region.fill(255)
            else:
                _warp(band, plane, part, (left, top, right, bottom), region)
    _clip(band, out, part)
    return out


def _runs(one: _Placed, tiles: Grid) -> Iterator[tuple[int, int, int, int, int]]:
    """(kind, left, top, right, bottom) of neighbouring tiles of a kind; rows that are alike are taken as one."""
    rows = [bytes(row) for row in tiles]
    number = 0
    while number < len(rows):
        row, first = rows[number], number
        while number < len(rows) and rows[number] == row:
            number += 1
        top = max(one.top, (one.row + first) * _TILE)
        bottom = min(one.bottom, (one.row + number) * _TILE)
        start = 0
        for kind, same in groupby(row):
            end = start + len(list(same))
            if kind:
                left, right = (one.column + start) * _TILE, (one.column + end) * _TILE
                yield kind, max(one.left, left), top, min(one.right, right), bottom
            start = end


def _warp(one: _Placed, plane: Pixels, part: int, region: tuple[int, int, int, int], out: Pixels) -> None:
    """Fill `out`, the frame's `region` (left, top, right, bottom) `part` times smaller, from a plane of the sprite."""
    left, top, right, bottom = region
    a, b = one.a, one.b
    matrix = np.array(
        [
            [a, -b, (one.x - left) / part - 0.5 + (a - b) * 0.5],
            [b, a, (one.y - top) / part - 0.5 + (a + b) * 0.5],
        ],
        np.float32,
    )
    size = ((right - left) // part, (bottom - top) // part)
    cv2.warpAffine(plane, matrix, size, out, flags=cv2.INTER_LINEAR, borderValue=0)


def _clip(one: _Placed, warped: Pixels, part: int = 1) -> None:
    """Hide what lies outside of the pose's clip; pixels on its edges in part."""
    if one.pose.clip is None:
        return
    left, top, right, bottom = one.pose.clip
    sides = (
        (warped.swapaxes(0, 1), (left - one.left) / part, (right - one.left) / part),
        (warped, (top - one.top) / part, (bottom - one.top) / part),
    )
    for lines, low, high in sides:
        if low > 0:
            first = min(int(low), len(lines) - 1)
            lines[:first] = 0
            lines[first] = np.rint(lines[first] * max(0.0, 1 - (low - first)))
        if high < len(lines):
            last = max(0, int(high))
            lines[last + 1 :] = 0
            lines[last] = np.rint(lines[last] * max(0.0, high - last))


def _halved(plane: Pixels) -> Pixels:
    size = (plane.shape[1] // 2, plane.shape[0] // 2)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _tint(plate: Plate, one: _Placed, colour: Colour) -> None:
    """Blend a sharp sprite of one colour."""
    for band in _bands(one):
        alpha = _warped(band, one.sprite.alpha, 1, plate.scratch, solid=True)
        _colour(plate, band, alpha, _halved(alpha), colour)


def _veil(plate: Plate, one: _Placed, colour: Colour) -> None:
    """Blend a soft sprite: warped small, then enlarged."""
    factor, wide, high = one.sprite.factor, one.right - one.left, one.bottom - one.top
    small = plate.scratch[: wide * high // factor**2].reshape(high // factor, wide // factor)
    _warp(one, one.sprite.alpha, factor, (one.left, one.top, one.right, one.bottom), small)
    for band in _bands(one):
        # A row more on either side, so that bands join as if enlarged in one.
        first, last = (band.top - one.top) // factor, (band.bottom - one.top) // factor
        above = min(first, 1)
        rows = small[first - above : last + 1]
        alpha = _enlarged(rows, factor)[above * factor :][: band.bottom - band.top]
        _clip(band, alpha)
        half = (
            _enlarged(rows, factor // 2)[above * factor // 2 :] if band.pose.clip is None else _halved(alpha)
        )
        _colour(plate, band, alpha, half, colour)


def _enlarged(plane: Pixels, factor: int) -> Pixels:
    if factor == 1:
        return plane
    size = (plane.shape[1] * factor, plane.shape[0] * factor)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _colour(plate: Plate, band: _Placed, alpha: Pixels, half: Pixels, colour: Colour) -> None:
    """Mix `colour` into the band, by `alpha` and the pose's opacity."""
    shown = min(1.0, band.pose.alpha)
    keep = cv2.convertScaleAbs(alpha, alpha=-shown, beta=255)
    keep_half = cv2.convertScaleAbs(half, alpha=-shown, beta=255)
    for plane, mask, kept, value, part in (
        (plate.y, alpha, keep, colour[0], 1), (plate.cb, half, keep_half, colour[1], 2),
        (plate.cr, half, keep_half, colour[2], 2),
    ):  # fmt: skip
        region = plane[band.top // part : band.bottom // part, band.left // part : band.right // part]
        high, wide = region.shape
        cv2.multiply(region, kept[:high, :wide], region, scale=1 / 255)
        cv2.add(region, cv2.convertScaleAbs(mask[:high, :wide], alpha=shown * value / 255), region)


def _lay(plate: Plate, one: _Placed, luma: Pixels, chroma: tuple[Pixels, Pixels, Pixels]) -> None:
    """Blend a sprite of many colours."""
    shown = min(1.0, one.pose.alpha)
    for band in _bands(one):
        size = (band.bottom - band.top) * (band.right - band.left)
        rooms = [plate.scratch[size * at // 4 :] for at in (0, 4, 8, 9, 10)]
        alpha = _warped(band, one.sprite.alpha, 1, rooms[0], solid=True)
        own = _warped(band, luma, 1, rooms[1], solid=False)
        half = _warped(band, chroma[2], 2, rooms[2], solid=True)
        blue, red = (_warped(band, chroma[n], 2, rooms[3 + n], solid=False) for n in range(2))
        keep = cv2.convertScaleAbs(alpha, alpha=-shown, beta=255)
        keep_half = cv2.convertScaleAbs(half, alpha=-shown, beta=255)
        for plane, over, kept, part in (
            (plate.y, own, keep, 1), (plate.cb, blue, keep_half, 2), (plate.cr, red, keep_half, 2),
        ):  # fmt: skip
            region = plane[band.top // part : band.bottom // part, band.left // part : band.right // part]
            cv2.multiply(region, kept, region, scale=1 / 255)
            cv2.add(region, over if shown >= 0.996 else cv2.convertScaleAbs(over, alpha=shown), region)
