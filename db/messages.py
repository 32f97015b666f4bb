"""What is noted of a person's messages besides their words, which `db.projects.Projects` keeps."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, literal, select, update

from db.engine import Session
from db.enums import ChatRole
from db.errors import NotFound
from db.models import AdProject, Asset, ChatMessage


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

    async def note_sent(self, message_id: UUID, chat_id: int, telegram_message_id: int) -> bool:
        """Keep as which message of the chat it was sent: a reply to that one finds its ad."""
        return await self._change(message_id, chat_id=chat_id, telegram_message_id=telegram_message_id)

    async def note_photo(self, message_id: UUID, asset_id: UUID) -> bool:
        """Keep which file the photo of a message became."""
        return await self._change(message_id, self._is_mine(asset_id), asset_id=asset_id)

    async def note_refusal(self, message_id: UUID, reason: str) -> bool:
        """Keep why the photo of a message can't be used: the key of a sentence."""
        refusal = literal({"refusal": reason}, ChatMessage.trace.type)
        return await self._change(message_id, trace=ChatMessage.trace.op("||")(refusal))

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
