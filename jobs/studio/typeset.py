"""Type: how large a text may be, where its lines break, where its words stand, and words as pictures.

Words stand where they are read: from the right in scripts that run so, mixed lines in the order of UAX #9. Which font
draws what is in `faces`, how its glyphs join and look in `glyphs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from jobs.studio import bidi
from jobs.studio.colour import Rgb
from jobs.studio.faces import FAMILIES as FAMILIES
from jobs.studio.faces import FONTS as FONTS
from jobs.studio.faces import LEADING as LEADING
from jobs.studio.faces import ORIGINS as ORIGINS
from jobs.studio.faces import Face as Face
from jobs.studio.faces import clusters_of, runs_of, tall_text
from jobs.studio.faces import coverage as coverage
from jobs.studio.faces import drawable as drawable
from jobs.studio.faces import face_for as face_for
from jobs.studio.glyphs import drawn, rise, shaped
from jobs.studio.hyphens import SOFT, divided
from jobs.studio.segment import pieces_of, spaced

if TYPE_CHECKING:
    from jobs.studio.canvas import Pixels


def width_of(text: str, face: Face, size: float) -> float:
    """Advance width in pixels."""
    return _width(text.replace(SOFT, "-"), face) * size


@lru_cache(maxsize=8192)
def _width(text: str, face: Face) -> float:
    return sum(shaped(run, own).advance for own, run in runs_of(text, face))


def ascent_of(face: Face, size: float) -> float:
    """Height of capitals and ascenders above the baseline, in pixels."""
    return rise(shaped(tall_text(face), face)) * size


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
    """Set type: words with their places, in the order in which they are read; `width` and `height` enclose them."""

    face: Face
    size: float
    words: tuple[Word, ...]
    lines: int
    width: float
    height: float
    text: str = ""


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
    mirrored: bool = False,
) -> Block:
    """Set `text` as large as the box allows (`smallest` … `largest` px), in balanced lines, without clipping.

    A word wider than the box at a readable size is hyphenated or broken between letters. In a `mirrored` layout places
    are counted from the right edge: what is at the left of the block is drawn at its right.
    """
    face = face_for(text, face)
    box = _Box(width, height, max_lines, align, mirrored)
    whole = _largest(text, face, box, largest, max(smallest, 0.5 * largest), broken=False)
    if whole is not None:
        return whole
    # A word that is too long for readable type is broken; everything else becomes smaller.
    apart = _largest(text, face, box, 0.8 * largest, smallest, broken=True)
    whole = _largest(text, face, box, 0.5 * largest, smallest, broken=False)
    if whole is not None and (apart is None or apart.size < 1.3 * whole.size):
        return whole
    if apart is not None:
        return apart
    lines = wrap(text, face, smallest, width, break_words="anywhere") or [[text]]
    return _place(lines, face, smallest, align, mirrored)


@dataclass(frozen=True, slots=True)
class _Box:
    width: float
    height: float
    max_lines: int
    align: Align
    mirrored: bool


def _largest(
    text: str, face: Face, box: _Box, largest: float, smallest: float, *, broken: bool
) -> Block | None:
    """`text` in the largest type that the box holds, or None."""
    size = max(largest, smallest)
    while True:
        lines = wrap(text, face, size, box.width, break_words="well" if broken else "never")
        if (
            lines is not None
            and len(lines) <= box.max_lines
            and _block_height(len(lines), face, size) <= box.height
        ):
            block = _place(lines, face, size, box.align, box.mirrored)
            if block.width <= box.width or size <= smallest:  # mixed lines need further spaces
                return block
        if size <= smallest:
            return None
        size = max(smallest, size * 0.96)


def _block_height(lines: int, face: Face, size: float) -> float:
    return (lines - 1) * LEADING[face] * size + ascent_of(face, size) + 0.24 * size


def wrap(
    text: str,
    face: Face,
    size: float,
    width: float,
    *,
    break_words: Literal["never", "well", "anywhere"] = "never",
    pieces: list[str] | None = None,
) -> list[list[str]] | None:
    """Lines of words no wider than `width` px with the least ragged edge; None if a single word is too wide.

    `pieces` are what stays together of a `text` of one paragraph, where the caller has divided it.
    """
    lines: list[list[str]] = []
    for paragraph in text.split("\n"):
        words = pieces if pieces is not None else pieces_of(paragraph)
        if break_words != "never":
            anywhere = break_words == "anywhere"
            words = [part for word in words for part in _break(word, face, size, width, anywhere=anywhere)]
        wrapped = _balanced(words, face, size, width)
        if wrapped is None:
            return None
        lines.extend(_hyphened(line) for line in wrapped)
    return lines


def _hyphened(line: list[str]) -> list[str]:
    """Parts of one word that came to stand on one line, joined again; the last one with its hyphen."""
    whole: list[str] = []
    for piece in line:
        if whole and whole[-1].endswith(SOFT):
            whole[-1] = whole[-1].removesuffix(SOFT) + piece
        else:
            whole.append(piece)
    return [piece.replace(SOFT, "-") for piece in whole]


def _break(word: str, face: Face, size: float, width: float, *, anywhere: bool) -> list[str]:
    """`word` in as few parts as fit, about equally long, with hyphens in scripts that have them.

    As it is where that does not do, or, if `anywhere`, between any letters.
    """
    bare = word.rstrip()
    if width_of(bare, face, size) <= width:
        return [word]
    parts = list(clusters_of(bare))
    pieces = divided(parts, int(width_of(bare, face, size) / width) + 1)
    if any(width_of(piece, face, size) > width for piece in pieces):
        if not anywhere:
            return [word]
        pieces = parts
    return [*pieces[:-1], pieces[-1] + word[len(bare) :]]


def _balanced(words: list[str], face: Face, size: float, width: float) -> list[list[str]] | None:
    widths = [width_of(word.rstrip(), face, size) for word in words]
    if any(own > width for own in widths):
        return None
    gaps = [width_of(" ", face, size) if word.endswith(" ") else 0.0 for word in words]
    # First the fewest lines, then the smallest sum of squared gaps.
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(words) + 1):
        options = []
        used = -gaps[end - 1]
        for start in range(end - 1, -1, -1):
            used += widths[start] + gaps[start]
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


def _place(lines: list[list[str]], face: Face, size: float, align: Align, mirrored: bool = False) -> Block:
    whole = spaced([word for line in lines for word in line])
    rtl = bidi.is_rtl(whole) or (mirrored and bidi.strong(whole)[1] > 0)
    set_lines = [set_line(line, face, size, rtl, mirrored) for line in lines]
    block = max((span for _, span in set_lines), default=0.0)
    words: list[Word] = []
    for number, (placed, span) in enumerate(set_lines):
        indent = (block - span) / 2 if align == "centre" else block - span if rtl and not mirrored else 0.0
        baseline = ascent_of(face, size) + number * LEADING[face] * size
        for text, x, own in placed:
            words.append(Word(text, indent + x, baseline, own, number, len(words)))
    text = "\n".join(spaced(line) for line in lines)
    return Block(face, size, tuple(words), len(lines), block, _block_height(len(lines), face, size), text)


def set_line(
    pieces: Sequence[str], face: Face, size: float, rtl: bool, mirrored: bool = False
) -> tuple[list[tuple[str, float, float]], float]:
    """The words of one line, as they are read, each with its left edge and width; and the width of the line."""
    texts = _punctuated([piece.rstrip() for piece in pieces]) if rtl else [piece.rstrip() for piece in pieces]
    widths = [width_of(text, face, size) for text in texts]
    space = width_of(" ", face, size)
    order = bidi.visual(bidi.word_levels(texts, rtl))
    if mirrored:
        order.reverse()
    x, edges = 0.0, [0.0] * len(texts)
    for before, index in zip([None, *order], order, strict=False):
        if before is not None:
            neighbours = abs(before - index) == 1
            x += space if not neighbours or pieces[min(before, index)].endswith(" ") else 0.0
        edges[index] = x
        x += widths[index]
    marked = [_in_line(text, rtl) for text in texts]
    return list(zip(marked, edges, widths, strict=True)), x


def _punctuated(words: list[str]) -> list[str]:
    """Signs behind several words that run from the left, moved to the first of them: in a line from the right they
    stand at the left of all of them."""
    level = bidi.word_levels(words, rtl=True)
    moved = list(words)
    for last, word in enumerate(words):
        bare = word.rstrip('.,:;!?…)]»”"')
        ends = last + 1 == len(words) or level[last + 1] == 1
        first = last
        while first and level[first - 1] == 2:
            first -= 1
        if bare and bare != word and level[last] == 2 and ends and first < last:
            moved[last] = bare
            moved[first] += word[len(bare) :]
    return moved


def _in_line(text: str, rtl: bool) -> str:
    """A word that by itself would not tell which way its line runs, made to tell."""
    return text + bidi.RLM if rtl and not bidi.strong(text)[1] and not text.isalnum() else text


def paint_text(
    text: str, face: Face, size: float, colour: Rgb, *, outline: float = 0
) -> tuple[Pixels, float, float]:
    """RGBA picture of one line, and where its pen position (left edge, baseline) lies in it, in pixels.

    With `outline` only the contour is drawn, that many pixels wide.
    """
    runs = [shaped(run, own, odd) for own, run, odd in _drawn_runs(text, face)]
    margin = int(size * 0.25) + int(outline) + 2
    high = any(run.face not in _LOW for run in runs)  # marks above and below
    up, down = int(size * (1.4 if high else 1.1)) + margin, int(size * (0.6 if high else 0.4)) + margin
    alpha = drawn(runs, size, margin, up, down)
    if outline:
        alpha = np.maximum(drawn(runs, size, margin, up, down, pen=outline), alpha) - alpha
    picture = np.empty((*alpha.shape, 4), np.uint8)
    picture[..., :3] = colour
    picture[..., 3] = alpha
    return picture, float(margin), float(up)


_LOW = frozenset(("text-medium", "text-bold", "grotesk-heavy", "condensed-heavy", "serif-bold", "round-bold"))


def _drawn_runs(text: str, face: Face) -> list[tuple[Face, str, bool]]:
    """Runs of one face and direction from left to right; whether they run from right to left."""
    rtl, clean = bidi.is_rtl(text), text.rstrip(bidi.RLM)
    level = bidi.levels(clean, rtl)
    found: list[tuple[Face, str, int]] = []
    at = 0
    for own, run in runs_of(clean, face):
        start = at
        for index in range(at + 1, at + len(run) + 1):
            if index == at + len(run) or level[index] != level[start]:
                found.append((own, clean[start:index], level[start]))
                start = index
        at += len(run)
    order = bidi.visual([depth for _, _, depth in found])
    return [(found[i][0], found[i][1], found[i][2] % 2 == 1) for i in order]
