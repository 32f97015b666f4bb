"""What a reader has to know of a language: words and turns of phrase as patterns. One `Tongue` a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Pattern = re.Pattern[str]
# Matches nothing: for what a language has no words of.
NEVER: Final = re.compile(r"(?!)")


def rx(pattern: str) -> Pattern:
    """`pattern` compiled, any case."""
    return re.compile(pattern, re.I | re.M)


# Keys hit at random.
KEYBOARD: Final = rx(r"asdf|sdfg|dfgh|hjkl|qwert|zxcv|фыва|олдж|йцук|(\w)\1{4}")


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. Patterns with a value have the group `value` (`new` for what replaces something)."""

    code: str
    # Around a value.
    lead: Pattern
    tail: Pattern
    that: Pattern
    empty: frozenset[str]
    # Manners.
    greeting: Pattern
    thanks: Pattern
    yes: Pattern
    no: Pattern
    decide: Pattern
    decide_all: Pattern
    stalling: Pattern
    small_talk: Pattern
    abuse: Pattern
    orders: Pattern
    question: Pattern
    request: Pattern
    asks: tuple[tuple[str, Pattern], ...]
    wish: Pattern
    # Corrections.
    nots: str
    swaps: tuple[Pattern, ...]
    takes_back: Pattern
    # Facts with a shape.
    numbers: Mapping[str, int]
    seconds: str
    minute: str
    half_minute: str
    places: tuple[tuple[str, str], ...]
    places_when_asked: tuple[tuple[str, str], ...]
    place_refused: tuple[str, str]
    place_around: tuple[str, str]
    languages: Mapping[str, str]
    in_language: str
    creativity: Pattern
    framework: str
    color_label: str
    colors: Mapping[str, str]
    film: str
    # Facts by label, by cue and by look.
    labels: tuple[tuple[str, Pattern], ...]
    cues: tuple[tuple[str, Pattern], ...]
    main_thing: tuple[Pattern, ...]
    must_have: tuple[Pattern, ...]
    must_not: tuple[Pattern, ...]
    tone: Pattern
    call: Pattern
    offer: Pattern
    people: Pattern
    people_after_for: Pattern
    # What a list of facts says by the shape of its words alone.
    crowd: Pattern
    mood: Pattern
    fors: Pattern
    named: Pattern
    that_is: Pattern
    joins: Pattern
    edits: tuple[tuple[str, Pattern], ...] = ()
    keyboard: Pattern = KEYBOARD

    def inner_for(self, text: str) -> bool:
        """Whether a “for” joins two parts of `text`, as in “shampoo for dogs”."""
        return any(match.start() for match in self.fors.finditer(text))

    def runs_on(self, text: str, slot: str) -> bool:
        """Whether the clause `text` belongs to the answer before it instead of being an aside."""
        return bool(self.joins.match(text)) or (slot == "offer" and bool(self.offer.search(text)))
