"""Captions: the narration in short pieces, timed to words, set inside the caption band. Pure.

`ass.ass_of` writes them for libass, in one of the styles. Fonts of all scripts have the same line metrics, so that runs
of several of them stand on one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from agent.script import AdScript
from jobs.studio import bidi
from jobs.studio.faces import LEADING, ORIGINS, Face, drawable, face_for, file_of, in_glyphs, runs_of
from jobs.studio.narration import Line, Narration
from jobs.studio.segment import UNSPACED_CHARS
from jobs.studio.stage import Area, Stage
from jobs.studio.typeset import set_line, width_of, wrap

# highlight: words on a dark plate, the one that is said in a box of the brand's colour; bar: a quiet subtitle on a dark
# bar; pop: a word or three at a time, large on the brand's colour, springing up as they are said.
CaptionStyle = Literal["highlight", "bar", "pop"]
_HOLD = 0.25  # seconds a caption stays after its last word, where nothing follows
_PAUSES = ",;:—–،؛、，；："


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a style sets its words. Sizes are shares of the stage's caption size, pads design pixels."""

    face: Face
    size: float
    words: int
    lines: int
    pad_x: float
    pad_y: float


_MANNERS: dict[CaptionStyle, _Manner] = {
    "highlight": _Manner("text-bold", 1.0, 7, 2, 30, 16),
    "bar": _Manner("text-medium", 0.92, 9, 2, 30, 14),
    "pop": _Manner("grotesk-heavy", 1.5, 3, 1, 38, 12),
}


@dataclass(frozen=True, slots=True)
class CaptionWord:
    """A word and its time; `text` is as it is drawn. `spaced`: a space follows it."""

    text: str
    start: float
    end: float
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Caption:
    """Words shown together, in seconds of the ad, set in `lines` (indices of words) at `size` px inside `box`.

    `places` are the middle and the width of each word, in pixels of the frame; `leading` the height of a line.
    """

    start: float
    end: float
    words: tuple[CaptionWord, ...]
    lines: tuple[tuple[int, ...], ...]
    size: float
    box: Area
    style: CaptionStyle = "highlight"
    face: Face = "text-bold"
    leading: float = 0.0
    places: tuple[tuple[float, float, float], ...] = ()


def style_of(script: AdScript) -> CaptionStyle | None:
    """How the captions of `script` look; None where it wants none. An unknown name is the default."""
    if not script.captions.enabled:
        return None
    return next((style for style in get_args(CaptionStyle) if style == script.captions.style), "highlight")


def faces_of(captions: Sequence[Caption]) -> tuple[Face, ...]:
    """The faces that draw the captions."""
    used = {face for c in captions for word in c.words for face, _ in runs_of(word.text, c.face)}
    return tuple(sorted(used | {caption.face for caption in captions}))


def fonts_of(captions: Sequence[Caption]) -> tuple[Path, ...]:
    """The font files that the captions need beside them when libass draws them: theirs, and that of its style."""
    return tuple(file_of(face) for face in sorted({*faces_of(captions), "text-bold"}))


def fonts_credit(script: AdScript, display: Face, captions: Sequence[Caption]) -> str:
    """The fonts that an ad in the face `display` is written in, each with its licence."""
    shown = [scene.on_screen_text for scene in script.scenes]
    shown += [script.brand.title, script.ad_details.call_to_action, script.ad_details.key_message]
    faces = {
        face for text in shown for face, _ in runs_of(drawable(text)[0], face_for(text, display)) if text
    }
    used = dict.fromkeys(ORIGINS[face] for face in sorted({*faces, *faces_of(captions), "text-bold"}))
    return f"Fonts: {'; '.join(used)}. Pictograms: Phosphor (MIT)."


def captions_of(
    narration: Narration,
    stages: Sequence[tuple[float, Stage]],
    shown: Sequence[tuple[float, float, str]] = (),
    style: CaptionStyle = "highlight",
    glyphs: Face | None = None,
) -> list[Caption]:
    """The captions of `narration`, never overlapping in time and inside the caption band of their scene's stage.

    `stages` gives the stage from each second on (a caption keeps the one it starts in, and ends where the next begins
    with another band). `shown` are texts on screen (start, end, words): a sentence that only repeats them has no
    caption; half of one would be a riddle.
    `glyphs` is the face of the ad's language where that writes Han characters.

    Raises:
        UndrawableText: no font of ours draws a word of it.
    """
    found: list[Caption] = []
    for line in narration.lines:
        pieces = _pieces(_timed(line), stages, style, glyphs)
        if all(_on_screen(piece, shown) for piece in pieces):
            continue
        found += [_set(piece, _stage_at(stages, piece[0].start), style, glyphs) for piece in pieces]
    return [
        _until(caption, found[i + 1] if i + 1 < len(found) else None, stages)
        for i, caption in enumerate(found)
    ]


def _until(caption: Caption, following: Caption | None, stages: Sequence[tuple[float, Stage]]) -> Caption:
    end = caption.words[-1].end + _HOLD
    if following is not None:
        gap = following.start - caption.words[-1].end
        end = following.start if gap < 0.6 else min(end, following.start)
    band = _stage_at(stages, caption.start).captions
    for start, stage in stages:
        if caption.start < start < end and stage.captions != band:
            end = max(start, caption.words[-1].end - 0.4, caption.start + 0.2)
            break
    return replace(caption, end=min(end, following.start) if following is not None else end)


def _stage_at(stages: Sequence[tuple[float, Stage]], second: float) -> Stage:
    return [stage for start, stage in stages if start <= second + 1e-6][-1]


def _timed(line: Line) -> list[CaptionWord]:
    """The words of a sentence, each at least as long as a frame or two."""
    words: list[CaptionWord] = []
    for piece, (start, end) in line.timed():
        text = drawable(piece)[0].strip()
        if text:
            words.append(CaptionWord(text, start, max(end, start), piece.endswith(" ")))
    return words


def _joined(words: Sequence[CaptionWord]) -> str:
    return "".join(word.text + " " * word.spaced for word in words).strip()


def _texts(words: Sequence[CaptionWord]) -> list[str]:
    return [word.text + " " * word.spaced for word in words]


def _pieces(
    words: list[CaptionWord], stages: Sequence[tuple[float, Stage]], style: CaptionStyle, glyphs: Face | None
) -> list[list[CaptionWord]]:
    """Cut a sentence into pieces that a caption holds, at commas where possible, evenly else."""
    pieces: list[list[CaptionWord]] = []
    rest = words
    while rest:
        stage = _stage_at(stages, rest[0].start)
        most = min(_MANNERS[style].words, len(rest))
        while most > 1 and not _fits(rest[:most], stage, style, glyphs):
            most -= 1
        if most < len(rest):
            parts = -(-len(rest) // most)
            even = -(-len(rest) // parts)
            pauses = [i for i in range(min(2, most), most + 1) if rest[i - 1].text[-1:] in _PAUSES]
            most = pauses[-1] if pauses and pauses[-1] >= even - 2 else min(most, even)
        pieces.append(rest[:most])
        rest = rest[most:]
    return pieces


def _inner(stage: Stage, style: CaptionStyle) -> float:
    """Width for caption type: the band less the padding of its plate."""
    return stage.captions.width - stage.px(2 * _MANNERS[style].pad_x + 4)


def _lines(words: Sequence[CaptionWord], face: Face, size: float, room: float) -> list[list[str]] | None:
    return wrap(_joined(words), face, size, room, pieces=_texts(words))


def _fits(words: Sequence[CaptionWord], stage: Stage, style: CaptionStyle, glyphs: Face | None) -> bool:
    manner = _MANNERS[style]
    face = in_glyphs(face_for(_joined(words), manner.face), glyphs)
    size, room = manner.size * stage.caption_size, _inner(stage, style)
    longest = max(width_of(word.text, face, size) for word in words)
    if longest > room:  # a very long word makes the type of its caption smaller anyway
        size *= 0.99 * room / longest
    lines = _lines(words, face, size, room)
    return lines is not None and len(lines) <= manner.lines


def _set(words: Sequence[CaptionWord], stage: Stage, style: CaptionStyle, glyphs: Face | None) -> Caption:
    manner, band, text = _MANNERS[style], stage.captions, _joined(words)
    face = in_glyphs(face_for(text, manner.face), glyphs)
    share = max(1.24, 0.96 * LEADING[face])
    size, room = manner.size * stage.caption_size, _inner(stage, style)
    lines = _lines(words, face, size, room)
    # One very long word, or a script that needs more height.
    while (
        lines is None
        or len(lines) > manner.lines
        or len(lines) * size * share + stage.px(2 * manner.pad_y) > band.height
    ) and size > stage.px(10):
        size *= 0.96
        lines = _lines(words, face, size, room)
    lines = lines or [_texts(words)]
    rtl, leading = bidi.is_rtl(text), size * share
    placed = [set_line(line, face, size, rtl) for line in lines]
    wide = min(max(span for _, span in placed) + stage.px(2 * manner.pad_x), band.width)
    high = min(len(lines) * leading + stage.px(2 * manner.pad_y), band.height)
    y = max(band.top + high / 2, min(band.y, band.bottom - high / 2))
    rows: list[tuple[int, ...]] = []
    places: list[tuple[float, float, float]] = []
    drawn: list[CaptionWord] = []
    for number, (line, span) in enumerate(placed):
        middle = y + (number - (len(placed) - 1) / 2) * leading
        rows.append(tuple(range(len(drawn), len(drawn) + len(line))))
        for shape, left, width in line:
            places.append((band.x - span / 2 + left + width / 2, middle, width))
            drawn.append(replace(words[len(drawn)], text=shape))
    box = Area(band.x - wide / 2, y - high / 2, band.x + wide / 2, y + high / 2)
    return Caption(
        words[0].start, words[-1].end, tuple(drawn), tuple(rows), size, box, style, face, leading, tuple(places)
    )  # fmt: skip


def _on_screen(piece: Sequence[CaptionWord], shown: Sequence[tuple[float, float, str]]) -> bool:
    """Whether the words stand on the screen anyway while they are said."""
    at, said = piece[0].start, _joined(piece)
    return any(_repeats(said, words) for start, end, words in shown if start <= at < end)


def _repeats(caption: str, headline: str) -> bool:
    """Whether nearly all words of `caption` stand in `headline` anyway."""
    said, there = _tokens(caption), set(_tokens(headline))
    return bool(said) and sum(word in there for word in said) >= 0.7 * len(said)


def _tokens(text: str) -> list[str]:
    """Words, and single characters of scripts without spaces."""
    words = re.findall(r"\w+", text.lower())
    return [part for word in words for part in (list(word) if UNSPACED_CHARS.search(word) else [word])]
