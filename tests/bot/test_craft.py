"""Other angles, “why this script?” and /craft, through the real dispatcher."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from aiogram.methods import EditMessageText
from sqlalchemy import text

from agent.angles import propose
from agent.brief import BrandFacts, Brief
from agent.craftlog import LEVELS, CraftLog, total
from bot.callbacks import NewAngles, SetCraft, ShowCraft, TellAngle, Why
from bot.scripts import ANGLE_LINE, as_written, note_craft, read_craft, read_stored
from bot.views.words import plain
from db.answers import Answers
from db.enums import AdProjectStatus
from db.models import AdProject, ChatMessage, OutboxRow, Script, Turn
from db.production import Production
from tests.bot.conftest import Room
from tests.support.states import put_into
from tests.support.telegram import Client

BRIEF = Brief(product="Cold brew", placement="instagram_reels", duration=15, call_to_action="Order now")
ANGLES = propose(BRIEF, BrandFacts())
LOG = CraftLog(level="fast", angles=ANGLES, chosen=0, marks=ANGLES[0].marks)


async def weighed(room: Room, client: Client, log: CraftLog | None = LOG) -> AdProject:
    """An ad at revision 2, whose script tells the first of three angles."""
    project = await room.with_script(client)
    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        script = ANGLES[0].script
        assert script is not None
        await Answers(session, row.user_id).write_script(row, as_written(row, script, "guided", log))
        await note_craft(session, row, script, BRIEF, log)
        await session.execute(text("DELETE FROM outbox"))
    return row


async def keyboard(room: Room) -> list[tuple[str, str]]:
    """(label, data) of the buttons under the last message that waits in the outbox."""
    rows: Sequence[Any] = await room.all(OutboxRow, OutboxRow.id)
    return [(b["text"], b["callback_data"]) for row in rows[-1].payload["keyboard"] for b in row]


async def test_a_tap_on_an_angle_asks_for_a_turn_once(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    press = TellAngle(project=project.id, revision=2, index=1).pack()
    await room.get(client.press(press), client.press(press))

    assert room.toasts() == [
        "Telling it from another angle.",
        "I'm on it: an answer about this ad is being written.",
    ]
    assert await room.count(Turn) == 1
    (line,) = [row for row in await room.all(ChatMessage) if row.kind == ANGLE_LINE]
    assert (line.content, line.trace) == ("Other angle: Before and after", {"angle": 1})
    assert await room.said() == []


async def test_three_new_angles_are_asked_for_likewise(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    await room.get(client.press(NewAngles(project=project.id, revision=2).pack()))
    assert room.toasts() == ["Weighing three new angles."]
    (line,) = [row for row in await room.all(ChatMessage) if row.kind == ANGLE_LINE]
    assert (line.content, line.trace) == ("Three new angles", {"angle": None})


async def test_an_old_button_changes_nothing_and_shows_the_script_with_fresh_ones(
    room: Room, client: Client
) -> None:
    project = await weighed(room, client)
    await room.get(client.press(TellAngle(project=project.id, revision=1, index=1).pack()))
    assert room.toasts() == ["This version of the script is old. The current one follows."]
    assert await room.count(Turn) == 0
    assert (await keyboard(room))[2:] == [
        ("🔀 Other angle: Before and after", f"angle:{project.id.hex}:2:1"),
        ("🔀 Other angle: Make them want it", f"angle:{project.id.hex}:2:2"),
        ("💡 Why this script?", f"why:{project.id.hex}:2"),
    ]


@pytest.mark.parametrize("index", [3, 9])
async def test_an_angle_that_is_not_there_is_not_found(room: Room, client: Client, index: int) -> None:
    project = await weighed(room, client)
    await room.get(client.press(TellAngle(project=project.id, revision=2, index=index).pack()))
    assert room.toasts() == ["I can't find that ad any more."]
    assert await room.count(Turn) == 0


async def test_nothing_is_told_anew_while_the_video_is_made(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    async with room.database.transaction() as session:
        await put_into(session, project.id, AdProjectStatus.VIDEO_GENERATING)
    await room.get(client.press(TellAngle(project=project.id, revision=2, index=1).pack()))
    assert room.toasts() == ["It is being made already."]
    assert await room.count(Turn) == 0


async def test_nobody_reaches_another_s_angles_marks_or_level(
    room: Room, client: Client, other: Client
) -> None:
    project = await weighed(room, client)
    for button in (
        TellAngle(project=project.id, revision=2, index=1),
        NewAngles(project=project.id, revision=2),
        Why(project=project.id, revision=2),
        ShowCraft(project=project.id),
        SetCraft(project=project.id, level=2),
    ):
        await room.get(other.press(button.pack()))
    assert room.toasts() == ["I can't find that ad any more."] * 5
    assert await room.said() == []
    assert await room.count(Turn) == 0
    assert "craft" not in (await room.project()).settings


async def test_why_shows_every_mark_with_its_reason_and_the_angles_beside(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    await room.get(client.press(Why(project=project.id, revision=2).pack()))
    (said,) = await room.said()
    told = plain(said)
    assert told.startswith("💡 Why this script?\nIt tells “Name the problem”: Opens on a sore point")
    for mark in LOG.marks:
        assert f"{'█' * mark.score}{'░' * (10 - mark.score)} {mark.score}" in told
        assert mark.reason in told
    assert f"Of three angles it had the most marks: {total(LOG.marks)} of 50." in told
    assert "“Before and after” · " in told
    assert "Marked by rules" in told
    labels = [label for label, _ in await keyboard(room)]
    assert labels == [
        "🔀 Other angle: Before and after",
        "🔀 Other angle: Make them want it",
        "🎲 Three new angles",
        "⚙️ How thorough: fast",
    ]


@pytest.mark.parametrize("words", ["why this script?", "Why this one", "but why did you choose that angle?"])
async def test_why_is_understood_in_words(room: Room, client: Client, words: str) -> None:
    await weighed(room, client)
    await room.get(client.text(words))
    assert "Why this script?" in (await room.said())[0]
    assert await room.count(Turn) == 0


@pytest.mark.parametrize("words", ["why is this so expensive?", "why this colour?", "tell them why"])
async def test_other_whys_are_for_the_agent(room: Room, client: Client, words: str) -> None:
    await room.get(client.text(words))
    assert await room.count(Turn) == 1


async def test_why_of_an_older_version_says_so_and_offers_no_angles(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    await room.get(client.press(Why(project=project.id, revision=1).pack()))
    assert "it was written before that was kept" in (await room.said())[0]

    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        script = await read_stored(session, row)
        assert script is not None
        await Answers(session, row.user_id).write_script(row, as_written(row, script, "guided", LOG))
    await room.get(client.press(Why(project=project.id, revision=2).pack()))
    assert "Why version 2?" in (await room.said())[1]
    assert [label for label, _ in await keyboard(room)] == ["⚙️ How thorough: fast"]


async def test_why_before_there_is_a_script(room: Room, client: Client) -> None:
    await room.get(client.text("why this script?"))
    assert "There is no script yet" in (await room.said())[0]


async def test_the_level_is_chosen_with_its_price_and_new_ads_inherit_it(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    await room.get(client.text("/craft"))
    (said,) = await room.said()
    assert "➡️ Fast · free" in plain(said)
    buttons = dict(await keyboard(room))
    assert list(buttons) == ["Off · free", "Thorough · free", "🎲 Three new angles"]

    thorough = buttons["Thorough · free"]
    await room.get(client.press(thorough), client.press(thorough))
    assert room.toasts() == ["From now on: thorough."] * 2
    assert (await room.project()).settings["craft"] == "thorough"
    edit = room.session.of(EditMessageText)[-1]
    assert "➡️ Thorough · free" in plain(edit.text or "")
    assert "The script you have stays as it is." in (edit.text or "")

    await room.get(client.press(ShowCraft(project=project.id).pack()))
    assert "➡️ Thorough" in plain((await room.said())[-1])
    await room.get(client.text("/new"))
    projects = await room.all(AdProject, AdProject.created_at)
    assert [p.settings.get("craft") for p in projects] == ["thorough", "thorough"]


async def test_off_offers_no_angles(room: Room, client: Client) -> None:
    project = await weighed(room, client, CraftLog(level="off", marks=LOG.marks))
    await room.get(client.press(SetCraft(project=project.id, level=LEVELS.index("off")).pack()))
    edit = room.session.of(EditMessageText)[-1]
    assert edit.reply_markup is not None
    labels = [b.text for row in edit.reply_markup.inline_keyboard for b in row]
    assert labels == ["Fast · free", "Thorough · free"]
    await room.get(client.press(Why(project=project.id, revision=2).pack()))
    assert f"It has {total(LOG.marks)} of 50 marks." in plain((await room.said())[-1])
    assert [label for label, _ in await keyboard(room)] == ["🎲 Three new angles", "⚙️ How thorough: off"]


async def test_a_version_that_is_brought_back_brings_its_craft(room: Room, client: Client) -> None:
    project = await weighed(room, client)
    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        other = ANGLES[1].script
        assert other is not None
        new = LOG.model_copy(update={"chosen": 1, "tapped": True, "marks": ANGLES[1].marks})
        await Answers(session, row.user_id).write_script(row, as_written(row, other, "guided", new))
    await room.get(client.press(f"undo:{project.id.hex}:3"))

    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        assert row.revision == 4
        assert await read_craft(session, row) == LOG
        assert await Production(session).project(project.id) is not None
    (script,) = await room.all(Script)
    assert script.cohesion_score == 100
    assert script.style_keywords
    assert ("🔀 Other angle: Before and after", f"angle:{project.id.hex}:4:1") in await keyboard(room)
