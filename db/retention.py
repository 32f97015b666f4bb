"""What is forgotten, and when: a nightly sweep calls these and reports their counts.

A file goes in two steps, so that no object is left behind without its row: `old_files` says which, the caller removes
the objects, `forget_files` removes the rows. Finished cuts stay until their owner erases them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, or_, select, text
from sqlalchemy.orm import aliased

from db.engine import Session
from db.enums import AssetStatus, AssetType
from db.models import Asset, Brand, ProcessedUpdate
from db.models.runtime import ChatHold, OutboxRow
from db.pacing import EVERYBODY

SAID_DAYS: Final = 30
FILE_DAYS: Final = 30
"""How long a rejected still, and a file that its owner deleted, can be had back."""


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file to forget. `uri` is its object in storage; null where others still need the same object."""

    asset_id: UUID
    uri: str | None


async def old_files(session: Session, limit: int = 200) -> Sequence[OldFile]:
    """Rejected stills and deleted files that have been so for `FILE_DAYS`, the oldest first."""
    twin = aliased(Asset)
    needed = or_(
        select(twin.id)
        .where(twin.user_id == Asset.user_id, twin.url == Asset.url, twin.id != Asset.id, ~_is_old(twin))
        .exists(),
        select(Brand.id)
        .where(Brand.user_id == Asset.user_id, Brand.product_images.op("?")(Asset.url))
        .exists(),
    )
    query = select(Asset.id, Asset.url, needed).where(_is_old(Asset)).order_by(Asset.updated_at).limit(limit)
    found = await session.execute(query)
    return [OldFile(row[0], None if row[2] else row[1]) for row in found]


async def forget_files(session: Session, asset_ids: Collection[UUID]) -> int:
    """Remove the rows of files whose objects were removed, if they are still to be forgotten."""
    return _count(await session.execute(delete(Asset).where(Asset.id.in_(asset_ids), _is_old(Asset))))


def _is_old(asset: type[Asset]) -> ColumnElement[bool]:
    since = func.now() - timedelta(days=FILE_DAYS)
    rejected = and_(
        asset.type == AssetType.IMAGE, asset.status == AssetStatus.REJECTED, asset.updated_at < since
    )
    # Never null: the opposite is asked too.
    return or_(rejected, and_(asset.deleted_at.is_not(None), asset.deleted_at < since))


async def forget_old_updates(session: Session, older_than_s: float) -> int:
    """Remove the numbers of updates that came longer ago and were handled; Telegram never sends those again."""
    result = await session.execute(
        delete(ProcessedUpdate).where(
            ProcessedUpdate.received_at < func.now() - timedelta(seconds=older_than_s),
            ProcessedUpdate.payload.is_(None),
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
    over = func.greatest(ChatHold.held_until, ChatHold.free_at) < func.now()
    # Everybody's row stays: whoever sends locks it after a chat's, and nobody may do so the other way round.
    holds = await session.execute(delete(ChatHold).where(over, ChatHold.chat_id != EVERYBODY))
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
