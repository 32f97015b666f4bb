"""So many messages at once, then one per pause: per chat, for all together, and whichever process sends."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from db import outbox
from db.engine import Database, DatabaseSettings
from db.models.runtime import ChatHold
from db.pace import ALL_BURST, CHAT_BURST, GROUP_BURST, Pace
from db.pacing import EVERYBODY, Gate

CHAT = 4711
SLOW = Pace(chat_s=100.0, group_s=400.0, all_s=0.0)
"""Whatever time the test takes, it is none beside these pauses."""


async def waits(database: Database, chat: int, pace: Pace, times: int, *, messages: int = 1) -> list[int]:
    """Seconds of each, in whole pauses of the chat."""
    gate = Gate(database, pace)
    found = [await gate.take(chat, messages=messages) for _ in range(times)]
    pause, _ = pace.of(chat)
    return [round(wait / pause.total_seconds()) for wait in found]


async def test_a_burst_goes_at_once_and_then_one_per_pause(database: Database) -> None:
    assert await waits(database, CHAT, SLOW, CHAT_BURST + 3) == [0] * CHAT_BURST + [1, 2, 3]
    assert await waits(database, CHAT + 1, SLOW, 1) == [0], "nobody else waits"
    assert await waits(database, -CHAT, SLOW, GROUP_BURST + 1) == [0] * GROUP_BURST + [1]
    assert await waits(database, CHAT + 2, SLOW, 3, messages=10) == [0, 0, 9], "an album is as many as it has"


async def test_all_chats_together_have_a_pace_over_all_processes(database: Database) -> None:
    pace = Pace(chat_s=0.0, group_s=0.0, all_s=100.0)
    other = Database(DatabaseSettings(database.settings.url, pool_size=1))
    found = []
    for number in range(ALL_BURST + 2):
        gate = Gate((database, other)[number % 2], pace)
        found.append(round(await gate.take(CHAT + number) / pace.all_s))
    await other.dispose()
    assert found == [0] * ALL_BURST + [1, 2]


async def test_what_may_be_left_out_is_left_out_long_before_anything_waits(database: Database) -> None:
    pace = Pace(chat_s=0.0, group_s=0.0, all_s=100.0)
    gate = Gate(database, pace)
    spared = [await gate.spare(CHAT) for _ in range(ALL_BURST)]
    assert spared.index(False) == sum(spared), "once there is no room to spare, there is none"
    assert ALL_BURST / 2 - 1 <= sum(spared) <= ALL_BURST / 2 + 1
    assert [await gate.take(CHAT) for _ in range(ALL_BURST // 2 - 1)] == [0.0] * (ALL_BURST // 2 - 1)


async def test_nothing_is_spared_nor_due_in_a_chat_that_telegram_holds(database: Database) -> None:
    gate = Gate(database, Pace())
    async with database.transaction() as session:
        await outbox.say(
            session, chat_id=CHAT, thread_id=None, kind="text", payload={"text": "hi"}, dedupe_key="k"
        )
        assert len(await outbox.due(session, CHAT)) == 1
    await gate.hold(CHAT, 50.0)
    await gate.hold(CHAT, 5.0)  # does not shorten it
    assert not await gate.spare(CHAT)
    assert await gate.spare(CHAT + 1)
    assert 45.0 < await gate.take(CHAT) <= 50.0
    async with database.transaction() as session:
        assert await outbox.due(session, CHAT) == []
        due = await outbox.next_due_s(session, CHAT)
    assert due is not None
    assert 45.0 < due <= 50.0


async def test_a_chat_that_had_its_burst_is_woken_when_it_may_be_written_to(database: Database) -> None:
    await waits(database, CHAT, SLOW, CHAT_BURST)
    async with database.transaction() as session:
        await outbox.say(
            session, chat_id=CHAT, thread_id=None, kind="text", payload={"text": "hi"}, dedupe_key="k"
        )
        assert await outbox.due(session, CHAT) == []
        assert await outbox.chats_waiting(session) == []
        due = await outbox.next_due_s(session, CHAT)
        row = await session.scalar(
            select(ChatHold.free_at - func.clock_timestamp()).where(ChatHold.chat_id == CHAT)
        )
    assert due is not None
    assert isinstance(row, timedelta)
    assert abs(due - row.total_seconds()) < 1
    assert 90 < due <= SLOW.chat_s


async def test_who_cannot_ask_keeps_nobody_from_being_answered() -> None:
    away = Database(DatabaseSettings("postgresql://me@127.0.0.1:1/ads"))
    gate = Gate(away, Pace())
    assert await gate.take(EVERYBODY + 1) == 0.0
    assert not await gate.spare(1)
    await gate.hold(1, 10.0)
    await away.dispose()
