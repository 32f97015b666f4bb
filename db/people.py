"""People as administrators look for them: by name, by Telegram's words for them, by what they spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text

from db import checks
from db.engine import Session
from db.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """A person in a list. `month` is what they spent (or have set aside) since the first of the month, in USD."""

    id: UUID
    name: str
    username: str | None
    plan: str
    month: Decimal
    barred: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to know of a person: sums in USD (`month`, `today`: with what is set aside), counts, times.
    `paid`: their plan was paid for in Stars; `renews`: Telegram goes on charging for it. `blocked_at`: they blocked the
    bot; `barred_at`: they were shut out."""

    id: UUID
    telegram_id: int | None
    name: str
    username: str | None
    locale: str | None
    plan: str
    plan_until: datetime | None
    paid: bool
    renews: bool
    month: Decimal
    today: Decimal
    total: Decimal
    ads: int
    finished: int
    making: int
    failed: int
    messages: int
    came_at: datetime
    seen_at: datetime | None
    blocked_at: datetime | None
    barred_at: datetime | None
    invited: bool


_MONTH: Final = """
    coalesce((SELECT sum(b.reserved + b.spent) FROM budgets b
               WHERE b.user_id = u.id AND b.day >= date_trunc('month', now() AT TIME ZONE 'UTC')::date), 0) AS month
"""
_FOUND: Final = text(
    f"""
    SELECT u.id, u.name, u.username, u.subscription_type::text AS plan, {_MONTH}, u.barred_at IS NOT NULL AS barred
      FROM users u
     WHERE u.deleted_at IS NULL
       AND (:words = '' OR u.name ILIKE :part OR u.username ILIKE :part OR u.telegram_user_id::text = :words)
     ORDER BY u.last_seen_at DESC NULLS LAST, u.id LIMIT :most OFFSET :skip
    """  # noqa: S608 (words of ours)
)
_STANDING: Final = text(
    f"""
    SELECT u.id, u.telegram_user_id AS telegram_id, u.name, u.username, u.locale, u.subscription_type::text AS plan,
           s.expires_at AS plan_until, coalesce(s.source = 'payment', false) AS paid,
           coalesce(s.renews AND s.renew_wanted IS NOT FALSE, false) AS renews,
           {_MONTH},
           coalesce((SELECT b.reserved + b.spent FROM budgets b
                      WHERE b.user_id = u.id AND b.day = (now() AT TIME ZONE 'UTC')::date), 0) AS today,
           u.total_cost AS total, p.ads, p.finished, p.making, p.failed,
           (SELECT count(*) FROM chat_messages m JOIN ad_projects a ON a.id = m.project_id
             WHERE a.user_id = u.id AND m.role = 'user') AS messages,
           u.created_at AS came_at, u.last_seen_at AS seen_at, u.blocked_at, u.barred_at,
           u.invite_id IS NOT NULL AS invited
      FROM users u LEFT JOIN subscriptions s ON s.user_id = u.id AND s.status = 'active', LATERAL (
          SELECT count(*) AS ads, count(*) FILTER (WHERE status = 'completed') AS finished,
                 count(*) FILTER (WHERE status IN ('script_approved', 'video_generating')) AS making,
                 count(*) FILTER (WHERE status = 'failed') AS failed
            FROM ad_projects WHERE user_id = u.id AND deleted_at IS NULL
      ) p
     WHERE u.id = :user_id AND u.deleted_at IS NULL
    """  # noqa: S608 (words of ours)
)


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

    async def find(self, words: str, *, limit: int = 8, skip: int = 0) -> Sequence[Found]:
        """Who has these words in the name or @name, or this Telegram id; all for no words. Seen last come first."""
        word = words.strip().removeprefix("@")
        part = "%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        values = {"words": word, "part": part, "most": limit, "skip": skip}
        return [Found(**row._mapping) for row in await self._session.execute(_FOUND, values)]

    async def standing(self, user_id: UUID) -> Standing | None:
        """What there is to know of a person; None where nobody is there, or about to be erased."""
        row = (await self._session.execute(_STANDING, {"user_id": user_id})).one_or_none()
        return None if row is None else Standing(**row._mapping)

    async def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names of those of the `ids` (as text) who are people here."""
        known = [key for one in ids if (key := checks.uuid_in(one)) is not None]
        if not known:
            return {}
        found = await self._session.execute(select(User.id, User.name).where(User.id.in_(known)))
        return {str(row.id): row.name for row in found}
