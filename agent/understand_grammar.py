"""The parts of English sentences that several readers share: where a value ends, and how a label leads to it."""

from __future__ import annotations

import re
from typing import Final

from agent.understand_page import GAP

NEXT: Final = (
    r"\s+(?:and|but|with)\s+(?:the |our |a )?(?:tone|audience|cta|call to action|platform|length|"
    r"duration|offer|voice)\b"
)
END: Final = rf"(?=\s*(?:[,.;!?\n{GAP}]|$)|{NEXT})"
SENTENCE_END: Final = rf"(?=\s*(?:[.;!?\n{GAP}]|$))"
IS: Final = r"(?:\s*[:=]\s*|\s+(?:is|are|to|should be|will be|would be|as|says?)\s+|\s+)"
CHANGE: Final = (
    r"(?:(?:please |just |let'?s )*(?:change|set|update|switch|make|use)\s+)?(?:the |our |my |"
    r"with (?:the )?)?"
)


def value_of(match: re.Match[str]) -> str:
    """The value that `match` found after a label, without the quotes around it."""
    groups = match.groupdict()
    return trimmed(groups.get("quoted") or groups["value"])


def trimmed(phrase: str) -> str:
    """`phrase` without blanks and signs around it; quotes go when they stand around all of it or alone."""
    text = phrase.strip(" .!?,;:-–")
    for quote in "\"'":
        inside = text[1:-1]
        if len(text) > 1 and text[0] == text[-1] == quote and quote not in inside:
            text = inside
        elif text.count(quote) == 1 and quote in (text[:1], text[-1:]):
            text = text.strip(quote)
    return text.strip(" .!?,;:-–")
