"""The guided interview: what to do and say for one message, decided by rules. Pure.

`plan` reads the message, lays the facts over the brief and decides: ask the next thing, answer a question,
write the script, or change it. It only proposes; the tools do it, as they do for a real model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from agent import interview_words as say
from agent.brief import FRAMEWORKS, BrandFacts, Brief, Slot, merge, missing, open_question
from agent.copywriter import names_for, write
from agent.project import Project
from agent.rules import fit_screen
from agent.script import AdScript
from agent.understand import Reading, understand

_LENGTHS: Final = (6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_NUMBERS: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_MOST_VERSIONS: Final = 12


@dataclass
class Plan:
    """What the interviewer does with a message: facts to write down, a script to save, and words to say."""

    brief: Brief
    facts: dict[str, Any] = field(default_factory=dict)
    assumed: dict[str, Any] = field(default_factory=dict)
    brand: dict[str, Any] = field(default_factory=dict)
    script: AdScript | None = None
    scene_edits: list[dict[str, Any]] = field(default_factory=list)
    undo: bool = False
    suggestions: tuple[str, ...] = ()
    asks: Slot | None = None
    declined: tuple[Slot, ...] = ()
    reply: str = ""


def plan(project: Project, text: str) -> Plan:
    """What to do and say when the marketer wrote `text` (empty when only photos came)."""
    has_photo = bool(project.brand.product_images)
    slot = open_question(
        project.brief, has_photo=has_photo, asked=project.asked, has_script=project.script is not None
    )
    if slot is None and not project.brief.product and project.script is None:
        slot = "product"
    reading = understand(text, open_slot=slot, has_script=project.script is not None)
    made = Plan(project.brief)
    made.brief, made.facts = _merged(project.brief, reading.facts)
    made.brand = dict(reading.brand)
    if project.new_photos and not project.brand.colors and not made.brand.get("colors"):
        palette = tuple(color.upper() for color in project.new_photos[0].palette[:4])
        if palette:
            made.brand["colors"] = palette
    lead = _lead(project, reading, made)
    if project.script is not None:
        _revise(project, project.script, reading, made, lead)
    else:
        _interview(project, reading, made, lead, slot)
    return made


def _merged(brief: Brief, facts: Mapping[str, Any]) -> tuple[Brief, dict[str, Any]]:
    """The brief with every fact that holds; a fact with an impossible value is left out."""
    kept: dict[str, Any] = {}
    for name, value in facts.items():
        try:
            brief = merge(brief, {name: value})
        except ValidationError:
            continue
        kept[name] = value
    return brief, kept


def _lead(project: Project, reading: Reading, made: Plan) -> list[str]:
    """The first sentences: who speaks, an answer to what was asked, and what was understood."""
    parts = []
    if project.stands_in:
        parts.append(say.STANDS_IN)
    elif project.first_turn:
        parts.append(say.NO_MODEL)
    asked = [name for name in say.ANSWERS if name in reading.intents]
    if asked and not (asked == ["greeting"] and reading.says_something):
        answer = next((name for name in asked if name.startswith("ask_")), asked[0])
        if not (answer in ("yes", "no") and reading.says_something):
            parts.append(say.ANSWERS[answer].format(uses=project.uses))
    if project.new_photos:
        many = len(project.new_photos) > 1
        colors = say.value("colors", made.brand.get("colors", ())) if "colors" not in reading.brand else ""
        took = f" and took {'their' if many else 'its'} colours ({colors})" if colors else ""
        parts.append(f"I've got the {'photos' if many else 'photo'}{took}.")
    known = say.told(made.facts | dict(reading.brand))
    if known:
        changed = any(project.brief.knows(name) for name in made.facts)
        parts.append(f"{'Changed' if changed else 'Got it'}: {known}.")
    wanted = reading.facts.get("duration")
    if wanted and made.brief.duration != wanted:
        parts.append(f"{made.brief.where.title} takes {made.brief.duration:g} s here, so I'm using that.")
    if made.facts.get("language", "en") != "en":
        parts.append("By rules I can only write English copy so far; I've noted the language.")
    return parts


# Before there is a script


def _interview(project: Project, reading: Reading, made: Plan, lead: list[str], slot: Slot | None) -> None:
    intents = reading.intents
    if made.brief.product and "decide_all" in intents:
        return _write_first(project, made, lead)
    if "decide_this" in intents and slot not in (None, "photo", "product") and not made.brief.knows(slot):
        _assume(made, slot)
        lead.append(f"I'll go with {say.value(slot, made.assumed[slot])}.")
    has_photo = bool(project.brand.product_images or project.new_photos)
    made.declined = ("photo",) if "no_photo" in intents else ()
    open_slots = missing(made.brief, has_photo=has_photo, asked=(*project.asked, *made.declined))
    if not open_slots:
        return _write_first(project, made, lead)
    made.asks = open_slots[0]
    again = made.asks in project.asked
    nothing_new = not (reading.says_something or made.assumed or project.new_photos)
    if nothing_new and not intents:
        lead.append(say.UNCLEAR if again else "")
    if project.first_turn and not made.facts:
        lead.append(say.OPENING)
    if "decide_all" in intents or "decide_this" in intents:
        lead.append("The product I can't invent." if made.asks == "product" else "")
    name = _short_name(made.brief, project.brand)
    question = (say.REMINDERS if again else say.QUESTIONS)[made.asks].format(it=name)
    made.suggestions = say.replies_for(made.asks, made.brief)
    made.reply = _joined(lead, question)
    return None


def _assume(made: Plan, *slots: str) -> None:
    """Decide `slots` (all that are unknown when none is named) and note them as assumed."""
    chosen = {name: value for name, value in say.guesses(made.brief).items() if not slots or name in slots}
    if made.brief.offer and not slots:
        chosen.pop("key_message", None)
    made.brief = merge(made.brief, chosen, assumed=chosen)
    made.assumed |= {name: getattr(made.brief, name) for name in chosen}


def _write_first(project: Project, made: Plan, lead: list[str]) -> None:
    _assume(made)
    brand = _brand(project, made)
    script = write(made.brief, brand)
    made.brief = merge(made.brief, {"framework": script.framework}, assumed=["framework"])
    if not project.brief.framework and "framework" not in made.facts:
        made.assumed["framework"] = script.framework
    made.script = script
    shown = {k: v for k, v in made.assumed.items() if k not in ("language", "creativity", "framework")}
    guess = f"I assumed: {say.told(shown)}. Say the word and I change it." if shown else ""
    made.suggestions = say.AFTER_SCRIPT
    made.reply = _joined(
        lead,
        "Here's your script.",
        script.storyline,
        guess,
        f"{say.PRESS.format(uses=project.uses)} {say.CHANGES}",
    )


# Once there is a script


def _revise(project: Project, script: AdScript, reading: Reading, made: Plan, lead: list[str]) -> None:
    made.suggestions = say.AFTER_SCRIPT
    scenes = [
        edit
        for edit in reading.edits
        if edit.lower() not in ("undo", "again", "shorter", "longer", "framework")
    ]
    if "undo" in reading.edits:
        made.undo = project.can_undo
        lead.append(
            "The version before is back."
            if made.undo
            else "This is the first version; there is none before it."
        )
    elif scenes and not made.facts:
        made.scene_edits, note = _edit_scenes(script, scenes)
        lead.append(note)
    elif made.facts or set(reading.edits):
        _rewrite(project, reading, made, script, lead)
    elif made.brand or project.new_photos:
        lead.append("The script now uses it.")
    elif not reading.intents - {"decide_this"}:
        lead.append("Tell me what to change in plain words, or start with one of these.")
    told = (
        made.script
        or made.scene_edits
        or made.brand
        or made.undo
        or reading.intents & {"yes", "thanks", "decide_all"}
    )
    press = say.PRESS.format(uses=project.uses) if told and not reading.intents & {"ask_cost"} else ""
    made.reply = _joined(lead, press)


def _rewrite(project: Project, reading: Reading, made: Plan, script: AdScript, lead: list[str]) -> None:
    """Write anew what the changes touch: the same lines where nothing but facts changed, others when asked
    for.
    """
    edits = set(reading.edits)
    if edits & {"shorter", "longer"} and "duration" not in made.facts:
        seconds = _next_length(script.ad_details.ad_duration, longer="longer" in edits)
        made.brief, facts = _merged(made.brief, {"duration": seconds})
        made.facts |= facts
        lead.append(f"Now {made.brief.seconds:g} s.")
    framework = made.facts.get("framework", script.framework)
    if "framework" in edits:
        framework = FRAMEWORKS[(FRAMEWORKS.index(script.framework) + 1) % len(FRAMEWORKS)]
        made.brief, made.facts["framework"] = merge(made.brief, {"framework": framework}), framework
        lead.append(f"Told as {framework.replace('_', ' ')} now.")
    _assume(made)
    version = _version(project, script)
    if "again" in edits:
        version += 1
        lead.append("A fresh take.")
    made.script = write(made.brief, _brand(project, made), revision=version, framework=framework)
    lead.append(made.script.storyline)


def _version(project: Project, script: AdScript) -> int:
    """Which of the writer's versions the current script is; the revision where a scene was edited by hand."""
    for version in range(_MOST_VERSIONS):
        same = write(project.brief, project.brand, revision=version, framework=script.framework)
        if same.voiceover_text == script.voiceover_text:
            return version
    return project.revision


def _next_length(seconds: float, *, longer: bool) -> float:
    steps = [s for s in _LENGTHS if (s > seconds if longer else s < seconds)]
    if not steps:
        return seconds
    return steps[0] if longer else steps[-1]


def _edit_scenes(script: AdScript, wishes: list[str]) -> tuple[list[dict[str, Any]], str]:
    """What changes in the named scenes, as arguments of `edit_scene`, and a sentence that says so."""
    scenes = script.scenes
    edits: list[dict[str, Any]] = []
    for wish in wishes:
        match = re.search(r"scene\s*(?:number |no\.? |#)?(\d{1,2}|last|[a-z]+)\b\s*(.*)$", wish, re.I)
        if match is None:
            continue
        index = _scene_index(match[1].lower(), len(scenes))
        if index is None:
            return [], f"The script has {len(scenes)} scenes; which of them do you mean?"
        before = wish[: match.start()].strip(" ,")
        rest = match[2].strip(" :,-–.") or re.sub(r"\s+(?:in|of|for)$", "", before).strip()
        text = re.match(r"(?:(?:use |change )?(?:the )?)?(?:on-?screen )?(?:text|says?|caption)\s*(?:to|is|:|"
                         r"should be|should say)?\s*"
                        r"[\"']?(.+?)[\"']?(?: in)?$", rest, re.I)  # fmt: skip
        scene = scenes[index]
        if text:
            edits.append({"scene_number": index + 1, "on_screen_text": fit_screen(text[1], 2)})
        elif rest:
            wish_text = re.sub(r"^(?:should (?:be|have)|needs?|make it|with)\s+", "", rest)[:300]
            edits.append(
                {
                    "scene_number": index + 1,
                    "description": f"{scene.description.rstrip('.')}; {wish_text}."[:2000],
                    "visual_prompt": f"{wish_text[:1].upper()}{wish_text[1:]}. {scene.visual_prompt}"[:2000],
                }
            )
        else:
            return [], f"What should change in scene {index + 1}?"
    numbers = " and ".join(str(edit["scene_number"]) for edit in edits)
    return edits, f"Changed scene {numbers}, nothing else." if edits else say.UNCLEAR


def _scene_index(word: str, count: int) -> int | None:
    if word == "last":
        return count - 1
    number = int(word) if word.isdigit() else _NUMBERS.index(word) + 1 if word in _NUMBERS else 0
    return number - 1 if 1 <= number <= count else None


# Words


def _brand(project: Project, made: Plan) -> BrandFacts:
    return BrandFacts.model_validate(project.brand.model_dump() | made.brand)


def _short_name(brief: Brief, brand: BrandFacts) -> str:
    return names_for(brief, brand).shown if brief.product else "it"


def _joined(lead: list[str], *rest: str) -> str:
    parts = [" ".join(part for part in lead if part), *rest]
    kept = [part for part in parts if part]
    return "\n\n".join(kept) or say.UNCLEAR
