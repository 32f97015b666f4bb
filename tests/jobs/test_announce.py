"""A broadcast reaches each person once, whatever dies, and nobody more once it was stopped."""

from __future__ import annotations

import asyncio
from typing import Any, cast
from uuid import UUID

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import SendMessage
from aiohttp import ClientConnectorError
from sqlalchemy import text

from db.accounts import Accounts
from db.administration import Broadcasts
from db.broadcasting import Announcing
from db.models import Broadcast
from jobs.announce import AT_ONCE, announce, announce_tick
from jobs.say import say
from jobs.schedule import sweep
from tests.jobs.shop import Shop
from tests.support.people import met

PEOPLE = 25


async def begun(shop: Shop) -> UUID:
    """A broadcast to twenty-five people, by the first of them."""
    async with shop.database.transaction() as session:
        for number in range(1, PEOPLE + 1):
            await met(session, number)
        author = await Accounts(session).of_telegram(1)
        assert author is not None
        row = await Broadcasts(session).draft(author.id, "We are <b>back</b>")
        assert await Announcing(session, row.id).begin("all") == PEOPLE
        assert await Announcing(session, row.id).begin("all") is None
    return row.id


async def status(shop: Shop, broadcast: UUID) -> str:
    async with shop.database.transaction() as session:
        return (await session.get_one(Broadcast, broadcast)).status


def told(shop: Shop) -> list[int]:
    calls = shop.session.of(SendMessage)
    return sorted(int(call.chat_id) for call in calls if call.text == "We are <b>back</b>")


async def test_each_is_told_once_over_crashes(shop: Shop) -> None:
    broadcast = await begun(shop)
    await announce(shop.crew, broadcast)
    assert await shop.count("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'broadcast:%'") == AT_ONCE
    # The worker died and the queue was lost; two others begin at once, again and again.
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    for _ in range(3):
        await announce(shop.crew, broadcast)
    assert await announce_tick(shop.database) == 1
    await sweep(shop.database, shop.crew.rhythm)
    await shop.work_off()
    assert told(shop) == list(range(1, PEOPLE + 1))
    assert await status(shop, broadcast) == "done"
    assert await announce_tick(shop.database) == 0
    assert "25 told, 0 have blocked the bot, 0 failed" in (shop.edits() or shop.said())[-1]


async def test_who_blocked_the_bot_is_counted_and_left_alone(shop: Shop) -> None:
    broadcast = await begun(shop)
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE users SET blocked_at = now() WHERE telegram_user_id = 7"))
        await session.execute(
            text(
                "DELETE FROM broadcast_recipients r USING users u"
                " WHERE u.id = r.user_id AND u.telegram_user_id > 9"
            )
        )
    shop.session.plan(
        SendMessage, TelegramForbiddenError(method=SendMessage(chat_id=1, text=""), message="blocked")
    )
    await announce(shop.crew, broadcast)
    await shop.work_off()
    async with shop.database.transaction() as session:
        far = await Announcing(session, broadcast).progress()
    assert (far.queued, far.sent, far.blocked, far.failed) == (0, 7, 2, 0)
    assert await status(shop, broadcast) == "done"


async def test_stopped_nobody_more_is_told(shop: Shop) -> None:
    broadcast = await begun(shop)
    await announce(shop.crew, broadcast)
    async with shop.database.transaction() as session:
        assert await Announcing(session, broadcast).stop()
        assert not await Announcing(session, broadcast).stop()
    await announce(shop.crew, broadcast)
    await shop.work_off()
    assert told(shop) == []
    assert await status(shop, broadcast) == "cancelled"


async def test_nobody_is_told_twice_by_a_sender_that_died_and_all_others_are_told(shop: Shop) -> None:
    broadcast = await begun(shop)
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "DELETE FROM broadcast_recipients r USING users u"
                " WHERE u.id = r.user_id AND u.telegram_user_id > 4"
            )
        )
    method = SendMessage(chat_id=1, text="")
    unreachable = TelegramNetworkError(method=method, message="ClientConnectorError")
    unreachable.__cause__ = ClientConnectorError(cast("Any", None), OSError())
    # The first sender dies in the call; of the second nobody knows; the third never got there; the fourth is slowed.
    shop.session.plan(
        SendMessage,
        Died(),
        TelegramNetworkError(method=method, message="Request timeout error"),
        unreachable,
        TelegramRetryAfter(method=method, message="", retry_after=0),
    )
    await announce(shop.crew, broadcast)
    with pytest.raises(Died):
        await say(shop.crew, 1)
    for chat in (2, 3, 4):
        await say(shop.crew, chat)
    await asyncio.sleep(shop.crew.rhythm.send_backoff_max)  # whatever is tried again is due by then
    for chat in (1, 2, 3, 4):
        await say(shop.crew, chat)
    await shop.work_off()
    assert told(shop) == [1, 2, 3, 3, 4, 4], "only what surely did not arrive is tried again"
    async with shop.database.transaction() as session:
        far = await Announcing(session, broadcast).progress()
    assert (far.queued, far.sent, far.blocked, far.failed) == (0, 2, 0, 2)
    assert await status(shop, broadcast) == "done"


class Died(Exception):
    """The process of the sender is gone."""
