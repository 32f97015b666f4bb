"""Which alerts stand, as the audit log tells it: an entry when one is raised, one when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, text

from db.administration import AuditLog
from db.engine import Session

CLOCK: Final = "clock"
RAISED, OVER = "alert.raised", "alert.over"
_KIND: Final = "sign"


@dataclass(frozen=True, slots=True)
class Standing:
    """The last entry about a sign: raised or over, so many seconds ago, with its details."""

    raised: bool
    age_s: float
    details: Mapping[str, Any]


_LAST: Final = text(
    """
    SELECT DISTINCT ON (subject) subject, action, details,
           extract(epoch FROM clock_timestamp() - created_at)::float8 AS age_s
      FROM audit_log WHERE subject IN :names AND subject_type = 'sign' ORDER BY subject, id DESC
    """
).bindparams(bindparam("names", expanding=True))


class Alerts:
    """Every query about alerts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def standing(self, names: Iterable[str]) -> Mapping[str, Standing]:
        """How each of these signs stands, where there was ever an alert of it."""
        rows = await self._session.execute(_LAST, {"names": list(names)})
        return {row.subject: Standing(row.action == RAISED, row.age_s, row.details) for row in rows}

    async def note(self, name: str, *, raised: bool, details: Mapping[str, Any]) -> int:
        """Write down that it is raised (again), or over; the entry's number."""
        entry = await AuditLog(self._session).note(
            CLOCK, RAISED if raised else OVER, subject=(_KIND, name), details=dict(details)
        )
        return entry.id

    async def server_began(self) -> datetime:
        """When Postgres was started."""
        began: datetime = (
            await self._session.execute(text("SELECT pg_postmaster_start_time()"))
        ).scalar_one()
        return began
