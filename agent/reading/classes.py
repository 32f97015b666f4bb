"""Which words of a language are of one kind: “umbrella” with “raincoat”, “nurses” with “teachers”.

`models/<language>.classes.txt` holds a line for every kind: its code, whose first sign is shared by kinds that are near
each other, and its words. `training/classes.py` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from agent.reading.tokens import plain

MODELS: Final = Path(__file__).parent / "models"
# A word that has no kind takes that of a known word with the same beginning, so many letters long at least.
_SHORTEST_STEM: Final = 5
_LONGEST_ENDING: Final = 3


@dataclass(frozen=True, slots=True)
class Classes:
    """The kinds of words by word and by the beginnings of words."""

    words: Mapping[str, str]
    stems: Mapping[str, str]

    def of(self, word: str) -> str:
        """The code of the kind of `word`, which is in the form of `Token.low`; “” where none is known."""
        if known := self.words.get(word):
            return known
        for size in range(len(word) - 1, max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING) - 1, -1):
            if kind := self.stems.get(word[:size]):
                return kind
        return ""


@cache
def classes(code: str) -> Classes:
    """The kinds of words of the language `code`."""
    words: dict[str, str] = {}
    for line in (MODELS / f"{code}.classes.txt").read_text("utf-8").splitlines():
        kind, *members = line.split(" ")
        words |= {plain(word): kind for word in members}
    stems: dict[str, str] = {}
    # The shortest word first: of “bake”, “bakery” and “bakersfield” the beginning belongs to the first.
    for word in sorted(words, key=lambda word: (len(word), word)):
        for size in range(max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING), len(word) + 1):
            stems.setdefault(word[:size], words[word])
    return Classes(words, stems)
