"""The craft loop through the turn job: what was weighed is kept with each revision, a tap tells the script anew."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from llmock.pytest_plugin import LLMock
from sqlalchemy import select

from agent.brief import Brief
from agent.craftlog import RULES, CraftLog, total
from agent.script import AdScript
from bot.scripts import ANGLE_LINE, read_craft, read_stored
from db.models import AdProject, GenerationCost, OutboxRow, Script
from db.projects import Projects
from jobs.turn import answer
from tests.jobs.shop import Shop
from tests.support.invariants import broken
from tests.support.llmock_craft import angles, script, verdicts
from tests.support.llmock_shop import with_model

if TYPE_CHECKING:
    from llmock.testing import LLMockServer

SAID = (
    "15 second Instagram reel for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)
FACTS: dict[str, Any] = {
    "product": "cold brew", "target_audience": "students", "placement": "instagram_reels", "duration": 15,
    "call_to_action": "Order now",
}  # fmt: skip
BRIEF = Brief(**FACTS)


@pytest.fixture
def peer(llmock_server: LLMockServer) -> LLMock:
    return LLMock(llmock_server).reset()


@pytest.fixture
async def model_shop(shop: Shop, peer: LLMock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with with_model(shop, peer.base_url(), tmp_path) as with_one:
        yield with_one


async def scripted(shop: Shop) -> AdProject:
    """An ad whose first script the guided interviewer wrote."""
    project = await shop.ad()
    await interview(shop, project)
    return await shop.project(project)


async def interview(shop: Shop, project: AdProject) -> None:
    for number, words in enumerate((SAID, "Skip"), start=5):
        await shop.hears(project, words, number)
        await shop.work_off()


async def taps(shop: Shop, project: AdProject, angle: int | None) -> list[str]:
    """What is said to a tap on an angle, without markup."""
    before = len(shop.said())
    await shop.hears(project, "Other angle: …", None, kind=ANGLE_LINE, trace={"angle": angle})  # type: ignore[arg-type]
    await shop.work_off()
    return [re.sub(r"<[^>]+>", "", words) for words in shop.said()[before:]]


async def craft(shop: Shop, project: AdProject, revision: int | None = None) -> CraftLog:
    async with shop.database.transaction() as session:
        found = await read_craft(session, await session.get_one(AdProject, project.id), revision)
    assert found is not None
    return found


async def stored(shop: Shop, project: AdProject) -> AdScript:
    async with shop.database.transaction() as session:
        found = await read_stored(session, await session.get_one(AdProject, project.id))
    assert found is not None
    return found


async def row(shop: Shop, project: AdProject) -> Script:
    async with shop.database.transaction() as session:
        return (await session.scalars(select(Script).where(Script.project_id == project.id))).one()


async def buttons(shop: Shop) -> list[str]:
    """The data of the buttons under the last message with some."""
    async with shop.database.transaction() as session:
        rows: Sequence[OutboxRow] = (
            await session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))
        ).all()
    keyboard = next(one.payload["keyboard"] for one in rows if "keyboard" in one.payload)
    return [button["callback_data"] for line in keyboard for button in line]


async def test_the_first_script_is_the_best_of_three_and_what_was_weighed_is_kept(shop: Shop) -> None:
    project = await scripted(shop)
    log, script_row = await craft(shop, project), await row(shop, project)

    assert (log.level, log.critic, len(log.angles)) == ("fast", RULES, 3)
    assert log.chosen is not None
    assert log.angles[log.chosen].script == await stored(shop, project)
    assert total(log.marks) == max(total(angle.marks) for angle in log.angles)
    assert [entry["role"] for entry in script_row.craft_log] == ["director"] * 3 + ["critic"] * 3
    assert [entry["score"] for entry in script_row.craft_log][3:] == [
        2.0 * total(a.marks) for a in log.angles
    ]
    assert script_row.cohesion_score == 100
    assert any("the other two are one tap away" in said for said in shop.said())
    others = [at for at in range(3) if at != log.chosen]
    assert (await buttons(shop))[2:] == [
        *(f"angle:{project.id.hex}:1:{at}" for at in others),
        f"why:{project.id.hex}:1",
    ]

    # Another ad, with nothing weighed.
    project = await shop.ad(2)
    async with shop.database.transaction() as session:
        await Projects(session, project.user_id).set_craft(project.id, "off")
    before = len(shop.said())
    await interview(shop, project)
    log = await craft(shop, project)
    assert (log.level, log.angles, len(log.marks)) == ("off", (), 5)
    assert not any("angles" in said for said in shop.said()[before:])
    assert (await buttons(shop))[2:] == [f"why:{project.id.hex}:1"]


async def test_a_tapped_angle_becomes_the_script_undo_takes_it_back_and_new_ones_can_be_asked_for(
    shop: Shop,
) -> None:
    project = await scripted(shop)
    first, log = await stored(shop, project), await craft(shop, project)
    other = next(at for at, _ in log.others)
    said = await taps(shop, project, other)

    assert said[0].startswith(f"Here it is from another angle, “{log.angles[other].name}”.")
    assert any(text.startswith("✏️ What changed") for text in said)
    told, new = await stored(shop, project), await craft(shop, project)
    assert told.framework == log.angles[other].framework != first.framework
    assert (new.chosen, new.tapped) == (other, True)
    assert new.marks == log.angles[other].marks
    assert (await shop.project(project)).framework == told.framework
    assert f"angle:{project.id.hex}:2:{log.chosen}" in await buttons(shop)

    await shop.hears(project, "undo", 20)
    await shop.work_off()
    assert await stored(shop, project) == first
    assert await craft(shop, project) == log
    # Each revision keeps its own.
    assert await craft(shop, project, 2) == new
    assert [entry["role"] for entry in (await row(shop, project)).craft_log][:3] == ["director"] * 3

    # Back at an angle that was edited the edit is there.
    await shop.hears(project, "Scene 2: more daylight", 21)
    await shop.work_off()
    edited = await stored(shop, project)
    await taps(shop, project, other)
    await taps(shop, project, log.chosen)
    assert (await stored(shop, project)).scenes == edited.scenes

    said = await taps(shop, project, None)
    assert said[0].startswith("Three new angles, weighed again.")
    assert (await stored(shop, project)).framework != first.framework
    assert first.framework not in {angle.framework for angle in (await craft(shop, project)).angles}
    assert await broken(shop.database) == []


async def test_words_that_come_with_a_tap_are_answered_too_and_a_tap_is_answered_once(shop: Shop) -> None:
    project = await scripted(shop)
    log = await craft(shop, project)
    other = next(at for at, _ in log.others)
    await shop.hears(project, "Other angle: …", None, kind=ANGLE_LINE, trace={"angle": other})  # type: ignore[arg-type]
    await shop.hears(project, "make it 10 seconds", 20)
    await shop.work_off()
    told = await stored(shop, project)
    assert (told.framework, told.duration) == (log.angles[other].framework, 10)
    assert (await shop.project(project)).revision == 2

    # Two workers at one tap tell it once.
    await shop.hears(project, "Three new angles", None, kind=ANGLE_LINE, trace={"angle": None})  # type: ignore[arg-type]
    await asyncio.gather(answer(shop.crew, project.id), answer(shop.crew, project.id))
    await shop.work_off()
    assert (await shop.project(project)).revision == 3
    assert await broken(shop.database) == []


# With a model


def writes_a_script(peer: LLMock) -> None:
    """The interviewer's part of the turn."""
    peer.call_tool("update_brief", FACTS).call_tool("write_script", script(BRIEF, "PAS")).reply("Here it is.")


async def test_with_a_model_every_call_of_the_loop_is_in_the_ledger(model_shop: Shop, peer: LLMock) -> None:
    project = await model_shop.ad()
    writes_a_script(peer)
    better = script(BRIEF, "AIDA")
    peer.call_tool("Angles", angles()).call_tool("Verdicts", verdicts(6, 9, 7)).call_tool(
        "ScriptDraft", better
    )
    await model_shop.hears(project, "cold brew for students, 15 s reel", 10)
    await model_shop.work_off()

    log = await craft(model_shop, project)
    assert (log.critic, log.chosen, [a.name for a in log.angles]) == (
        "gpt-scripted", 1, ["The slump", "The ritual", "The dare"],
    )  # fmt: skip
    assert (await stored(model_shop, project)).voiceover_text == better["voiceover_text"]
    async with model_shop.database.transaction() as session:
        rows = (await session.scalars(select(GenerationCost))).all()
    prompts = sorted(one.details["prompt"].partition("/")[0] for one in rows)
    assert prompts == ["critic", "director", "interviewer", "interviewer", "interviewer", "writer"]
    assert all(one.amount > 0 and one.project_id == project.id for one in rows)
    assert f"angle:{project.id.hex}:1:0" in await buttons(model_shop)

    third = script(BRIEF, "hook_demo")
    peer.call_tool("ScriptDraft", third)
    said = await taps(model_shop, project, 2)
    assert said[0] == "Here it is from another angle, “The dare”. Tells of the dare."
    assert (await stored(model_shop, project)).voiceover_text == third["voiceover_text"]
    assert await broken(model_shop.database) == []


async def test_a_critic_or_a_director_who_is_away_loses_nothing_and_is_told_of_once(
    model_shop: Shop, peer: LLMock
) -> None:
    project = await model_shop.ad()
    writes_a_script(peer)
    peer.call_tool("Angles", angles()).call_tool("Verdicts", verdicts(5), times=2)
    await model_shop.hears(project, "cold brew for students, 15 s reel", 10)
    await model_shop.work_off()

    log = await craft(model_shop, project)
    assert (log.critic, log.chosen) == (RULES, 0)
    assert (await stored(model_shop, project)).framework == "PAS"
    (reply,) = [said for said in model_shop.said() if said.startswith("Here it is.")]
    assert reply.count("the AI critic didn't answer, so the marks come from my rules") == 1

    # Another ad: a director who only talks.
    project = await model_shop.ad(2)
    writes_a_script(peer)
    peer.reply("What a lovely product!", times=2)
    await model_shop.hears(project, "cold brew for students, 15 s reel", 10)
    await model_shop.work_off()

    log = await craft(model_shop, project)
    assert (await stored(model_shop, project)).framework == "PAS"
    assert [(a.framework == "PAS", a.script, a.take) for _, a in log.others] == [(False, None, None)] * 2
    _, reply = [said for said in model_shop.said() if said.startswith("Here it is.")]
    assert reply.count("the AI director didn't answer") == 1
    async with model_shop.database.transaction() as session:
        rows = (await session.scalars(select(GenerationCost))).all()
    calls = [one for one in rows if one.project_id == project.id and one.details["prompt"] == "director/1"]
    assert [one.error_message for one in calls] == ["ModelFailure: an answer of another form"] * 2
    assert await broken(model_shop.database) == []
