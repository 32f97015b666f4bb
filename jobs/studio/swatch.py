"""A brand at one glance: its name, its logo and its colours with their codes, as one picture for the chat."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from jobs.studio.faces import Face, coverage, face_for, file_of
from jobs.studio.files import replacing

WIDTH: Final = 1080
_EDGE, _HEAD, _TILE, _GAP = 60, 220, 300, 24
_LOGO: Final = (420, 150)
_GROUND, _INK, _PALE = (250, 249, 246), (28, 28, 32), (120, 120, 128)
_ROUND: Final = 28


def draw_swatch(out: Path, title: str, colors: Sequence[str], logo: Path | None = None) -> None:
    """Draw `colors` (#RRGGBB, at most eight) under `title` and the cleaned picture `logo` as a JPEG."""
    across = max(1, min(4, len(colors)))
    rows = [colors[start : start + across] for start in range(0, len(colors), across)]
    height = _EDGE + _HEAD + len(rows) * (_TILE + _GAP) + _EDGE - (_GAP if rows else 0)
    sheet = Image.new("RGB", (WIDTH, height), _GROUND)
    _draw_head(sheet, title, logo)
    pen = ImageDraw.Draw(sheet)
    wide = (WIDTH - 2 * _EDGE - (across - 1) * _GAP) // across
    for line, row in enumerate(rows):
        top = _EDGE + _HEAD + line * (_TILE + _GAP)
        for column, code in enumerate(row):
            _draw_tile(pen, (_EDGE + column * (wide + _GAP), top), wide, code)
    with replacing(out) as part:
        sheet.save(part, "JPEG", quality=90)


def _draw_head(sheet: Image.Image, title: str, logo: Path | None) -> None:
    """The name at the left, the logo at the right; the logo where there is no name."""
    pen = ImageDraw.Draw(sheet)
    room = WIDTH - 2 * _EDGE
    if logo is not None:
        with Image.open(logo) as found:
            mark = found.convert("RGBA")
        mark.thumbnail(_LOGO, Image.Resampling.LANCZOS)
        sheet.paste(mark, (WIDTH - _EDGE - mark.width, _EDGE + (_HEAD - 40 - mark.height) // 2), mark)
        room -= mark.width + _GAP
    if title:
        font, shown = _fitting(title, room)
        pen.text((_EDGE, _EDGE + (_HEAD - 40) // 2), shown, font=font, fill=_INK, anchor="lm")


def _draw_tile(pen: ImageDraw.ImageDraw, at: tuple[int, int], wide: int, code: str) -> None:
    """One colour with its code on it, in black or white as can be read better."""
    left, top = at
    red, green, blue = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140
    edge = _PALE if min(red, green, blue) > 225 else None
    pen.rounded_rectangle(
        (left, top, left + wide, top + _TILE), _ROUND, fill=(red, green, blue), outline=edge
    )
    ink = (0, 0, 0) if light else (255, 255, 255)
    pen.text(
        (left + 22, top + _TILE - 24), code.upper(), font=_font("text-medium", 34), fill=ink, anchor="ls"
    )


def _fitting(title: str, room: int) -> tuple[ImageFont.FreeTypeFont, str]:
    """The largest type in which the name fits, and the name, cut where even the smallest is too large."""
    face = face_for(title, "text-bold")
    title = "".join(sign for sign in title if ord(sign) in coverage(face)).strip()
    for size in (84, 72, 60, 50, 42):
        font = _font(face, size)
        if font.getlength(title) <= room:
            return font, title
    shown = title
    while len(shown) > 1 and font.getlength(shown + "…") > room:
        shown = shown[:-1]
    return font, shown.rstrip() + "…"


def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file_of(face), size)
