"""Subtitles of an ad as SRT and WebVTT: all that is said, in cues that can be read. Pure."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jobs.studio.narration import Line, Narration
from jobs.studio.segment import spaced
from jobs.studio.timing import Span

LONGEST_LINE = 42  # columns; a character of Chinese, Japanese or Korean takes two
_MOST_LINES = 2
_SHORTEST = 0.9  # seconds on screen, where the next cue leaves room
_LONGEST = 7.0
_HOLD = 0.4
_GAP = 0.04  # between cues, so that the eye sees the change


@dataclass(frozen=True, slots=True)
class Cue:
    """One or two lines of text, in seconds of the ad."""

    start: float
    end: float
    lines: tuple[str, ...]


def cues_of(narration: Narration) -> tuple[Cue, ...]:
    """The narration in cues of at most two lines of 42 columns; in order, apart, 0.9 to 7 s where there is room."""
    found: list[Cue] = []
    for line in narration.lines:
        for part in _parts(line):
            begin, end = part[0][1][0], part[-1][1][1]
            lines = _wrapped([text for text, _ in part])
            if found and (merged := _joined(found[-1], begin, end, lines)) is not None:
                found[-1] = merged
            else:
                found.append(Cue(begin, end, lines))
    timed = [_held(cue, following) for cue, following in pairwise([*found, None]) if cue is not None]
    return tuple(cue for cue in timed if cue.end - cue.start > 0.05)


def srt_of(narration: Narration) -> str:
    """SubRip text; empty where nothing is said."""
    blocks = [
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n" + "\n".join(cue.lines) + "\n"
        for number, cue in enumerate(cues_of(narration), 1)
    ]
    return "\n".join(blocks)


def vtt_of(narration: Narration, language: str) -> str:
    """WebVTT text that names its `language` (BCP 47)."""
    blocks = [
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n"
        + "\n".join(html.escape(line, quote=False) for line in cue.lines)
        + "\n"
        for cue in cues_of(narration)
    ]
    return "\n".join([f"WEBVTT\nKind: subtitles\nLanguage: {language}\n", *blocks])


def columns(text: str) -> int:
    """How wide `text` is in a fixed pitch: two for what is wide in East Asian type, none for marks."""
    return sum(
        0 if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf")
        else 2 if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )  # fmt: skip


def _parts(line: Line) -> list[list[tuple[str, Span]]]:
    """The sentence in runs of words that fit a cue, about equally long, broken behind commas where possible."""
    rest = [(text, span) for text, span in line.timed() if text.strip()]
    parts: list[list[tuple[str, Span]]] = []
    while rest:
        most = 1
        while most < len(rest) and _fits([text for text, _ in rest[: most + 1]], rest[0][1], rest[most][1]):
            most += 1
        if most < len(rest):
            runs = -(-sum(columns(text) for text, _ in rest) // (LONGEST_LINE * _MOST_LINES))
            even = -(-len(rest) // max(runs, 2))
            commas = [i for i in range(1, most + 1) if rest[i - 1][0].rstrip()[-1:] in ",;:—–،؛、，；："]
            most = next((i for i in reversed(commas) if i >= even - 3), min(most, even))
        parts.append(rest[:most])
        rest = rest[most:]
    return parts


def _fits(texts: Sequence[str], first: Span, last: Span) -> bool:
    lines = _wrapped(texts)
    return (
        len(lines) <= _MOST_LINES
        and all(columns(line) <= LONGEST_LINE for line in lines)
        and last[1] - first[0] <= _LONGEST - _HOLD
    )


def _wrapped(texts: Sequence[str]) -> tuple[str, ...]:
    """One line where it fits, else two about equally long; a single word that is too long is cut."""
    whole = spaced(list(texts))
    if columns(whole) <= LONGEST_LINE:
        return (whole,)
    splits = [(spaced(list(texts[:i])), spaced(list(texts[i:]))) for i in range(1, len(texts))]
    fitting = [pair for pair in splits if max(map(columns, pair)) <= LONGEST_LINE]
    if fitting:
        return min(fitting, key=lambda pair: abs(columns(pair[0]) - columns(pair[1])))
    rows: list[str] = [""]
    for char in whole:
        if columns(rows[-1] + char) > LONGEST_LINE:
            rows.append("")
        rows[-1] += char
    return tuple(row.strip() for row in rows)


def _joined(cue: Cue, begin: float, end: float, lines: tuple[str, ...]) -> Cue | None:
    """Two cues as one, where one of them is too short to be read alone and both fit one."""
    near = begin - cue.end < 0.5 and min(cue.end - cue.start, end - begin) < _SHORTEST
    if near and end - cue.start <= _LONGEST and len(cue.lines) == len(lines) == 1:
        whole = f"{cue.lines[0]} {lines[0]}"
        return Cue(cue.start, end, (whole,) if columns(whole) <= LONGEST_LINE else (cue.lines[0], lines[0]))
    return None


def _held(cue: Cue, following: Cue | None) -> Cue:
    """`cue` held a little longer than it is said, and long enough to be read, but not into the next one."""
    end = max(cue.end + _HOLD, cue.start + _SHORTEST)
    if following is not None:
        end = min(end, following.start - _GAP)
        if following.start - cue.end < _HOLD:
            end = following.start - _GAP
    return Cue(cue.start, min(max(end, cue.start + 0.1), cue.start + _LONGEST), cue.lines)


def _clock(seconds: float, point: str) -> str:
    total = max(0, round(seconds * 1000))
    hours, rest = divmod(total, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
