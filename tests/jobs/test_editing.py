"""Editing by talking, through the turn job: the diff is shown, undo goes several steps, a reply is about its scene,
a version stands beside the script until it is chosen."""

from __future__ import annotations

import re

from sqlalchemy import select

from agent.brief import Brief
from agent.script import AdScript
from bot.scripts import Refusal, Restored, read_stored, restore
from db.models import AdProject, OutboxRow, ScriptRevision
from db.projects import undo_chain
from db.turns import Turns
from tests.jobs.shop import Shop
from tests.support.invariants import broken

BRIEF = (
    "15 second Instagram reel for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)


async def scripted(shop: Shop) -> AdProject:
    """An ad whose script the turn job wrote."""
    project = await shop.ad()
    for number, words in enumerate((BRIEF, "Skip"), start=5):
        await shop.hears(project, words, number)
        await shop.work_off()
    return await shop.project(project)


async def says(shop: Shop, project: AdProject, words: str, number: int, **line: object) -> list[str]:
    """What is said in the chat to `words`, without markup."""
    before = len(shop.said())
    await shop.hears(project, words, number, **line)
    await shop.work_off()
    return [re.sub(r"<[^>]+>", "", text) for text in shop.said()[before:]]


async def script(shop: Shop, project: AdProject, revision: int | None = None) -> AdScript:
    async with shop.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        found = await read_stored(session, row, revision)
    assert found is not None
    return found


async def test_a_talked_edit_shows_what_changed_and_undo_takes_it_back_step_by_step(shop: Shop) -> None:
    project = await scripted(shop)
    first = await script(shop, project)
    said = await says(shop, project, "Scene 2: more daylight", 10)
    (changed,) = [text for text in said if "What changed" in text]
    assert "Scene 2\n🖼 " in changed
    assert "more daylight" in changed
    assert "Untouched: scenes 1, 3" in changed
    second = await script(shop, project)
    assert [s for s in second.scenes if s.scene_number != 2] == [
        s for s in first.scenes if s.scene_number != 2
    ]

    said = await says(shop, project, "make it 10 seconds", 11)
    assert any("Length: 15 s → 10 s" in text for text in said)
    assert undo_chain(await shop.project(project)) == [1, 2]

    assert any("The version before is back" in text for text in await says(shop, project, "undo", 12))
    assert await script(shop, project) == second
    await says(shop, project, "undo", 13)
    assert await script(shop, project) == first
    row = await shop.project(project)
    assert (row.revision, undo_chain(row), row.ad_details["adDuration"]) == (5, [], 15)
    assert "first version" in (await says(shop, project, "undo", 14))[0]
    assert await shop.count("SELECT count(*) FROM script_revisions") == 5
    assert await broken(shop.database) == []


async def test_a_reply_to_a_page_of_the_script_is_about_the_scene_it_quotes(shop: Shop) -> None:
    project = await scripted(shop)
    async with shop.database.transaction() as session:
        rows = (await session.scalars(select(OutboxRow).where(OutboxRow.sent_message_id.is_not(None)))).all()
    (page,) = [row for row in rows if "about" in row.payload]
    assert page.payload["about"]["revision"] == 1
    before = await script(shop, project)
    await says(shop, project, "more daylight", 10, reply_to=page.sent_message_id, trace={"quote": "Scene 3"})
    after = await script(shop, project)
    changed = [s.scene_number for s, old in zip(after.scenes, before.scenes, strict=True) if s != old]
    assert changed == [3]
    # The message that says what changed is about that scene alone: a reply to it needs no quote.
    async with shop.database.transaction() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))).all()
    diff = next(row for row in rows if row.payload.get("about", {}).get("scenes") == [3])
    await says(shop, project, "show a kettle", 11, reply_to=diff.sent_message_id)
    latest = await script(shop, project)
    assert "kettle" in latest.scenes[2].visual_prompt
    assert latest.scenes[:2] == before.scenes[:2]


async def test_a_version_beside_the_script_waits_for_its_choice(shop: Shop) -> None:
    project = await scripted(shop)
    standing = await script(shop, project)
    said = await says(shop, project, "What would 30 seconds look like?", 10)
    row = await shop.project(project)
    assert (row.revision, row.ad_details["adDuration"]) == (1, 15)
    assert await script(shop, project) == standing
    beside = await script(shop, project, 2)
    assert beside.duration == 30
    assert any("Beside your 15 s version: 30 s" in text for text in said)
    async with shop.database.transaction() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))).all()
    keyboard = next(row.payload["keyboard"] for row in rows if "keyboard" in row.payload)
    assert keyboard[0][0]["callback_data"] == f"back:{project.id.hex}:2:1"

    # An edit of the script does not take the number of what stands beside it, and makes its button old.
    await says(shop, project, "Scene 2: more daylight", 11)
    assert (await shop.project(project)).revision == 3
    async with shop.database.transaction() as session:
        assert await restore(session, project.user_id, project.id, 1, 2) is Refusal.STALE
    async with shop.database.transaction() as session:
        came = await restore(session, project.user_id, project.id, 3, 2)
    assert isinstance(came, Restored)
    row = await shop.project(project)
    assert (row.revision, undo_chain(row)) == (4, [1, 3])
    assert Brief.from_stored(row.ad_details, row.settings["brief"]).duration == 30
    assert await script(shop, project) == beside
    await says(shop, project, "undo", 12)
    assert (await script(shop, project)).duration == 15
    assert await broken(shop.database) == []


async def test_nothing_is_brought_back_under_an_answer_that_is_being_written(shop: Shop) -> None:
    project = await scripted(shop)
    await says(shop, project, "make it 10 seconds", 10)
    await shop.hears(project, "Scene 2: more daylight", 11)
    async with shop.database.transaction() as session:
        assert await restore(session, project.user_id, project.id, 2, 1) is Refusal.ANSWERING
        assert await restore(session, project.id, project.id, 2, 1) is Refusal.NOT_FOUND
    await shop.work_off()
    async with shop.database.transaction() as session:
        assert not await Turns(session).pending(project.id)
        assert isinstance(await restore(session, project.user_id, project.id, 3, 1), Restored)
        revisions = (await session.scalars(select(ScriptRevision.revision))).all()
    assert sorted(revisions) == [1, 2, 3, 4]
