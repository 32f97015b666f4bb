"""Who may use the bot: found by what an operator knows of a person, shut out, and let in again.

Who may do this is decided where the operator is known (`ADMIN_IDS`), and each act leaves an entry in the audit log.
"""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update

from db.administration import AuditLog
from db.base import JsonObject
from db.billing import Billing
from db.engine import Session
from db.models import User

_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class Access:
    """Every query about who is shut out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, named: str) -> User | None:
        """The person with this Telegram id or user name, who is here and not about to be erased. Of several with one
        user name, which changes hands in Telegram, the one seen last."""
        name = named.strip().lstrip("@")
        known = select(User).where(User.deleted_at.is_(None), User.telegram_user_id.is_not(None))
        if _NUMBER.fullmatch(name):
            known = known.where(User.telegram_user_id == int(name))
        else:
            known = known.where(func.lower(User.username) == name.lower())
        return await self._session.scalar(known.order_by(User.last_seen_at.desc()).limit(1))

    async def bar(self, user_id: UUID, *, by: UUID, reason: str | None = None) -> bool:
        """Shut the person out, and let Telegram renew their plan no more; False if nobody is there, or they were shut
        out before."""
        barred = await self._session.execute(
            update(User)
            .where(User.id == user_id, User.barred_at.is_(None), User.deleted_at.is_(None))
            .values(barred_at=func.clock_timestamp())
            .returning(User.id)
        )
        # Nobody pays on for what they may not use.
        await Billing(self._session, user_id).stop_renewal()
        return await self._noted(barred.scalar_one_or_none(), "user.barred", by, {"reason": reason or ""})

    async def let_in(self, user_id: UUID, *, by: UUID) -> bool:
        """Let in who was shut out; False if nobody was."""
        freed = await self._session.execute(
            update(User)
            .where(User.id == user_id, User.barred_at.is_not(None))
            .values(barred_at=None)
            .returning(User.id)
        )
        return await self._noted(freed.scalar_one_or_none(), "user.let_in", by, {})

    async def _noted(self, user_id: UUID | None, action: str, by: UUID, details: JsonObject) -> bool:
        if user_id is None:
            return False
        await AuditLog(self._session).note(str(by), action, subject=("user", str(user_id)), details=details)
        return True
