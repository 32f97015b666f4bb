"""A message as tokens that know where they stand: in the text, in their clause and in their sentence. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;!?)\"'»”]|#[0-9A-Fa-f]{6}\b|[^\W_]{2,}(?:\.[a-zа-яё]{2,})+(?![^\W_])"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|\n|[^\w\s]|_"
)
_PLAIN: Final = str.maketrans("áéíóúüàèìòùё’‘“”«»„", 'aeiouuaeiouе\'\'"""""')
_STOPS: Final = frozenset(".!?…\n")
_BREAKS: Final = _STOPS | frozenset(",;:()—–•*")
_BARS: Final = frozenset("|·∙►●▪→")
_BARS_APART: Final = frozenset("-/+>~=")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign.

    `clause` and `sentence` count from 0; a break belongs to the clause that it ends.
    """

    text: str
    start: int
    end: int
    clause: int
    sentence: int
    dash: bool = False

    @property
    def breaks(self) -> bool:
        """Whether a clause ends here."""
        return self.text in _BREAKS or self.dash


def plain(text: str) -> str:
    """`text` in lower case without accents and with straight quotes, of the same length."""
    low = text.lower()
    return (low if len(low) == len(text) else text).translate(_PLAIN)


def tokens(text: str) -> list[Token]:
    """The tokens of `text` in order."""
    found: list[Token] = []
    clause = sentence = 0
    for match in _TOKEN.finditer(text):
        word, (start, end) = match.group(), match.span()
        # A dash or slash between blanks parts clauses, one inside a word or before a number doesn't.
        apart = not text[end : end + 1].strip() and not text[max(0, start - 1) : start].strip()
        dash = word in _BARS or (word in _BARS_APART and apart) or unicodedata.category(word[0]) == "So"
        found.append(Token(word, start, end, clause, sentence, dash))
        if word in _STOPS:
            sentence += 1
        if word in _BREAKS or dash:
            clause += 1
    return found
