import asyncio

import pytest
from sqlalchemy import text

from db import outbox
from db.engine import Database, Session
from db.models import OutboxRow

CHAT = 4711


async def say(session: Session, key: str, words: str = "hello", **more: object) -> int:
    arguments = {"chat_id": CHAT, "thread_id": None, "kind": "text", "payload": {"text": words}, **more}
    return await outbox.say(session, dedupe_key=key, **arguments)  # type: ignore[arg-type]


async def jobs(session: Session) -> list[tuple[str, str, dict[str, object], bool]]:
    rows = await session.execute(
        text(
            "SELECT task_name, queue_name, args, scheduled_at IS NULL OR scheduled_at <= clock_timestamp() "
            "FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
        )
    )
    return [tuple(row) for row in rows]


async def test_what_is_said_waits_in_order_and_wakes_the_sender_once(database: Database) -> None:
    async with database.transaction() as session:
        ids = [await say(session, f"line {n}") for n in range(3)]
    async with database.transaction() as session:
        assert [row.id for row in await outbox.due(session, CHAT, 10)] == ids
        assert [row.id for row in await outbox.due(session, CHAT, 2)] == ids[:2]
        assert await outbox.due(session, CHAT + 1) == []
        assert await outbox.chats_waiting(session) == [CHAT]
        assert await jobs(session) == [("say", "delivery", {"chat_id": CHAT}, True)]


async def test_the_same_thing_is_said_once(database: Database) -> None:
    async with database.transaction() as session:
        first = await say(session, "greeting", "hello")
        again = await say(session, "greeting", "hello again")
        assert first == again
        (row,) = await outbox.due(session, CHAT)
        assert row.payload == {"text": "hello"}


async def test_nothing_is_said_when_its_cause_is_rolled_back(database: Database) -> None:
    async def fail(session: Session) -> None:
        await say(session, "greeting")
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fail)
    async with database.transaction() as session:
        assert await outbox.due(session, CHAT) == []
        assert await jobs(session) == []


async def test_a_card_is_replaced_while_it_waits_and_edited_after_it_was_sent(database: Database) -> None:
    async with database.transaction() as session:
        card = await say(session, "card", "10 %", kind="card")
        assert await say(session, "card", "20 %", kind="card") == card
        (row,) = await outbox.due(session, CHAT)
        assert (row.payload, row.version, row.sent_message_id) == ({"text": "20 %"}, 2, None)
        assert await outbox.mark_sent(session, card, 2, 99)
        assert await outbox.due(session, CHAT) == []

        await say(session, "card", "20 %", kind="card")
        assert await outbox.due(session, CHAT) == []
        await say(session, "card", "30 %", kind="card")
        (row,) = await outbox.due(session, CHAT)
        assert (row.version, row.sent_message_id) == (3, 99)


async def test_a_card_that_moved_on_while_it_was_sent_stays_due(database: Database) -> None:
    async with database.transaction() as session:
        card = await say(session, "card", "10 %", kind="card")
        await say(session, "card", "20 %", kind="card")
        assert await outbox.mark_sent(session, card, 1, 99)
        (row,) = await outbox.due(session, CHAT)
        assert (row.payload, row.sent_message_id) == ({"text": "20 %"}, 99)


async def test_what_follows_is_started_once_and_only_after_it_was_said(database: Database) -> None:
    async with database.transaction() as session:
        row_id = await say(session, "video", kind="video", then=("advance", {"project_id": "p"}))
        assert [job[0] for job in await jobs(session)] == ["say"]
        assert await outbox.mark_sent(session, row_id, 1, 7, "file-id")
        assert not await outbox.mark_sent(session, row_id, 1, 8, "another")
        assert [job[:3] for job in await jobs(session)][1:] == [
            ("advance", "generation", {"project_id": "p"})
        ]
        row = await session.get_one(OutboxRow, row_id)
        assert (row.sent_message_id, row.file_id) == (7, "file-id")


async def test_a_retry_holds_back_what_was_said_after_it(database: Database) -> None:
    async with database.transaction() as session:
        first, second = await say(session, "first"), await say(session, "second")
        await outbox.mark_failed(session, first, "502", 30)
        assert await outbox.due(session, CHAT) == []
        wait = await outbox.next_due_s(session, CHAT)
        assert wait is not None
        assert 29 < wait <= 30
        await outbox.mark_failed(session, first, "gone", None)
        assert [row.id for row in await outbox.due(session, CHAT)] == [second]
        assert (await session.get_one(OutboxRow, first, populate_existing=True)).attempts == 2


async def test_a_delayed_row_holds_back_nothing_and_delays_no_wake_up(database: Database) -> None:
    async with database.transaction() as session:
        await say(session, "reminder", delay_s=60)
        assert await jobs(session) == [("say", "delivery", {"chat_id": CHAT}, False)]
        now = await say(session, "now")
        assert [row.id for row in await outbox.due(session, CHAT)] == [now]
        assert await jobs(session) == [("say", "delivery", {"chat_id": CHAT}, True)]
        assert await outbox.next_due_s(session, CHAT) == 0
        await outbox.mark_sent(session, now, 1, 1)
        wait = await outbox.next_due_s(session, CHAT)
        assert wait is not None
        assert 0 < wait <= 60


async def test_a_held_chat_is_silent_and_others_are_not(database: Database) -> None:
    async with database.transaction() as session:
        await say(session, "mine")
        await say(session, "theirs", chat_id=CHAT + 1)
        await outbox.hold_chat(session, CHAT, 20)
        await outbox.hold_chat(session, CHAT, 5)  # a shorter hold does not shorten a longer one
        await say(session, "said meanwhile")
        assert await outbox.due(session, CHAT) == []
        assert await outbox.chats_waiting(session) == [CHAT + 1]
        wait = await outbox.next_due_s(session, CHAT)
        assert wait is not None
        assert 5 < wait <= 20  # unless the machine stops for a while
        assert await outbox.next_due_s(session, CHAT + 2) is None


async def test_a_dropped_card_comes_back_when_it_is_said_anew(database: Database) -> None:
    async with database.transaction() as session:
        card = await say(session, "card", "a", kind="card")
        await outbox.mark_failed(session, card, "chat not found", None)
        assert await outbox.due(session, CHAT) == []
        await say(session, "card", "b", kind="card")
        assert [row.id for row in await outbox.due(session, CHAT)] == [card]


async def test_two_transactions_write_one_card(database: Database) -> None:
    async def write(words: str) -> int:
        return await database.run(lambda session: say(session, "card", words, kind="card"))

    ids = await asyncio.gather(*(write(f"{n} %") for n in range(8)))
    assert len(set(ids)) == 1
    async with database.transaction() as session:
        (row,) = await outbox.due(session, CHAT)
        assert row.version == 8
