"""Undo, the list of versions, and the choice of one, through the real dispatcher."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from agent.script import AdScript
from bot.callbacks import Restore, Undo, Versions
from bot.scripts import as_written, read_stored
from bot.views.words import plain
from db.answers import Answers
from db.enums import AdProjectStatus, ChatRole
from db.models import AdProject, ChatMessage, OutboxRow, Turn
from db.projects import undo_chain
from tests.bot.conftest import Room
from tests.support.states import put_into
from tests.support.telegram import Client


async def rewritten(room: Room, project: AdProject, opening: str) -> int:
    """The ad's script with another text in its first scene, as an answer would have written it."""
    async with room.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        old = await read_stored(session, row)
        assert old is not None
        scenes = (old.scenes[0].model_copy(update={"on_screen_text": opening}), *old.scenes[1:])
        new: AdScript = old.model_copy(update={"scenes": scenes})
        return await Answers(session, row.user_id).write_script(row, as_written(row, new, "guided"))


async def opening(room: Room) -> str:
    """The text of the first scene as the script stands."""
    project = await room.project()
    async with room.database.transaction() as session:
        script = await read_stored(session, project)
    assert script is not None
    return script.scenes[0].on_screen_text


async def test_undo_goes_back_step_by_step_and_shows_what_that_changed(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await rewritten(room, project, "Second")
    await rewritten(room, project, "Third")
    await room.get(client.press(Undo(project=project.id, revision=3).pack()))
    assert await opening(room) == "Second"
    said = [plain(text) for text in await room.said()]
    assert said[0].startswith("↩️ Version 2 is back (as version 4).")
    assert "🔤 Third → Second" in said[0]
    assert "Untouched: scenes 2, 3." in said[0]
    assert "Scene 1" in said[1]
    rows = await room.all(OutboxRow, OutboxRow.id)
    assert rows[-1].payload["keyboard"][0][0]["callback_data"] == f"ok:{project.id.hex}:4"

    await room.get(client.press(Undo(project=project.id, revision=4).pack()))
    assert await opening(room) == "Line 1"
    assert undo_chain(await room.project()) == []
    await room.get(client.press(Undo(project=project.id, revision=5).pack()))
    assert room.toasts() == ["Undone.", "Undone.", "This is the first version; there is none before."]
    lines = [row.content for row in await room.all(ChatMessage) if row.role == ChatRole.ASSISTANT]
    assert sorted(lines) == ["Version 1 is back.", "Version 2 is back."]


async def test_an_old_or_doubled_press_changes_nothing_and_shows_the_versions(
    room: Room, client: Client
) -> None:
    project = await room.with_script(client)
    await rewritten(room, project, "Second")
    press = Undo(project=project.id, revision=2).pack()
    await room.get(client.press(press), client.press(press))
    assert (await room.project()).revision == 3
    assert room.toasts()[1] == "The script has changed meanwhile. Here are its versions."
    assert "Versions of this script" in (await room.said())[-1]


async def test_the_versions_are_listed_and_any_can_be_brought_back(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await rewritten(room, project, "Second")
    await rewritten(room, project, "Third")
    await room.get(client.text("show me the versions"))
    (row,) = await room.all(OutboxRow)
    listed = plain(row.payload["text"]).splitlines()
    assert listed[1:4] == [
        "3 · 15 s · 3 scenes · PAS · “Third” ← now",
        "2 · 15 s · 3 scenes · PAS · “Second”",
        "1 · 15 s · 3 scenes · PAS · “Line 1”",
    ]
    buttons = [button["callback_data"] for line in row.payload["keyboard"] for button in line]
    assert buttons == [f"back:{project.id.hex}:2:3", f"back:{project.id.hex}:1:3"]
    assert await room.count(Turn) == 0

    await room.get(client.press(buttons[1]))
    assert await opening(room) == "Line 1"
    # Bringing one back is a change like any other: undo takes it back.
    await room.get(client.press(Undo(project=project.id, revision=4).pack()))
    assert await opening(room) == "Third"
    await room.get(client.press(Versions(project=project.id).pack()))
    assert "“Third” ← now" in plain((await room.said())[-1])


@pytest.mark.parametrize("words", ["what would other versions cost?", "make two versions of the ad"])
async def test_other_words_about_versions_are_for_the_agent(room: Room, client: Client, words: str) -> None:
    await room.get(client.text(words))
    assert await room.count(Turn) == 1


async def test_nobody_restores_the_script_of_another(room: Room, client: Client, other: Client) -> None:
    project = await room.with_script(client)
    await rewritten(room, project, "Second")
    for button in (
        Undo(project=project.id, revision=2),
        Restore(project=project.id, revision=1, current=2),
        Versions(project=project.id),
    ):
        await room.get(other.press(button.pack()))
    assert room.toasts() == ["I can't find that ad any more."] * 3
    assert await room.said() == []
    assert await opening(room) == "Second"


async def test_nothing_is_restored_while_the_video_is_made_or_an_answer_is_due(
    room: Room, client: Client
) -> None:
    project = await room.with_script(client)
    await rewritten(room, project, "Second")
    press = Undo(project=project.id, revision=2).pack()
    await room.get(client.text("scene 1: brighter"), client.press(press))
    async with room.database.transaction() as session:
        await session.execute(text("DELETE FROM turns"))
        await put_into(session, project.id, AdProjectStatus.VIDEO_GENERATING)
    await room.get(client.press(press))
    assert room.toasts() == [
        "I'm just writing an answer about this ad. Please press again in a moment.",
        "It is being made already.",
    ]
    assert await opening(room) == "Second"
