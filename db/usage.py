"""What a person has used of what their plan allows: today's messages and files, storage, productions at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text

from db.engine import Session
from db.enums import REVIEWS

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """`messages` and `uploads` of today (UTC), `storage` in bytes, and how many ads are being made and looks
    trained."""

    messages: int
    uploads: int
    storage: int
    productions: int


# Each ad's messages of today are the end of an index; ads that nobody spoke of today have none there.
_TODAY: Final = """
    SELECT count(*) AS messages, count(*) FILTER (WHERE m.kind IN ('photo', 'file', 'voice')) AS uploads
      FROM ad_projects p JOIN chat_messages m ON m.project_id = p.id
     WHERE p.user_id = :user AND m.role = 'user' AND m.timestamp >= date_trunc('day', now(), 'UTC')
"""
_STORED: Final = """
    SELECT coalesce(sum(file_size_bytes), 0) FROM assets WHERE user_id = :user AND deleted_at IS NULL
"""
_MADE: Final = """
    SELECT count(*) FROM ad_projects
     WHERE user_id = :user AND status IN ('script_approved', 'video_generating') AND deleted_at IS NULL
       AND (current_stage IS NULL OR current_stage <> ALL (:reviews))
       AND id IS DISTINCT FROM CAST(:but AS uuid)
"""
_TRAINED: Final = """
    SELECT count(*) FROM lora_models m JOIN brands b ON b.id = m.brand_id
     WHERE b.user_id = :user AND m.training_status = 'in_progress'
"""
_SAID: Final = text(_TODAY)
_HELD: Final = text(_STORED)
_RUNNING: Final = text(f"SELECT ({_MADE}) + ({_TRAINED})")


async def said_today(session: Session, user_id: UUID) -> tuple[int, int]:
    """Messages of the person today, and how many of them brought a file."""
    row = (await session.execute(_SAID, {"user": user_id})).one()
    return int(row.messages), int(row.uploads)


async def stored(session: Session, user_id: UUID) -> int:
    """Bytes of the person's files."""
    return int((await session.execute(_HELD, {"user": user_id})).scalar_one())


async def being_made(session: Session, user_id: UUID, *, but: UUID | None = None) -> int:
    """How many ads of the person are being made and looks trained now, without the ad `but`."""
    return int(
        (
            await session.execute(_RUNNING, {"user": user_id, "but": but, "reviews": list(REVIEWS)})
        ).scalar_one()
    )


async def usage(session: Session, user_id: UUID) -> Usage:
    """All of it."""
    messages, uploads = await said_today(session, user_id)
    return Usage(messages, uploads, await stored(session, user_id), await being_made(session, user_id))
