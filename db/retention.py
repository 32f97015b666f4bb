"""What is forgotten, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, func

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
    """Remove outbox rows said long ago (cards too: an old one is started anew), and holds that are over."""
    said = await session.execute(
        delete(OutboxRow).where(
            OutboxRow.sent_version == OutboxRow.version,
            OutboxRow.sent_at < func.now() - timedelta(days=SAID_DAYS),
        )
    )
    holds = await session.execute(delete(ChatHold).where(ChatHold.held_until < func.now()))
    return _count(said) + _count(holds)


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
