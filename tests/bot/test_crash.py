"""The bot dies like under kill -9 before or after its commit; Telegram sends again; there is one effect."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from aiogram.types import Update

from bot.inbox import Inbox, as_it_came
from db.crash import EXIT_CODE
from db.models import AdProject, ProcessedUpdate, Turn
from tests.bot.conftest import Room
from tests.bot.test_inbox import given, looking
from tests.support.telegram import Client

ROOT = Path(__file__).parents[2]


async def die_at(point: str, url: str, *updates: Update) -> int | None:
    """The exit code of a bot process that is given `updates` and dies at `point`."""
    words = [as_it_came(update) for update in updates]
    command = (sys.executable, "-m", "tests.bot.one_update", url, *words)
    env = {**os.environ, "BRIEFCUT_CRASH": point}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env)
    return await process.wait()


async def test_a_bot_that_dies_around_its_commit(
    room: Room, room_url: str, client: Client, other: Client
) -> None:
    before, after = client.text("died before the commit"), other.text("died after the commit")
    codes = await asyncio.gather(
        die_at("bot.before_commit", room_url, before), die_at("bot.after_commit", room_url, after)
    )
    assert codes == [EXIT_CODE, EXIT_CODE]
    assert await room.lines() == [("text", "died after the commit")]
    await room.get(before, after)  # Telegram sends both again
    assert sorted(await room.lines()) == [
        ("text", "died after the commit"),
        ("text", "died before the commit"),
    ]
    for model in (ProcessedUpdate, AdProject, Turn):
        assert await room.count(model) == 2
    assert await room.jobs("turn") == 2


async def test_a_bot_that_dies_around_the_keeping_of_what_came(
    room: Room, room_url: str, client: Client, other: Client
) -> None:
    unkept = (client.text("a"), client.text("b"))
    kept = (other.text("c"), other.text("d"))
    codes = await asyncio.gather(
        die_at("inbox.arrived", room_url, *unkept), die_at("inbox.kept", room_url, *kept)
    )
    assert codes == [EXIT_CODE, EXIT_CODE]
    assert await room.lines() == []
    rows = await room.all(ProcessedUpdate, ProcessedUpdate.update_id)
    assert [(row.update_id, row.payload) for row in rows] == [
        (one.update_id, as_it_came(one)) for one in kept
    ]
    inbox = Inbox(room.intake, room.database)
    async with looking(inbox):
        await inbox.keep(*given(*unkept))  # Telegram, which was not told, sends them again
    assert sorted(await room.lines()) == [("text", word) for word in "abcd"]
