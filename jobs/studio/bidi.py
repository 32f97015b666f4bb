"""Which way text runs, and where its parts stand on a line: the Unicode Bidirectional Algorithm (UAX #9) without
explicit embeddings and paired brackets, which nobody writes into an ad. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

RLM = "\u200f"  # at the end of a text it says that the text belongs to a line that runs from right to left


def strong(text: str) -> tuple[int, int]:
    """How many letters of `text` run from left to right, and from right to left."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    return kinds.count("L"), sum(kind in ("R", "AL") for kind in kinds)


def is_rtl(text: str) -> bool:
    """Whether `text` as a whole runs from right to left: by its first strong letter, and by most of them."""
    if text.endswith(RLM):
        return True
    left, right = strong(text)
    if not right:
        return False
    first = next(kind for char in text if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL"))
    return right >= left if first == "L" else right * 3 >= left


def levels(text: str, rtl: bool) -> list[int]:
    """The embedding level of every character of one line; odd ones run from right to left."""
    kinds = _weak([unicodedata.bidirectional(char) or "L" for char in text], "R" if rtl else "L")
    base = int(rtl)
    edge = "R" if rtl else "L"
    found = [base] * len(kinds)
    at = 0
    while at < len(kinds):
        if kinds[at] in ("L", "R", "EN", "AN"):
            found[at] = _raised(base, kinds[at])
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        before = _side(kinds[at - 1]) if at else edge
        after = _side(kinds[end]) if end < len(kinds) else edge
        for index in range(at, end):
            found[index] = _raised(base, before) if before == after else base
        at = end
    return found


def visual(level: Sequence[int]) -> list[int]:
    """Indices from left to right of parts that have these levels (rule L2)."""
    order = list(range(len(level)))
    for depth in range(max(level, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and level[order[end]] >= depth:
                end += 1
            if end > at:
                order[at:end] = order[at:end][::-1]
            at = max(end, at + 1)
    return order


def word_levels(words: Sequence[str], rtl: bool) -> list[int]:
    """The level of each word of a line: that of its first letter or digit, else that of its first sign."""
    every = levels(" ".join(words), rtl)
    found: list[int] = []
    at = 0
    for word in words:
        own = next((i for i, char in enumerate(word) if char.isalnum()), 0)
        found.append(every[at + own] if word else int(rtl))
        at += len(word) + 1
    return found


def _raised(base: int, kind: str) -> int:
    if base % 2:
        return base if kind == "R" else base + 1
    return base + {"L": 0, "R": 1}.get(kind, 2)


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _weak(kinds: list[str], start: str) -> list[str]:
    """Rules W1 to W7: what marks, digits and their signs count as."""
    last, letter = start, start
    for i, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kinds[i] = kind = last
        if kind in ("L", "R", "AL"):
            letter = kind
        elif kind == "EN" and letter == "AL":
            kinds[i] = kind = "AN"
        last = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):
        near = (kinds[i - 1], kinds[i + 1])
        if kinds[i] in ("ES", "CS") and near == ("EN", "EN"):
            kinds[i] = "EN"
        elif kinds[i] == "CS" and near == ("AN", "AN"):
            kinds[i] = "AN"
    for i, kind in enumerate(kinds):
        if kind == "ET":
            run = i
            while run < len(kinds) and kinds[run] == "ET":
                run += 1
            if (i and kinds[i - 1] == "EN") or (run < len(kinds) and kinds[run] == "EN"):
                kinds[i:run] = ["EN"] * (run - i)
    letter = start
    for i, kind in enumerate(kinds):
        if kind in ("L", "R"):
            letter = kind
        elif kind == "EN" and letter == "L":
            kinds[i] = "L"
    return kinds
