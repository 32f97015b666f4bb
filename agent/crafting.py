"""The craft loop: before a script is shown, three angles are weighed and the best is developed.

With a model the director proposes, the critic marks and the writer develops; each step that fails is done by rules or
left out, and the reply says so in a clause, so that no script is ever lost to the loop. Without a model the three
angles are frameworks, written and marked by rules. How it went is the `CraftLog` of the result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from agent import director
from agent.angles import asked_framework, chosen_of, propose, told
from agent.asking import Desk
from agent.brief import Brief, merge
from agent.copywriter import write
from agent.craftlog import (
    RULES,
    USUAL_LEVEL,
    Angle,
    CraftLog,
    Mark,
    best,
    total,
)
from agent.editing import keep_made
from agent.request import TurnRequest
from agent.script import AdScript
from agent.turn import ToolNote, TurnResult
from agent.workbench import Bench, OnEvent, bench

# The critic's sentences that an improving round is bound by, and the mark from which nothing is worth improving.
MOST_NOTES: Final = 3
GOOD_ENOUGH: Final = 9


async def weigh(desk: Desk, request: TurnRequest, result: TurnResult, on_event: OnEvent) -> TurnResult:
    """`result` with the log of its script and, where the script is the ad's first, the best of three angles.

    A script that was there before is only marked again: an edit is not the moment for another story.
    """
    script = result.script
    if script is None or result.back:
        return result
    work = bench(desk, request, result.brief, result.brand, on_event)
    if request.script is not None:
        return replace(result, craft=_carried(work, request, result, script))
    if work.level == "off":
        return replace(result, craft=CraftLog(level="off", marks=work.judge(script)))
    by_model = not work.guided and result.writer == desk.critic and not result.stopped
    angles, chosen = await _by_model(work, script) if by_model else _by_rules(work, script)
    developed = angles[chosen].script or script
    chose = work.copy("say", "chosen", name=angles[chosen].name)
    reply = "\n\n".join(filter(None, (result.reply, f"{chose} {work.clause}".strip())))
    return replace(
        result,
        script=developed,
        brief=_framed(result.brief, developed),
        reply=result.reply if result.stopped else reply,
        craft=_finished(work, angles, chosen),
        calls=tuple(desk.meter.calls),
    )


async def retell(
    desk: Desk, request: TurnRequest, choice: int | None, on_event: OnEvent
) -> TurnResult | None:
    """The script from the other angle that was tapped, or from the best of three new ones (`choice` None).

    None where there is no script, or no such angle any more.
    """
    log, script = request.log or CraftLog(), request.script
    if script is None or (choice is not None and not 0 <= choice < len(log.angles)):
        return None
    work = bench(desk, request, request.brief, request.brand, on_event)
    if choice is None:
        angles, chosen = await _anew(work, request, script, log)
    else:
        angles, chosen = await _tapped(work, log, choice), choice
    angle = angles[chosen]
    key = "anew" if choice is None else "retold"
    reply = f"{work.copy('say', key, name=angle.name, idea=angle.idea)}\n\n{work.clause}".strip()
    developed = keep_made(script, angle.script or script)
    return TurnResult(
        reply=reply,
        suggestions=(),
        brief=_framed(request.brief, developed),
        brand=request.brand,
        script=developed,
        asked=tuple(request.asked),
        writer="guided" if work.guided or desk.failed("writer") else desk.critic,
        trace=({"tool": "tell_angle", "arguments": {"angle": choice}},),
        used_fallback=desk.failed("writer"),
        failures=tuple(fault for _, fault in desk.failures),
        calls=tuple(desk.meter.calls),
        craft=_finished(work, angles, chosen, tapped=choice is not None),
    )


def _framed(brief: Brief, script: AdScript) -> Brief:
    """`brief` with the framework that the script was given; it stays an assumption unless it was asked for."""
    if brief.framework == script.framework:
        return brief
    return merge(brief, {"framework": script.framework}, assumed=["framework"])


def _finished(work: Bench, angles: Sequence[Angle], chosen: int, *, tapped: bool = False) -> CraftLog:
    marks = angles[chosen].marks
    script = angles[chosen].script
    critic = work.critic
    if not marks and script is not None:
        marks, critic = work.judge(script), RULES
    return CraftLog(
        level=work.level,
        critic=critic,
        angles=tuple(angles),
        chosen=chosen,
        tapped=tapped,
        marks=marks,
        steps=tuple(work.steps),
    )


# By rules


def _by_rules(work: Bench, script: AdScript) -> tuple[list[Angle], int]:
    """Three frameworks, `script` being what one of them tells."""
    angles = list(_proposed(work))
    chosen = _telling(angles, script)
    own = told(script, work.case.brief, work.case.brand, told_in=work.case.told_in)
    if chosen is None:
        angles, chosen = [own, *angles[:2]], 0
    angles[chosen] = own.model_copy(update={"take": angles[chosen].take})
    _log_angles(work, angles)
    return angles, chosen


def _proposed(work: Bench, **otherwise: Any) -> tuple[Angle, ...]:
    brief, brand = work.case.brief, work.case.brand
    level = USUAL_LEVEL if work.level == "off" else work.level
    return propose(brief, brand, level=level, told_in=work.case.told_in, **otherwise)


def _telling(angles: Sequence[Angle], script: AdScript) -> int | None:
    """The index of the angle that `script` tells: the same words, else the same framework; None where none does."""
    framed = [at for at, angle in enumerate(angles) if angle.framework == script.framework]
    same = [at for at in framed if _words(angles[at].script) == _words(script)]
    return next(iter((*same, *framed)), None)


def _words(script: AdScript | None) -> str:
    return script.voiceover_text if script is not None else ""


def _log_angles(work: Bench, angles: Sequence[Angle]) -> None:
    for angle in angles:
        work.log("director", 1, f"{angle.name}: {angle.idea}")
    work.log_marks(1, [angle for angle in angles if angle.marks])


def _carried(work: Bench, request: TurnRequest, result: TurnResult, script: AdScript) -> CraftLog:
    """The log of an edited script: marked anew by rules, its other angles kept as far as they still fit the ad."""
    before = request.log
    marks = work.judge(script)
    if work.level == "off" or before is None or not before.angles:
        angles, chosen = ([], None) if work.level == "off" else _by_rules(work, script)
    else:
        same = request.brief.model_copy(update={"framework": None, "assumed": ()}) == result.brief.model_copy(
            update={"framework": None, "assumed": ()}
        )
        fitting = same and request.brand == result.brand
        angles = [angle if fitting else _renewed(work, angle) for angle in before.angles]
        chosen = before.chosen
        if chosen is None or angles[chosen].framework != script.framework:
            chosen = _telling(angles, script)
    if chosen is not None:
        # Whoever goes to another angle and back finds the script as they left it.
        angles[chosen] = angles[chosen].model_copy(update={"script": script, "marks": marks})
    work.log("writer", 1, script.storyline, marks)
    return CraftLog(
        level=work.level, angles=tuple(angles), chosen=chosen, marks=marks, steps=tuple(work.steps)
    )


def _renewed(work: Bench, angle: Angle) -> Angle:
    """`angle` for a brief that changed: written again where the guided writer wrote it, else only the idea."""
    brief, brand = work.case.brief, work.case.brand
    if angle.take is None:
        return angle.model_copy(update={"script": None, "marks": ()})
    language = work.case.told_in
    script = write(brief, brand, revision=angle.take, framework=angle.framework, told_in=language)
    return told(script, brief, brand, told_in=work.case.told_in, take=angle.take)


# By a model


async def _by_model(work: Bench, draft: AdScript) -> tuple[list[Angle], int]:
    """The director's angles, of which `draft` is the first; the one that the critic likes best is developed."""
    await work.on_event(ToolNote("propose_angles"))
    proposed = await director.propose(work.desk, work.case, draft)
    own = told(draft, work.case.brief, work.case.brand, told_in=work.case.told_in)
    if proposed is None:
        work.note("no_director")
        others = [angle for angle in _proposed(work) if angle.framework != draft.framework]
        angles = [own, *(_idea(angle) for angle in others[:2])]
        _log_angles(work, angles)
        return angles, 0
    angles = [proposed[0].model_copy(update={"script": draft, "marks": own.marks}), *proposed[1:]]
    return await _developed(work, angles, fallback=0)


def _idea(angle: Angle) -> Angle:
    return angle.model_copy(update={"script": None, "take": None, "marks": ()})


async def _developed(work: Bench, angles: list[Angle], *, fallback: int | None) -> tuple[list[Angle], int]:
    """The angles marked, and the best one developed; `fallback` is the one to take where that does not come off (None:
    the guided writer's version of the best)."""
    for angle in angles:
        work.log("director", 1, f"{angle.name}: {angle.idea}")
    if not await _marked(work, angles, 1):
        return angles, 0 if fallback is None else fallback
    order = _order(work, angles)
    wanted = order[: 2 if work.level == "thorough" else 1]
    await work.on_event(ToolNote("write_script"))
    await asyncio.gather(*(_written(work, angles, at) for at in wanted))
    ready = [at for at in wanted if angles[at].script is not None]
    if not ready:
        if fallback is not None:
            work.note("not_developed", name=angles[order[0]].name)
            return angles, fallback
        return angles, order[0]
    if work.level == "thorough":
        return angles, await _improved(work, angles, ready)
    if ready[0] != fallback:
        work.log("writer", 1, _story(angles[ready[0]]))
    return angles, ready[0]


def _story(angle: Angle) -> str:
    return angle.script.storyline if angle.script is not None else ""


def _order(work: Bench, angles: Sequence[Angle]) -> list[int]:
    """The angles by their marks, those in the framework that the marketer asked for first."""
    asked = asked_framework(work.case.brief)
    return sorted(
        range(len(angles)),
        key=lambda at: (asked not in (None, angles[at].framework), -total(angles[at].marks), at),
    )


async def _marked(work: Bench, angles: list[Angle], iteration: int) -> bool:
    """Let the critic mark `angles`, in place; False where it did not, then those with a script are marked by rules."""
    await work.on_event(ToolNote("mark_angles"))
    verdicts = await director.mark(work.desk, work.case, angles)
    if verdicts is None:
        work.note("no_critic")
        work.critic = RULES
        for at, angle in enumerate(angles):
            marks = work.judge(angle.script) if angle.script is not None else ()
            angles[at] = angle.model_copy(update={"marks": marks})
    else:
        work.critic = work.desk.critic
        angles[:] = [
            angle.model_copy(update={"marks": marks}) for angle, marks in zip(angles, verdicts, strict=True)
        ]
    work.log_marks(iteration, [angle for angle in angles if angle.marks])
    return verdicts is not None


async def _written(work: Bench, angles: list[Angle], at: int) -> None:
    if angles[at].script is None:
        script = await director.develop(work.desk, work.case, angles[at])
        angles[at] = angles[at].model_copy(update={"script": script})


async def _improved(work: Bench, angles: list[Angle], ready: Sequence[int]) -> int:
    """Of the developed angles the better one, improved by what the critic says of it where that makes it better; its
    index. Its marks are those of the script."""
    candidates = [angles[at] for at in ready]
    for angle in candidates:
        work.log("writer", 1, _story(angle))
    await _marked(work, candidates, 2)
    for at, angle in zip(ready, candidates, strict=True):
        angles[at] = angle
    winner = ready[best([angle.marks for angle in candidates])]
    asked = asked_framework(work.case.brief)
    if asked is not None and angles[winner].framework != asked:
        winner = next((at for at in ready if angles[at].framework == asked), winner)
    notes = sorted(angles[winner].marks, key=lambda mark: mark.score)[:MOST_NOTES]
    notes = [mark for mark in notes if mark.score < GOOD_ENOUGH]
    if notes and work.critic != RULES:
        await _improve(work, angles, winner, notes)
    return winner


async def _improve(work: Bench, angles: list[Angle], winner: int, notes: Sequence[Mark]) -> None:
    angle = angles[winner]
    await work.on_event(ToolNote("improve_script"))
    script = await director.develop(work.desk, work.case, angle, base=angle.script, notes=notes)
    if script is None:
        work.note("not_improved")
        return
    work.log("writer", 2, script.storyline)
    pair = [angle, angle.model_copy(update={"script": script})]
    await _marked(work, pair, 3)
    # What an improvement costs in one place it must win in another.
    angles[winner] = pair[1] if total(pair[1].marks) >= total(pair[0].marks) else pair[0]


# On a tap


async def _tapped(work: Bench, log: CraftLog, choice: int) -> list[Angle]:
    """The angles with the tapped one developed: as it was, by the writer, or by the guided writer in the end."""
    angles = list(log.angles)
    work.critic = log.critic
    if angles[choice].script is None and not work.guided:
        await work.on_event(ToolNote("write_script"))
        await _written(work, angles, choice)
        if angles[choice].script is None:
            work.note("no_writer")
    _by_hand_of_rules(work, angles, choice)
    work.log("writer", 1, _story(angles[choice]), angles[choice].marks)
    return angles


def _by_hand_of_rules(work: Bench, angles: list[Angle], at: int) -> None:
    """The guided writer's version of the angle where nobody else developed it."""
    angle, (brief, brand) = angles[at], (work.case.brief, work.case.brand)
    if angle.script is None:
        take, language = angle.take or 0, work.case.told_in
        script = write(brief, brand, revision=take, framework=angle.framework, told_in=language)
        marks = () if work.guided else angle.marks
        angles[at] = angle.model_copy(update={"script": script, "marks": marks})


async def _anew(
    work: Bench, request: TurnRequest, script: AdScript, log: CraftLog
) -> tuple[list[Angle], int]:
    """Three other angles for an ad that has a script, the best one developed."""
    brief = work.case.brief
    if not work.guided:
        await work.on_event(ToolNote("propose_angles"))
        names = [angle.name for angle in log.angles]
        proposed = await director.propose(work.desk, work.case, script, without=names)
        if proposed is not None:
            angles, chosen = await _developed(work, list(proposed), fallback=None)
            if angles[chosen].script is None:
                await _written(work, angles, chosen)
            if angles[chosen].script is None:
                work.note("no_writer")
            _by_hand_of_rules(work, angles, chosen)
            return angles, chosen
        work.note("no_director")
    had = [angle.opening for angle in log.angles]
    kept = script.framework
    found = list(_proposed(work, start=request.revision, without=had, instead_of=kept))
    _log_angles(work, found)
    return found, chosen_of(tuple(found), brief)
