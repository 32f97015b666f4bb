"""The log keeps everything that was said, the window in the ad's row the last of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import event, text

from db.engine import Database, Session
from db.enums import AdProjectStatus, ChatRole
from db.models import AdProject, ChatMessage
from db.projects import HISTORY_WINDOW, Projects
from tests.support.people import met

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def an_ad(database: Database, chat_id: int = 7) -> tuple[UUID, UUID]:
    """(person, ad), just begun."""
    async with database.transaction() as session:
        user, chat = await met(session, chat_id)
        project = await Projects(session, user.id).start(chat)
        return user.id, project.id


async def say(
    session: Session, user_id: UUID, project_id: UUID, number: int, role: ChatRole = ChatRole.USER
) -> ChatMessage | None:
    return await Projects(session, user_id).remember(
        project_id,
        role=role,
        content=f"line {number}",
        timestamp=NOON + timedelta(seconds=number),
        chat_id=7,
        telegram_message_id=number,
        trace={"suggestions": ["a"]} if role is ChatRole.ASSISTANT else None,
    )


async def window(database: Database, project_id: UUID) -> list[str]:
    async with database.transaction() as session:
        project = await session.get_one(AdProject, project_id)
        return [line["content"] for line in project.conversation_history]


async def test_a_message_is_in_the_log_and_in_the_window(database: Database) -> None:
    user_id, project_id = await an_ad(database)
    async with database.transaction() as session:
        project = await Projects(session, user_id).get(project_id)
        message = await say(session, user_id, project_id, 1, ChatRole.ASSISTANT)
        assert project is not None
        assert message is not None
        assert (message.role, message.content, message.kind) == (ChatRole.ASSISTANT, "line 1", "text")
        assert (message.timestamp, message.trace) == (NOON + timedelta(seconds=1), {"suggestions": ["a"]})
        # What was loaded before shows it, too.
        assert project.status is AdProjectStatus.CHAT_IN_PROGRESS
        assert project.conversation_history == [
            {
                "id": str(message.id),
                "role": "assistant",
                "content": "line 1",
                "timestamp": "2026-03-04T12:00:01+00:00",
            }
        ]
    async with database.transaction() as session:
        assert (await session.get_one(ChatMessage, message.id)).content == "line 1"


async def test_the_window_stays_as_long_as_it_is(database: Database) -> None:
    user_id, project_id = await an_ad(database)
    for number in range(HISTORY_WINDOW + 3):
        async with database.transaction() as session:
            assert await say(session, user_id, project_id, number)
    lines = await window(database, project_id)
    assert lines == [f"line {number}" for number in range(3, HISTORY_WINDOW + 3)]
    async with database.transaction() as session:
        logged = await session.scalar(text("SELECT count(*) FROM chat_messages"))
    assert logged == HISTORY_WINDOW + 3


async def test_two_at_once_lose_nothing(database: Database) -> None:
    """The person writes while the answer is being written: neither line overwrites the other's window."""
    user_id, project_id = await an_ad(database)
    both_read = asyncio.Barrier(2)

    async def one(number: int) -> None:
        async with database.transaction() as session:
            await Projects(session, user_id).get(project_id)
            await both_read.wait()
            assert await say(session, user_id, project_id, number)

    await asyncio.gather(one(1), one(2))
    assert sorted(await window(database, project_id)) == ["line 1", "line 2"]


async def test_a_message_that_comes_twice_is_remembered_once(database: Database) -> None:
    user_id, project_id = await an_ad(database)
    async with database.transaction() as session:
        assert await say(session, user_id, project_id, 1)
        assert await say(session, user_id, project_id, 1) is None
    assert await window(database, project_id) == ["line 1"]


async def test_nobody_writes_into_another_s_ad(database: Database) -> None:
    user_id, project_id = await an_ad(database)
    stranger, _ = await an_ad(database, chat_id=8)
    async with database.transaction() as session:
        assert await say(session, stranger, project_id, 1) is None
        assert await say(session, user_id, uuid4(), 1) is None
        await session.execute(
            text("UPDATE ad_projects SET deleted_at = now() WHERE id = :p"), {"p": project_id}
        )
        assert await say(session, user_id, project_id, 1) is None
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM chat_messages")) == 0


async def test_what_a_turn_reads_and_writes_does_not_grow_with_the_conversation(database: Database) -> None:
    """The same statements, returning as many bytes, with ten messages as with a thousand."""
    user_id, project_id = await an_ad(database)
    fill = text(
        "INSERT INTO chat_messages (project_id, role, content, timestamp, chat_id, telegram_message_id) "
        "SELECT :p, 'user', 'line', now() - interval '1 day', 7, i "
        "FROM generate_series(CAST(:first AS int), CAST(:last AS int)) i"
    )
    seen: list[tuple[list[str], int]] = []
    for first, last in ((1000, 1030), (2000, 3000)):
        async with database.transaction() as session:
            await session.execute(fill, {"p": project_id, "first": first, "last": last})
            for number in range(HISTORY_WINDOW):
                await say(session, user_id, project_id, last + 1 + number)
        statements: list[str] = []
        async with database.transaction() as session:
            connection = (await session.connection()).sync_connection
            assert connection is not None
            event.listen(
                connection, "before_cursor_execute", lambda *given, heard=statements: heard.append(given[2])
            )
            project = await Projects(session, user_id).get(project_id)
            assert project is not None
            context = len(project.conversation_history)
            await say(session, user_id, project_id, last + 100)
        seen.append((statements, context))
    assert seen[0] == seen[1]
    assert (len(seen[0][0]), seen[0][1]) == (2, HISTORY_WINDOW)
