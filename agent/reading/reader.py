"""Reads a message of a language that the network was taught and whose words we know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agent.reading import manners
from agent.reading.facts import Span, facts_of, no_value, whole
from agent.reading.languages import WORDS
from agent.reading.marks import Marks, Tags
from agent.reading.network import network
from agent.reading.page import page
from agent.reading.shapes import labelled, read_bare, read_instead, read_name, read_shapes
from agent.reading.values import trimmed
from agent.reading.words import KEYBOARD, Words
from agent.reading.words_en import DECIDE_CLAUSE, FILM_IT, NO_PHOTO_CLAUSE, NO_VOICE
from agent.understand_edits import read_edits
from agent.understand_page import GAP, Page, free_dots, hold_dots

Read = tuple[dict[str, Any], dict[str, Any], set[str], list[str]]

# Below this a span is dropped: a missed fact is asked for, a wrong one ends up in the ad. Found on messages that
# nothing was trained on (`training.unseen`): accuracy is flat from 0.35 to 0.65, and every step up spares wrong facts.
THRESHOLDS: Final[Mapping[str, float]] = {
    "product": 0.5, "target_audience": 0.65, "key_message": 0.55, "offer": 0.5, "tone": 0.5, "call_to_action": 0.5,
    "brand": 0.5, "must_have": 0.65, "must_not": 0.65,
}  # fmt: skip
_SURE_ENOUGH: Final = 0.45
# Said unasked in a message that briefs about nothing else, these are mostly talk.
_INCIDENTAL: Final = ("key_message", "tone", "offer", "call_to_action", "target_audience")
_BRIEFING: Final = ("product", "placement", "duration", "old")
_SURE_ASIDE: Final = 0.65
# For what was asked: something of the kind is to be expected.
_SURE_FOR_ASKED: Final = 0.4
# In a sentence that asks us something a fact has to be plain.
_SURE_IN_QUESTIONS: Final = 0.7
_PLAINLY_ASKS: Final = frozenset(("ask_cost", "ask_time", "ask_who"))
# Left open with “you choose”, it's no answer.
_EITHER: Final = re.compile(r"(?<!\w)(?:or|o|u|или)(?!\w)", re.I)
_SAYS_NOTHING: Final = ("old", "decide", "skip", "question", "chat")
_PLAIN_ANSWERS: Final = ("product", "target_audience", "key_message", "call_to_action", "offer", "tone")
_MOST_PLAIN_WORDS: Final = 9
# How much of an answer has to look like one to be taken as it stands; a word or two may be a thing never heard of.
_LEAN: Final = 0.2
_LEAN_SHORT: Final = 0.2
_SHORT: Final = 3
_SURE_MANNERS: Final = 0.85
# As a product a name that rather is a brand has to be at least so likely.
_SURE_OF_EITHER: Final = 0.25


def read(text: str, slot: str | None, has_script: bool, code: str) -> Read:
    """(facts, brand facts, intents, edits) of one message; see `understand.Reading`."""
    words = WORDS[code]
    own = manners.before_posing(text)
    made: set[str] = set() if own == text else {"off_topic"}
    text = re.sub(r"</?[A-Za-z][^<>\n]{0,60}>", " ", own)
    left = Page(hold_dots(re.sub(r"[ \t]{2,}", " ", text.translate(_QUOTES))))
    edits = _edits(left, words) if has_script else []
    name = None
    if code == "en":
        _clauses(left, slot, has_script, made)
        name = read_name(left)
    rest = free_dots(left.text)
    # What was taken off ends a sentence, so that nothing is read across it.
    rest = re.sub(rf"\s*(?:{GAP}\s*)+", "\n", rest).strip() if GAP in rest else rest.strip()
    orders = manners.ordered(rest, words)
    if orders:
        made.add("off_topic")
        for a, b in reversed(orders):
            rest = f"{rest[:a]}\n{rest[b:]}".strip()
    if slot is not None and _orders_an_ad(rest, words):
        slot = "product"
    facts: dict[str, Any] = {}
    brand: dict[str, Any] = {}
    if re.search(r"\w", rest):
        facts, brand, intents = statements(rest, slot, words, network())
        made |= intents
        if not facts and not brand and (wished := re.fullmatch(_TONE[code], rest, re.I)):
            facts["tone"] = next(filter(None, wished.groups())).lower()
        if not facts and not brand and (wanted := _ordered(rest, words)):
            facts["product"] = wanted
    if name:
        brand["title"] = free_dots(name)
        made.add("renamed")
        if slot == "product":
            facts.setdefault("product", brand["title"])
    return facts, brand, made, [free_dots(edit) for edit in edits]


_ORDER: Final[Mapping[str, str]] = {
    "en": r"(?:(?:can|could|would) you (?:please )?(?:make|create|do) |(?:i|we)(?:'d)? (?:need|want|would like|like) "
    r"|make (?:me |us )?|create )?(?:an?|one|the) (?:{film}) (?:for|about)\b",
    "es": r"(?:(?:(?:quiero|queremos|necesito|necesitamos|hazme|haz) )?(?:un|una) (?:{film})"
    r"|(?:quiero|queremos|necesito|necesitamos) (?:publicidad|propaganda)) (?:para|de|sobre)\b",
    "ru": r"(?:(?:можете |можешь )?(?:сделать|сделай(?:те)?|снять)|нуж[а-я]+|хочу|хотим|давай(?:те)?) "
    r"(?:{film})(?: (?:для|о|об|про)\b|(?= (?!\w*о\b|сегодня|завтра|сейчас|пожалуйста)[а-яё]+[.!\s]*$))",
}
# What is ordered, where the message says nothing else: “an ad for my bakery”.
_MOST_ORDERED: Final = 5

# A wish for another tone that is the whole message: “and a warmer tone, please”.
_TONE: Final[Mapping[str, str]] = {
    "en": r"(?:(?:and|but|with|maybe|give it|use|in)\s+)*(?:an?\s+)?((?:(?:much|a bit|more|less|slightly)\s+)*"
    r"(?!what|which|this|that|the|your|same|right|any)[\w-]+)\s+(?:tone|vibe|mood)(?:,?\s+please)?[.!\s]*",
    "es": r"(?:(?:y|con|pero|en)\s+)*(?:un\s+)?(?:tono|estilo)\s+((?:(?:más|menos|un poco)\s+)*[\w-]+)"
    r"(?:,?\s+por favor)?[.!\s]*",
    "ru": r"(?:(?:и|а|но|сделайте?)\s+)*(?:тон\s+((?:(?:более|менее|чуть)\s+)*[\w-]+)|((?:(?:более|менее|чуть)\s+)*"
    r"(?!какой|этот|тот|ваш)[\w-]+)\s+тон)(?:,?\s+пожалуйста)?[.!\s]*",
}


def _ordered(text: str, words: Words) -> str | None:
    """The few words after an order for an ad that is the whole message."""
    order = re.match(_ORDER[words.code].format(film=words.hints["film"]), text.lstrip(), re.I)
    named = trimmed(text.lstrip()[order.end() :]) if order else ""
    plain = named and len(named.split()) <= _MOST_ORDERED and not re.search(r"[.,;:!?\n]", named)
    if not plain:
        return None
    said, _ = facts_of(named, [Span("product", 0, len(named))], words, "product")
    return said.get("product")


def _orders_an_ad(text: str, words: Words) -> bool:
    """Whether a message briefs anew (“an ad for Fable Coffee”) instead of answering what was asked."""
    return bool(re.match(_ORDER[words.code].format(film=words.hints["film"]), text.lstrip(), re.I))


_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', GAP: " ", "\t": " "})


def _edits(left: Page, words: Words) -> list[str]:
    """The wishes about the script, taken off the page."""
    if words.code == "en":
        found = read_edits(left)
        # The same wish in other words.
        while again := read_edits(left):
            found += [edit for edit in again if edit not in found]
        return found
    return [name for name, pattern in words.edits if left.take(pattern)]


def _clauses(left: Page, slot: str | None, has_script: bool, made: set[str]) -> None:
    """Clauses that stand for themselves, taken off the page."""
    if left.take(NO_VOICE):
        made.add("no_voice")
    if has_script and left.take(FILM_IT):
        made.add("film_it")
    if slot != "photo" and left.take(NO_PHOTO_CLAUSE):
        made.add("no_photo")
    if left.take(DECIDE_CLAUSE):
        made.add("decide_all")


def statements(
    text: str, slot: str | None, words: Words, by: Tags
) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    """(facts, brand facts, intents) of `text`, in which nothing is a wish about a script."""
    asked = slot if slot != "photo" else None
    seen = page(text, asked, words.code)
    marks = by.read(seen)
    found = _named(marks.spans(), marks)
    questions = manners.asked_in(text, words, slot)
    spans = [span for span in found if _counts(span, asked, questions)]
    if not {span.tag for span in spans} & {*_BRIEFING, asked}:
        # Who tells a story beside the question says little of the ad by it.
        spans = [span for span in spans if span.tag not in _INCIDENTAL or span.sure >= _SURE_ASIDE]
    extra = labelled(text, {span.tag for span in spans})
    spans = [s for s in spans if not any(e.start <= s.start < e.end for e in extra)] + extra
    facts, brand = facts_of(text, whole(text, spans), words, asked)
    read_shapes(text, facts, brand)
    read_bare(text, words, facts)
    read_instead(text, found, words, facts)
    chosen = any(span.tag == "decide" and span.sure >= _SURE_ENOUGH for span in found) or words.decide.search(
        text
    )
    if asked in ("duration", "placement") and asked in facts and chosen and _EITHER.search(text):
        del facts[asked]
    stated = bool(facts or brand)
    intents = manners.intents(
        text, spans + [s for s in found if s.tag in ("decide", "skip")], words, slot, stated=stated
    )
    if asked is not None and (instead := _instead(text, asked, spans, words, by)) is not None:
        facts[asked] = instead
    if asked in facts:
        # “Not sure if this helps, but …” leaves nothing open.
        intents.discard("decide_this")
    inside = [kind for a, b, kind in questions if not any(a <= span.start < b for span in spans)]
    intents |= set(inside[:1])
    if asked in _PLAIN_ANSWERS and asked not in facts and not stated and not intents - {"greeting", "thanks"}:
        answer = _plain_answer(text, found, asked)
        if (
            answer
            and not no_value(answer, asked, words)
            and not _declines(answer, asked, words)
            and marks.leaning(asked) >= (_LEAN_SHORT if len(answer.split()) <= _SHORT else _LEAN)
        ):
            facts[asked] = answer.lower() if asked == "tone" else answer
    return facts, brand, intents - {"stalling"}


def _named(found: list[Span], marks: Marks) -> list[Span]:
    """What is advertised by a name alone (“a story for Lumen Lamp”) is as much a brand as a product: where nothing else
    is either, it is the product, as sure as it is one of both."""
    if {"product", "brand"} <= {span.tag for span in found}:
        return found
    return [
        replace(span, tag="product", sure=marks.sure(span, "brand", "product"))
        if span.tag in ("product", "brand") and marks.sure(span, "product") >= _SURE_OF_EITHER
        else span
        for span in found
    ]


# Takes back what was said before: “everyone. no hold on, …”, “elegante, no, …”.
_NO: Final = (
    r"no|nope|nah|wait|sorry|hold on|scratch that|changed my mind|or rather|rather|actually"
    r"|miento|digo|perdón|mejor(?: dicho)?|espera|нет|не|хотя|вернее|точнее|стоп|лучше"
)
_TURN: Final = re.compile(
    rf"(?<=[.,;!?…])\s*(?:(?:(?:hm+|oh|uy|bueno|ой|хм|ну)[,. ]+)*(?:{_NO})"
    r"(?:[.,:!…]+|(?=\s+(?:wait|hold|no|espera|miento|нет|лучше)\b))\s*)+",
    re.I,
)


def _instead(text: str, asked: str, spans: Sequence[Span], words: Words, by: Tags) -> Any:
    """What an answer says after it took back what it said first; None where it doesn't."""
    turn = max(_TURN.finditer(text), key=lambda found: found.end(), default=None)
    if turn is None or not any(span.tag == asked and span.end <= turn.start() for span in spans):
        return None
    after = text[turn.end() :]
    found = [span for span in by.read(page(after, asked, words.code)).spans() if _counts(span, asked, ())]
    return facts_of(after, [span for span in found if span.tag == asked], words, asked)[0].get(asked)


def _counts(span: Span, asked: str | None, questions: Sequence[tuple[int, int, str]]) -> bool:
    enough = _SURE_FOR_ASKED if span.tag == asked else THRESHOLDS.get(span.tag, _SURE_ENOUGH)
    if span.tag in _SAYS_NOTHING or span.sure < enough:
        return False
    asking = [kind for a, b, kind in questions if a <= span.start < b]
    return not asking or (span.sure >= _SURE_IN_QUESTIONS and not _PLAINLY_ASKS.intersection(asking))


def _declines(answer: str, asked: str, words: Words) -> bool:
    """Whether a short answer says nothing of what was asked: “hi”, “skip”, “no discount”."""
    said = words.thanks.sub("", words.greeting.sub("", answer))
    return bool(
        not re.search(r"\w", said)
        or words.decide.fullmatch(answer)
        or (asked == "offer" and words.no.match(answer))
    )


def _plain_answer(text: str, found: Sequence[Span], asked: str) -> str | None:
    """The first sentence of `text` where it is short enough to be an answer and nothing else."""
    first = next((text[a:b] for a, b in manners.sentences(text)), "")
    if any(
        span.tag in ("chat", "question", "skip", "decide") and span.sure > _SURE_MANNERS for span in found
    ):
        return None
    answer = trimmed(first)
    if (
        len(answer.split()) > _MOST_PLAIN_WORDS
        or KEYBOARD.search(answer)
        or not re.search(r"[^\W\d_]{2}", answer)
    ):
        return None
    return answer
