"""Ads at one glance: their pictures side by side, each with its number in the list, as one picture for the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from jobs.studio.faces import coverage, face_for, file_of
from jobs.studio.files import replacing

WIDTH: Final = 1080
HEIGHT: Final = 420
ACROSS: Final = 5
_TILE: Final = (196, 348)
_GAP, _ROUND, _BADGE = 18, 20, 46
_GROUND, _EMPTY, _INK, _FAINT = (250, 249, 246), (228, 224, 214), (28, 28, 32), (120, 116, 106)


@dataclass(frozen=True, slots=True)
class Tile:
    """An ad: its number in the list, its title, and its picture where there is one."""

    number: int
    title: str
    picture: Path | None = None


def draw_gallery(out: Path, tiles: Sequence[Tile]) -> None:
    """Draw at most five `tiles` as a JPEG; without a picture a tile shows how its title begins. A picture that can't be
    read counts as none."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    shown = tiles[:ACROSS]
    wide = len(shown) * (_TILE[0] + _GAP) - _GAP
    top = (HEIGHT - _TILE[1]) // 2
    for place, tile in enumerate(shown):
        left = (WIDTH - wide) // 2 + place * (_TILE[0] + _GAP)
        sheet.paste(_face(tile), (left, top), _mask())
        _number(ImageDraw.Draw(sheet), left, top, tile.number)
    with replacing(out) as part:
        sheet.save(part, "JPEG", quality=88)


def _face(tile: Tile) -> Image.Image:
    return _picture(tile.picture) or _letters(tile.title)


def _picture(path: Path | None) -> Image.Image | None:
    """The picture in the tile's shape: cut a little where it nearly has it, else whole on a ground."""
    if path is None:
        return None
    try:
        with Image.open(path) as found:
            found.draft("RGB", (2 * _TILE[0], 2 * _TILE[1]))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    shape = upright.width / upright.height / (_TILE[0] / _TILE[1])
    if 0.7 < shape < 1.5:
        return ImageOps.fit(upright, _TILE, Image.Resampling.LANCZOS)
    return ImageOps.pad(upright, _TILE, Image.Resampling.LANCZOS, color=(255, 255, 255))


def _letters(title: str) -> Image.Image:
    face = Image.new("RGB", _TILE, _EMPTY)
    kind = face_for(title, "text-bold")
    known = [sign for sign in title if sign.isalnum() and ord(sign) in coverage(kind)]
    word = "".join(known[:2]) or "–"
    font = ImageFont.truetype(file_of(kind), 84)
    middle = (_TILE[0] // 2, _TILE[1] // 2)
    ImageDraw.Draw(face).text(middle, word, font=font, fill=_FAINT, anchor="mm")
    return face


def _mask() -> Image.Image:
    mask = Image.new("L", _TILE, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, _TILE[0] - 1, _TILE[1] - 1), _ROUND, fill=255)
    return mask


def _number(pen: ImageDraw.ImageDraw, left: int, top: int, number: int) -> None:
    """The number on a plate in the corner, as wide as it needs."""
    font = ImageFont.truetype(file_of("text-bold"), 30)
    wide = max(_BADGE, round(font.getlength(str(number))) + 24)
    box = (left + 10, top + 10, left + 10 + wide, top + 10 + _BADGE)
    pen.rounded_rectangle(box, _BADGE // 2, fill=_INK)
    pen.text((left + 10 + wide / 2, top + 10 + _BADGE / 2), str(number), font=font, fill="white", anchor="mm")
