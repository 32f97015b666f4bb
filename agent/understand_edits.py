"""Wishes about a script that is already written: undo, another one, shorter, or something in one scene."""

from __future__ import annotations

import re
from typing import Final

from agent.understand_page import Page

_EDIT_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("undo", (r"\b(?:undo(?: (?:it|that|this))?|revert(?: (?:it|that|this))?|(?:go )?back to (?:the )?(?:version "
              r"before|previous|last|old|first|original)[\w ]*|the version before|(?:take|put|bring) (?:it|that) back|"
              r"(?:bring|give me) (?:back )?the (?:old|previous|first) one(?: back)?|"
              r"previous version|i liked the (?:old|previous|first) (?:one|version)(?: better)?)\b"
              r"|(?:^|(?<=[.,!?\n]))\s*(?:please )?(?:go |step |one )?back(?: please)?(?=\s*(?:$|[.,!\n]))")),
    ("framework", (r"\b(?:(?:use |try )?(?:an?)?(?:other|different) (?:framework|structure|formula|angle)(?: "
                   r"please)?)\b")),
    ("again", (r"\b(?:(?:try |write |give me |make )?(?:an?)?(?:other|different|new) (?:version|one|script|"
               r"hook|take|try|idea)|"
               r"try again|again please|rewrite(?: it)?|start (?:it |all )?(?:over|again|from scratch)|redo(?: it)?|"
               r"i (?:don'?t|do not) like (?:it|this)(?: script)?|i hate (?:it|this))\b")),
    ("shorter", r"\b(?:(?:make (?:it|this) |a bit |much )*shorter|too long|cut it down|shorten(?: it)?)\b"),
    ("longer", r"\b(?:(?:make (?:it|this) |a bit |much )*longer|too short)\b"),
)  # fmt: skip
_NUMBER: Final = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|last)"
)
_NAMED: Final = (
    rf"(?:(?:(?<!behind )the )?(?:scenes? *(?:number |no\.? |#)?{_NUMBER}"
    rf"(?:(?: *, *| and | *& *)(?:scene )?(?:{_NUMBER})\b)*|"
    r"(?:first|second|third|fourth|fifth|last) scene))\b"
)
# A wish ends where the next one begins.
_NEXT: Final = (
    r"(?=(?:[.;!\n,]\s*|\s+(?=(?:and|also|then|but|plus) ))(?:and |also |then |but |plus )*(?:please )?"
    r"(?:make (?:it|the (?!voice|text|line|caption))|use (?:AIDA|PAS|BAB|hook)|shorter\b|longer\b|"
    r"(?:change|set|switch) the (?!text|line|caption|voice|picture|shot)|"
    r"(?:remove|delete|drop|cut|make|change|in|replace) (?:the )?scene\b|scenes? *\d|no (?:music|voice)|"
    r"more (?:playful|serious|formal)|the (?:cta|call to action|music|tone|audience)\b)"
    r"|[.!?]?\s*(?:\n|$))"
)
_SCENE: Final = re.compile(
    rf"(?:(?<=^)|(?<=[.!?,;\n])|(?<=\band )|(?<=\bthen )|(?<=\balso ))(?P<wish>[^.!?,;\n]*?\b{_NAMED}.*?){_NEXT}",
    re.I | re.M,
)
_QUOTED_LEAD: Final = re.compile(rf"[^.!?,;\n\"]*\"[^\"\n]+\"[^.!?;\n\"]*?\b{_NAMED}.*?{_NEXT}", re.I | re.M)
_CLAUSE: Final = re.compile(
    r"^.*\b(?:and|then|also) (?=(?:make|let|have|change|in|remove|delete|drop|cut|put|use|show)\b)", re.I
)
_JOINT: Final = re.compile(r"(?:[\s,]+(?:and|then|also))+\s*$", re.I)
_POLITE: Final = re.compile(
    r"^(?:(?:and|also|then|but|ok(?:ay)?|please|(?:can|could|would|will) you|let'?s|"
    r"i(?:'d| would) (?:like|want) you to)"
    r"\b[, ]*)+",
    re.I,
)
_WHOLE_VOICE: Final = re.compile(
    r"(?:(?:please |can you )?(?:make|have|let|change) )?the (?:voice[- ]?over|voice|narrat(?:or|ion)|speaker)"
    r"(?: text| line)?(?: should)?(?: to)? (?:say|says|to)? ?:? ?\"(?P<line>[^\"\n]+)\"[^\n]*",
    re.I,
)
_MUSIC: Final = re.compile(
    r"\b(?:(?:make|change|switch|set|turn|use|put|with|want|give (?:it|me)) (?:the |some |a )?(?:background )?music"
    r"(?: genre| style)?(?: to| into| be| more)?|"
    r"(?:the )?(?:background )?music(?: genre| style)?(?: should be| to|:| more))"
    r" (?!off\b|out\b|away\b)(?P<a>[a-z][\w&'’ -]{1,40}?)(?=\s*(?:$|[.,;!?\n]| please\b| and\b| instead\b))"
    r"|\b(?:use|with|want|add|try|put) (?:some |a bit of |a )?(?P<b>[a-z][\w&'-]*(?: [a-z][\w&'-]*)?) music\b",
    re.I,
)


def read_edits(page: Page) -> list[str]:
    """The wishes in a message, taken off the page: names of whole-script changes, `music …`, `voice …`, or
    `scene N…` as it was said.
    """
    found = []
    for pattern in (_QUOTED_LEAD, _SCENE):
        while (match := page.take(pattern)) is not None:
            wish = match.groupdict().get("wish") or match.group()
            clause = _CLAUSE.match(wish[: wish.lower().find("scene")])
            if clause:
                page.text = f"{page.text}\n{_JOINT.sub('', clause.group())}"
                wish = wish[clause.end() :]
            found.append(_POLITE.sub("", wish.strip(" .,?")))
    if match := page.take(_WHOLE_VOICE):
        found.append(f"voice {match['line'].strip()}")
    if (match := page.take(_MUSIC)) and (genre := (match["a"] or match["b"])).lower() not in (
        "no",
        "the",
        "more",
    ):
        found.append(f"music {genre.strip()}")
    for name, edit in _EDIT_PATTERNS:
        if page.take(re.compile(edit, re.I)):
            found.append(name)
    return found
