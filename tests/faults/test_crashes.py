"""The process dies at the worst moments and is started again: one effect each, nothing lost.

Faults 1, 2, 6 and 15 of the matrix, and kill -9 in the middle of a turn and of a render. The stand-in for Telegram
runs in a process of its own, as Telegram would.
"""

from __future__ import annotations

import asyncio

from aiogram.types import Message

from briefcut.simulator.client import Marketer
from db.crash import EXIT_CODE
from db.engine import Database
from tests.support.database import count, temporary_home
from tests.support.invariants import quiet
from tests.support.program import TOKEN, Program, answers, free_port, product, telegram

BRIEF = (
    "6 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)


def offers(message: Message) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any(button.text.startswith("✅") for row in rows for button in row)


async def dies_at(briefcut: Program, point: str, port: int) -> None:
    """Start it so that it dies at `point`, and wait until it did."""
    await briefcut.start(BRIEFCUT_CRASH=point)
    assert await briefcut.ended() == EXIT_CODE, briefcut.said()[-3000:]


async def comes_up(briefcut: Program, port: int) -> None:
    await briefcut.start()
    await answers(f"http://127.0.0.1:{port}/readyz", program=briefcut)


async def test_a_conversation_survives_every_death_on_its_way(database: Database) -> None:
    with temporary_home() as home:
        async with telegram(home) as api, Marketer(api, "Ada") as ada:
            port = free_port()
            briefcut = product(home, database.settings.url, port=port, token=TOKEN, api_url=api)
            await ada.send(BRIEF)
            try:
                await dies_at(briefcut, "bot.before_commit", port)
                assert await count(database, "SELECT count(*) FROM chat_messages") == 0
                await dies_at(briefcut, "bot.after_commit", port)
                assert await count(database, "SELECT count(*) FROM chat_messages WHERE role = 'user'") == 1
                await dies_at(briefcut, "turn.answered", port)
                assert await count(database, "SELECT count(*) FROM outbox") == 0
                await dies_at(briefcut, "turn.committed", port)
                await dies_at(briefcut, "say.sent", port)
                await comes_up(briefcut, port)
                await ada.wait_for("photo", timeout=60, after=0)
                assert await quiet(database) == []
            finally:
                await briefcut.kill()
            assert await count(database, "SELECT count(*) FROM chat_messages WHERE role = 'user'") == 1
            assert await count(database, "SELECT count(*) FROM chat_messages WHERE role = 'assistant'") == 1
            assert await count(database, "SELECT count(*) FROM turns WHERE state = 'done'") == 1
            # The brief's card and the answer; what was sent when the process died is sent once more.
            assert 1 <= sum(line.outgoing for line in await ada.lines()) <= 3


async def test_a_production_survives_every_death_on_its_way(database: Database) -> None:
    with temporary_home() as home:
        async with telegram(home) as api, Marketer(api, "Ada") as ada:
            port = free_port()
            briefcut = product(home, database.settings.url, port=port, token=TOKEN, api_url=api)
            await ada.send(BRIEF)
            try:
                await comes_up(briefcut, port)
                await ada.press("Skip", timeout=60)
                await ada.wait_for(offers, timeout=60, after=0, what="the script")
                assert await briefcut.stop() == 0, briefcut.said()[-3000:]
                await ada.tap("✅")
                await dies_at(briefcut, "bot.approved", port)
                assert await count(database, "SELECT count(*) FROM generation_jobs") == 0
                await dies_at(briefcut, "make.still.stored", port)
                assert await count(database, "SELECT count(*) FROM generation_jobs") > 0
                await _killed_while_rendering(briefcut, database, port)
                await dies_at(briefcut, "make.cut.stored", port)
                await _dies_while_sending_the_video(briefcut, ada, database, port)
                assert await quiet(database) == []
                assert await briefcut.stop() == 0, briefcut.said()[-3000:]
            finally:
                await briefcut.kill()
            videos = [line.message for line in await ada.lines() if line.message.video]
            assert 1 <= len(videos) <= 2
            assert len({len(await ada.download(video)) for video in videos}) == 1
            assert await count(database, "SELECT count(*) FROM assets WHERE type = 'final_video'") == 1
            assert await count(database, "SELECT count(*) FROM ad_projects WHERE status = 'completed'") == 1
            assert not any((home / "work").iterdir()), "no temporary files are left"


async def _killed_while_rendering(briefcut: Program, database: Database, port: int) -> None:
    """kill -9 while a clip or the cut is being made."""
    await comes_up(briefcut, port)
    rendering = (
        "SELECT count(*) FROM generation_jobs WHERE status = 'processing' AND asset_kind IN ('clip', 'cut')"
    )
    async with asyncio.timeout(60):
        while not await count(database, rendering):
            await asyncio.sleep(0.02)
    await briefcut.kill()


async def _dies_while_sending_the_video(
    briefcut: Program, ada: Marketer, database: Database, port: int
) -> None:
    """The process dies after each of its next messages, at last after the video's, before that is noted."""
    for _ in range(8):
        await briefcut.start(BRIEFCUT_CRASH="say.sent")
        if await briefcut.ended() != EXIT_CODE:
            raise AssertionError(briefcut.said()[-3000:])
        if any(line.message.video for line in await ada.lines()):
            break
    await comes_up(briefcut, port)
    completed = "SELECT count(*) FROM ad_projects WHERE status = 'completed'"
    async with asyncio.timeout(60):
        while not await count(database, completed):
            await asyncio.sleep(0.1)
