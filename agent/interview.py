"""The guided interview: what to do and say for one message, decided by rules. Pure.

`plan` reads the message, lays the facts over the brief and decides: ask the next thing, answer a question,
write the script, or change it. It only proposes; the tools do it, as they do for a real model.
"""

from __future__ import annotations

from agent.angles import first_script
from agent.brief import BrandFacts, Brief, Slot, merge, missing, open_question
from agent.copywriter import names_for, told_in, write
from agent.craft import WRITTEN
from agent.hearing import hear, read_turn
from agent.interview_changes import MOST_VERSIONS, revise
from agent.interview_plan import Plan, assume, brand_of, joined, told_words, uses_of
from agent.interview_words import Speech, speech_in
from agent.platforms import find_placement
from agent.project import Project
from agent.script import AdScript
from agent.understand import Reading


def plan(project: Project, text: str, language: str = "en") -> Plan:
    """What to do and say when the marketer wrote `text` (empty when only photos came), speaking `language`."""
    has_photo = bool(project.brand.product_images)
    slot = open_question(
        project.brief, has_photo=has_photo, asked=project.asked, has_script=project.script is not None
    )
    if slot is None and not project.brief.product and project.script is None:
        slot = "product"
    reading = read_turn(project, text, slot, language)
    say = speech_in(language)
    heard = hear(project, reading, slot, say)
    made = Plan(heard.brief, facts=heard.facts, brand=heard.brand, say=say, spoken=language)
    if project.new_photos and not project.brand.colors and not made.brand.get("colors"):
        palette = tuple(color.upper() for color in project.new_photos[0].palette[:4])
        if palette:
            made.brand["colors"] = palette
    # What is only tried out is not told as a change.
    told = Plan(made.brief, brand=made.brand) if "beside" in reading.edits else made
    lead = [*_lead(project, reading, told), *heard.notes]
    if project.script is not None:
        revise(project, project.script, reading, made, lead)
    else:
        _interview(project, reading, made, lead, slot)
    return made


def _lead(project: Project, reading: Reading, made: Plan) -> list[str]:
    """The first sentences: who speaks, an answer to what was asked, and what was understood."""
    parts, say = [], made.say
    if project.stands_in:
        parts.append(say("stands_in"))
    elif project.first_turn:
        parts.append(say("no_model"))
    asked = [name for name in say.answers if name in reading.intents]
    if asked and not (asked == ["greeting"] and reading.says_something):
        answer = next((name for name in asked if name.startswith("ask_")), asked[0])
        if not (answer in ("yes", "no") and reading.says_something):
            parts.append(say.answers[answer].format(uses=uses_of(project, say)))
    if project.new_photos:
        many = len(project.new_photos) > 1
        colors = say.value("colors", made.brand.get("colors", ())) if "colors" not in reading.brand else ""
        parts.append(say(f"got_photo{'s' * many}{'_colors' * bool(colors)}", colors=colors))
    if "foreign" in reading.intents:
        parts.append(say("foreign"))
    known = say.told(made.facts | {k: v for k, v in made.brand.items() if k in reading.brand})
    if known:
        changed = any(project.brief.knows(name) for name in made.facts)
        parts.append(say("changed" if changed else "got_it", facts=known))
    wanted = reading.facts.get("duration")
    if wanted and made.brief.duration != wanted:
        most = "longest" if wanted > (made.brief.duration or 0) else "shortest"
        parts.append(say(most, place=made.brief.where.title, seconds=f"{made.brief.duration:g}"))
    unknown = reading.facts.get("placement")
    if unknown and find_placement(unknown) is None:
        parts.append(say("no_place", place=unknown.replace("_", " ").title(), instead=made.brief.where.title))
    if made.facts.get("language", "en") not in WRITTEN:
        parts.append(say("no_copy"))
    return parts


# Before there is a script


def _interview(project: Project, reading: Reading, made: Plan, lead: list[str], slot: Slot | None) -> None:
    intents, say = reading.intents, made.say
    if made.brief.product and "decide_all" in intents:
        return _write_first(project, made, lead)
    if "decide_this" in intents and slot not in (None, "photo", "product") and not made.brief.knows(slot):
        assume(made, slot)
        lead.append(say("go_with", value=say.value(slot, made.assumed[slot])))
    if "placement" in reading.facts and not made.brief.knows("placement"):
        # One that we make no films for: the nearest was proposed, and stands until something else is said.
        assume(made, "placement")
    has_photo = bool(project.brand.product_images or project.new_photos)
    made.declined = ("photo",) if "no_photo" in intents else ()
    open_slots = missing(made.brief, has_photo=has_photo, asked=(*project.asked, *made.declined))
    if not open_slots:
        return _write_first(project, made, lead)
    made.asks = open_slots[0]
    again = made.asks in project.asked
    nothing_new = not (reading.says_something or made.assumed or project.new_photos)
    if nothing_new and not intents:
        lead.append(say("unclear") if again else "")
    if project.first_turn and not made.facts:
        lead.append(say("opening"))
    if "decide_all" in intents or "decide_this" in intents:
        lead.append(say("cant_invent") if made.asks == "product" else "")
    name = _short_name(made.brief, project.brand, say)
    question = (say.reminders if again else say.questions)[made.asks].format(it=name)
    made.suggestions = say.replies_for(made.asks, made.brief)
    made.reply = joined(say, lead, question)
    return None


def _write_first(project: Project, made: Plan, lead: list[str]) -> None:
    say = made.say
    if made.spoken not in WRITTEN and made.brief.language is None:
        lead.append(say("no_copy"))
    assume(made)
    lead += told_words(made)
    brand = brand_of(project, made)
    script = _retold(first_script(made.brief, brand, project.craft), made, brand)
    made.brief = merge(made.brief, {"framework": script.framework}, assumed=["framework"])
    if not project.brief.framework and "framework" not in made.facts:
        made.assumed["framework"] = script.framework
    made.script = script
    quiet = ("language", "creativity", "framework")
    shown = {k: v for k, v in made.assumed.items() if k not in quiet and v != project.brief.model_dump()[k]}
    guess = say("assumed", facts=say.told(shown)) if shown else ""
    made.suggestions = say.after_script
    made.reply = joined(
        say,
        lead,
        say("here"),
        script.storyline,
        guess,
        f"{say('press', uses=uses_of(project, say))} {say('changes')}",
    )


def _retold(script: AdScript, made: Plan, brand: BrandFacts) -> AdScript:
    """`script` with its scenes told in the marketer's language."""
    if told_in(script) == made.say.language:
        return script
    for version in range(MOST_VERSIONS):
        same = write(made.brief, brand, revision=version, framework=script.framework)
        if same.voiceover_text == script.voiceover_text:
            return write(
                made.brief, brand, revision=version, framework=script.framework, told_in=made.say.language
            )
    return script


def _short_name(brief: Brief, brand: BrandFacts, say: Speech) -> str:
    return names_for(brief, brand).shown if brief.product else say("it")


__all__ = ["Plan", "plan"]
