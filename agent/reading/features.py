"""What the tagger sees of a message: for every token a list of features. Pure.

The trained weights belong to exactly these features: `python -m training.reader` after any change here, in `tokens` or
in the words of a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from agent.reading.classes import classes
from agent.reading.languages import WORDS
from agent.reading.tokens import Token, plain, tokens
from agent.reading.words import Words

_ACCENTS: Final = str.maketrans("áéíóúüàèìòùё’", "aeiouuaeiouе'")
_FRAMEWORK: Final = (
    r"aida|pas|bab|hook[ -_]+(?:and[ -])?demo|problem[ -]agitat\w*|before[ -/]+(?:and[ -])?after"
)
# Hints that lead into a value, so that it matters which of them stood last.
_LEADS: Final = ("label_", "must", "never", "back")


@dataclass(frozen=True, slots=True)
class Page:
    """A message with its tokens, the question it answers, and the hints found on every token."""

    text: str
    tokens: Sequence[Token]
    asked: str
    hints: Sequence[tuple[str, ...]]
    code: str


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
    """`text` prepared for the tagger of the language `code`."""
    found = tokens(text)
    return Page(text, found, asked or "-", _hinted(plain(text), found, WORDS[code]), code)


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


def features(made: Page) -> list[list[str]]:
    """The features of every token of the page."""
    if not made.tokens:
        return []
    frame = _Frame(made)
    return [list(frame.at(i)) for i in range(len(made.tokens))]


def _shape(word: str) -> str:
    if word.isalpha():
        return "X" if word.isupper() and len(word) > 1 else "Xx" if word[0].isupper() else "x"
    return "0" if word[0].isdigit() else word if len(word) == 1 else "mixed"


def _bucket(count: int) -> str:
    return str(count) if count < 4 else "4" if count < 6 else "6" if count < 10 else "10"


class _Frame:
    """A page with what its tokens share: clauses, sentences, quotes and labels."""

    def __init__(self, made: Page) -> None:
        self.page = made
        found = made.tokens
        self.words = [token.low for token in found]
        of = classes(made.code).of
        self.kinds = [of(word) for word in self.words]
        self.clauses: dict[int, list[int]] = {}
        for i, token in enumerate(found):
            if not token.breaks and token.text not in "\"'«»“”„":
                self.clauses.setdefault(token.clause, []).append(i)
        self.order = {clause: n for n, clause in enumerate(self.clauses)}
        self.asking = {token.sentence for token in found if token.text == "?"}
        self.quoted = _quoted(found)
        self.labels = self._labels()
        self.leads = self._leads()
        said = sum(len(members) for members in self.clauses.values())
        self.size = _bucket(said)
        self.upper = sum(t.text.isupper() for t in found) * 2 > len(found)

    def _labels(self) -> list[str]:
        """For every token the word before the colon or dash that its line began with, “” where there is none."""
        found, labels, label, first = self.page.tokens, [], "", 0
        for i, token in enumerate(found):
            if token.text in "\n.;" or (token.text == "," and label):
                label, first = "", i + 1
            elif token.text in (":", "=") or (token.text in "–—-" and i and token.breaks):
                if 0 < i - first <= 4:
                    label = self.words[i - 1]
                first = i + 1
            elif token.text == ",":
                first = i + 1
            labels.append(label)
        return labels

    def _leads(self) -> list[str]:
        """For every token the last leading hint before it in its clause, or in the clause before."""
        leads, lead, clause, said_in = [], "", 0, 0
        for i, token in enumerate(self.page.tokens):
            if token.clause > clause + 1:
                lead = ""
            clause = token.clause
            leads.append(f"{lead}|{min(clause - said_in, 2)}" if lead else "")
            named = sorted(hint for hint in self.page.hints[i] if hint.startswith(_LEADS) and hint[-1] != "<")
            if named:
                lead, said_in = named[0], clause
        return leads

    def at(self, i: int) -> Iterator[str]:
        """The features of token `i`."""
        word, token, asked = self.words[i], self.page.tokens[i], self.page.asked
        yield from self._around(i)
        yield from self._classes(i)
        yield f"s={_shape(token.text) if not self.upper else 'u'}"
        for size in (3, 4, 5):
            if len(word) > size:
                yield f"p{size}={word[:size]}"
        for size in (2, 3, 4):
            if len(word) > size:
                yield f"e{size}={word[-size:]}"
        yield from self._place(i)
        for hint in self.page.hints[i]:
            yield f"h={hint}"
            yield f"h={hint}|{asked}"
        label, lead = self.labels[i], self.leads[i]
        if label:
            yield f"label={label}"
        if lead:
            yield f"lead={lead}"
        if self.quoted[i]:
            yield f"q={self.quoted[i]}"
            yield f"q={self.quoted[i]}|{asked}"
        if token.sentence in self.asking:
            yield "asking"
            yield f"asking|{asked}|{self.size}"
        yield f"a={asked}"
        yield f"a={asked}|{word}"
        yield f"a={asked}|{self.size}"

    def _classes(self, i: int) -> Iterator[str]:
        """What kind of words stand around token `i`."""
        kinds, asked = self.kinds, self.page.asked
        for step in (-2, -1, 0, 1, 2):
            if 0 <= i + step < len(kinds) and (kind := kinds[i + step]):
                yield f"g{step}={kind}"
                yield f"G{step}={kind[0]}"
        if kind := kinds[i]:
            yield f"G={kind[0]}|{asked}"
            yield f"Gb={kinds[i - 1][:1] if i else '^'}|{kind[0]}"
            yield f"Ga={kind[0]}|{kinds[i + 1][:1] if i + 1 < len(kinds) else '$'}"

    def _around(self, i: int) -> Iterator[str]:
        words, count = self.words, len(self.words)
        for step in (-3, -2, -1, 0, 1, 2, 3):
            at = i + step
            word = words[at] if 0 <= at < count else "^" if at < 0 else "$"
            yield f"w{step}={word}"
            if step in (-1, 1, -2, 2) and 0 <= at < count:
                if len(word) > 3:
                    yield f"e{step}={word[-3:]}"
                for hint in self.page.hints[at]:
                    yield f"h{step}={hint}"
                if step in (-1, 1):
                    yield f"s{step}={_shape(self.page.tokens[at].text)}"
        before = words[i - 1] if i else "^"
        after = words[i + 1] if i + 1 < count else "$"
        two = words[i - 2] if i > 1 else "^"
        yield f"b={before}|{words[i]}"
        yield f"b+={words[i]}|{after}"
        yield f"b-={two}|{before}"

    def _place(self, i: int) -> Iterator[str]:
        """Where the token stands in its clause and the clause in the message."""
        token, asked = self.page.tokens[i], self.page.asked
        members = self.clauses.get(token.clause, [])
        if token.breaks or i not in members:
            return
        at, order = members.index(i), min(self.order[token.clause], 4)
        size = _bucket(len(members))
        last = len(self.order) - 1 == self.order[token.clause]
        yield f"c={order}|{asked}"
        yield f"n={size}|{asked}|{order == 0}"
        yield f"at={'first' if at == 0 else 'in'}|{asked}|{order}"
        if at == 0:
            yield "first"
        if i == members[-1]:
            yield "last"
        yield f"c0={self.words[members[0]]}"
        yield f"c-1={self.words[members[-1]]}"
        if len(members) > 1:
            yield f"c01={self.words[members[0]]}|{self.words[members[1]]}"
        opening = members[0] - 1
        yield f"cb={self.words[opening] if opening >= 0 else '^'}"
        ending = members[-1] + 1
        yield f"ce={self.words[ending] if ending < len(self.words) else '$'}"
        yield f"clauses={min(len(self.order), 5)}|{order}|{last}|{asked}"
        kinds = {hint for member in members for hint in self.page.hints[member] if hint[-1] != "<"}
        for kind in sorted(kinds):
            yield f"k={kind}"
            yield f"k={kind}|{size}"


def _quoted(found: Sequence[Token]) -> list[str]:
    """For every token “in” where it stands between quotes, with “first” for the first of them."""
    marks, opened = [""] * len(found), -1
    for i, token in enumerate(found):
        if token.text not in "\"'«»“”„‘’":
            continue
        if opened >= 0 and token.text not in "«“„‘":
            for at in range(opened + 1, i):
                marks[at] = "first" if at == opened + 1 else "in"
            opened = -1
        else:
            opened = i
    return marks
