"""What several people think of a revision of a script: acts in the audit log, so that they stay however the ad goes on,
and a person who is erased is nobody there.

Whoever was shown the question may speak, whose ad it is or not: the caller has checked that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from db.administration import AuditLog
from db.engine import Session
from db.models import AdProject, AuditEntry, User

APPROVED: Final = "script.approved"
NOT_YET: Final = "script.not_yet"
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody thinks of a revision; no `name`: they are known no more."""

    name: str | None
    approved: bool
    at: datetime


class Approvals:
    """Every query about who approved what."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def asked(self, project_id: UUID) -> tuple[AdProject, User] | None:
        """The ad and whose it is; None where there is none any more."""
        found = select(AdProject, User).join(User, User.id == AdProject.user_id)
        mine = found.where(AdProject.id == project_id, AdProject.deleted_at.is_(None))
        row = (await self._session.execute(mine)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def speak(self, project_id: UUID, revision: int, speaker: UUID, *, approved: bool) -> bool:
        """Write down what somebody thinks; False where they said just that before."""
        said = [
            entry.action
            for entry in await self._entries(project_id)
            if entry.actor == str(speaker) and entry.details.get("revision") == revision
        ]
        action = APPROVED if approved else NOT_YET
        if said[-1:] == [action]:
            return False
        subject = ("ad_projects", str(project_id))
        await AuditLog(self._session).note(
            str(speaker), action, subject=subject, details={"revision": revision}
        )
        return True

    async def of_project(self, project_id: UUID) -> dict[int, tuple[Voice, ...]]:
        """What everybody thinks of each revision: their last word, in the order in which they first spoke."""
        entries = await self._entries(project_id)
        names = await self._names({entry.actor for entry in entries})
        last: dict[int, dict[str, Voice]] = {}
        for entry in entries:
            voice = Voice(names.get(entry.actor), entry.action == APPROVED, entry.created_at)
            last.setdefault(int(entry.details["revision"]), {})[entry.actor] = voice
        return {revision: tuple(voices.values()) for revision, voices in last.items()}

    async def _entries(self, project_id: UUID) -> list[AuditEntry]:
        found = select(AuditEntry).where(
            AuditEntry.subject == str(project_id), AuditEntry.action.in_((APPROVED, NOT_YET))
        )
        rows = (await self._session.scalars(found.order_by(AuditEntry.id.desc()).limit(MOST))).all()
        return list(reversed(rows))

    async def _names(self, actors: set[str]) -> dict[str, str]:
        known = {UUID(actor) for actor in actors if len(actor) == 36}
        found = await self._session.execute(select(User.id, User.name).where(User.id.in_(known)))
        return {str(one): name for one, name in found if name}
