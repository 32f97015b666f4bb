"""What the interviewer's own suggestions mean when they come back: a tap on a button is never misread. Pure."""

from __future__ import annotations

import re
from typing import Any, Final

from agent.interview_words import SPOKEN, Speech, speech_in
from agent.understand import Reading

_ARTICLE: Final = re.compile(r"^(?:an?|una?) ", re.I)
# What the four buttons under a script ask for, in their order; the second is a fact.
_AFTER_SCRIPT: Final = ("shorter", "", "again", "framework")


def tapped(text: str, slot: str | None, *, has_script: bool) -> Reading | None:
    """`text` as the reply we suggested for `slot`, or under a script, in whichever language; None where it is none."""
    said = _bare(text)
    for language in SPOKEN:
        reading = _tapped(said, text.strip(), slot, has_script, speech_in(language))
        if reading is not None:
            return reading
    return None


def _tapped(said: str, text: str, slot: str | None, has_script: bool, say: Speech) -> Reading | None:
    if has_script:
        buttons = [_bare(reply) for reply in say.after_script]
        if said not in buttons:
            return None
        edit = _AFTER_SCRIPT[buttons.index(said)]
        return Reading(edits=(edit,)) if edit else Reading(facts={"tone": say("playful")})
    if said == _bare(say("you_choose")):
        return Reading(intents=frozenset({"decide_this"}))
    if said == _bare(say("just_decide")):
        return Reading(intents=frozenset({"decide_all"}))
    if slot == "photo":
        return Reading(intents=frozenset({"no_photo"})) if said == _bare(say("skip")) else None
    if slot == "product" and said in map(_bare, say.words["product_replies"]):
        return Reading(facts={"product": _lower(_ARTICLE.sub("", text))})
    fact = _LISTED.get(slot or "")
    if fact and said in {_bare(reply) for replies in say.words[fact].values() for reply in replies}:
        value: dict[str, Any] = {slot or "": _lower(text) if slot == "target_audience" else text}
        return Reading(facts=value)
    return None


_LISTED: Final = {"target_audience": "audiences", "call_to_action": "calls"}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
