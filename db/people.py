"""People as administrators look for them: by name, by Telegram's words for them, by what they spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select

from db.engine import Session
from db.models import User


class People:
    """Every query of administrators about people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def one(self, wanted: str) -> User | None:
        """The person with this Telegram id or @name; of several who had the name, who wrote last."""
        word = wanted.strip().removeprefix("@")
        is_number = word.isascii() and word.isdigit() and len(word) < 19
        rule = User.telegram_user_id == int(word) if is_number else func.lower(User.username) == word.lower()
        known = select(User).where(rule, User.deleted_at.is_(None))
        return await self._session.scalar(known.order_by(User.last_seen_at.desc().nulls_last()).limit(1))

    async def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names of those of the `ids` (as text) who are people here."""
        known = [key for one in ids if (key := _uuid(one)) is not None]
        if not known:
            return {}
        found = await self._session.execute(select(User.id, User.name).where(User.id.in_(known)))
        return {str(row.id): row.name for row in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
