"""Wishes about a script that is already written: undo, another one, shorter, or something in one scene."""

from __future__ import annotations

import re
from typing import Final

from agent.understand_page import Page

_EDIT_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("undo", (r"\b(?:undo|revert|(?:go )?back to (?:the )?(?:version before|previous|last|old|first)[\w ]*|the "
              r"version before|"
             r"previous version|i liked the (?:old|previous|first) one(?: better)?)\b")),
    ("framework", (r"\b(?:(?:use |try )?(?:an?)?(?:other|different) (?:framework|structure|formula|angle)(?: "
                   r"please)?)\b")),
    ("again", (r"\b(?:(?:try |write |give me |make )?(?:an?)?(?:other|different|new) (?:version|one|script|"
               r"hook|take|try|idea)|"
              r"try again|again please|rewrite(?: it)?|start (?:it )?over|redo(?: it)?|i don'?t like (?:it|"
               r"this)(?: script)?)\b")),
    ("shorter", r"\b(?:(?:make (?:it|this) |a bit |much )*shorter|too long|cut it down|shorten(?: it)?)\b"),
    ("longer", r"\b(?:(?:make (?:it|this) |a bit |much )*longer|too short)\b"),
)  # fmt: skip
_SCENE: Final = re.compile(
    r"[^.!?,\n]*?\bscene\s*(?:number |no\.? |#)?(\d{1,2}|one|two|three|four|five|six|"
    r"seven|eight|nine|last)\b[^\n]*",
    re.I,
)


def read_edits(page: Page) -> list[str]:
    """The wishes in a message, taken off the page: names of whole-script changes, or `scene N…` as it was said."""
    found = []
    while (match := page.take(_SCENE)) is not None:
        found.append(match.group().strip())
    for name, pattern in _EDIT_PATTERNS:
        if page.take(re.compile(pattern, re.I)):
            found.append(name)
    return found
