"""Reads a message clause by clause, in any language that there is a `Tongue` for.

First what has a shape (seconds, placements, colours, frameworks), then what has a label (“tone: …”), then each clause
by what it looks like: a call, an offer, an audience, a tone, a product; what is left answers the question just
asked. Taken words leave the page, so that none counts twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from agent.understand_page import GAP, Page, free_dots, hold_dots
from agent.understand_shape_words import read_shapes
from agent.understand_tongue import Tongue

_EDGES: Final = " \t\n.,;:!?…-–—()*•\"'"
_EMOJI: Final = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+|\\){2,}"
)
_QUOTED: Final = re.compile(r"\"([^\"\n]{2,160})\"|(?<!\w)'([^'\n]{2,160})'(?!\w)")
_CLAUSE: Final = re.compile(rf"\s*(?:[{GAP};\n]+|[.!?…]+(?=\s|$)|,(?!\d)|:(?=\s)|\s[-–—]+\s|\(|\))\s*")
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
# Facts whose words run on over commas.
_LONG: Final = ("key_message", "target_audience", "offer", "tone")
_MOST_WORDS: Final = {"product": 14, "target_audience": 18, "key_message": 40, "call_to_action": 12, "offer": 18,
                      "tone": 8}  # fmt: skip


@dataclass
class Draft:
    """What was understood so far, and the part of the message that nothing was read from."""

    tongue: Tongue
    slot: str | None
    page: Page
    facts: dict[str, Any] = field(default_factory=dict)
    brand: dict[str, Any] = field(default_factory=dict)
    intents: set[str] = field(default_factory=set)

    def put(self, name: str, value: str, *, exact: bool = False) -> bool:
        """Keep `value` as the fact `name` unless it is empty, over-long or the fact is known; whether it was kept."""
        text = value.strip(_EDGES) if exact else tidy(self.tongue, value)
        if name == "key_message":
            text = self.tongue.that.sub("", text, count=1)
        if not text or name in self.facts or len(text.split()) > _MOST_WORDS.get(name, 18):
            return False
        if name == "product" and not re.search(r"[^\W\d_]{2}", text):
            return False
        self.facts[name] = text.lower() if name == "tone" else text
        return True


def tidy(tongue: Tongue, phrase: str) -> str:
    """`phrase` without what leads into it, what trails it, and the signs around it."""
    text = phrase.replace(GAP, " ").strip(_EDGES)
    for _ in range(6):
        shorter = tongue.tail.sub("", tongue.lead.sub("", text)).strip(_EDGES)
        if shorter == text:
            break
        text = shorter
    return re.sub(r"\s{2,}", " ", text)


def read_clauses(
    tongue: Tongue, text: str, slot: str | None
) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    """(facts, brand facts, intents) of one message in the language of `tongue`."""
    plain = text.translate(str.maketrans("’‘“”«»„\t", '\'\'""""" ')).replace(GAP, " ")
    plain = hold_dots(re.sub(r" {2,}", " ", _EMOJI.sub(" ", plain)).strip())
    draft = Draft(tongue, slot, Page(plain))
    if tongue.orders.search(plain):
        draft.intents.add("off_topic")
        draft.page.text = "\n".join(s for s in _SENTENCE.split(plain) if not tongue.orders.search(s))
    _manners(draft)
    if draft.page.blank or draft.intents & {"stalling"}:
        return draft.facts, draft.brand, draft.intents
    _typo(draft)
    _corrected(draft)
    read_shapes(draft.page, tongue, slot, draft.facts, draft.brand)
    _refusals(draft)
    _labels(draft)
    _quotes(draft)
    _cues(draft)
    _clauses(draft)
    _answer(draft)
    freed = {k: free_dots(v) if isinstance(v, str) else v for k, v in draft.facts.items()}
    return freed, draft.brand, draft.intents


def _manners(draft: Draft) -> None:
    """Greetings, thanks, abuse, questions and stalling set aside; “you decide” noted."""
    tongue, kept = draft.tongue, []
    for sentence in _SENTENCE.split(draft.page.text):
        text = sentence.strip()
        for name, pattern in (("greeting", tongue.greeting), ("thanks", tongue.thanks)):
            if match := pattern.match(text):
                draft.intents.add(name)
                text = text[match.end() :]
        if tongue.stalling.search(text):
            if not re.search(r"[,.;]\s*\S+\s+\S+", text[tongue.stalling.search(text).end() :]):  # type: ignore[union-attr]
                draft.intents.add("stalling")
            continue
        if tongue.abuse.search(text):
            draft.intents.add("abuse")
            text = tongue.abuse.sub(" ", text)
        if tongue.decide.search(text):
            draft.intents.add(
                "decide_all" if draft.slot is None or tongue.decide_all.search(text) else "decide_this"
            )
            text = tongue.decide.sub(f" {GAP} ", text)
        asked = text.rstrip(" )").endswith("?")
        if (asked or tongue.question.match(text)) and not _answers(draft, text, asked=asked):
            if re.search(r"\w", text):
                name = next((n for n, pattern in tongue.asks if pattern.search(text)), "ask_other")
                draft.intents.add(name)
            # A question may follow an answer after a comma; what stands before it counts.
            text = ""
        if tongue.yes.fullmatch(text.strip(_EDGES)):
            draft.intents.add("yes")
            text = ""
        elif tongue.no.fullmatch(text.strip(_EDGES)):
            draft.intents.add("no")
            text = ""
        kept.append(text)
    draft.page.text = "\n".join(part for part in kept if part.strip(_EDGES))


def _answers(draft: Draft, text: str, *, asked: bool) -> bool:
    """Whether a sentence that looks like a question answers one: “college students?”, “can we make it 20 s?”."""
    tongue = draft.tongue
    if tongue.request.search(text):
        return True
    if tongue.question.match(text) or not draft.slot or not asked:
        return False
    return len(text.split()) <= 12 and not any(pattern.search(text) for _, pattern in tongue.asks)


def _typo(draft: Draft) -> None:
    """“*sandals, not scandals”: the word with the star replaces a misspelt product."""
    if draft.page.text.startswith("*"):
        word = re.split(rf"[,.;]|\s(?:{draft.tongue.nots})\s", draft.page.text[1:])[0]
        if draft.put("product", word):
            draft.page.text = ""


def _corrected(draft: Draft) -> None:
    """What was taken back in the same breath leaves the page: “red, no wait, blue”, “not mums but dads”."""
    tongue = draft.tongue
    for pattern in tongue.swaps:
        if match := pattern.search(draft.page.text):
            kept = match["new"]
            bare = tongue.fors.sub("", kept.strip(), count=1)
            if _people(tongue, bare) and draft.slot != "product":
                draft.put("target_audience", bare)
                kept = f" {GAP} "
            draft.page.text = f"{draft.page.text[: match.start()]} {kept} {draft.page.text[match.end() :]}"
    last = None
    for match in tongue.takes_back.finditer(draft.page.text):
        if re.search(r"\w", draft.page.text[match.end() :]):
            last = match
    if last:
        before, after = draft.page.text[: last.start()], draft.page.text[last.end() :]
        if draft.slot:
            draft.page.text = after
        else:
            cut = max(before.rfind(sign) for sign in "\n,.;") + 1
            draft.page.text = f"{before[:cut]} {after}" if cut else after


def _refusals(draft: Draft) -> None:
    """What must and what must not be in the ad."""
    for name, patterns in (("must_not", draft.tongue.must_not), ("must_have", draft.tongue.must_have)):
        found: list[str] = []
        for pattern in patterns:
            while match := draft.page.take(pattern):
                value = tidy(draft.tongue, match["value"])
                if value and len(value.split()) <= 8:
                    found.append(free_dots(value))
        if found:
            draft.facts[name] = tuple(dict.fromkeys(found))


def _labels(draft: Draft) -> None:
    for name, pattern in draft.tongue.labels:
        if match := draft.page.take(pattern):
            quoted = match.groupdict().get("quoted")
            value = quoted or match["value"]
            if name == "title":
                draft.brand.setdefault("title", tidy(draft.tongue, value))
            else:
                draft.put(name, value, exact=bool(quoted))


def _quotes(draft: Draft) -> None:
    """Words in quotes are a slogan or the words of a button."""
    for match in _QUOTED.finditer(draft.page.text):
        words = match[1] or match[2]
        name = draft.slot if draft.slot in ("key_message", "call_to_action", "product", "offer") else None
        if name is None or draft.tongue.call.match(words):
            name = (
                "call_to_action"
                if draft.tongue.call.match(words) or len(words.split()) <= 3
                else "key_message"
            )
        before = draft.page.text[: match.start()]
        stem = re.split(_CLAUSE, before)[-1]
        if name == "call_to_action" and draft.tongue.call.match(stem.strip()):
            continue
        if draft.put(name, words, exact=True):
            draft.page.text = draft.page.text[: match.start()] + f" {GAP} " + draft.page.text[match.end() :]
            if name == draft.slot:
                draft.page.text = GAP
            return


def _cues(draft: Draft) -> None:
    """Sentences that lead into a fact: “ad for …”, “we sell …”, “they should …”."""
    tongue = draft.tongue
    for name, pattern in tongue.cues:
        match = pattern.search(draft.page.text)
        if match is None or (name in draft.facts):
            continue
        value = match["value"]
        if name == "product":
            value = _split_audience(draft, value)
            if not tidy(tongue, value) or tidy(tongue, value).lower() in tongue.empty:
                continue
            value = _without_name(draft, value)
        if draft.put(name, value):
            draft.page.take(pattern)


def _without_name(draft: Draft, phrase: str) -> str:
    """The product of “product Name”; the one name at its end is the brand's."""
    named = draft.tongue.named.search(phrase)
    if named is None or re.search(r"(?-i:[A-ZÁÉÍÓÚÑА-ЯЁ])", phrase[1 : named.start()]):
        return phrase
    draft.brand.setdefault("title", named["title"])
    return phrase[: named.start()]


def _split_audience(draft: Draft, phrase: str) -> str:
    """The product of “product for people”; the people are noted."""
    for match in draft.tongue.fors.finditer(phrase):
        people = phrase[match.end() :]
        after = bool(draft.tongue.people_after_for.search(tidy(draft.tongue, people)))
        if match.start() and (after or _people(draft.tongue, people)):
            draft.put("target_audience", people)
            return phrase[: match.start()]
    return phrase


def _people(tongue: Tongue, phrase: str) -> bool:
    text = tidy(tongue, phrase)
    return bool(text) and len(text.split()) <= 14 and bool(tongue.people.search(text))


def _clauses(draft: Draft) -> None:
    """Each clause by what it looks like."""
    tongue = draft.tongue
    left: list[str] = []
    told = len(draft.facts) + len(draft.brand)
    for piece in _CLAUSE.split(draft.page.text):
        text = tidy(tongue, piece)
        if not text or not re.search(r"\w", text):
            continue
        name = _kind(draft, text, piece)
        if name is None or name in draft.facts:
            left.append(piece)
            continue
        if not draft.put(name, tongue.fors.sub("", text, count=1) if name == "target_audience" else text):
            left.append(piece)
    if len(draft.facts) + len(draft.brand) > told:
        draft.page.text = f" {GAP} ".join(left)
    many = told + len(left) >= 3 or len(draft.facts) >= 2
    if draft.slot in (None, "product") and "product" not in draft.facts and many:
        _listed(draft, left)
    elif draft.slot in (None, "product") and len(draft.facts) >= 3 and "product" in draft.facts:
        _message(draft, left)


def _kind(draft: Draft, text: str, piece: str) -> str | None:
    """Which fact a clause is by itself; None when it has no shape of its own."""
    tongue, slot = draft.tongue, draft.slot
    short = len(text.split()) <= 8
    if slot in ("key_message",) and not tongue.fors.match(text):
        return None
    if short and tongue.tone.fullmatch(text) and slot != "tone":
        return "tone"
    if short and tongue.call.match(text) and slot not in ("product", "target_audience", "tone"):
        return "call_to_action"
    priced = tongue.offer.search(text) or tongue.offer.search(piece)
    if priced and len(text.split()) <= 12 and slot not in ("target_audience", "tone", "offer"):
        return "offer"
    if slot in ("call_to_action", "tone", "offer") and not tongue.fors.match(text):
        return None
    rest = tongue.fors.sub("", text, count=1) if tongue.fors.match(text) else text
    people = _people(tongue, rest) or (rest != text and bool(tongue.people_after_for.search(rest)))
    if people and rest != text:
        return "target_audience"
    first = not draft.facts and piece.strip() and draft.page.text.strip().startswith(piece.strip())
    if people and not (slot == "product" and first) and not tongue.inner_for(text):
        return "target_audience"
    if short and slot is None and tongue.call.match(text):
        return "call_to_action"
    return None


def _listed(draft: Draft, left: list[str]) -> None:
    """A list of facts without labels: the first thing in it is the product, the next what is to be said of it."""
    tongue = draft.tongue
    for piece in list(left):
        text = tidy(tongue, piece)
        if tongue.small_talk.search(text) or tongue.wish.match(text) or len(text.split()) > 9:
            continue
        text = tongue.fors.sub("", text, count=1) if tongue.fors.match(text) else text
        text = tidy(tongue, text)
        name = _split_audience(draft, text)
        if name.lower() in tongue.empty:
            continue
        if parts := tongue.that_is.search(name):
            draft.put("key_message", name[parts.end() :])
            name = name[: parts.start()]
        name = _without_name(draft, name)
        if draft.put("product", name):
            left.remove(piece)
            break
    if "product" in draft.facts and len(draft.facts) >= 2:
        _message(draft, left)


def _message(draft: Draft, left: list[str]) -> None:
    """The rest of a list by the shape of its words: a plural is a crowd, an adjective a tone, the rest a message."""
    tongue = draft.tongue
    for piece in list(left):
        text = tidy(tongue, piece)
        words = len(text.split())
        if not words or words > 8 or text.lower() in tongue.empty or tongue.small_talk.search(text):
            continue
        if (
            (words <= 6 and tongue.crowd.match(text) and draft.put("target_audience", text))
            or (words == 1 and tongue.mood.fullmatch(text) and draft.put("tone", text))
            or (words >= 2 and not tongue.mood.fullmatch(text) and draft.put("key_message", text))
        ):  # noqa: E501
            left.remove(piece)


def _answer(draft: Draft) -> None:
    """What is left, as the answer to the question just asked."""
    slot = draft.slot
    if (
        slot is None
        or slot not in _MOST_WORDS
        or slot in draft.facts
        or draft.intents & {"decide_this", "decide_all"}
    ):
        return
    _left_over(draft, slot)
    if slot == "product" and draft.brand.get("title"):
        draft.put("product", draft.brand["title"])


def _left_over(draft: Draft, slot: str) -> None:
    tongue = draft.tongue
    other = bool(draft.facts or draft.brand)
    raw = draft.page.text
    if slot == "key_message":
        # A message often comes after its introduction.
        for pattern in tongue.main_thing:
            if match := pattern.search(raw):
                raw = raw[match.end() :]
                break
    sentences = [part for part in re.split(r"[.!?…\n]+(?:\s|$)|;", raw) if tidy(tongue, part)]
    sentences = [part for part in sentences if not tongue.small_talk.search(tidy(tongue, part))] or []
    if not sentences:
        return
    part = sentences[0]
    pieces = [piece for piece in _CLAUSE.split(part) if re.search(r"\w", tidy(tongue, piece))]
    pieces = [piece for piece in pieces if not tongue.small_talk.search(tidy(tongue, piece))]
    if not pieces or (other and GAP in raw and len(tidy(tongue, pieces[0]).split()) <= 1):
        return
    whole = slot in _LONG and len(pieces) > 1 and tongue.runs_on(tidy(tongue, pieces[1]), slot)
    text = tidy(tongue, part if whole else pieces[0])
    if tongue.keyboard.search(text) or text.lower() in tongue.empty or not re.search(r"[^\W\d_]{2}", text):
        return
    if slot == "product":
        if tongue.wish.match(text):
            return
        text = _split_audience(draft, text)
        if parts := tongue.that_is.search(text):
            text = text[: parts.start()]
    if slot == "target_audience":
        text = tongue.fors.sub("", text, count=1) if tongue.fors.match(text) else text
    draft.put(slot, text)
