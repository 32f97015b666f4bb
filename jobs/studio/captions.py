"""Captions: the narration in short pieces, timed to words, set inside the caption band, written as ASS. Pure.

Where the voice engine gives no word timings, words share their sentence's time by their length (`timing` in the
metadata says `estimated`). libass draws with our fonts; its sizes count ascent plus descent, so they are converted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from agent.script import AdScript
from jobs.studio.colour import Rgb, readable
from jobs.studio.look import Look
from jobs.studio.narration import Line, Narration
from jobs.studio.stage import Area, Stage
from jobs.studio.typeset import FAMILIES, FONTS, Face, ascent_of, drawable, width_of, wrap

_FACE: Face = "text-bold"
_ASS_SIZE = (1212 + 334) / 1000  # ascent plus descent of the text faces, per em
_MOST_WORDS = 7
_MOST_LINES = 2
_HOLD = 0.25  # seconds a caption stays after its last word, where nothing follows


# highlight: the words on a plate, the one that is said in a box of colour; bar: a quiet subtitle on a dark bar;
# pop: a word or three at a time, large, springing up as they are said.
CaptionStyle = Literal["highlight", "bar", "pop"]


def style_of(script: AdScript) -> CaptionStyle | None:
    """How the captions of `script` look; None where it wants none. An unknown name is the default."""
    if not script.captions.enabled:
        return None
    return next((style for style in get_args(CaptionStyle) if style == script.captions.style), "highlight")


def fonts_of(captions: Sequence[Caption]) -> tuple[Path, ...]:
    """The font files that the captions need beside them when libass draws them."""
    return (FONTS / f"{_FACE}.ttf",)


@dataclass(frozen=True, slots=True)
class CaptionWord:
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Caption:
    """Words shown together, in seconds of the ad, set in `lines` (indices of words) at `size` px inside `box`."""

    start: float
    end: float
    words: tuple[CaptionWord, ...]
    lines: tuple[tuple[int, ...], ...]
    size: float
    box: Area


def captions_of(
    narration: Narration,
    stages: Sequence[tuple[float, Stage]],
    shown: Sequence[tuple[float, float, str]] = (),
) -> list[Caption]:
    """The captions of `narration`, never overlapping in time and inside the caption band of their scene's stage.

    `stages` gives the stage from each second on (a caption keeps the one it starts in, and ends where the next begins
    with another band). `shown` are texts on screen (start, end, words): a caption that only repeats one is left out.
    """
    found: list[Caption] = []
    for line in narration.lines:
        for piece in _pieces(_timed(line), stages):
            text = " ".join(word.text for word in piece)
            if any(_repeats(text, words) for start, end, words in shown if start <= piece[0].start < end):
                continue
            found.append(_set(piece, _stage_at(stages, piece[0].start)))
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
    end = min(end, following.start) if following is not None else end
    return Caption(caption.start, end, caption.words, caption.lines, caption.size, caption.box)


def _stage_at(stages: Sequence[tuple[float, Stage]], second: float) -> Stage:
    return [stage for start, stage in stages if start <= second + 1e-6][-1]


def _timed(line: Line) -> list[CaptionWord]:
    return [CaptionWord(text, *span) for piece, span in line.timed() if (text := drawable(piece)[0].strip())]


def _pieces(words: list[CaptionWord], stages: Sequence[tuple[float, Stage]]) -> list[list[CaptionWord]]:
    """Cut a sentence into pieces of at most seven words and two lines, at commas where possible, evenly else."""
    pieces: list[list[CaptionWord]] = []
    rest = words
    while rest:
        stage = _stage_at(stages, rest[0].start)
        most = min(_MOST_WORDS, len(rest))
        while most > 1 and not _fits(rest[:most], stage):
            most -= 1
        if most < len(rest):
            parts = -(-len(rest) // most)
            even = -(-len(rest) // parts)
            pauses = [i for i in range(2, most + 1) if rest[i - 1].text[-1:] in ",;:—–"]
            most = pauses[-1] if pauses and pauses[-1] >= even - 2 else min(most, even)
        pieces.append(rest[:most])
        rest = rest[most:]
    return pieces


def _inner(stage: Stage) -> float:
    """Width for caption type: the band less the padding of its plate."""
    return stage.captions.width - stage.px(64)


def _fits(words: Sequence[CaptionWord], stage: Stage) -> bool:
    lines = wrap(" ".join(word.text for word in words), _FACE, stage.caption_size, _inner(stage))
    return lines is not None and len(lines) <= _MOST_LINES


def _set(words: Sequence[CaptionWord], stage: Stage) -> Caption:
    size, text = stage.caption_size, " ".join(word.text for word in words)
    lines = wrap(text, _FACE, size, _inner(stage))
    while (lines is None or len(lines) > _MOST_LINES) and size > stage.px(12):  # one very long word
        size *= 0.94
        lines = wrap(text, _FACE, size, _inner(stage))
    lines = lines or [text.split()]
    index, rows = 0, []
    for line in lines:
        rows.append(tuple(range(index, index + len(line))))
        index += len(line)
    wide = max(_row_width(words, row, size) for row in rows) + stage.px(60)
    high = len(rows) * size * 1.24 + stage.px(32)
    band = stage.captions
    top = band.top if stage.high_captions else band.bottom - high
    top += (band.height - high) / 2
    top = max(band.top, min(top if stage.high_captions else band.y - high / 2, band.bottom - high))
    box = Area(band.x - wide / 2, top, band.x + wide / 2, top + high)
    return Caption(words[0].start, words[-1].end, tuple(words), tuple(rows), size, box)


def _row_width(words: Sequence[CaptionWord], row: Sequence[int], size: float) -> float:
    """libass sets type without hinting, so widths are in proportion to size."""
    space = width_of(" ", _FACE, size)
    return sum(width_of(words[i].text, _FACE, size) for i in row) + space * (len(row) - 1)


def _repeats(caption: str, headline: str) -> bool:
    """Whether nearly all words of `caption` stand in `headline` anyway."""
    said = re.findall(r"\w+", caption.lower())
    there = set(re.findall(r"\w+", headline.lower()))
    return bool(said) and sum(word in there for word in said) >= 0.7 * len(said)


def ass_of(
    captions: Sequence[Caption],
    stage: Stage,
    look: Look,
    start: float,
    end: float,
    style: CaptionStyle = "highlight",
) -> str:
    """The captions between `start` and `end` seconds as an ASS document whose time begins at `start`."""
    plate, ink = look.ink, (255, 255, 255)
    hot = readable(look.accent, plate, 5.0)
    rows = [_HEADER.format(width=stage.width, height=stage.height, family=FAMILIES[_FACE])]
    for caption in captions:
        if caption.end > start and caption.start < end:
            rows += _events(caption, stage, plate, ink, hot, start)
    return "\n".join(rows) + "\n"


def _events(caption: Caption, stage: Stage, plate: Rgb, ink: Rgb, hot: Rgb, zero: float) -> list[str]:
    box, radius = caption.box, stage.px(26)
    begin, end = _clock(caption.start - zero), _clock(caption.end - zero)
    since = max(
        0.0, zero - caption.start
    )  # a caption that began in the segment before does not fade in again
    fade = "" if since > 0 else r"\fad(90,0)"
    drawing = _rounded(box.width, box.height, radius)
    place = f"\\an7\\pos({box.left:.1f},{box.top:.1f}){fade}\\1c{_bgr(plate)}\\1a&H2E&\\p1"
    events = [f"Dialogue: 0,{begin},{end},Word,,0,0,0,,{{{place}}}{drawing}"]
    leading = caption.size * 1.24
    middle = box.y - (len(caption.lines) - 1) * leading / 2
    capitals = ascent_of(_FACE, caption.size)
    for number, row in enumerate(caption.lines):
        # libass centres ascent plus descent; ours sit so that capitals are centred in their row.
        y = middle + number * leading + capitals / 2 - caption.size * (1.212 - _ASS_SIZE / 2)
        words = []
        for index in row:
            word = caption.words[index]
            on, off = (
                round((word.start - max(caption.start, zero)) * 1000),
                round((word.end - max(caption.start, zero)) * 1000),
            )
            colour = f"\\1c{_bgr(hot if on <= 0 < off else ink)}"
            if on > 0:
                colour += f"\\t({on},{on + 60},\\1c{_bgr(hot)})"
            if off > 0:
                colour += f"\\t({off},{off + 60},\\1c{_bgr(ink)})"
            words.append(f"{{{colour}}}{_plain(word.text)}")
        events.append(
            f"Dialogue: 1,{begin},{end},Word,,0,0,0,,{{\\an5\\pos({box.x:.1f},{y:.1f}){fade}"
            f"\\fs{caption.size * _ASS_SIZE:.2f}}}" + " ".join(words)
        )
    return events


def _plain(text: str) -> str:
    """Words without the signs that would mean something to ASS."""
    return text.replace("\\", "⧵").replace("{", "(").replace("}", ")")


def _bgr(colour: Rgb) -> str:
    return f"&H{colour[2]:02X}{colour[1]:02X}{colour[0]:02X}&"


def _clock(seconds: float) -> str:
    hundredths = max(0, round(seconds * 100))
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _rounded(width: float, height: float, radius: float) -> str:
    """A rounded rectangle as an ASS drawing (whole pixels)."""
    w, h = round(width), round(height)
    r = round(min(radius, w / 2, h / 2))
    k = round(r * 0.45)
    return (
        f"m {r} 0 l {w - r} 0 b {w - k} 0 {w} {k} {w} {r} l {w} {h - r} b {w} {h - k} {w - k} {h} {w - r} {h} "
        f"l {r} {h} b {k} {h} 0 {h - k} 0 {h - r} l 0 {r} b 0 {k} {k} 0 {r} 0"
    )


_HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
MarginV, Encoding
Style: Word,{family},40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,5,0,0,0,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"""
