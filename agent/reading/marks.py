"""How likely each label is at each token of a message, and the spans that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from agent.reading.facts import Span
from agent.reading.page import Page

OUTSIDE: Final = "O"
_NEVER: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Marks:
    """`likely` is (tokens, labels), each row adds up to 1; the labels are `O`, `B-tag` where a span begins, `I-tag`
    inside it."""

    page: Page
    labels: tuple[str, ...]
    likely: Any

    def spans(self) -> list[Span]:
        """The likeliest spans from left to right, each with how sure its least sure token is."""
        found: list[Span] = []
        tokens = self.page.tokens
        for i, number in enumerate(_path(self.labels, self.likely)):
            mark = self.labels[number]
            if mark == OUTSIDE:
                continue
            tag, sure = mark[2:], self._of(i, mark[2:])
            if mark[0] == "I" and found and found[-1].tag == tag:
                last = found[-1]
                found[-1] = Span(tag, last.start, tokens[i].end, min(last.sure, sure))
            else:
                found.append(Span(tag, tokens[i].start, tokens[i].end, sure))
        return found

    def sure(self, span: Span, *tags: str) -> float:
        """How sure it is that the words of `span` are one of `tags`: of the least sure token."""
        inside = [i for i, token in enumerate(self.page.tokens) if span.start <= token.start < span.end]
        return min((sum(self._of(i, tag) for tag in tags) for i in inside), default=0.0)

    def leaning(self, tag: str) -> float:
        """How much of the page could be `tag`: the mean over its words, between 0 and 1."""
        words = [i for i, token in enumerate(self.page.tokens) if token.text[0].isalnum()]
        return sum(self._of(i, tag) for i in words) / len(words) if words else 0.0

    def _of(self, token: int, tag: str) -> float:
        return sum(float(self.likely[token][n]) for n in _numbers(self.labels).get(tag, ()))


class Tags(Protocol):
    """What tells how likely each label is at each token of a page."""

    def read(self, page: Page) -> Marks:
        """The marks of `page`."""
        ...


@lru_cache(maxsize=8)
def _numbers(labels: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """For every tag the numbers of its labels."""
    tags = {label[2:] for label in labels if label != OUTSIDE}
    return {tag: tuple(i for i, label in enumerate(labels) if label[2:] == tag) for tag in tags}


@lru_cache(maxsize=8)
def _follows(labels: tuple[str, ...]) -> Any:
    """(labels, labels): 0 where the second may follow the first, else minus infinity: only what has begun goes on."""
    import numpy as np

    allowed = np.zeros((len(labels), len(labels)))
    for j, label in enumerate(labels):
        if label[0] == "I":
            allowed[:, j] = [0.0 if before[2:] == label[2:] else -np.inf for before in labels]
    return allowed


def _path(labels: tuple[str, ...], likely: Any) -> Sequence[int]:
    """The likeliest labels of all the ways in which they may follow each other."""
    import numpy as np

    if not len(likely):
        return []
    costs = np.log(np.maximum(likely, _NEVER))
    follows = _follows(labels)
    best = costs[0] + np.asarray([-np.inf if label[0] == "I" else 0.0 for label in labels])
    came: list[Any] = []
    for row in costs[1:]:
        ways = best[:, None] + follows
        came.append(ways.argmax(0))
        best = ways.max(0) + row
    path = [int(best.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]
