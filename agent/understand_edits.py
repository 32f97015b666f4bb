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


# “What would 15 seconds look like?” asks for a version beside the one there is; what it should be like stays behind.
_BESIDE: Final = (
    re.compile(
        r"\b(?:what|how) (?:would|might|could|will) (?:(?:it|this|that|the (?:ad|script|video))\b ?)?"
        r"(?P<wish>[^?.!\n]*?)\b(?:look|sound|read)(?: like)?(?P<rest>[^?.!\n]*)[?.!]*",
        re.I,
    ),
    re.compile(
        r"\b(?:can|could|may) (?:i|we) (?:also |maybe )?see (?:it\b|this\b|that\b)? ?(?P<wish>[^?.!\n]+)[?.!]*",
        re.I,
    ),
    re.compile(
        r"\b(?:(?:can you |could you |please )*(?:show me|let me see|give me|make|write)|i'?d (?:like|love) to see) "
        r"(?:also )?(?P<wish>[^?.!\n]+?),? (?:too|as well|also|beside (?:it|this)|next to (?:it|this)|for comparison|"
        r"to compare)(?: please)?[?.!]*",
        re.I,
    ),
)
_ANOTHER: Final = re.compile(
    r"\b(?:\d{1,3} ?-?(?:s|secs?|seconds?|min|minutes?)|half a minute|a minute|AIDA|PAS|BAB|hook|tik ?tok|reels?|"
    r"shorts|stor(?:y|ies)|in-?feed|youtube|linked ?in|facebook|framework|shorter|longer|tone|more \w+|"
    r"(?:funni|bold|warm|calm|friendli|sad|seriou|happi)er)\b",
    re.I,
)
_COUNTS: Final = {"one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5}
_BACK: Final = re.compile(
    rf"\b(?:undo|(?:go |take me |step )?back) (?P<a>\d{{1,2}}|{'|'.join(_COUNTS)})(?: (?:versions?|steps?|times))?"
    rf"(?: back)?\b(?! ?(?:s|sec|seconds)\b)"
    rf"|\b(?:go |take me )?(?:back )?(?P<b>\d{{1,2}}|{'|'.join(_COUNTS)}) (?:versions?|steps?) back\b",
    re.I,
)
_TO_THE_FIRST: Final = re.compile(r"\b(?:first|original|very beginning)\b", re.I)


def _read_undo(page: Page) -> str | None:
    """`undo`, `undo N` for several steps, or `undo first`."""
    match = page.take(_BACK)
    if match:
        said = (match["a"] or match["b"]).lower()
        return f"undo {_COUNTS.get(said) or int(said)}"
    match = page.take(re.compile(dict(_EDIT_PATTERNS)["undo"], re.I))
    if match is None:
        return None
    return "undo first" if _TO_THE_FIRST.search(match.group()) else "undo"


def _read_beside(page: Page) -> bool:
    """Whether a version is wished beside the script; the page keeps what it should be like."""
    for frame in _BESIDE:
        match = frame.search(page.text)
        if match is None:
            continue
        wish = f"{match['wish']} {match.groupdict().get('rest') or ''}".strip()
        if _ANOTHER.search(wish) and not re.search(_NAMED, wish, re.I):
            # “calm in one minute” is no length, “how would it look in one minute” is.
            wish = re.sub(
                r"^(?:in|with|at|for|as|if it (?:was|were)) (?=(?:an? )?\d|half|a min)", "", wish, flags=re.I
            )
            page.text = f"{page.text[: match.start()]}{wish}.{page.text[match.end() :]}"
            return True
    return False


def read_edits(page: Page) -> list[str]:
    """The wishes in a message, taken off the page: names of whole-script changes, `beside` for a version that
    replaces nothing, `music …`, `voice …`, or `scene N…` as it was said.
    """
    found = ["beside"] if _read_beside(page) else []
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
    if undo := _read_undo(page):
        found.append(undo)
    for name, edit in _EDIT_PATTERNS:
        if name != "undo" and page.take(re.compile(edit, re.I)):
            found.append(name)
    return found
