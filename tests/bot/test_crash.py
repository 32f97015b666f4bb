"""The bot dies like under kill -9 before or after its commit; Telegram sends again; there is one effect."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from aiogram.types import Update

from db.crash import EXIT_CODE
from db.models import AdProject, ProcessedUpdate, Turn
from tests.bot.conftest import Room
from tests.support.telegram import Client

ROOT = Path(__file__).parents[2]


async def die_at(point: str, url: str, update: Update) -> int | None:
    """The exit code of a bot process that is given `update` and dies at `point`."""
    words = update.model_dump_json(exclude_none=True, by_alias=True)
    command = (sys.executable, "-m", "tests.bot.one_update", url, words)
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
