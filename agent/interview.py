"""The guided interview: what to do and say for one message, decided by rules. Pure.

`plan` reads the message, lays the facts over the brief and decides: ask the next thing, answer a question,
write the script, or change it. It only proposes; the tools do it, as they do for a real model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from agent.angles import first_script
from agent.brief import FRAMEWORKS, BrandFacts, Brief, Slot, merge, missing, open_question
from agent.by_hand import carried, changed_by_hand
from agent.copywriter import names_for, renamed, write
from agent.frameworks import SHAPES
from agent.hearing import hear, read_turn
from agent.interview_words import WRITTEN, Speech, speech_in
from agent.platforms import find_placement
from agent.project import Project
from agent.rules import violations
from agent.scene_wishes import revise_scenes
from agent.script import AdScript
from agent.understand import Reading

_LENGTHS: Final = (6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_WHOLE: Final = ("again", "shorter", "longer", "framework")
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
    undo: int = 0
    beside: AdScript | None = None
    beside_facts: dict[str, Any] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    asks: Slot | None = None
    declined: tuple[Slot, ...] = ()
    reply: str = ""
    say: Speech = field(default_factory=lambda: speech_in("en"))


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
    made = Plan(heard.brief, facts=heard.facts, brand=heard.brand, say=say)
    if project.new_photos and not project.brand.colors and not made.brand.get("colors"):
        palette = tuple(color.upper() for color in project.new_photos[0].palette[:4])
        if palette:
            made.brand["colors"] = palette
    # What is only tried out is not told as a change.
    told = Plan(made.brief, brand=made.brand) if "beside" in reading.edits else made
    lead = [*_lead(project, reading, told), *heard.notes]
    if project.script is not None:
        _revise(project, project.script, reading, made, lead)
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
            parts.append(say.answers[answer].format(uses=project.uses))
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
        _assume(made, slot)
        lead.append(say("go_with", value=say.value(slot, made.assumed[slot])))
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
    made.reply = _joined(say, lead, question)
    return None


def _assume(made: Plan, *slots: str) -> None:
    """Decide `slots` (all that are unknown when none is named) and note them as assumed."""
    chosen = {
        name: value for name, value in made.say.guesses(made.brief).items() if not slots or name in slots
    }
    if made.brief.offer and not slots:
        chosen.pop("key_message", None)
    made.brief = merge(made.brief, chosen, assumed=chosen)
    made.assumed |= {name: getattr(made.brief, name) for name in chosen}


def _write_first(project: Project, made: Plan, lead: list[str]) -> None:
    say = made.say
    if say.language not in WRITTEN and made.brief.language is None:
        lead.append(say("no_copy"))
    _assume(made)
    brand = _brand(project, made)
    script = first_script(made.brief, brand, project.craft)
    made.brief = merge(made.brief, {"framework": script.framework}, assumed=["framework"])
    if not project.brief.framework and "framework" not in made.facts:
        made.assumed["framework"] = script.framework
    made.script = script
    shown = {k: v for k, v in made.assumed.items() if k not in ("language", "creativity", "framework")}
    guess = say("assumed", facts=say.told(shown)) if shown else ""
    made.suggestions = say.after_script
    made.reply = _joined(
        say,
        lead,
        say("here"),
        script.storyline,
        guess,
        f"{say('press', uses=project.uses)} {say('changes')}",
    )


# Once there is a script


def _revise(project: Project, script: AdScript, reading: Reading, made: Plan, lead: list[str]) -> None:
    say = made.say
    made.suggestions = say.after_script
    if "beside" in reading.edits:
        return _beside(project, script, reading, made, lead)
    whole = [edit for edit in reading.edits if edit in _WHOLE]
    undo = next((edit for edit in reading.edits if edit.startswith("undo")), None)
    asides = [edit for edit in reading.edits if edit.startswith(("music ", "voice "))]
    scenes = [edit for edit in reading.edits if edit not in (*whole, *asides, undo)]
    before = len(lead)
    if undo is not None:
        _undo(project, undo, made, lead)
    else:
        if made.facts or whole:
            _rewrite(project, reading, made, script, lead)
        for aside in asides:
            _set_aside(made, script, aside, lead)
        if scenes:
            revised = revise_scenes(made.script or script, scenes, made.brief)
            lead += [*dict.fromkeys((*revised.done, *revised.refused))] or [say("unclear")]
            if made.script is not None or revised.whole:
                made.script = revised.script if revised.done else made.script
            else:
                made.scene_edits = revised.edits
    if len(lead) == before and (made.brand or project.new_photos):
        lead.append(say("uses_it"))
    elif "no_photo" in reading.intents:
        lead.append(say("no_photo"))
    elif len(lead) == before and not reading.intents - {"decide_this"}:
        lead.append(say("plain_words"))
    told = (
        made.script
        or made.scene_edits
        or made.brand
        or made.undo
        or reading.intents & {"yes", "thanks", "decide_all", "film_it", "go_on"}
    )
    press = say("press", uses=project.uses) if told and not reading.intents & {"ask_cost"} else ""
    made.reply = _joined(say, lead, press)
    return None


def _undo(project: Project, wish: str, made: Plan, lead: list[str]) -> None:
    """Go back as many versions as were wished, or as far as there are."""
    how_far = wish.removeprefix("undo").strip() or "1"
    steps = project.undo_steps if how_far == "first" else int(how_far)
    made.undo = min(steps, project.undo_steps)
    if made.undo == 0:
        lead.append(made.say("nothing_before"))
    elif made.undo < steps:
        lead.append(made.say("undone_some", steps=made.undo))
    else:
        lead.append(made.say("undone") if steps == 1 else made.say("undone_many", steps=steps))


def _beside(project: Project, script: AdScript, reading: Reading, made: Plan, lead: list[str]) -> None:
    """Write what was asked for as a version of its own; script and brief stay until it is chosen."""
    edits = tuple(edit for edit in reading.edits if edit in _WHOLE)
    asked = replace(reading, edits=edits or (() if made.facts else ("again",)))
    trial = Plan(made.brief, facts=dict(made.facts), brand=made.brand, say=made.say)
    _rewrite(project, asked, trial, script, [])
    made.brief, made.facts = project.brief, {}
    if trial.script is None or trial.script == script:
        lead.append(made.say("as_it_stands"))
    else:
        made.beside, made.beside_facts = trial.script, trial.facts | trial.assumed
        lengths = {"yours": f"{script.duration:g}", "seconds": f"{trial.script.duration:g}"}
        lead.append(made.say("beside", **lengths, scenes=len(trial.script.scenes)))
    made.reply = _joined(made.say, lead)


def _set_aside(made: Plan, script: AdScript, wish: str, lead: list[str]) -> None:
    """Another music under the same script; a line for the voice that names no scene is asked back."""
    kind, _, words = wish.partition(" ")
    if kind == "music":
        current = made.script or script
        music = current.music.model_copy(update={"genre": words[:80].lower()})
        made.script = current.model_copy(update={"music": music})
        lead.append(made.say("music", music=words.lower()))
    else:
        lead.append(made.say("which_scene", words=words))


def _rewrite(project: Project, reading: Reading, made: Plan, script: AdScript, lead: list[str]) -> None:
    """Write anew what the changes touch: the same lines where nothing but facts changed, others when asked
    for.
    """
    edits = set(reading.edits)
    if not edits and "renamed" in reading.intents and set(made.facts) == {"product"}:
        made.script = renamed(
            script, names_for(project.brief, project.brand), names_for(made.brief, _brand(project, made))
        )
        if not violations(made.script, forbidden=made.brief.forbidden):
            return
    if (
        set(made.facts) == {"must_not"}
        and not edits
        and all("music" in x.lower() for x in made.facts["must_not"])
    ):
        made.script = script.model_copy(update={"music": script.music.model_copy(update={"enabled": False})})
        lead.append(made.say("music_off"))
        return
    if edits & {"shorter", "longer"} and "duration" not in made.facts:
        seconds = _next_length(script.ad_details.ad_duration, longer="longer" in edits)
        made.brief = merge(made.brief, {"duration": seconds})
        made.facts["duration"] = made.brief.duration
        lead.append(made.say("now_length", seconds=f"{made.brief.seconds:g}"))
    framework = made.facts.get("framework", script.framework)
    if "framework" in edits:
        framework = FRAMEWORKS[(FRAMEWORKS.index(script.framework) + 1) % len(FRAMEWORKS)]
        made.brief, made.facts["framework"] = merge(made.brief, {"framework": framework}), framework
        lead.append(made.say("told_as", framework=framework.replace("_", " ")))
    _assume(made)
    brand, version, hand = _brand(project, made), _version(project, script), None
    if version is None and "again" not in edits and framework == script.framework:
        hand = changed_by_hand(script, [_written(project, script, n) for n in range(_MOST_VERSIONS)])
        version = hand.version if hand else None
    if version is None:
        lead.append(made.say("by_hand"))
    if "again" in edits:
        made.script = _fresh(
            made, brand, script, keep=bool({"framework"} & {*made.facts, *edits}) or _chosen(project)
        )
        if made.script.framework != script.framework:
            made.brief = merge(made.brief, {"framework": made.script.framework}, assumed=["framework"])
            made.assumed["framework"] = made.script.framework
        shape = SHAPES[made.script.framework]
        lead.append(made.say("fresh", idea=shape.idea))
    else:
        number = project.revision if version is None else version
        made.script = write(made.brief, brand, revision=number, framework=framework)
        music = script.music.genre
        if music != write(project.brief, project.brand, framework=script.framework).music.genre:
            made.script = made.script.model_copy(
                update={"music": made.script.music.model_copy(update={"genre": music})}
            )
    if hand is not None:
        made.script, lost = carried(hand, made.script, made.brief)
        if lost:
            lead.append(made.say("by_hand"))
    lead.append(made.script.storyline)


def _chosen(project: Project) -> bool:
    """Whether the marketer named the framework, so that a fresh take keeps it."""
    return bool(project.brief.framework) and "framework" not in project.brief.assumed


def _fresh(made: Plan, brand: BrandFacts, script: AdScript, *, keep: bool) -> AdScript:
    """Another script: the next framework (unless it was chosen) and, of its versions, the one that shares the fewest
    lines with `script`.
    """
    at = FRAMEWORKS.index(made.facts.get("framework", script.framework))
    framework = FRAMEWORKS[at if keep else (at + 1) % len(FRAMEWORKS)]
    takes = [write(made.brief, brand, revision=n, framework=framework) for n in range(_MOST_VERSIONS)]
    old = _sentences(script)
    opening = script.scenes[0].on_screen_text
    return min(
        takes, key=lambda take: (take.scenes[0].on_screen_text == opening, len(old & _sentences(take)))
    )


def _sentences(script: AdScript) -> set[str]:
    return set(re.split(r"(?<=[.!?…])\s+", script.voiceover_text))


def _version(project: Project, script: AdScript) -> int | None:
    """Which of the writer's versions the current script is; None where it was changed by hand."""
    for version in range(_MOST_VERSIONS):
        same = _written(project, script, version)
        if same.voiceover_text == script.voiceover_text and [s.visual_prompt for s in same.scenes] == [
            s.visual_prompt for s in script.scenes
        ]:
            return version
    return None


def _written(project: Project, script: AdScript, version: int) -> AdScript:
    """The writer's version of that number, as it was when `script` was written."""
    return write(project.brief, project.brand, revision=version, framework=script.framework)


def _next_length(seconds: float, *, longer: bool) -> float:
    steps = [s for s in _LENGTHS if (s > seconds if longer else s < seconds)]
    if not steps:
        return seconds
    return steps[0] if longer else steps[-1]


# Words


def _brand(project: Project, made: Plan) -> BrandFacts:
    return BrandFacts.model_validate(project.brand.model_dump() | made.brand)


def _short_name(brief: Brief, brand: BrandFacts, say: Speech) -> str:
    return names_for(brief, brand).shown if brief.product else say("it")


def _joined(say: Speech, lead: list[str], *rest: str) -> str:
    parts = [" ".join(part for part in lead if part), *rest]
    kept = [part for part in parts if part]
    return "\n\n".join(kept) or say("unclear")
