"""From the words of a span to a value: seconds, a placement, a colour, a language, a framework. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from agent.brief import LONGEST_AD
from agent.platforms import find_placement
from agent.reading.tokens import plain
from agent.reading.words import KEYBOARD, Words

_SHORTEST: Final = 1
_FRAMEWORKS: Final = (
    ("hook_demo", r"hook[ -_]+(?:and[ -])?demo|хук"),
    ("AIDA", r"\baida\b"),
    ("PAS", r"\bpas\b|problem[ ,-]+agitat"),
    ("BAB", r"\bbab\b|before[ -/]+(?:and[ -])?after"),
)
_EDGES: Final = " \t\n.,;:!?…-–—*\"'«»“”„‘’"


@cache
def _numbers(words: Words) -> re.Pattern[str]:
    names = "|".join(plain(name) for name in sorted(words.numbers, key=len, reverse=True))
    return re.compile(rf"\d+(?:[.,]\d+)?|(?<!\w)(?:{names})(?!\w)")


def seconds(text: str, words: Words) -> float | None:
    """The length that `text` names, in seconds; of a range the longer end. None where it names none."""
    low = plain(text)
    if clock := re.search(r"(?<!\d)(\d{1,2}):([0-5]\d)(?!\d)", low):
        return _usable(int(clock[1]) * 60.0 + int(clock[2]))
    if re.search(rf"(?<!\w)(?:{plain(words.half_minute)})(?!\w)", low):
        return 30.0
    if re.search(r"quarter of a min|cuarto de min|четверть мин", low):
        return 15.0
    if re.search(
        r"(?:minute|min|minuto|минут\w?) and a half|(?:one|1) and a half|minuto y medio|полтор\w|1[.,]5 ?м|1[.,]5 min",
        low,
    ):
        return 90.0
    values = {plain(name): value for name, value in words.numbers.items()}
    found = [
        float(m.group().replace(",", ".")) if m.group()[0].isdigit() else float(values[m.group()])
        for m in _numbers(words).finditer(low)
    ]
    if re.search(r"min|мин", low) and not re.search(rf"(?<![^\W\d_])(?:{plain(words.seconds)})(?!\w)", low):
        return _usable(60.0 * (found[-1] if found else 1.0))
    return _usable(found[-1]) if found else None


def _usable(value: float) -> float | None:
    return value if _SHORTEST <= value <= LONGEST_AD * 60 else None


def known_place(text: str, words: Words, *, asked: bool = False) -> str | None:
    """The first placement in `text` that we have a name for; when `asked` for, also by its short names."""
    low = plain(text)
    found: list[tuple[int, int, str]] = []
    for name, pattern in (*words.places, *(words.places_when_asked if asked else ())):
        for match in re.finditer(rf"(?<!\w)(?:{plain_pattern(pattern)})(?!\w)", low):
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((*match.span(), name))
    return min(found)[2] if found else None


def placement(text: str, words: Words) -> str | None:
    """The placement that `text` names by our name for it, or one that we have none for in its own words."""
    low = plain(text).strip(_EDGES)
    known = find_placement(low)
    named = known_place(text, words, asked=True) or (known.name if known else None)
    if named:
        return named
    own = re.sub(r"\W+", "_", low)
    return own if 1 < len(own) <= 30 and own.count("_") < 3 and not KEYBOARD.search(own) else None


def plain_pattern(pattern: str) -> str:
    """A pattern for text made `plain`: without accents, its escapes as they are."""
    return pattern.translate(str.maketrans("áéíóúüё", "aeiouuе"))


def color(text: str, words: Words) -> str | None:
    """A colour as #RRGGBB."""
    if code := re.search(r"#[0-9A-Fa-f]{6}\b", text):
        return code.group().upper()
    low = plain(text).strip(_EDGES)
    for name in sorted(words.colors, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(plain(name))}(?!\w)", low):
            return words.colors[name]
    return None


def language(text: str, words: Words) -> str | None:
    """A language as its ISO 639-1 code."""
    low = plain(text)
    return next((code for name, code in words.languages.items() if plain(name) in low), None)


def framework(text: str) -> str | None:
    """One of the four frameworks."""
    return next((name for name, pattern in _FRAMEWORKS if re.search(pattern, plain(text))), None)


def creativity(text: str) -> int | None:
    """A level from 1 to 10."""
    match = re.search(r"\d+", text)
    return int(match.group()) if match and 1 <= int(match.group()) <= 10 else None


# What trails a value without being of it.
_TAIL: Final = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thanks|thank you|lol|haha\w*|i guess|i think|tho|though|as well|or so|or something|"
    r"porfa(?:vor)?|por favor|gracias|entonces|eh|claro|o algo así|и вс[её]|кстати|конечно|или типа того|"
    r"(?:ja){2,}|jeje|пожалуйста|пж|плиз|спасибо|ахах\w*|хаха\w*|наверн(?:о|ое)|вроде)|\){2,})+$",
    re.I,
)


def trimmed(text: str) -> str:
    """`text` without what only surrounds it: blanks, signs, politeness. A quote or bracket that has its pair
    inside stays."""
    text = re.sub(r"\s+", " ", text)
    while True:
        short = _TAIL.sub("", text).strip(" \t\n.,;:!?…–—*")
        short = short.removeprefix("- ")
        for left, right in ('""', "''", "«»", "“”", "„“", "‘’", "()"):
            inner = short[1:-1]
            if len(short) > 1 and short[0] == left and short[-1] == right and left not in inner:
                short = inner
            elif short.startswith(left) and right not in short[1:]:
                short = short[1:]
            elif short.endswith(right) and left not in short[:-1]:
                short = short[:-1]
        if short == text:
            return short
        text = short
