"""Phrases found in text in whatever form they are written. Pure.

A phrase is words with a blank between: `word*` has any ending, `a/b` is one or the other, `~` stands for up to three
words of one sentence, `@name` for any phrase of a class. Text is compared without case, accents (ñ and й stay), hyphens
and invisible signs; letters that only look like others count as those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

_TOKEN: Final = re.compile(r"(?:[^\W_]|[$@€](?=\w))+(?:['’`](?=\w)[^\W_]+)?|[.,:](?!\d)|[!?;\n]")
_HUMP: Final = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_LATIN: Final = re.compile(r"[a-z]")
_CYRILLIC: Final = re.compile(r"[а-я]")
# Letters of one script that are drawn like those of the other.
_TWINS: Final = ("асеорхукмтнвіѕјԁ", "aceopxykmthbisjd")
_TO_LATIN: Final = str.maketrans(*_TWINS)
_TO_CYRILLIC: Final = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_DIGITS: Final = str.maketrans("013457@$€", "oieastase")
_END: Final = "|"
"""What stands for the end of a clause; no phrase goes across."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as it is compared, as it was written, and where (characters) in the text."""

    word: str
    raw: str
    start: int
    end: int


def plain_word(raw: str) -> str:
    """`raw` as it is compared: lower case, no accents but those that make another letter."""
    folded = unicodedata.normalize("NFKC", raw).casefold().replace("ё", "е")
    folded = re.sub(r"['’`]s$", "", folded)
    folded = "".join(c for c in folded if c.isalnum() or c in "$@€" or unicodedata.combining(c))
    kept = "".join(
        c
        if c in "ñй"
        else "".join(d for d in unicodedata.normalize("NFD", c) if not unicodedata.combining(d))
        for c in unicodedata.normalize("NFC", folded)
    )
    return _one_script(kept)


def _one_script(word: str) -> str:
    """A word of two scripts in the one that has more of its letters."""
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_LATIN if latin >= cyrillic else _TO_CYRILLIC)


def tokens_of(text: str) -> list[Token]:
    """The words of `text` in order; ends of clauses are tokens `|`."""
    seen = "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc") else ""
        for c in unicodedata.normalize("NFC", text)
    )
    found: list[Token] = []
    for match in _TOKEN.finditer(seen):
        raw = match.group()
        if not any(c.isalnum() for c in raw):
            found.append(Token(_END, raw, match.start(), match.end()))
        elif match.start() and seen[match.start() - 1] == "#":
            at = match.start()
            for part in _HUMP.split(raw):
                found.append(Token(plain_word(part), part, at, at + len(part)))
                at += len(part)
        else:
            found.append(Token(plain_word(raw), raw, match.start(), match.end()))
    return _with_spelt_words(seen, found)


def _with_spelt_words(text: str, tokens: Sequence[Token]) -> list[Token]:
    """`c o c a i n e` and `c.o.c.a.i.n.e` as one word: four single letters or more in a row."""
    out: list[Token] = []
    run: list[Token] = []

    def close() -> None:
        letters = [token for token in run if token.word != _END]
        if len(letters) >= 4:
            start, end = letters[0].start, letters[-1].end
            out.append(Token("".join(t.word for t in letters), text[start:end], start, end))
            out.extend(t for t in run[run.index(letters[-1]) + 1 :])
        else:
            out.extend(run)
        run.clear()

    for token in tokens:
        single = len(token.word) == 1 and (token.word.isalnum() or (token.raw == "." and bool(run)))
        if not single:
            close()
            out.append(token)
        else:
            run.append(token)
    close()
    return out


def undisguised(tokens: Sequence[Token]) -> list[Token] | None:
    """`tokens` with digits read as the letters that they look like (`c0caine`); None where that changes nothing."""
    changed = [
        Token(token.word.translate(_DIGITS), token.raw, token.start, token.end)
        if any(c.isalpha() for c in token.word) and not token.word.isalpha()
        else token
        for token in tokens
    ]
    return changed if changed != list(tokens) else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a text: which one, and its first and last token."""

    phrase: str
    first: int
    last: int


class Phrases:
    """Phrases that are looked for together."""

    def __init__(self, phrases: Iterable[str], classes: Mapping[str, Sequence[str]]) -> None:
        # Patterns are built when a word that begins like theirs is met: most never are.
        self._by_start: dict[str, list[tuple[str, Callable[[], re.Pattern[str]]]]] = {}
        for phrase in dict.fromkeys(phrases):
            head, *rest = phrase.split(" ")
            for first in _members(head, classes):
                start, *more = first.split(" ")
                for choice in start.split("/"):
                    build = cache(partial(_pattern, (choice, *more, *rest), classes))
                    self._by_start.setdefault(_normal(choice).removesuffix("*")[:3], []).append(
                        (phrase, build)
                    )

    def find(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        """Every place where one of them stands."""
        words = [token.word for token in tokens]
        text = " ".join(words)
        starts, at = [], 0
        for word in words:
            starts.append(at)
            at += len(word) + 1
        index = {start: number for number, start in enumerate(starts)}
        for number, start in enumerate(starts):
            for length in (1, 2, 3):
                if length <= len(words[number]) or length == 1:
                    for phrase, build in self._by_start.get(words[number][:length], ()):
                        match = build().match(text, start)
                        if match is not None:
                            last = index[text.rfind(" ", 0, match.end()) + 1]
                            yield Hit(phrase, number, last)


def _members(word: str, classes: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return classes[word[1:]] if word.startswith("@") else (word,)


def _pattern(words: Sequence[str], classes: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """What matches a phrase of these words at its first letter."""
    return re.compile(" ".join(_part(word, classes) for word in words).replace(" ~ ", "(?: \\w+){0,3} "))


def _part(word: str, classes: Mapping[str, Sequence[str]]) -> str:
    """The pattern of one word of a phrase, with its end."""
    if word == "~":
        return word
    if word.startswith("@"):
        members = (" ".join(_part(one, classes) for one in member.split(" ")) for member in classes[word[1:]])
        return f"(?:{'|'.join(sorted(members, key=len, reverse=True))})"
    return f"(?:{'|'.join(map(_choice, word.split('/')))})"


def _choice(word: str) -> str:
    plain = _normal(word)
    return re.escape(plain.removesuffix("*")) + (r"\w*" if plain.endswith("*") else "") + r"(?!\w)"


def _normal(word: str) -> str:
    return plain_word(word.removesuffix("*")) + ("*" if word.endswith("*") else "")
