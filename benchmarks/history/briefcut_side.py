"""Our way: a window in the ad's row, the full log in a table of its own."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text

from benchmarks.history.words import ANSWERED, SAID
from db import schema
from db.accounts import Accounts, TelegramIdentity
from db.engine import Database, DatabaseSettings
from db.enums import ChatRole
from db.projects import HISTORY_WINDOW, Projects


@dataclass(frozen=True)
class Conversation:
    user_id: UUID
    project_id: UUID
    chat_id: int


class Briefcut:
    """`Projects.get` and `Projects.remember`, in the product's two transactions."""

    name = "Briefcut"

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chats = itertools.count(1)
        self._messages = itertools.count(1_000_000)

    async def prepare(self, messages: int) -> Conversation:
        """The log by one statement, the window by the last of it."""
        chat_id = next(self._chats)
        async with self._database.transaction() as session:
            who = TelegramIdentity(chat_id, f"person {chat_id}", None, "en")
            met = await Accounts(session).meet(who, chat_id)
            if met is None:
                raise RuntimeError("the database is new: nobody is leaving")
            user, chat = met
            project = await Projects(session, user.id).start(chat)
        async with self._database.transaction() as session:
            values = {"p": project.id, "c": chat_id, "n": messages, "said": SAID, "answered": ANSWERED}
            await session.execute(text(_LOG), values)
            await session.execute(text(_WINDOW), {"p": project.id, "w": HISTORY_WINDOW})
        return Conversation(user.id, project.id, chat_id)

    async def turn(self, conversation: object, number: int) -> int:
        if not isinstance(conversation, Conversation):
            raise TypeError("not one of ours")
        async with self._database.transaction() as session:
            projects = Projects(session, conversation.user_id)
            await self._say(projects, conversation, ChatRole.USER, SAID.format(n=number))
        async with self._database.transaction() as session:
            projects = Projects(session, conversation.user_id)
            project = await projects.get(conversation.project_id)
            if project is None:
                raise LookupError("the ad is gone")
            context = len(project.conversation_history)
            await self._say(projects, conversation, ChatRole.ASSISTANT, ANSWERED.format(n=number))
        return context

    async def _say(
        self, projects: Projects, conversation: Conversation, role: ChatRole, content: str
    ) -> None:
        message = await projects.remember(
            conversation.project_id,
            role=role,
            content=content,
            timestamp=datetime.now(UTC),
            chat_id=conversation.chat_id,
            telegram_message_id=next(self._messages),
        )
        if message is None:
            raise LookupError("the message was there already")


@asynccontextmanager
async def open_briefcut(url: str) -> AsyncIterator[Briefcut]:
    """On the migrated database at `url`."""
    schema.upgrade(url)
    database = Database(DatabaseSettings(url))
    try:
        yield Briefcut(database)
    finally:
        await database.dispose()


_LOG = """
    INSERT INTO chat_messages (project_id, role, content, timestamp, chat_id, telegram_message_id)
    SELECT :p, (CASE WHEN i % 2 = 0 THEN 'user' ELSE 'assistant' END)::chat_role,
           CASE WHEN i % 2 = 0 THEN :said ELSE :answered END,
           now() - (:n - i) * interval '1 second', :c, i
      FROM generate_series(0, :n - 1) AS i
"""
_WINDOW = """
    UPDATE ad_projects SET conversation_history = (
        SELECT jsonb_agg(jsonb_build_object('id', id, 'role', role, 'content', content, 'timestamp', timestamp)
                         ORDER BY timestamp)
          FROM (SELECT * FROM chat_messages WHERE project_id = :p ORDER BY timestamp DESC LIMIT :w) AS last
    ) WHERE id = :p
"""
