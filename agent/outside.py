"""Text from outside (a page, a file, a forwarded message, what a photo shows) as a model is shown it. Pure.

It stands between markers that it can't close: angle brackets, also those that only look like them, become ‹ and ›,
and signs that nobody sees are left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, Literal

Source = Literal["forwarded", "link", "file", "photo", "quote"]
"""Where text came from, if it is not the marketer's own words."""

TAG: Final = "outside"
NAME_LENGTH: Final = 120
_OPEN: Final = frozenset("<＜﹤⟨〈〈❮⧼˂")
_CLOSE: Final = frozenset(">＞﹥⟩〉〉❯⧽˃")
# Joiners that words and emoji of several signs need.
_JOINERS: Final = frozenset("\u200c\u200d")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_MARKER: Final = re.compile(rf"<(?=\s*/?\s*(?:{TAG}|project)\b)", re.I)


def inert(text: str) -> str:
    """`text` without angle brackets, control characters and signs that nobody sees."""
    return "".join(
        "‹" if c in _OPEN else "›" if c in _CLOSE else c for c in text if c in "\n\t" or _is_seen(c)
    )


def as_data(text: str, source: Source, name: str = "") -> str:
    """`text` between markers that say where it came from; `name` is an address or a file's name."""
    label = " ".join(inert(name[: 2 * NAME_LENGTH]).replace('"', "'").split())[:NAME_LENGTH]
    named = f' name="{label}"' if label else ""
    return f'<{TAG} source="{source}"{named}>\n{inert(text).strip()}\n</{TAG}>'


def storable(value: Any) -> Any:
    """`value`, JSON of a model's making, without the signs that no database and no chat can keep: NUL, and halves of
    surrogate pairs."""
    match value:
        case str():
            return value if value.isprintable() else _UNSTORABLE.sub("", value)
        case list():
            return [storable(entry) for entry in value]
        case dict():
            return {storable(name): storable(entry) for name, entry in value.items()}
    return value


def own_words(text: str) -> str:
    """The marketer's own words: as they are, except that they can't pass for one of our markers."""
    return _MARKER.sub("‹", text)


def without_markers(text: str) -> str:
    """`text` for a reader that obeys nobody: with the markers of `as_data` taken away, and without what was only
    quoted, which was said before, and what pages and pictures say, which is proposed and not taken."""
    text = re.sub(rf'<{TAG} source="(?:quote|link|photo)"[^<>]*>[^<>]*</{TAG}>\n?', "", text)
    return re.sub(rf'</?{TAG}(?: source="[a-z]+")?(?: name="[^"<>]*")?>\n?', "", text).strip()


def without_outside(text: str) -> str:
    """The marketer's own words of `text`: nothing of what came from elsewhere."""
    return re.sub(rf"<{TAG} [^<>]*>[^<>]*</{TAG}>\n?", "", text).strip()


def _is_seen(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Cn")
