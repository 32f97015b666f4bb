"""What reading has to know of a language: words and turns of phrase as patterns. One `Words` a language.

They are hints for the network, which learns from examples how far each can be trusted, and rules for manners, which are
few and fixed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Pattern = re.Pattern[str]
# Keys hit at random.
KEYBOARD: Final = re.compile(r"asdf|sdfg|dfgh|hjkl|asdk|kjhas|qwert|zxcv|lkj|фыва|олдж|йцук|(\w)\1{4}", re.I)


def rx(pattern: str) -> Pattern:
    """`pattern` compiled, any case."""
    return re.compile(pattern, re.I | re.M)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language. `hints` are named patterns; `places` go from the narrow to the wide."""

    code: str
    # Manners.
    greeting: Pattern
    thanks: Pattern
    yes: Pattern
    no: Pattern
    decide: Pattern
    decide_all: Pattern
    stalling: Pattern
    abuse: Pattern
    orders: Pattern
    question: Pattern
    request: Pattern
    asks: tuple[tuple[str, Pattern], ...]
    # Facts with a shape.
    numbers: Mapping[str, int]
    seconds: str
    minute: str
    half_minute: str
    places: tuple[tuple[str, str], ...]
    places_when_asked: tuple[tuple[str, str], ...]
    languages: Mapping[str, str]
    colors: Mapping[str, str]
    # Hints for the network.
    hints: Mapping[str, str]
    edits: tuple[tuple[str, Pattern], ...] = ()
