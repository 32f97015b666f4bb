"""How the database is: what `/readyz` tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from db.engine import Session

_REVISION: Final = text("SELECT version_num FROM alembic_version")
_BEHIND: Final = text(
    """
    SELECT coalesce(extract(epoch FROM max(clock_timestamp() - coalesce(j.scheduled_at, e.at))), 0)
      FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
     WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) <= clock_timestamp()
    """
)


@dataclass(frozen=True, slots=True)
class Health:
    """The schema's `revision` (None where there is none), and for how many seconds work that is due has waited."""

    revision: str | None
    behind_s: float


async def examine(session: Session) -> Health:
    """How the database is now."""
    revision = await session.scalar(_REVISION)
    return Health(revision, float(await session.scalar(_BEHIND) or 0))
