"""The trained tagger of a language: linear-chain conditional random fields, read from the package once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from agent.reading.facts import Span
from agent.reading.features import Page, features

MODELS: Final = Path(__file__).parent / "models"


class Tagger:
    """Finds the spans of a page. Safe to share between threads."""

    def __init__(self, model: Path) -> None:
        import pycrfsuite

        self._crf: Any = pycrfsuite.Tagger()
        self._crf.open(str(model))
        self._lock = threading.Lock()

    def spans(self, page: Page) -> list[Span]:
        """The spans of `page` from left to right, each with how sure its least sure token is."""
        if not page.tokens:
            return []
        with self._lock:
            self._crf.set(features(page))
            marks: Sequence[str] = self._crf.tag()
            return self._collected(page, marks)

    def _collected(self, page: Page, marks: Sequence[str]) -> list[Span]:
        found: list[Span] = []
        for i, (token, mark) in enumerate(zip(page.tokens, marks, strict=True)):
            if mark == "O":
                continue
            kind, tag = mark[0], mark[2:]
            sure = max(
                self._crf.marginal(f"{k}-{tag}", i) if f"{k}-{tag}" in self._names else 0.0 for k in "BI"
            )
            goes_on = kind == "I" and i and marks[i - 1] != "O" and marks[i - 1][2:] == tag
            if goes_on:
                last = found[-1]
                found[-1] = Span(tag, last.start, token.end, min(last.sure, sure))
            else:
                found.append(Span(tag, token.start, token.end, sure))
        return found

    def leaning(self, page: Page, tag: str) -> float:
        """How much of `page` could be `tag`: the mean over its words, between 0 and 1."""
        with self._lock:
            self._crf.set(features(page))
            words = [i for i, token in enumerate(page.tokens) if token.text[0].isalnum()]
            if not words or f"I-{tag}" not in self._names:
                return 0.0
            likely: float = sum(self._crf.marginal(f"{k}-{tag}", i) for i in words for k in "BI")
            return likely / len(words)

    @property
    def _names(self) -> Sequence[str]:
        names: Sequence[str] = self._crf.labels()
        return names


@cache
def tagger(code: str) -> Tagger:
    """The tagger of the language `code`."""
    return Tagger(MODELS / f"{code}.crfsuite")
