"""More examples out of those there are: the same sentences with other values, so that the words around count. Pure."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from agent.reading.facts import Span
from training.corpus import Example

_FREE: Final = (
    "product", "target_audience", "key_message", "offer", "tone", "call_to_action", "brand", "must_have", "must_not",
)  # fmt: skip
_SHARE: Final = 0.6
_TRIES: Final = 4
_MOST_LONGER: Final = 3


def varied(examples: Sequence[Example], seed: int = 1) -> list[Example]:
    """For every example with a free value one more, in which most values come from other examples.

    The same `seed` gives the same examples.
    """
    chance = random.Random(seed)
    values: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        for span in example.spans:
            if span.tag in _FREE:
                values[span.tag].append(example.text[span.start : span.end])
    return [
        _other(example, values, chance)
        for example in examples
        if any(span.tag in values for span in example.spans)
    ]


def _other(example: Example, values: dict[str, list[str]], chance: random.Random) -> Example:
    text, spans, at = "", [], 0
    for span in sorted(example.spans, key=lambda span: span.start):
        text += example.text[at : span.start]
        value = example.text[span.start : span.end]
        if span.tag in values and chance.random() < _SHARE:
            value = _like(value, values[span.tag], chance)
        spans.append(Span(span.tag, len(text), len(text) + len(value)))
        text += value
        at = span.end
    return Example(text + example.text[at:], example.asked, tuple(spans))


def _like(value: str, others: Sequence[str], chance: random.Random) -> str:
    """One of `others`, of about the length of `value` and begun as it begins."""
    other = value
    for _ in range(_TRIES):
        other = chance.choice(others)
        if abs(len(other.split()) - len(value.split())) <= _MOST_LONGER:
            break
    return other[:1].lower() + other[1:] if value[:1].islower() else other
