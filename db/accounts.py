"""People and the chats they talk to us in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from db.engine import Session
from db.models import ChatSession, User

INTRODUCED: Final = "introduced"
"""Key of `users.settings`: the person was told who is talking (said once, not at every ad)."""


@dataclass(frozen=True, slots=True)
class TelegramIdentity:
    """Who Telegram says is talking. Taken from an update's sender only, never from what somebody typed."""

    telegram_user_id: int
    name: str
    username: str | None = None
    locale: str | None = None


class Accounts:
    """Every query about people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def see(self, who: TelegramIdentity) -> User:
        """The person's row: made at the first meeting, brought up to date at every other.

        A locale the person chose stays; Telegram's is only the first guess. Whoever writes has unblocked us.
        """
        values = {"name": who.name, "username": who.username, "last_seen_at": func.now()}
        statement = (
            insert(User)
            .values(telegram_user_id=who.telegram_user_id, locale=who.locale, **values)
            .on_conflict_do_update(index_elements=["telegram_user_id"], set_={**values, "blocked_at": None})
            .returning(User)
        )
        result = await self._session.execute(statement, execution_options={"populate_existing": True})
        return result.scalar_one()

    async def open_session(self, user_id: UUID, chat_id: int, thread_id: int = 0) -> ChatSession:
        """The person's place in this chat (and thread), marked as used just now."""
        statement = (
            insert(ChatSession)
            .values(user_id=user_id, chat_id=chat_id, thread_id=thread_id)
            .on_conflict_do_update(
                index_elements=["user_id", "chat_id", "thread_id"], set_={"last_activity_at": func.now()}
            )
            .returning(ChatSession)
        )
        result = await self._session.execute(statement, execution_options={"populate_existing": True})
        return result.scalar_one()

    async def mark_blocked(self, telegram_user_id: int) -> None:
        """Remember that this person blocked the bot; nothing is sent to them until they write again."""
        await self._session.execute(
            update(User)
            .where(User.telegram_user_id == telegram_user_id, User.blocked_at.is_(None))
            .values(blocked_at=func.now())
        )

    async def change_locale(self, user_id: UUID, locale: str) -> None:
        """Remember the language the person chose."""
        await self._session.execute(update(User).where(User.id == user_id).values(locale=locale))
