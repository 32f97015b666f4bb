"""From the words of a turn to facts of the brief: what is shortened, corrected, renamed or can't be used. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from pydantic import ValidationError

from agent.brief import BrandFacts, Brief, Slot, merge
from agent.copywriter import capitalised
from agent.interview_words import Speech
from agent.project import Project
from agent.reading.audience import is_people
from agent.reading.languages import WORDS
from agent.reading.manners import sentences
from agent.scene_words import scene_wishes_in
from agent.tapping import tapped
from agent.tongue import shown_language
from agent.understand import Reading, understand

MOST_PRODUCT_WORDS: Final = 14
MOST_PRODUCT_QUESTIONS: Final = 2
MOST_NAME_WORDS: Final = 6
MOST_CALL_WORDS: Final = 9
CALL_LENGTH: Final = 60
_TEXT_LENGTHS: Final = {"target_audience": 120, "offer": 120, "key_message": 300, "tone": 60}
# Where a long name or call can be cut without losing its sense.
_BREAK: Final = re.compile(
    r"\s*(?:,|;|\s[-–—]\s|\s(?:that|which|who|whose|where|made|from|with|for|because|so|before|after|while|and then|"
    r"to (?:see|get|find|learn|discover|try|make)|and (?:get|see|find|learn|discover|try|make|tell|don't|receive)|"
    r"que|quienes|para|con|sin|desde|hech[oa]s?|porque|cuando|y (?:consigue|descubre|prueba|recibe|cuéntanos)|"
    r"котор\w+|чтобы|для|с|со|из|без|потому|когда|и (?:получи|узнай|попробуй)\w*)\b)",
    re.I,
)
# Beside an answer that nobody could read these say nothing against its being one.
_BESIDES: Final = frozenset(("foreign", "greeting", "thanks"))
# After so many reminders of it whatever is said is taken for the product.
_PATIENCE: Final = 3
_PART: Final = re.compile(r"[,;:()–—\n]|(?<=[.!?…])\s")
_NOT_AN_ANSWER: Final = re.compile(r"^\W*(?:this|that|it)(?:'s| is)\b|^\W*(?:our|my|the)\b", re.I)


@dataclass
class Heard:
    """The brief after a message, the facts and brand facts that were taken, and what must be said about them."""

    brief: Brief
    facts: dict[str, Any] = field(default_factory=dict)
    brand: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_turn(project: Project, text: str, slot: Slot | None, language: str = "en") -> Reading:
    """What the turn's words say. Captions of photos fill labelled facts, the open question only when they
    plainly answer it.
    """
    scripted = project.script is not None
    if not project.captions and (tap := tapped(text, slot, has_script=scripted)):
        return tap
    scenes: list[str] = []
    if scripted:
        text, scenes = scene_wishes_in(text, shown_language(text) or language)
    readings = []
    for caption in project.captions:
        text = text.replace(caption, "\n", 1)
        plain = slot == "product" and len(caption.split()) <= 8 and not _NOT_AN_ANSWER.match(caption)
        readings.append(
            understand(caption, open_slot=slot if plain else None, has_script=scripted, language=language)
        )
    readings.append(understand(text, open_slot=slot, has_script=scripted, language=language))
    facts: dict[str, Any] = {}
    brand: dict[str, Any] = {}
    for reading in readings:
        facts |= reading.facts
        brand |= reading.brand
    intents = frozenset().union(*(reading.intents for reading in readings))
    if slot == "product" and "product" not in facts and (said := _last_resort(text, project, intents)):
        facts = {"product": said}
    edits = (edit for reading in readings for edit in reading.edits)
    return Reading(facts, brand, intents, (*edits, *scenes))


def _last_resort(text: str, project: Project, intents: Collection[str]) -> str | None:
    """What must be the product though nobody saw one in `text`: a few words after the question was put twice, some more
    after that, and in the end any sentence that asks nothing, or a part of one, or how it begins. Nobody is asked for
    ever."""
    again = project.asked.count("product") - MOST_PRODUCT_QUESTIONS
    patient = again < _PATIENCE
    if again < 0 or (patient and ("?" in text or set(intents) - _BESIDES)):
        return None
    most = MOST_PRODUCT_WORDS if again else MOST_NAME_WORDS
    said = [text] if patient else [text[a:b] for a, b in sentences(text)]
    name = _first_name(said, most)
    if name or patient:
        return name
    parts = _PART.split(text)
    return _first_name(parts, most) or _first_name((" ".join(part.split()[:most]) for part in parts), most)


def _first_name(said: Iterable[str], most: int) -> str | None:
    """The first of `said` that could name something: some letters in at most so many words, no question, no insult."""
    polite = (one for one in said if not any(words.abuse.search(one) for words in WORDS.values()))
    names = (one.strip(" .,!;:\n") for one in polite if "?" not in one and re.search(r"[^\W\d_]{3}", one))
    return next((name for name in names if len(name.split()) <= most), None)


def hear(project: Project, reading: Reading, slot: Slot | None, say: Speech) -> Heard:
    """The brief with every fact of `reading` that holds; what was shortened or refused is in `notes`."""
    heard = Heard(project.brief)
    facts = _corrected(project.brief, dict(reading.facts), slot)
    brand = dict(reading.brand)
    if "renamed" in reading.intents and project.brief.product and "product" not in facts:
        _rename(project, brand, facts)
    for name, fact in facts.items():
        usable = _shortened(name, fact, heard.notes, say)
        if usable is None:
            continue
        try:
            heard.brief = merge(heard.brief, {name: usable})
        except ValidationError:
            continue
        heard.facts[name] = heard.brief.duration if name == "duration" else usable
    if "duration" in heard.facts:
        # A placement said in the same breath may take less.
        heard.facts["duration"] = heard.brief.duration
    heard.brand = _brand(project.brand, brand)
    return heard


def _corrected(brief: Brief, facts: dict[str, Any], slot: Slot | None) -> dict[str, Any]:
    """A bare audience that answers the wrong question corrects the audience that was only assumed."""
    said = facts.get("key_message", "")
    late = slot == "key_message" and "target_audience" in brief.assumed and "target_audience" not in facts
    if said and late and len(said.split()) <= 4 and is_people(said):
        facts["target_audience"] = re.sub(r"^for ", "", facts.pop("key_message"), flags=re.I)
    return facts


def _shortened(name: str, fact: Any, notes: list[str], say: Speech) -> Any:
    """`fact` as it can be used; None when it can't, with a note that says so."""
    if not isinstance(fact, str):
        return fact
    if name == "product" and (len(fact.split()) > MOST_PRODUCT_WORDS or len(fact) > 120):
        short = _head(fact, 8, 80)
        if short is None:
            notes.append(say("long_name"))
        else:
            notes.append(say("call_it", short=short))
        return short
    if name == "call_to_action":
        if len(fact.split()) <= MOST_CALL_WORDS and len(fact) <= CALL_LENGTH:
            return capitalised(fact)
        short = _head(fact, MOST_CALL_WORDS, CALL_LENGTH)
        if short is None:
            notes.append(say("long_call"))
        else:
            notes.append(say("short_call", short=capitalised(short)))
        return capitalised(short) if short else None
    most = _TEXT_LENGTHS.get(name)
    if most and len(fact) > most:
        notes.append(say("kept_beginning", what=say.words["names"][name]))
        return fact[:most].rsplit(" ", 1)[0].rstrip(" ,;-")
    return fact


def _head(text: str, words: int, length: int) -> str | None:
    """The longest beginning of `text` that ends where its sense may and fits; None when there is none."""
    ends = [match.start() for match in _BREAK.finditer(text) if match.start() > 0]
    for end in reversed(ends):
        head = text[:end].strip(" ,;-–—")
        if 1 < len(head.split()) <= words and len(head) <= length:
            return head
    return None


def _rename(project: Project, brand: dict[str, Any], facts: dict[str, Any]) -> None:
    """Give the product its new name and keep what it is: “Zap energy drink” called Zapp is “Zapp energy drink”."""
    name, old = brand["title"], project.brief.product or ""
    words = old.split()
    title = project.brand.title or ""
    count = next((i for i, word in enumerate(words) if word[:1].islower()), len(words))
    if title and old.lower().startswith(title.lower()):
        count = len(title.split())
    alike = [i for i, word in enumerate(words) if _alike(word, name.split()[0])]
    if not count and alike and alike[0] == 0:
        count = 1
    kind = " ".join(words[count:])
    said = name.lower()
    new = name if not kind or any(word.lower() in said for word in kind.split()) else f"{name} {kind}"
    facts["product"] = new
    if title and title.lower() not in old.lower():
        # Another brand stands behind the product: only the product is renamed.
        del brand["title"]


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() > 0.7


def _brand(known: BrandFacts, said: Mapping[str, Any]) -> dict[str, Any]:
    """What of `said` is a possible fact of a brand."""
    kept = {}
    for name, fact in said.items():
        usable = fact[:8] if name == "colors" else fact[:6] if name == "fonts" else fact
        try:
            BrandFacts.model_validate(known.model_dump() | {name: usable})
        except ValidationError:
            continue
        kept[name] = usable
    return kept
