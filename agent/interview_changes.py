"""What to do and say once there is a script: change it, go back, write it anew, or try a version beside it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from agent.brief import FRAMEWORKS, BrandFacts, merge
from agent.by_hand import carried, changed_by_hand
from agent.copywriter import names_for, renamed, told_in, write
from agent.craft import names_music, tone_family
from agent.interview_plan import Plan, assume, brand_of, joined, told_words, uses_of
from agent.project import Project
from agent.rules import violations
from agent.scene_wishes import revise_scenes
from agent.script import AdScript
from agent.understand import Reading

_LENGTHS: Final = (6.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0)
_WHOLE: Final = ("again", "shorter", "longer", "framework")
MOST_VERSIONS: Final = 12


def revise(project: Project, script: AdScript, reading: Reading, made: Plan, lead: list[str]) -> None:
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
            revised = revise_scenes(made.script or script, scenes, made.brief, say)
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
    press = say("press", uses=uses_of(project, say)) if told and not reading.intents & {"ask_cost"} else ""
    made.reply = joined(say, lead, press)
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
    trial = Plan(made.brief, facts=dict(made.facts), brand=made.brand, say=made.say, spoken=made.spoken)
    _rewrite(project, asked, trial, script, [])
    made.brief, made.facts = project.brief, {}
    if trial.script is None or trial.script == script:
        lead.append(made.say("as_it_stands"))
    else:
        made.beside, made.beside_facts = trial.script, trial.facts | trial.assumed
        lengths = {"yours": f"{script.duration:g}", "seconds": f"{trial.script.duration:g}"}
        lead.append(made.say("beside", **lengths, scenes=len(trial.script.scenes)))
    made.reply = joined(made.say, lead)


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
    more = _more_of_the_same(project, made)
    if more:
        edits.add("again")
    if "language" in made.facts:
        _begin_anew_in(made)
    if made.facts.keys() & {"language", "key_message", "offer", "call_to_action"}:
        lead += told_words(made)
    if not edits and "renamed" in reading.intents and set(made.facts) == {"product"}:
        made.script = renamed(
            script, names_for(project.brief, project.brand), names_for(made.brief, brand_of(project, made))
        )
        if not violations(made.script, language=made.brief.language or "en", forbidden=made.brief.forbidden):
            return
    if (
        set(made.facts) == {"must_not"}
        and not edits
        and all(names_music([phrase]) for phrase in made.facts["must_not"])
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
        lead.append(made.say("told_as", framework=made.say.value("framework", framework)))
    assume(made)
    brand, version, hand = brand_of(project, made), _version(project, script), None
    if version is None and "again" not in edits and framework == script.framework:
        hand = changed_by_hand(script, [_written(project, script, n) for n in range(MOST_VERSIONS)])
        version = hand.version if hand else None
    if version is None:
        lead.append(made.say("by_hand"))
    if "again" in edits:
        made.script = _fresh(
            made, brand, script, keep=more or bool({"framework"} & {*made.facts, *edits}) or _chosen(project)
        )
        if made.script.framework != script.framework:
            made.brief = merge(made.brief, {"framework": made.script.framework}, assumed=["framework"])
            made.assumed["framework"] = made.script.framework
        lead.append(made.say("fresh", idea=made.say.words["ideas"][made.script.framework]))
    else:
        number = project.revision if version is None else version
        made.script = write(made.brief, brand, revision=number, framework=framework, told_in=told_in(script))
        music = script.music.genre
        if music != write(project.brief, project.brand, framework=script.framework).music.genre:
            made.script = made.script.model_copy(
                update={"music": made.script.music.model_copy(update={"genre": music})}
            )
    if hand is not None and "language" in made.facts:
        # What was put in by hand speaks the language before.
        lead += [made.say("by_hand")] if any(True for _ in hand.changes()) else []
    elif hand is not None:
        made.script, lost = carried(hand, made.script, made.brief)
        if lost:
            lead.append(made.say("by_hand"))
    lead.append(made.script.storyline)


def _more_of_the_same(project: Project, made: Plan) -> bool:
    """Whether only the tone that the script has already is wished for: then other lines in it are meant."""
    had = project.brief.tone
    return (
        set(made.facts) == {"tone"}
        and had is not None
        and tone_family(made.facts["tone"]) == tone_family(had)
    )


def _chosen(project: Project) -> bool:
    """Whether the marketer named the framework, so that a fresh take keeps it."""
    return bool(project.brief.framework) and "framework" not in project.brief.assumed


def _fresh(made: Plan, brand: BrandFacts, script: AdScript, *, keep: bool) -> AdScript:
    """Another script: the next framework (unless it was chosen) and, of its versions, the one that shares the fewest
    lines with `script`.
    """
    at = FRAMEWORKS.index(made.facts.get("framework", script.framework))
    framework = FRAMEWORKS[at if keep else (at + 1) % len(FRAMEWORKS)]
    takes = [
        write(made.brief, brand, revision=n, framework=framework, told_in=made.say.language)
        for n in range(MOST_VERSIONS)
    ]
    old = _sentences(script)
    opening = script.scenes[0].on_screen_text
    return min(
        takes, key=lambda take: (take.scenes[0].on_screen_text == opening, len(old & _sentences(take)))
    )


def _sentences(script: AdScript) -> set[str]:
    return set(re.split(r"(?<=[.!?…])\s+", script.voiceover_text))


def _version(project: Project, script: AdScript) -> int | None:
    """Which of the writer's versions the current script is; None where it was changed by hand."""
    for version in range(MOST_VERSIONS):
        same = _written(project, script, version)
        if same.voiceover_text == script.voiceover_text and [s.visual_prompt for s in same.scenes] == [
            s.visual_prompt for s in script.scenes
        ]:
            return version
    return None


def _written(project: Project, script: AdScript, version: int) -> AdScript:
    """The writer's version of that number, as it was when `script` was written."""
    return write(
        project.brief, project.brand, revision=version, framework=script.framework, told_in=told_in(script)
    )


def _next_length(seconds: float, *, longer: bool) -> float:
    steps = [s for s in _LENGTHS if (s > seconds if longer else s < seconds)]
    if not steps:
        return seconds
    return steps[0] if longer else steps[-1]


def _begin_anew_in(made: Plan) -> None:
    """What we only assumed of the ad's words goes, to be assumed again in its new language."""
    ours: dict[str, object] = dict.fromkeys({"call_to_action", "key_message"} & set(made.brief.assumed))
    made.brief = merge(made.brief, ours)
