"""Type: which of our fonts draws a text, how large it may be, where its lines break, and its words as pictures."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb
from jobs.studio.errors import UndrawableText

FONTS = Path(__file__).with_name("fonts")
Face = Literal["text-medium", "text-bold", "grotesk-heavy", "condensed-heavy", "serif-bold", "round-bold"]

FAMILIES: dict[Face, str] = {
    "text-medium": "Studio Text Medium",
    "text-bold": "Studio Text Bold",
    "grotesk-heavy": "Studio Grotesk Heavy",
    "condensed-heavy": "Studio Condensed Heavy",
    "serif-bold": "Studio Serif Bold",
    "round-bold": "Studio Round Bold",
}
ORIGINS: dict[Face, str] = {
    "text-medium": "Onest Medium (OFL 1.1)",
    "text-bold": "Onest Bold (OFL 1.1)",
    "grotesk-heavy": "Onest ExtraBold (OFL 1.1)",
    "condensed-heavy": "Sofia Sans Extra Condensed ExtraBold (OFL 1.1)",
    "serif-bold": "Playfair Display Bold (OFL 1.1)",
    "round-bold": "Unbounded Bold (OFL 1.1)",
}
LEADING: dict[Face, float] = {
    "text-medium": 1.26,
    "text-bold": 1.24,
    "grotesk-heavy": 1.06,
    "condensed-heavy": 0.96,
    "serif-bold": 1.1,
    "round-bold": 1.16,
}
_REFERENCE = 200  # size at which words are measured; widths are proportional
_FALLBACK: Face = "grotesk-heavy"


@cache
def coverage(face: Face) -> frozenset[int]:
    """Code points that `face` draws."""
    ranges = json.loads((FONTS / "coverage.json").read_text())[face]
    return frozenset(code for low, high in ranges for code in range(low, high + 1))


@cache
def font(face: Face, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{face}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def face_for(text: str, wanted: Face) -> Face:
    """`wanted` if it draws all of `text`, else the face with the widest coverage."""
    return wanted if all(ord(char) in coverage(wanted) for char in text if char != "\n") else _FALLBACK


def drawable(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without what is mere decoration (emoji and the like), and the names of what was left out.

    Raises:
        UndrawableText: a letter, digit or punctuation mark is in none of our fonts; the message names it.
    """
    known = coverage(_FALLBACK)
    kept: list[str] = []
    dropped: dict[str, None] = {}
    refused: dict[str, None] = {}
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char in "\n\t\r" or category == "Zs":
            kept.append(" " if char != "\n" else "\n")
        elif ord(char) in known and category not in ("Cf", "Cc"):
            kept.append(char)
        elif category in ("So", "Sk", "Cn", "Co", "Cf", "Cc", "Me") or 0xFE00 <= ord(char) <= 0xFE0F:
            if category in ("So", "Cn"):
                dropped[unicodedata.name(char, f"U+{ord(char):04X}").title()] = None
        else:
            refused[f"{char} ({unicodedata.name(char, f'U+{ord(char):04X}').title()})"] = None
    if refused:
        raise UndrawableText("no font of the studio draws " + ", ".join(list(refused)[:6]))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line), tuple(dropped)


def width_of(text: str, face: Face, size: float) -> float:
    """Advance width in pixels."""
    return float(font(face, _REFERENCE).getlength(text)) * size / _REFERENCE


def ascent_of(face: Face, size: float) -> float:
    """Height of capitals and ascenders above the baseline, in pixels."""
    return -float(font(face, _REFERENCE).getbbox("Hd", anchor="ls")[1]) * size / _REFERENCE


@dataclass(frozen=True, slots=True)
class Word:
    """A word on its place: `x` of its left edge and `baseline`, in pixels from the block's top left corner."""

    text: str
    x: float
    baseline: float
    width: float
    line: int
    index: int


@dataclass(frozen=True, slots=True)
class Block:
    """Set type: words with their places; `width` and `height` enclose them."""

    face: Face
    size: float
    words: tuple[Word, ...]
    lines: int
    width: float
    height: float


Align = Literal["left", "centre"]


def set_type(
    text: str,
    face: Face,
    width: float,
    height: float,
    *,
    largest: float,
    smallest: float = 12,
    max_lines: int = 4,
    align: Align = "left",
) -> Block:
    """Set `text` as large as the box allows (`smallest` … `largest` px), in balanced lines, without clipping.

    A word wider than the box at the smallest size is broken between letters.
    """
    face = face_for(text, face)
    size = largest
    while True:
        lines = wrap(text, face, size, width)
        fits = (
            lines is not None and len(lines) <= max_lines and _block_height(len(lines), face, size) <= height
        )
        if fits and lines is not None:
            block = _place(lines, face, size, align)
            if block.width <= width or size <= smallest:  # hinting may have made it wider
                return block
        if size <= smallest:
            return _place(wrap(text, face, size, width, break_words=True) or [[text]], face, size, align)
        size = max(smallest, size * 0.96)


def _block_height(lines: int, face: Face, size: float) -> float:
    return (lines - 1) * LEADING[face] * size + ascent_of(face, size) + 0.24 * size


def wrap(
    text: str, face: Face, size: float, width: float, *, break_words: bool = False
) -> list[list[str]] | None:
    """Lines of words no wider than `width` px with the least ragged edge; None if a single word is too wide."""
    lines: list[list[str]] = []
    for paragraph in text.split("\n"):
        words = paragraph.split()
        if break_words:
            words = [piece for word in words for piece in _break(word, face, size, width)]
        wrapped = _balanced(words, face, size, width)
        if wrapped is None:
            return None
        lines.extend(wrapped)
    return lines


def _break(word: str, face: Face, size: float, width: float) -> Iterable[str]:
    piece = ""
    for char in word:
        if piece and width_of(piece + char, face, size) > width:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _balanced(words: list[str], face: Face, size: float, width: float) -> list[list[str]] | None:
    widths = [width_of(word, face, size) for word in words]
    if any(own > width for own in widths):
        return None
    space = width_of(" ", face, size)
    # First the fewest lines, then the smallest sum of squared gaps.
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(words) + 1):
        options = []
        used = -space
        for start in range(end - 1, -1, -1):
            used += widths[start] + space
            if used > width:
                break
            count, cost, _ = best[start]
            options.append((count + 1, cost + (width - used) ** 2, start))
        best.append(min(options))
    lines: list[list[str]] = []
    end = len(words)
    while end:
        start = best[end][2]
        lines.append(words[start:end])
        end = start
    return lines[::-1]


def _place(lines: list[list[str]], face: Face, size: float, align: Align) -> Block:
    def drawn(text: str) -> float:  # at small sizes glyphs are hinted, and wider than in proportion
        return max(width_of(text, face, size), float(font(face, size).getlength(text)))

    space = drawn(" ")
    spans = [sum(drawn(word) for word in line) + space * (len(line) - 1) for line in lines]
    block = max(spans, default=0.0)
    words: list[Word] = []
    for number, (line, span) in enumerate(zip(lines, spans, strict=True)):
        x = 0.0 if align == "left" else (block - span) / 2
        baseline = ascent_of(face, size) + number * LEADING[face] * size
        for text in line:
            own = drawn(text)
            words.append(Word(text, x, baseline, own, number, len(words)))
            x += own + space
    return Block(face, size, tuple(words), len(lines), block, _block_height(len(lines), face, size))


def paint_text(
    text: str, face: Face, size: float, colour: Rgb, *, outline: float = 0
) -> tuple[Pixels, float, float]:
    """RGBA picture of one line, and where its pen position (left edge, baseline) lies in it, in pixels.

    With `outline` only the contour is drawn, that many pixels wide.
    """
    own = font(face, size)
    margin = int(size * 0.25) + int(outline) + 2
    wide = int(own.getlength(text)) + 2 * margin
    up, down = int(size * 1.1) + margin, int(size * 0.4) + margin
    mask = Image.new("L", (wide, up + down), 0)
    pen = ImageDraw.Draw(mask)
    if outline:
        pen.text((margin, up), text, font=own, fill=255, anchor="ls", stroke_width=outline)
        inner = Image.new("L", mask.size, 0)
        ImageDraw.Draw(inner).text((margin, up), text, font=own, fill=255, anchor="ls")
        alpha = np.clip(np.asarray(mask, np.int16) - np.asarray(inner, np.int16), 0, 255).astype(np.uint8)
    else:
        pen.text((margin, up), text, font=own, fill=255, anchor="ls")
        alpha = np.asarray(mask, np.uint8)
    picture = np.empty((*alpha.shape, 4), np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = alpha
    return picture, float(margin), float(up)
