"""Where a word that is too long for its line is broken. Pure.

Without a dictionary: at joints of German compounds that endings tell, else before a syllable, else anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

SOFT = "\u00ad"  # a hyphen that is seen only at the end of a line


def divided(parts: list[str], count: int) -> list[str]:
    """`parts` (characters with their marks) of a word in `count` pieces, about equally long; where letters join into
    words each but the last ends with `SOFT`."""
    joined = [found.end() for found in _JOINT.finditer("".join(parts))]
    cuts = [0]
    for number in range(1, count):
        even = round(len(parts) * number / count)
        reach = [i for i in range(even - 3, even + 4) if cuts[-1] + 2 <= i <= len(parts) - 2]
        joints = [i for i in joined if cuts[-1] + 3 <= i and abs(i - even) <= max(4, len(parts) // 5)]
        syllables = [i for i in reach if _begins_syllable(parts, i)]
        cuts.append(min(joints or syllables or reach or [max(even, cuts[-1])], key=lambda i: abs(i - even)))
    pieces = ["".join(parts[a:b]) for a, b in pairwise([*cuts, len(parts)])]
    return [
        f"{piece}{SOFT}"
        if piece and piece[-1].isalpha() and following[:1].isalpha() and _hyphenates(piece)
        else piece
        for piece, following in pairwise([*pieces, ""])
    ]


# Where German compounds are joined, as far as endings tell.
_JOINT = re.compile(
    "(?:ungs?|heits?|keits?|schafts?|täts|ions|tums|fahrts?|zeug|bahn|haus|fleisch|werks?|pflicht|markt)"
    "(?=[a-zäöü]{4})",
    re.IGNORECASE,
)
_TOGETHER = frozenset(("ch", "ck", "ph", "th", "sh", "qu", "gh", "rh", "ll", "rr", "дж", "дз"))
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουω")


def _begins_syllable(parts: list[str], index: int) -> bool:
    """A consonant before a vowel; what goes before it must have a vowel too."""

    def vowel(part: str) -> bool:
        return unicodedata.normalize("NFD", part.lower())[0] in _VOWELS

    pair = (parts[index - 1] + parts[index]).lower()
    return (
        not vowel(parts[index])
        and vowel(parts[index + 1])
        and pair not in _TOGETHER
        and any(vowel(part) for part in parts[:index])
    )


def _hyphenates(text: str) -> bool:
    return all(ord(char) < 0x590 or 0x1E00 <= ord(char) < 0x2000 for char in text)
