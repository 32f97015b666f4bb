"""What is noted of a person's messages besides their words, which `db.projects.Projects` keeps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, bindparam, literal, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from db import checks
from db.base import JsonObject
from db.engine import FOR_CHANGE, Session
from db.enums import ChatRole
from db.errors import NotFound
from db.models import AdProject, Asset, ChatMessage


@cache
def _note_sent() -> ReturningUpdate[UUID]:
    mine = select(AdProject.id).where(
        AdProject.id == ChatMessage.project_id, AdProject.user_id == bindparam("person")
    )
    return (
        update(ChatMessage)
        .where(ChatMessage.id == bindparam("line"), mine.exists())
        .values(chat_id=bindparam("chat"), telegram_message_id=bindparam("number"))
        .returning(ChatMessage.id)
        .execution_options(synchronize_session=False)
    )


class Messages:
    """Every query about what came of one person's messages. A worker acts for the person whose ad it holds."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def log_video(self, project_id: UUID, asset_id: UUID, content: str) -> ChatMessage:
        """Write a video that is about to be sent into the log; not into the window, which holds what was said.

        Raises:
            NotFound: the ad or the file isn't the person's.
        """
        mine = (AdProject.id == project_id, AdProject.user_id == self._user_id, self._is_mine(asset_id))
        if await self._session.scalar(select(AdProject.id).where(*mine)) is None:
            raise NotFound("chat_messages: not an ad or a file of the person who acts")
        line = ChatMessage(
            id=uuid4(),
            project_id=project_id,
            role=ChatRole.ASSISTANT,
            content=content,
            kind="video",
            asset_id=asset_id,
        )
        self._session.add(line)
        await self._session.flush()
        return line

    async def video_in(self, chat_id: int, telegram_message_id: int) -> UUID | None:
        """The file of the person's video that was sent as that message of the chat."""
        statement = (
            select(ChatMessage.asset_id)
            .join(AdProject, AdProject.id == ChatMessage.project_id)
            .where(
                ChatMessage.chat_id == chat_id,
                ChatMessage.telegram_message_id == telegram_message_id,
                ChatMessage.kind == "video",
                AdProject.user_id == self._user_id,
                AdProject.deleted_at.is_(None),
            )
        )
        return (await self._session.execute(statement.limit(1))).scalar_one_or_none()

    async def note_sent(self, message_id: UUID, chat_id: int, telegram_message_id: int) -> bool:
        """Keep as which message of the chat it was sent: a reply to that one finds its ad."""
        values = {"line": message_id, "person": self._user_id, "chat": chat_id, "number": telegram_message_id}
        noted = await self._session.execute(_note_sent(), values)
        return noted.scalar_one_or_none() is not None

    async def note_photo(self, message_id: UUID, asset_id: UUID) -> bool:
        """Keep which file the photo of a message became."""
        return await self._change(message_id, self._is_mine(asset_id), asset_id=asset_id)

    async def note_refusal(self, message_id: UUID, reason: str) -> bool:
        """Keep why the photo of a message can't be used: the key of a sentence."""
        refusal = literal({"refusal": reason}, ChatMessage.trace.type)
        return await self._change(message_id, trace=ChatMessage.trace.op("||")(refusal))

    async def note_material(self, message_id: UUID, entries: Sequence[JsonObject]) -> bool:
        """Keep what was read from what came with a message (a file, a link, a voice note), so that it is read once."""
        material = literal(checks.storable({"material": list(entries)}, "trace"), ChatMessage.trace.type)
        return await self._change(message_id, trace=ChatMessage.trace.op("||")(material))

    async def material(self, message_id: UUID) -> tuple[AdProject, Sequence[JsonObject]] | None:
        """The ad of one of the person's messages and what was read from what came with it."""
        statement = (
            select(AdProject, ChatMessage.trace)
            .join(ChatMessage, ChatMessage.project_id == AdProject.id)
            .where(
                ChatMessage.id == message_id,
                AdProject.user_id == self._user_id,
                AdProject.deleted_at.is_(None),
            )
        )
        found = (await self._session.execute(statement)).one_or_none()
        return None if found is None else (found[0], found[1].get("material", []))

    async def note_words(self, message_id: UUID, words: str) -> bool:
        """Let what was heard be the words of a message, in the log and in the window of its ad."""
        if not await self._change(message_id, content=words):
            return False
        statement = (
            select(AdProject)
            .join(ChatMessage, ChatMessage.project_id == AdProject.id)
            .where(ChatMessage.id == message_id)
            .with_for_update(of=AdProject, **FOR_CHANGE)
        )
        project = (
            await self._session.execute(statement, execution_options={"populate_existing": True})
        ).scalar_one()
        project.conversation_history = [
            {**line, "content": words} if line["id"] == str(message_id) else line
            for line in project.conversation_history
        ]
        await self._session.flush()
        return True

    def _is_mine(self, asset_id: UUID) -> ColumnElement[bool]:
        return select(Asset.id).where(Asset.id == asset_id, Asset.user_id == self._user_id).exists()

    async def _change(self, message_id: UUID, *rules: ColumnElement[bool], **values: Any) -> bool:
        mine = select(AdProject.id).where(
            AdProject.id == ChatMessage.project_id, AdProject.user_id == self._user_id
        )
        changed = await self._session.execute(
            update(ChatMessage)
            .where(ChatMessage.id == message_id, mine.exists(), *rules)
            .values(**values)
            .returning(ChatMessage.id)
        )
        return changed.scalar_one_or_none() is not None
