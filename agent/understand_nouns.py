"""What is advertised and to whom: the two facts that have no shape of their own, read from the words
around them.
"""

from __future__ import annotations

import re
from typing import Any, Final

from agent import understand_words as words
from agent.understand_grammar import trimmed
from agent.understand_page import GAP, Page

_FILM: Final = (
    rf"(?:{GAP}film{GAP}|(?:video |tv |social |instagram )?(?:ads?|adverts?|advertisement|videos?|reels?|"
    rf"spots?|commercials?|clips?|"
    rf"story|stories|campaign|promo|bumper|films?|{GAP}))"
)
_STOP: Final = (
    rf"(?=\s*(?:[,;!?\n{GAP}]|\.(?:\s|$)|$)|\s+(?:targeting|targeted|aimed|aiming|geared|called|named|to "
    rf"(?:get|reach|make|drive)|on|using|"
    r"because|so that|that will|which|and (?:i|we|it|make|the|want|need|would)|please|with (?:a|an|the)? "
    r"?(?:tone|cta|call|offer))\b)"
)
_NAME: Final = rf"(?P<np>[^,;!?\n{GAP}]+?)"
_OWN: Final = r"(?:(?:our|my|the|a|an|some|this|these|new,?)\s+)*"
_DOING: Final = (
    "sell|sells|selling|make|makes|making|produce|offer|offering|launch|launching|launched|run|running|own|promote|"
    "promoting|advertise|advertising|have|build|building|built|created|create|deliver|craft|bake|brew|roast|"
    "design|provide|market"
)
_PRODUCT: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        (
            rf"\b(?:we|i|they|who|my company|our company)(?:'re| are|'m| am| also| just| now)* "
            rf"(?:{_DOING})\s+(?!people\b|it\b|this\b|that\b){_OWN}{_NAME}{_STOP}"
        ),
        (
            rf"{_FILM}[\s,]+(?:for|about|promoting|of|to promote|to sell|on)\s+(?!it\b|me\b|us\b|"
            rf"{GAP}){_OWN}{_NAME}{_STOP}"
        ),
        (
            rf"\b(?:promote|promoting|advertise|advertising|market|marketing|selling|sell|launching|launch|ad "
            rf"for)\s+{_OWN}{_NAME}{_STOP}"
        ),
        (
            rf"\b(?:our|my|the) (?:product|service|business|company|brand|startup|shop|store)(?: is|'s|"
            rf":)\s+{_OWN}{_NAME}{_STOP}"
        ),
        rf"^\W*(?:for|about)\s+(?:our|my)\s+{_NAME}{_STOP}",
        rf"\bproduct(?: is|:)\s*{_OWN}{_NAME}{_STOP}",
    )
)
_WE_ARE: Final = re.compile(rf"^\W*(?:we|i)(?:'re| are|'m| am)\s+(?:an?|the)\s+{_NAME}{_STOP}", re.I)
_WISH: Final = re.compile(
    r"^(?:make|create|need|want|do|write|give|help|start|show|tell|we want|i want|we need|i need)\b", re.I
)
_REACH: Final = re.compile(
    rf"\b(?:targeting|targeted (?:at|to)|aimed at|aiming at|aim at|aim for|geared toward?s?|speaks? to|to "
    rf"reach|reach(?:ing)?|"
    rf"appeal(?:s|ing)? to|meant for|target(?:s|ed)?:?)\s+(?:the |our |mostly |mainly )*{_NAME}(?=\s*(?:[,"
    rf";!?.\n{GAP}]|$))",
    re.I,
)
_FOR: Final = re.compile(
    rf"\b(?:for|made for|perfect for)\s+(?:the |our |mostly |mainly |all )*{_NAME}(?=\s*(?:[,;!?.\n{GAP}]|$))",
    re.I,
)
_NAMED: Final = re.compile(
    rf"^\W*(?:we are|we're|i'm from|it's|this is)?\s*(?P<title>(?-i:[A-Z][\w&'-]*(?: "
     rf"[A-Z][\w&'-]*){{0,2}}))\s*(?:,|-|–|—|:|is)\s+"
    rf"(?:an?|our|the|my)\s+{_NAME}{_STOP}"
)  # fmt: skip
_LEAD: Final = re.compile(
    r"^(?:(?:it's|it is|its|this is|that's|that is|they're|they are|well|so|just|for|about|i think|probably|"
    r"mostly|mainly|"
    r"wait|hold on|hang on|sorry|oh+|ah+|h+m+|uh+|er+|"
    r"actually|no|yes|ok|um+|maybe|we want|i want|i'd like|we'd like|i need|we need|that|people who are|say|"
    r"something like)\b[, ]*)+",
    re.I,
)
_EMPTY: Final = frozenset(
    [
        "it",
        "this",
        "that",
        "them",
        "stuff",
        "thing",
        "things",
        "something",
        "ad",
        "ads",
        "video",
        "videos",
        "you",
        "me",
        "us",
        "my",
        "our",
        "product",
        "business",
        "company",
        "brand",
        "reel",
        "commercial",
        "help",
        "please",
        "test",
        "no",
        "yes",
        "ok",
        "the",
        "a",
        "an",
    ]
)


def is_people(phrase: str) -> bool:
    """Whether `phrase` names a group of people: its head is one (“busy moms”, “women aged 25 to 35”, “gym
    goers”).
    """
    bare = re.sub(r"\b(?:ages? )?\d{1,2}\s*(?:-|–|to|and)\s*\d{1,2}\b|\b\d{2}\s?\+", " ", phrase.lower())
    if len(phrase.split()) > 18 or re.match(
        r"(?:more|better|enough|want|need|get|new (?:customers|clients|business|users))\b", phrase, re.I
    ):
        return False
    head = re.split(
        r"\b(?:who|aged?|ages|in|with|that|from|between|over|under|on|at|of|interested|looking)\b",
        bare,
    )[0]
    if len(head.split()) > 8:
        return False
    parts = re.findall(r"[a-z][a-z\-]*", head)
    if not parts:
        return bool(re.match(r"(?:aged?|ages)?\s*\d{2}\s*(?:-|–|to|\+)", phrase.lower()))
    return any(_people_word(part) for part in (parts[-1], *re.findall(r"([a-z]+) (?:and|or)\b", head)))


def _people_word(word: str) -> bool:
    tail = word.split("-")[-1]
    return word in words.PEOPLE or tail in words.PEOPLE or word in ("kids", "children")


def read_product_and_audience(
    page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]
) -> None:
    """Sentences that say what is advertised or whom for."""
    match = page.take(_REACH)
    if match:
        facts.setdefault("target_audience", _clean(match["np"]))
    if open_slot == "product" and (match := _NAMED.search(page.text)) and not is_people(match["np"]):
        page.take(_NAMED)
        brand.setdefault("title", match["title"])
        _product(match["np"], facts)
        return
    patterns = (*_PRODUCT, _WE_ARE) if open_slot == "product" else _PRODUCT
    for pattern in patterns:
        match = pattern.search(page.text)
        if match is None or not _clean(match["np"]):
            continue
        page.take(pattern)
        if is_people(match["np"]) and "product" not in pattern.pattern[:20] and not _sold(match["np"]):
            facts.setdefault("target_audience", _clean(match["np"]))
        else:
            _product(match["np"], facts)
        break
    match = _FOR.search(page.text)
    if match and is_people(match["np"]):
        page.take(_FOR)
        facts.setdefault("target_audience", _clean(match["np"]))


def _sold(phrase: str) -> bool:
    return " for " in phrase


def _product(phrase: str, facts: dict[str, Any]) -> None:
    """Take the product from `phrase`; the people behind its “for” become the audience, unless they are
    mere users.
    """
    name, joined, rest = phrase.rpartition(" for ")
    if joined and is_people(rest) and rest.split()[-1].lower() not in words.USERS:
        facts.setdefault("target_audience", _clean(rest))
        phrase = name
    phrase = re.sub(
        r"\s+in\s+(?:just |under |only )?\d+ (?:minutes?|hours?|days?|seconds?)$", "", phrase, flags=re.I
    )
    product = _clean(phrase)
    if product and product.lower() not in _EMPTY and len(product.split()) <= 40:
        facts.setdefault("product", product)


def read_bare_segments(
    page: Page, open_slot: str | None, facts: dict[str, Any], brand: dict[str, Any]
) -> None:
    """Short pieces between commas that need no label: “order now”, “friendly”, “young professionals”."""
    for segment in page.segments():
        text = _clean(segment)
        if "call_to_action" not in facts and words.CALL.match(text):
            facts["call_to_action"] = text
        elif "tone" not in facts and re.fullmatch(words.TONE_PHRASE, text, re.I):
            facts["tone"] = text.lower()
        elif (
            "target_audience" not in facts
            and len(text.split()) <= 8
            and is_people(text)
            and open_slot != "key_message"
        ):
            facts["target_audience"] = text
        else:
            continue
        page.take(re.escape(segment))


_LONGEST: Final = {"product": 40, "target_audience": 18, "key_message": 45, "call_to_action": 30}
# What shows a picture answers no question.
_SHOWING: Final = re.compile(
    r"^(?:here(?:'s| is| are)|(?:a |the |our |my |some )?(?:photos?|pictures?|pics?|images?|shots?|screenshots?)"
    r"(?: of\b| attached|$)|attached|see (?:the )?attached)\b",
    re.I,
)
_THIS_IS: Final = re.compile(r"^(?:this|that)(?:'s| is) (?:our|my|the)\b", re.I)


def read_answer(page: Page, open_slot: str, facts: dict[str, Any], brand: dict[str, Any]) -> None:
    """What is left, as the answer to the question just asked; nothing for questions whose answers have a
    shape.
    """
    if open_slot in facts or open_slot not in _LONGEST:
        return
    parts = page.segments()
    if not parts:
        return
    whole = open_slot in ("key_message", "target_audience") and GAP not in page.text
    raw = page.text.strip(" .!?,") if whole else parts[0]
    text = _clean(raw)
    shows = _SHOWING.match(raw.strip()) or (open_slot != "product" and _THIS_IS.match(raw.strip()))
    if shows or re.match(r"\W*and\b", raw, re.I):
        return
    # What a fact left behind is no answer of its own: “wait” in “wait, the audience is nurses”.
    if open_slot != "product" and (facts or brand) and GAP in page.text and len(text.split()) <= 2:
        return
    if re.search(r"asdf|sdfg|dfgh|hjkl|qwert|zxcv|lkj|(\w)\1{3}", text, re.I):
        return
    if (
        not re.search(r"[A-Za-z]{2}", text)
        or len(text.split()) > _LONGEST[open_slot]
        or text.lower() in _EMPTY
    ):
        return
    if open_slot == "product":
        if not _WISH.match(text) and not _WISH.match(raw):
            _product(text, facts)
    elif open_slot == "key_message":
        facts[open_slot] = re.sub(r"^(?:that|well|so)\s+", "", raw, flags=re.I).strip(" ,.")
    else:
        facts[open_slot] = text


def _clean(phrase: str) -> str:
    """`phrase` without what leads into it (“it's a …”) and without what trails (“… please”)."""
    text = _LEAD.sub("", trimmed(phrase))
    text = re.sub(r"^(?:(?:a|an|our|my|the|some)\s+)+", "", text, flags=re.I)
    text = re.sub(rf"[{GAP}]+", " ", text)
    return trimmed(
        re.sub(r"(?:\s+(?:please|instead|too|i guess|i think|as well|and|for|on))+$", "", text, flags=re.I)
    )
