"""Annotated messages: one a line, `asked<TAB>text with [tag marked words]`, `\\n` for a line break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.reading.facts import Span
from agent.reading.tokens import Token

CORPUS: Final = Path(__file__).parent / "corpus"
# Messages that nothing is trained on: bounds are found on them, and what is misread in them may be looked at.
UNSEEN: Final = CORPUS / "unseen"
# Languages that are learned without words of ours: they are read with the hints of English.
WITHOUT_HINTS: Final = ("de",)
_MARK: Final = re.compile(r"\[(\w+) ([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Example:
    """A message, the slot of the question before it (None: none), and what its words say."""

    text: str
    asked: str | None
    spans: tuple[Span, ...]


def examples(path: Path) -> list[Example]:
    """The examples of a file; blank lines and lines that begin with # say nothing."""
    lines = path.read_text("utf-8").splitlines()
    return [example(line) for line in lines if line.strip() and not line.startswith("#")]


def example(line: str) -> Example:
    """One line of a corpus."""
    asked, _, marked = line.partition("\t")
    marked = marked.replace("\\n", "\n")
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append(Span(mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return Example(text + marked[at:], None if asked == "-" else asked, tuple(spans))


def labels(spans: tuple[Span, ...], found: Sequence[Token]) -> list[str]:
    """A label for every token: `B-tag` where a span begins, `I-tag` inside it, else `O`."""
    marks = ["O"] * len(found)
    for span in spans:
        first = True
        for i, token in enumerate(found):
            if token.start < span.end and span.start < token.end:
                marks[i] = f"{'B' if first else 'I'}-{span.tag}"
                first = False
    return marks
