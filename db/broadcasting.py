"""Telling many people something, once each: who is addressed, who is next, and what the outbox made of it.

A recipient is handed to the outbox under a key of the broadcast and the person, which is there once: whoever hands over
again after a crash changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import text

from db.administration import Broadcasts, Progress
from db.engine import FOR_CHANGE, Session
from db.models import Broadcast

Audience = Literal["all", "active", "paying", "en", "es", "ru"]
AUDIENCES: Final[tuple[Audience, ...]] = ("all", "active", "paying", "en", "es", "ru")
"""Everybody; who wrote within thirty days; who has a plan; who reads a language (English: and no other of ours)."""

_CAN_BE_TOLD: Final = """
    u.telegram_user_id IS NOT NULL AND u.blocked_at IS NULL AND u.barred_at IS NULL AND u.deleted_at IS NULL
"""
_WHO: Final[dict[Audience, str]] = {
    "all": "true",
    "active": "u.last_seen_at > now() - interval '30 days'",
    "paying": "u.subscription_type <> 'free'",
    "en": "coalesce(lower(split_part(u.locale, '-', 1)), 'en') NOT IN ('es', 'ru')",
    "es": "lower(split_part(u.locale, '-', 1)) = 'es'",
    "ru": "lower(split_part(u.locale, '-', 1)) = 'ru'",
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is told next, and in which chat."""

    user_id: UUID
    chat_id: int


class Announcing:
    """Every query about one broadcast on its way."""

    def __init__(self, session: Session, broadcast_id: UUID) -> None:
        self._session = session
        self._id = broadcast_id

    async def get(self, *, lock: bool = False) -> Broadcast | None:
        """The broadcast, locked until the transaction ends if asked."""
        held = FOR_CHANGE if lock else None
        return await self._session.get(Broadcast, self._id, with_for_update=held, populate_existing=True)

    async def size(self, audience: Audience) -> int:
        """How many people would be told."""
        query = f"SELECT count(*) FROM users u WHERE {_CAN_BE_TOLD} AND {_WHO[audience]}"  # noqa: S608
        return int(await self._session.scalar(text(query)) or 0)

    async def begin(self, audience: Audience) -> int | None:
        """Begin to send a draft; to how many. None if it is no draft any more."""
        started = await self._session.execute(_BEGIN, {"id": self._id})
        if started.scalar_one_or_none() is None:
            return None
        address = f"""
            INSERT INTO broadcast_recipients (broadcast_id, user_id)
            SELECT :id, u.id FROM users u WHERE {_CAN_BE_TOLD} AND {_WHO[audience]}
            ON CONFLICT (broadcast_id, user_id) DO NOTHING RETURNING id
        """  # noqa: S608 (words of ours)
        return len((await self._session.execute(text(address), {"id": self._id})).all())

    async def drop(self) -> bool:
        """Throw a draft away; False if it is none any more."""
        dropped = await self._session.execute(_DROP, {"id": self._id})
        return dropped.scalar_one_or_none() is not None

    async def settle(self) -> None:
        """Note what the outbox made of those that were handed to it."""
        await self._session.execute(_SETTLE, {"id": self._id})
        await self._session.execute(_OUT_OF_REACH, {"id": self._id})

    async def next(self, limit: int, most_waiting: int) -> Sequence[Addressee]:
        """Who is to be handed to the outbox now; fewer where so many wait there already."""
        waiting = int(await self._session.scalar(_WAITING, {"id": self._id}) or 0)
        most = min(limit, most_waiting - waiting)
        if most <= 0:
            return []
        rows = await self._session.execute(_NEXT, {"id": self._id, "most": most})
        return [Addressee(row.user_id, row.chat_id) for row in rows]

    async def stop(self) -> bool:
        """End the sending now: what waits in the outbox is not said any more. False if it isn't being sent."""
        await self.settle()
        if not await Broadcasts(self._session).end(self._id, cancelled=True):
            return False
        await self._session.execute(_SILENCE, {"id": str(self._id)})
        return True

    async def progress(self) -> Progress:
        """How far it is."""
        return await Broadcasts(self._session).progress(self._id)


def key_of(broadcast_id: UUID, user_id: UUID) -> str:
    """The outbox key of what one person is told."""
    return f"broadcast:{broadcast_id}:{user_id}"


_KEY: Final = "'broadcast:' || r.broadcast_id || ':' || r.user_id"
_BEGIN: Final = text(
    """
    UPDATE broadcasts SET status = 'sending', started_at = clock_timestamp()
     WHERE id = :id AND status = 'draft' RETURNING id
    """
)
_DROP: Final = text(
    """
    UPDATE broadcasts SET status = 'cancelled', finished_at = clock_timestamp()
     WHERE id = :id AND status = 'draft' RETURNING id
    """
)
_SETTLE: Final = text(
    f"""
    UPDATE broadcast_recipients r
       SET state = CASE WHEN o.dropped_at IS NULL THEN 'sent'
                        WHEN o.error_message LIKE 'blocked%' THEN 'blocked' ELSE 'failed' END,
           sent_at = CASE WHEN o.dropped_at IS NULL THEN o.sent_at END,
           error_message = CASE WHEN o.dropped_at IS NULL THEN NULL ELSE o.error_message END
      FROM outbox o
     WHERE r.broadcast_id = :id AND r.state = 'queued' AND o.dedupe_key = {_KEY}
       AND (o.dropped_at IS NOT NULL OR o.sent_version >= o.version)
    """  # noqa: S608 (words of ours)
)
_OUT_OF_REACH: Final = text(
    f"""
    UPDATE broadcast_recipients r SET state = 'blocked' FROM users u
     WHERE r.broadcast_id = :id AND r.state = 'queued' AND u.id = r.user_id AND NOT ({_CAN_BE_TOLD})
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.dedupe_key = {_KEY})
    """  # noqa: S608
)
_WAITING: Final = text(
    f"""
    SELECT count(*) FROM broadcast_recipients r JOIN outbox o ON o.dedupe_key = {_KEY}
     WHERE r.broadcast_id = :id AND r.state = 'queued'
    """  # noqa: S608
)
_NEXT: Final = text(
    f"""
    SELECT r.user_id, u.telegram_user_id AS chat_id
      FROM broadcast_recipients r JOIN users u ON u.id = r.user_id
     WHERE r.broadcast_id = :id AND r.state = 'queued' AND {_CAN_BE_TOLD}
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.dedupe_key = {_KEY})
     ORDER BY r.created_at, r.id LIMIT :most
    """  # noqa: S608
)
_SILENCE: Final = text(
    """
    UPDATE outbox SET dropped_at = clock_timestamp(), error_message = 'the broadcast was stopped'
     WHERE dedupe_key LIKE 'broadcast:' || CAST(:id AS text) || ':%' AND kind = 'text'
       AND sent_version < version AND dropped_at IS NULL
    """
)
