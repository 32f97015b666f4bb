"""A message while it is being read: what was understood is taken off and leaves a gap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Stands where a taken fact was: phrases may not be read across it.
GAP: Final = "¦"

# A dot inside a word or an abbreviation, and the signs inside a web address, end no sentence while reading.
DOT: Final = "\ue000"
_HELD: Final = str.maketrans(".?!,;", f"{DOT}\ue001\ue002\ue003\ue004")
_FREED: Final = str.maketrans(f"{DOT}\ue001\ue002\ue003\ue004", ".?!,;")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S*[^\s.,;!?)\"']", re.I)
_INNER_DOT: Final = re.compile(r"(?<=[^\W_])\.(?=[^\W_])(?![A-Z][a-z])")
_ABBREVIATION: Final = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|Inc|Ltd|Co|Mt|Ft|vs|approx|e\.g|i\.e|[A-Z](?:\.[A-Z])+|No(?=\. ?\d))\."
    r"(?=[^\S\n]+[^\W_])|\b(?:e\.g|i\.e|U\.S|U\.K)\."
)


def hold_dots(text: str) -> str:
    """`text` with the dots that end no sentence put out of the way; `free_dots` brings them back."""
    for pattern in (_ADDRESS, _ABBREVIATION, _INNER_DOT):
        text = pattern.sub(lambda match: match.group().translate(_HELD), text)
    return re.sub(r"(?<=[a-z]{2})\.(?=[A-Z][a-z])", ". ", text)


def free_dots(text: str) -> str:
    """`text` as it was written, after `hold_dots`."""
    return text.translate(_FREED)


@dataclass
class Page:
    """The part of a message that nothing was read from yet."""

    text: str

    @property
    def blank(self) -> bool:
        return not re.search(r"\w", self.text.replace(GAP, " "))

    def take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The first match of `pattern` (any case), taken off the page; None when there is none."""
        compiled = re.compile(pattern, re.I) if isinstance(pattern, str) else pattern
        match = compiled.search(self.text)
        if match:
            self.text = f"{self.text[: match.start()]} {GAP} {self.text[match.end() :]}"
        return match

    def segments(self) -> list[str]:
        """What is left, cut at gaps, commas and sentence ends, without blanks."""
        marked = self.text.replace(f"{GAP}film{GAP}", GAP)
        parts = re.split(rf"[{GAP},;\n]|[.!?]+(?:\s|$)|\s[-–—]\s", marked)
        cleaned = (part.strip(" .!?-–:()\"'") for part in parts)
        return [part for part in cleaned if re.search(r"\w", part)]
