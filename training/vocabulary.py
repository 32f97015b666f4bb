"""Which pieces of the base network are kept: those of the words that people say, and every letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agent.reading.pieces import BLANK, Pieces
from agent.reading.tokens import tokens
from training.base import Base

# The languages of the annotated messages, and those whose words the network guesses by what it learned from them.
_WORDS: Final = {
    "en": 60_000,
    "es": 60_000,
    "ru": 90_000,
    "de": 25_000,
    "fr": 25_000,
    "it": 25_000,
    "pt": 25_000,
}
_RANGES: Final = ((0x21, 0x180), (0x400, 0x460), (0x2010, 0x2040), (0x20A0, 0x20C0))
_LETTERS: Final = tuple(chr(code) for first, end in _RANGES for code in range(first, end))
_PICTOGRAMS: Final = 0x1F000


def vocabulary(start: Base, texts: Sequence[str]) -> list[int]:
    """The numbers of the kept pieces in ascending order."""
    from wordfreq import top_n_list

    whole = Pieces(start.pieces, start.scores.tolist(), start.unknown)
    kept = {start.first, start.last, start.unknown}
    number = {name: i for i, name in enumerate(start.pieces)}
    kept |= {
        i for name in (BLANK, *_LETTERS, *(BLANK + sign for sign in _LETTERS)) if (i := number.get(name))
    }
    words: set[str] = {token.text for text in texts for token in tokens(text)}
    for code, count in _WORDS.items():
        words |= set(top_n_list(code, count, wordlist="best"))
    for word in words:
        for form in (word, word.capitalize()):
            kept |= {*whole.of(form, True), *whole.of(form, False)}
    kept |= {i for name, i in number.items() if len(name) == 1 and ord(name) >= _PICTOGRAMS}
    # A name with a line break in it couldn't be kept in a list of lines.
    return sorted(i for i in kept if "\n" not in start.pieces[i])
