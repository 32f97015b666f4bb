"""Colours as people type them: codes, or names in the languages we speak. Pure."""

from __future__ import annotations

import re
from typing import Final

from agent.reading.languages import WORDS
from agent.reading.values import color

MOST: Final = 8
_CODE: Final = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|(?<![\w#])(?=[0-9a-f]*[0-9])[0-9a-f]{6}\b", re.I)
_BETWEEN: Final = re.compile(r"[,;/\n+&·•|]|\s(?:and|with|y|con|и|с)\s", re.I)


def colors_of(text: str, locale: str) -> tuple[str, ...]:
    """The colours in `text` as #RRGGBB, each once, in their order; at most eight. A part that is no colour is left
    out."""
    found: list[str] = []
    for part in _BETWEEN.split(text):
        codes = [_whole(code) for code in _CODE.findall(part)]
        found += codes or filter(None, (_named(part, locale),))
    return tuple(dict.fromkeys(found))[:MOST]


def _whole(code: str) -> str:
    digits = code.lstrip("#").upper()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def _named(part: str, locale: str) -> str | None:
    for language in dict.fromkeys((locale, *WORDS)):
        words = WORDS.get(language)
        if words is not None and (named := color(part, words)) is not None:
            return named
    return None
