"""Reads English messages by rules. Every extractor takes what it understood off the page, so that no word
counts twice.

The order matters: labelled facts first (“CTA: …”), then facts known by their shape (30 s, #FFEB3B, 20%
off), then sentences about the product and the audience, and last, what is left as the answer to the
question just asked.
"""

from __future__ import annotations

import re
from typing import Any, Final

from agent import understand_words as words
from agent.understand_edits import read_edits
from agent.understand_labels import read_labelled, read_name, read_notes
from agent.understand_nouns import read_answer, read_bare_segments, read_product_and_audience
from agent.understand_page import GAP, Page, free_dots, hold_dots
from agent.understand_shapes import (
    read_colors,
    read_frameworks,
    read_languages,
    read_lengths,
    read_offers,
    read_places,
    read_tones,
    read_wants,
)  # fmt: skip


def read(
    text: str, open_slot: str | None, has_script: bool
) -> tuple[dict[str, Any], dict[str, Any], set[str], list[str]]:
    """(facts, brand facts, intents, edits) of one message; see `understand.Reading`."""
    facts, brand, intents, edits = _read(text, open_slot, has_script)
    return _freed(facts), _freed(brand), intents, [free_dots(edit) for edit in edits]


def _freed(facts: dict[str, Any]) -> dict[str, Any]:
    """`facts` with the dots that reading had put out of the way."""
    return {
        name: free_dots(fact)
        if isinstance(fact, str)
        else tuple(map(free_dots, fact))
        if isinstance(fact, tuple)
        else fact
        for name, fact in facts.items()
    }


def _read(
    text: str, open_slot: str | None, has_script: bool
) -> tuple[dict[str, Any], dict[str, Any], set[str], list[str]]:
    page = Page(_settled(_plain(text), open_slot))
    intents: set[str] = set()
    if words.ORDERS.search(page.text):
        return {}, {}, {"off_topic"}, []
    edits = read_edits(page) if has_script else []
    if page.take(words.NO_VOICE):
        intents.add("no_voice")
    # “do it” begins like a question.
    if has_script and page.take(words.FILM_IT):
        intents.add("film_it")
    _set_manners_aside(page, intents, open_slot)
    _standing_clauses(page, open_slot, intents)
    facts: dict[str, Any] = {}
    brand: dict[str, Any] = {}
    if page.blank:
        return facts, brand, intents, edits
    if read_name(page, brand):
        intents.add("renamed")
    for extract in (
        read_colors, read_labelled, read_notes, read_lengths, read_places, read_frameworks, read_languages,
        read_tones, read_offers, read_wants,
    ):  # fmt: skip
        extract(page, open_slot, facts, brand)
    read_product_and_audience(page, open_slot, facts, brand)
    _decisions(page, open_slot, facts, intents)
    read_bare_segments(page, open_slot, facts, brand)
    if open_slot and not intents & {"abuse", "decide_this", "decide_all"}:
        read_answer(page, open_slot, facts, brand)
    return facts, brand, intents, edits


def _settled(text: str, open_slot: str | None) -> str:
    """An answer without what was taken back in the same breath, and without the small talk that follows it."""
    if open_slot is None:
        return text
    backs = [match for match in _TAKEN_BACK.finditer(text) if re.search(r"\w{2}", text[match.end() :])]
    if backs:
        text = text[backs[-1].end() :]
    first, *more = re.split(r"(?<=[.!?…])\s+|\n+", text)
    kept = [first, *(sentence for sentence in more if not _ASIDE.match(sentence))]
    return "\n".join(kept)


_TAKEN_BACK: Final = re.compile(
    r"(?:^|(?<=[\s,.;…]))(?:no,? hold on,? not \w+,?|no,? wait,?|hm+,? no\b[^.,]*[.,]|well,? no,?|nope,?(?: changed my mind,?)?|scratch that,?|or rather,?|i mean,?|"  # noqa: E501
    r"wait,? that ended\.?|sorry,? i meant?|no\.(?= \w)|(?:ok,? )?but if i have to pick one,? then|ok(?=,? (?!then|fine)\w+ \w+$)|say(?= it\b)|let'?s say|i'?d say|"  # noqa: E501
    r"(?:so )?something like|so(?= \w+ \w+ \w+(?: \w+)?$)|the (?:main|only|important) thing is)\s+(?:that )?",
    re.I,
)
_ASIDE: Final = re.compile(
    r"^\W*(?:btw|by the way|speaking of|my \w+|do (?:u|you)|what(?:'?s|s)?|who|i (?:cried|love|hate|skipped|already|already)|are you|can (?:u|you|bots)|oh my|haha|lol|happy|jesus|its on|also system)\b",  # noqa: E501
    re.I,
)


def _plain(text: str) -> str:
    text = text.translate(str.maketrans(f"’‘“”{GAP}\t", "''\"\"  "))
    text = re.sub(r"</?[A-Za-z][^<>\n]{0,60}>", "", text)
    return hold_dots(re.sub(r" {2,}", " ", text).strip())


# Manners: greetings, thanks, questions, abuse


def _set_manners_aside(page: Page, intents: set[str], open_slot: str | None) -> None:
    sentences = re.split(r"(?<=[.!?])\s+|\n+", page.text)
    kept = [_statement(sentence.strip(), intents, open_slot) for sentence in sentences]
    page.text = "\n".join(part for part in kept if part)


def _statement(sentence: str, intents: set[str], open_slot: str | None) -> str:
    """What `sentence` states; intents found on the way are noted. Real questions state nothing."""
    for name, pattern in (("greeting", words.GREETING), ("thanks", words.THANKS)):
        match = pattern.match(sentence)
        if match:
            intents.add(name)
            sentence = sentence[match.end() :]
    if words.ABUSE.search(sentence):
        intents.add("abuse")
        sentence = words.ABUSE.sub(" ", sentence) if "," in sentence else ""
    asked = words.REQUEST.sub("", sentence)
    if asked != sentence:
        return asked.rstrip("?") + ("." if asked.strip() else "")
    if words.QUESTION.match(sentence) or sentence.endswith("?"):
        short_answer = (
            open_slot in ("placement", "duration", "call_to_action")
            and sentence.endswith("?")
            and not words.QUESTION.match(sentence)
        )
        if short_answer and len(sentence.split()) <= 4 and not any(p.search(sentence) for _, p in words.ASKS):
            return sentence.rstrip("?")
        if re.search(r"\w", sentence):
            intents.add(next((name for name, pattern in words.ASKS if pattern.search(sentence)), "ask_other"))
        return ""
    return sentence


def _decisions(page: Page, open_slot: str | None, facts: dict[str, Any], intents: set[str]) -> None:
    """Yes, no and “you choose”, read only after the facts so that a fact's own words can't be one."""
    if page.take(words.DECIDE_ALL):
        intents.add("decide_all")
    elif page.take(words.DECIDE_THIS):
        intents.add("decide_this")
    whole = page.text.strip(f" {GAP},.!")
    if words.YES.match(page.text) and len(whole.split()) <= 6:
        intents.add("yes")
        page.take(words.YES)
    elif words.NO.match(page.text) and len(whole.split()) <= 2:
        page.take(words.NO)
        intents.add("decide_this" if open_slot in ("photo", "key_message") and not facts else "no")


def _standing_clauses(page: Page, open_slot: str | None, intents: set[str]) -> None:
    """“no photo” and “just decide” as clauses of their own, before a label takes the rest of the line for its value."""
    if open_slot != "photo" and page.take(words.NO_PHOTO_CLAUSE):
        intents.add("no_photo")
    if page.take(words.DECIDE_CLAUSE):
        intents.add("decide_all")
