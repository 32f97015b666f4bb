"""Scripts that an admin looks at before they are made: one review for each revision that the rules hold back.

The gate asks for one while it holds the ad's row; who may decide is known by `ADMIN_IDS`, and each decision leaves an
entry in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.engine import FOR_CHANGE, Session
from db.models import AdProject, ContentReview

Decision = Literal["approved", "refused"]


class Reviews:
    """Every query about reviews."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def request(
        self, project_id: UUID, revision: int, reasons: Sequence[Mapping[str, Any]]
    ) -> tuple[ContentReview, bool]:
        """The review of this revision, and whether it was asked for just now."""
        row = {
            "project_id": project_id,
            "revision": revision,
            "reasons": [dict(reason) for reason in reasons],
        }
        asked = await self._session.scalar(
            insert(ContentReview).values(**row).on_conflict_do_nothing().returning(ContentReview.id)
        )
        found = select(ContentReview).where(
            ContentReview.project_id == project_id, ContentReview.revision == revision
        )
        review = (await self._session.scalars(found, execution_options={"populate_existing": True})).one()
        return review, asked is not None

    async def of_project(self, project_id: UUID) -> Sequence[ContentReview]:
        """The ad's reviews, that of the latest revision first."""
        found = select(ContentReview).where(ContentReview.project_id == project_id)
        found = found.order_by(ContentReview.revision.desc())
        return (await self._session.scalars(found, execution_options={"populate_existing": True})).all()

    async def get(self, review_id: UUID) -> ContentReview | None:
        """A review, locked until the transaction ends."""
        return await self._session.get(
            ContentReview, review_id, with_for_update=FOR_CHANGE, populate_existing=True
        )

    async def waiting(self, limit: int = 20) -> Sequence[tuple[ContentReview, AdProject]]:
        """What waits for a decision and still stands, with its ad; who waits longest first."""
        found = (
            select(ContentReview, AdProject)
            .join(AdProject, AdProject.id == ContentReview.project_id)
            .where(
                ContentReview.state == "waiting",
                AdProject.deleted_at.is_(None),
                AdProject.revision == ContentReview.revision,
            )
            .order_by(ContentReview.created_at)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._session.execute(found)]

    async def decide(
        self, review_id: UUID, state: Decision, *, reviewer_id: UUID, note: str | None = None
    ) -> ContentReview | None:
        """End a review; a refusal needs its reason in `note`. None where it was decided before."""
        decided = await self._session.execute(
            update(ContentReview)
            .where(ContentReview.id == review_id, ContentReview.state == "waiting")
            .values(
                state=state,
                reviewer_id=reviewer_id,
                note=None if note is None else checks.passage(note, "note", 1000),
                decided_at=func.clock_timestamp(),
            )
            .returning(ContentReview),
            execution_options={"populate_existing": True},
        )
        return decided.scalar_one_or_none()
