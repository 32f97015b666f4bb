"""What is forgotten, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, func, or_, text

from db.engine import Session
from db.models import ProcessedUpdate
from db.models.runtime import ChatHold, OutboxRow

SAID_DAYS: Final = 30


async def forget_old_updates(session: Session, older_than_s: float) -> int:
    """Remove the numbers of updates handled longer ago than that; Telegram never sends those again."""
    result = await session.execute(
        delete(ProcessedUpdate).where(
            ProcessedUpdate.received_at < func.now() - timedelta(seconds=older_than_s)
        )
    )
    return _count(result)


async def forget_said(session: Session) -> int:
    """Remove outbox rows said or dropped long ago (cards too: an old one is started anew), and holds that are over."""
    long_ago = func.now() - timedelta(days=SAID_DAYS)
    said = await session.execute(
        delete(OutboxRow).where(
            or_(
                (OutboxRow.sent_version == OutboxRow.version) & (OutboxRow.sent_at < long_ago),
                OutboxRow.dropped_at < long_ago,
            )
        )
    )
    holds = await session.execute(delete(ChatHold).where(ChatHold.held_until < func.now()))
    return _count(said) + _count(holds)


async def forget_ended_jobs(session: Session) -> int:
    """Remove the engine's jobs that ended long ago: it removes those that succeeded, and keeps the others."""
    return _count(await session.execute(_ENDED_JOBS, {"days": SAID_DAYS}))


_ENDED_JOBS: Final = text(
    """
    DELETE FROM procrastinate_jobs
     WHERE status NOT IN ('todo', 'doing')
       AND id IN (SELECT job_id FROM procrastinate_events GROUP BY job_id
                  HAVING max(at) < now() - make_interval(days => CAST(:days AS integer)))
    """
)


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
