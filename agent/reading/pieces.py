"""Words as the pieces that the network knows: the likeliest way to put a word together out of them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

# Stands for the blank before a word.
BLANK: Final = "▁"
_UNLIKELIER: Final = 10.0
_LONGEST_WORD: Final = 60


class Pieces:
    """A dictionary of pieces with how likely each is, as the logarithm of its probability."""

    def __init__(self, names: Sequence[str], scores: Sequence[float], unknown: int) -> None:
        self._of: Mapping[str, tuple[int, float]] = {
            name: (number, float(score))
            for number, (name, score) in enumerate(zip(names, scores, strict=True))
        }
        self._unknown = unknown
        self._strange = min(map(float, scores), default=0.0) - _UNLIKELIER
        self._longest = max(map(len, names), default=0)
        self.of = lru_cache(maxsize=20_000)(self._found)

    def _found(self, word: str, apart: bool) -> tuple[int, ...]:
        """The numbers of the pieces of `word`; `apart` tells whether a blank stands before it.

        What is not in the dictionary is one unknown piece a letter. Of an endless word only the beginning counts.
        """
        text = unicodedata.normalize("NFKC", word)[:_LONGEST_WORD].replace(" ", BLANK)
        text = BLANK + text if apart else text
        best = [0.0] + [float("-inf")] * len(text)
        taken: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                number, score = self._of.get(text[start:end], (self._unknown, None))
                if score is None:
                    if end > start + 1:
                        continue
                    score = self._strange
                if best[start] + score > best[end]:
                    best[end], taken[end] = best[start] + score, (start, number)
        numbers, at = [], len(text)
        while at:
            at, number = taken[at]
            numbers.append(number)
        return tuple(reversed(numbers))
