"""What the guided interviewer makes of a message; what the interview and the changes after it share. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.brief import BrandFacts, Brief, Slot, merge
from agent.interview_words import Speech, speech_in
from agent.project import FREE, Project
from agent.script import AdScript


@dataclass
class Plan:
    """What the interviewer does with a message: facts to write down, a script to save, and words to say."""

    brief: Brief
    facts: dict[str, Any] = field(default_factory=dict)
    assumed: dict[str, Any] = field(default_factory=dict)
    brand: dict[str, Any] = field(default_factory=dict)
    script: AdScript | None = None
    scene_edits: list[dict[str, Any]] = field(default_factory=list)
    undo: int = 0
    beside: AdScript | None = None
    beside_facts: dict[str, Any] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    asks: Slot | None = None
    declined: tuple[Slot, ...] = ()
    reply: str = ""
    say: Speech = field(default_factory=lambda: speech_in("en"))
    spoken: str = "en"


def assume(made: Plan, *slots: str) -> None:
    """Decide `slots` (all that are unknown when none is named) and note them as assumed."""
    chosen = {
        name: value for name, value in made.say.guesses(made.brief).items() if not slots or name in slots
    }
    if made.brief.offer and not slots:
        chosen.pop("key_message", None)
    made.brief = merge(made.brief, chosen, assumed=chosen)
    made.assumed |= {name: getattr(made.brief, name) for name in chosen}


def told_words(made: Plan) -> list[str]:
    """What of the marketer's words the ad does without, because it speaks another language than they; a call to action
    of its own is put in their place."""
    say, brief = made.say, made.brief
    language = say.value("language", say.ad_language(brief))
    told = []
    call = say.own_call(brief)
    if call:
        made.brief = merge(brief, {"call_to_action": call}, assumed=["call_to_action"])
        made.facts.pop("call_to_action", None)
        made.assumed["call_to_action"] = call
        told.append(say("own_call", call=call, language=language))
    if say.names_foreign(brief):
        told.append(say("foreign_name", product=brief.product, language=language))
    if missing_words := say.untranslated(brief):
        told.append(say("not_translated", language=language, what=say.listed(missing_words)))
    return told


def uses_of(project: Project, say: Speech) -> str:
    """What production would use up, in the marketer's words."""
    return say("free") if project.uses == FREE else project.uses


def brand_of(project: Project, made: Plan) -> BrandFacts:
    return BrandFacts.model_validate(project.brand.model_dump() | made.brand)


def joined(say: Speech, lead: list[str], *rest: str) -> str:
    parts = [" ".join(part for part in lead if part), *rest]
    kept = [part for part in parts if part]
    return "\n\n".join(kept) or say("unclear")
