"""Facts known by their shape, in English: seconds, placements, frameworks, tones, offers, colours."""

from __future__ import annotations

import re
from typing import Any, Final

from agent import understand_words as words
from agent.understand_grammar import CHANGE, END, value_of
from agent.understand_page import DOT, GAP, Page

_SECONDS: Final = r"\s*-?\s*(?:s|secs?|seconds?|″|\")(?![a-z])"
_LENGTH: Final = rf"(?:{words.NUMBER}{_SECONDS}|half(?: a|-a)?[- ]minute|quarter of a minute)"
_NOT: Final = r"(?:\b(?:not|instead of|rather than|anything but|no longer)\s+(?:an? |on |for )?|\bno\s+(?!,))"
_FILM: Final = (
    r"(?:ads?|adverts?|videos?|spots?|reels?|clips?|commercials?|films?|bumpers?|shorts?|long|version)"
)

_PLACES: Final[tuple[tuple[str, str], ...]] = (
    ("instagram_stories", r"(?:instagram|insta|ig) stor(?:y|ies)"),
    ("instagram_feed", r"(?:instagram|insta|ig) (?:feed|posts?)"),
    ("instagram_reels", r"(?:(?:instagram|insta|ig)(?: reels?)?|reels?)"),
    ("tiktok", r"tik[ -]?toks?"),
    ("youtube_shorts", r"(?:youtube|yt) shorts?"),
    ("youtube_instream", r"(?:youtube(?: (?:in-?stream|pre-?roll))?|in-?stream|pre-?roll)"),
    ("facebook_feed", r"(?:facebook(?: feed)?|fb|meta feed)"),
    ("linkedin", r"linked[ -]?in"),
    ("x", r"(?:twitter|(?-i:(?<=on )X|X(?= \(|/T| ads?\b)))"),
)  # fmt: skip
_PLACES_WHEN_ASKED: Final = (
    ("instagram_stories", r"stor(?:y|ies)"),
    ("youtube_shorts", r"shorts"),
    ("x", r"x"),
)

_TAIL: Final = (
    rf"(?:\s+(?:until|till|through|this|on|over|for|with|when|if|before|by|only|today|ends?|off|"
    rf"tomorrow)\b[^,.;!?{GAP}\n]*)?"
)
_MONEY: Final = rf"[$€£]\s?\d+(?:[,{DOT}]\d{{1,2}})?"
_OFFERS: Final = re.compile(
    rf"(?:up to )?\b\d{{1,3}}\s?(?:%|percent) (?:off|discount){_TAIL}"
    rf"|(?:buy (?:one|two|1|2),? get (?:one|1)(?: free)?|bogo|(?:2|two|3|three) for (?:1|one|the price of \w+|2|two)|"
    rf"half[- ]price|(?:free|fast) (?:shipping|delivery)|(?:first|1st) (?:month|week|order|class|session|visit|year)"
    rf"(?: is)? (?:for )?free|(?:\d+[- ](?:days?|weeks?|months?) )?free trial|money[- ]back guarantee|free "
    rf"samples?){_TAIL}"
    rf"|{_MONEY} off{_TAIL}|{_MONEY}\s+(?:until|till|this|today|only)\b[^,.;!?{GAP}\n]*"
    rf"|(?:(?<=only )|(?<=just )|(?<=from )|(?<=costs )|(?<=for )|(?<=at )|(?<=is )|(?<=it's )|(?<=they're )){_MONEY}"
    r"(?:\s*(?:a|per|/)\s*(?:month|year|week|day|bottle|piece|box|person|night|pack))?",
    re.I,
)


def read_lengths(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    asked = open_slot == "duration"
    page.take(rf"\b(?:not|instead of|rather than|no longer)\s+(?:an? )?{_LENGTH}")
    between = rf"(?:between )?\b{words.NUMBER}(?:{_SECONDS})?\s*(?:or|to|and)\s*{words.NUMBER}{_SECONDS}"
    if page.take(between) or page.take(rf"\b\d+\s*[-–]\s*\d+{_SECONDS}"):
        return
    before = (
        ""
        if asked
        else r"(?:(?<!\bin )|(?<=\bit in ))(?<!\bunder )(?<!\bwithin )(?<!\bevery )(?<!\bfor )(?<!\bafter )"
    )
    found: float | None = None
    if match := page.take(rf"\b(?:a|1|one) minute and a half\b|\b(?:one and a half|1{DOT}5) minutes?\b"):
        found = 90
    elif match := page.take(r"\b(?:a |an )?half(?: a|-a)?[- ]minute\b"):
        found = 30
    elif match := page.take(r"\b(?:a )?quarter of a minute\b"):
        found = 15
    elif match := page.take(rf"(?<![\w.#$]){before}(?P<n>{words.NUMBER}){_SECONDS}(?: long)?"):
        found = words.number(match["n"])
    elif match := page.take(
        rf"\b(?:a|(?P<n>one|1|two|2|three|3))[- ]minutes?(?:[- ]long)?(?=[- ]{_FILM})"
    ) or page.take(
        r"\b(?:a|(?P<n>one|1|two|2|three|3)) min(?:ute)?s?\b"
        if asked
        else rf"(?:^|\n|\b(?:it|be|do|want|need|have)\s)\W*(?:an? )?(?P<n>{words.NUMBER})[- ]min(?:ute)?s?\b"
        rf"(?: long)?(?=\s*(?:$|[.,!?\n{GAP}]|please|instead|version))"
    ):
        found = 60 * (words.number(match["n"]) if match["n"] else 1)
    elif asked and (
        match := page.take(rf"^\W*(?:about |around |maybe |let's say )?(?P<n>{words.NUMBER})\W*$")
    ):
        found = words.number(match["n"])
    elif (match := page.take(r"(?<!\d)0?(?P<m>[0-2]):(?P<s>[0-5]\d)(?!\d)")) and asked:
        found = 60 * int(match["m"]) + int(match["s"])
    elif match := page.take(r"\bmake it (?P<n>\d{1,3})(?!\s*[%$€£\w])"):
        found = float(match["n"])
    if found is not None and 1 <= found <= 3600:
        facts["duration"] = found


def read_places(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    names = _PLACES + (_PLACES_WHEN_ASKED if open_slot == "placement" else ())
    everywhere = "|".join(pattern for _, pattern in names)
    page.take(rf"{_NOT}(?:{everywhere})\b")
    first: tuple[int, str] | None = None
    for name, pattern in names:
        match = re.search(rf"\b(?:{pattern})\b", page.text, re.I)
        if match and (first is None or match.start() < first[0]):
            first = (match.start(), name)
    if first is None:
        return
    facts["placement"] = first[1]
    page.take_all(rf"\b(?:on |for )?(?:an? )?(?:{everywhere})\b(?: {_FILM}\b)?(?: instead)?", mark="film")


def read_frameworks(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    use = r"(?:(?:use|try|with|go for|switch to) )?(?:the )?"
    after = r"(?: (?:framework|style|structure|formula|format|approach))?"
    for name, pattern in (
        ("AIDA", r"AIDA"),
        ("PAS", r"(?:(?-i:PAS)|problem[ ,-]+agitate[\w ,-]*)"),
        ("BAB", r"(?:(?-i:BAB)|before[ -/]+(?:and[ -])?after(?:[ -]bridge)?)"),
        ("hook_demo", r"hook[ -_]+(?:and[ -])?demo"),
    ):
        if page.take(rf"\b{use}{pattern}\b{after}"):
            facts["framework"] = name
    if match := page.take(
        r"\bcreativity(?: level)?\W*(?:to |at |is |of |up to )?(?P<n>10|[1-9])(?:\s?/\s?10)?\b"
    ):
        facts["creativity"] = int(match["n"])
    elif page.take(r"\b(?:go|get) (?:wild|crazy|nuts)\b"):
        facts["creativity"] = 9
    elif page.take(r"\b(?:play|keep) it safe\b"):
        facts["creativity"] = 3


def read_languages(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    names = "|".join(words.LANGUAGES)
    if match := page.take(
        rf"\b(?:in (?P<a>{names})(?=\s*(?:please|voice|[,.!{GAP}]|and\b|$))|(?P<b>{names}) (?:voice-?over|"
        rf"language)|language(?: is|:) (?P<c>{names}))"
    ):
        facts["language"] = words.LANGUAGES[next(filter(None, match.groups())).lower()]


def read_tones(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    tone, noun = words.TONE_PHRASE, r"(?:tone(?: of voice)?|mood|vibe|voice|style|feel)"
    softly = r"(?:(?:a bit|a little|much|very|really|super|more|quite|kind of) )*"
    page.take(rf"\b(?:less|not so|not too|not) {tone}\b")
    labelled = (
        rf"\b{CHANGE}{noun}(?:\s*[:=]\s*|\s+(?:should be|is|to)\s+|\s+)(?:be )?{softly}(?P<value>{tone})\b"
    )
    made = (
        rf"\b(?:make|keep|be|sound|feel)(?: (?:it|them|this|things))?(?: sound| feel| look)? "
        rf"{softly}(?P<value>{tone})\b"
    )
    patterns = (
        labelled,
        rf"\b(?:in an? |an? )?{softly}(?P<value>{tone}) {noun}\b",
        made,
        rf"\b(?:a bit |a little |much )?more (?P<value>{tone})\b",
        rf"\b(?:an?|the) (?P<value>{tone})(?=[ ,]*(?:{GAP}|{_FILM}\b))",
    )
    for pattern in patterns:
        if match := page.take(pattern):
            facts["tone"] = value_of(match).lower()
            return
    if match := page.take(rf"\b(?:make (?:it|this) )?(?P<value>{'|'.join(words.COMPARATIVES)})\b"):
        facts["tone"] = words.COMPARATIVES[value_of(match).lower()]


def read_offers(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    if match := page.take(_OFFERS):
        facts.setdefault(
            "offer", re.sub(r"^(first \w+) is free", r"\1 free", match.group().strip(), flags=re.I)
        )
        free = rf"(?<={GAP} )\s*and (?P<value>[\w' -]{{2,60}}? (?:is|are) (?:always )?free\b[^,.;!?{GAP}\n]*)"
        if "key_message" not in facts and (also := page.take(free)):
            facts["key_message"] = value_of(also)
        page.take(
            r"\b(?:it|that|they) costs?\b|\bwe (?:have|offer|give) an?\s*(?="
            + GAP
            + r")|(?<="
            + GAP
            + r") deal\b"
        )


def read_wants(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    """“I want people to order”, “they should visit our shop”: a call to action in other words."""
    people = r"(?:people|them|viewers|customers|everyone|users|folks)"
    want = rf"(?:(?:i|we)(?:'d)? (?:want|like|would like) {people} to|get {people} to|so (?:that )?(?:people|they))"
    should = rf"|(?:they|people|viewers) should(?= (?:{words.CALL_VERBS})\b)"
    if match := page.take(rf"\b(?:{want}{should}) (?P<value>[^,.;!?\n{GAP}]+?){END}"):
        facts.setdefault("call_to_action", value_of(match))


def read_colors(page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    hexes = re.findall(r"#[0-9A-Fa-f]{6}\b", page.text)
    names = "|".join(sorted(words.COLORS, key=len, reverse=True))
    one = rf"(?:#[0-9A-Fa-f]{{6}}|(?:{names}))\b"
    listed = rf"(?P<list>{one}(?:(?:\s*,\s*(?:and )?|\s+and\s+|\s*&\s*|\s+){one})*)"
    label = r"(?:our |the |my |brand |logo )*(?:colou?rs?|palette)(?: palette| scheme)?"
    match = page.take(rf"\b{label}(?:\s*[:=,]\s*|\s+(?:is|are)\s+|\s+){listed}") or page.take(
        rf"\b(?:use |with )?{listed}(?: (?:are|is|as))? (?:our |the |my |brand )*colou?rs?\b"
    )
    if match:
        found = re.findall(one, match["list"], re.I)
        colors = [c.upper() if c.startswith("#") else words.COLORS[c.lower()] for c in found]
    else:
        colors = [c.upper() for c in hexes]
        page.take_all(r"(?:\buse )?#[0-9A-Fa-f]{6}\b(?: please)?")
    if colors:
        brand["colors"] = tuple(dict.fromkeys(colors))
