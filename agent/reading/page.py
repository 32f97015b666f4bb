"""A message as the network sees it: its tokens, the question before it, and the hints on every token. Pure.

The network has learned what each hint is worth: after a change here, in `tokens` or in the words of a language it reads
worse until it is trained again (`make train`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from agent.reading.languages import WORDS
from agent.reading.tokens import Token, plain, tokens
from agent.reading.words import Words

_ACCENTS: Final = str.maketrans("áéíóúüàèìòùё’", "aeiouuaeiouе'")
_FRAMEWORK: Final = (
    r"aida|pas|bab|hook[ -_]+(?:and[ -])?demo|problem[ -]agitat\w*|before[ -/]+(?:and[ -])?after"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A message with its tokens, the question it answers, and the hints found on every token."""

    text: str
    tokens: Sequence[Token]
    asked: str
    hints: Sequence[tuple[str, ...]]


@cache
def hints(code: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a language by name, for text made `plain`."""
    words = WORDS[code]
    numbers = "|".join(sorted(words.numbers, key=len, reverse=True))
    number = rf"(?:\d{{1,3}}|(?:{numbers}))"
    raw = {
        **words.hints,
        "number": numbers,
        "place": "|".join(pattern for _, pattern in (*words.places, *words.places_when_asked)),
        "length": rf"(?:{number}\s*(?:-|–|to|or|a|o|до|или)\s*)?{number}\s*-?\s*(?:{words.seconds})"
        rf"|{words.half_minute}|{words.minute}|\d:\d\d",
        "color": rf"#[0-9a-f]{{6}}|{'|'.join(words.colors)}",
        "language": "|".join(words.languages),
        "framework": _FRAMEWORK,
    }
    return {
        name: re.compile(rf"(?<!\w)(?:{pattern.translate(_ACCENTS)})(?!\w)") for name, pattern in raw.items()
    }


def page(text: str, asked: str | None, code: str) -> Page:
    """`text` prepared for the network with the hints of the language `code`."""
    found = tokens(text)
    return Page(text, found, asked or "-", _hinted(plain(text), found, WORDS[code]))


def _hinted(low: str, found: Sequence[Token], words: Words) -> list[tuple[str, ...]]:
    marks: list[set[str]] = [set() for _ in found]
    starts = {token.start: i for i, token in enumerate(found)}
    for name, pattern in hints(words.code).items():
        for match in pattern.finditer(low):
            at = next((starts[p] for p in range(match.start(), match.end()) if p in starts), None)
            if at is None:
                continue
            marks[at].add(f"{name}<")
            while at < len(found) and found[at].start < match.end():
                marks[at].add(name)
                at += 1
    for name, pattern in (("hi", words.greeting), ("thx", words.thanks), ("yes", words.yes), ("ask", words.question),
                          ("decide", words.decide), ("stall", words.stalling), ("swear", words.abuse)):  # fmt: skip
        for match in pattern.finditer(low):
            for i, token in enumerate(found):
                if match.start() <= token.start < match.end():
                    marks[i].add(name)
    # In a fixed order, so that the same corpus gives the same model.
    return [tuple(sorted(mark)) for mark in marks]
