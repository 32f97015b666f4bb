"""Whether words name a group of people. Pure."""

from __future__ import annotations

import re

from agent.reading.page import hints
from agent.reading.tokens import plain


def is_people(phrase: str) -> bool:
    """Whether the head of an English `phrase` is a group of people: “busy moms”, “women aged 25 to 35”, “gym goers”."""
    low = re.sub(r"\b(?:ages? )?\d{1,2}\s*(?:-|–|to|and)\s*\d{1,2}\b|\b\d{2}\s?\+", " ", plain(phrase))
    head = re.split(
        r"\b(?:who|aged?|ages|in|with|that|from|between|over|under|on|at|of|interested|looking)\b", low
    )[0].strip(" .,!")
    if len(phrase.split()) > 18 or not 0 < len(head.split()) <= 8:
        return False
    named = list(hints("en")["people"].finditer(head))
    return bool(named) and named[-1].end() == len(head)
