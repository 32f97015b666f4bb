"""Generation jobs in a worker's hands.

A job is held by a lease (`lease_epoch`, `leased_until`); whoever writes names the epoch, so the write of a worker
that was taken for dead changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import case, func, literal, select, text, update
from sqlalchemy.sql import ColumnElement

from db.clock import from_now
from db.engine import FOR_CHANGE, Session
from db.enums import AdProjectStatus, GenerationJobStatus
from db.models import AdProject, GenerationAttempt, GenerationJob
from db.wakeups import wake_production

OPEN: Final = (GenerationJobStatus.QUEUED, GenerationJobStatus.PROCESSING)
"""A job that has not ended."""
_STATUS: Final = GenerationJob.__table__.c.status.type
_QUEUED: Final = literal(GenerationJobStatus.QUEUED, _STATUS)
_CANCELLED: Final = literal(GenerationJobStatus.CANCELLED, _STATUS)


class Lease(StrEnum):
    """What a worker learns when it renews its claim."""

    HELD = "held"
    CANCELLED = "cancelled"
    LOST = "lost"


class Claims:
    """Every query about a job that a worker holds or wants to hold."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def claim(self, job_id: UUID, lease_s: float) -> GenerationJob | float | None:
        """Take the job. Seconds to wait when another worker holds it; None when there is nothing to do."""
        job = await self._session.get(
            GenerationJob, job_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        if job is None or job.status not in OPEN or job.cancel_requested:
            return None
        if job.status == GenerationJobStatus.PROCESSING and job.leased_until is not None:
            left = await self._session.scalar(
                select(func.extract("epoch", literal(job.leased_until) - func.clock_timestamp()))
            )
            if left is not None and left > 0:
                return float(left)
        taken = await self._session.execute(
            update(GenerationJob)
            .where(GenerationJob.id == job_id)
            .values(
                status=GenerationJobStatus.PROCESSING,
                lease_epoch=GenerationJob.lease_epoch + 1,
                leased_until=from_now(lease_s),
                attempts=GenerationJob.attempts + 1,
                started_at=func.coalesce(GenerationJob.started_at, func.clock_timestamp()),
            )
            .returning(GenerationJob),
            execution_options={"populate_existing": True},
        )
        return taken.scalar_one()

    async def age_s(self, job_id: UUID) -> float:
        """Seconds since work on the job began; 0 where it hasn't."""
        age = func.extract("epoch", func.clock_timestamp() - GenerationJob.started_at)
        found = await self._session.scalar(select(age).where(GenerationJob.id == job_id))
        return float(found or 0)

    async def pause_s(self, job_id: UUID) -> float:
        """Seconds until a job that is to be tried again may begin."""
        left = func.extract("epoch", GenerationJob.next_poll_at - func.clock_timestamp())
        found = await self._session.scalar(select(left).where(GenerationJob.id == job_id))
        return max(0.0, float(found or 0))

    async def claim_kept(self, job_id: UUID, lease_s: float) -> GenerationJob | None:
        """Take a job of a production that was stopped, to bring home what its provider made and was paid for; None
        where there is nothing to bring. `let_go` ends it again where that fails."""
        job = await self._session.get(
            GenerationJob, job_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        if job is None or job.status != GenerationJobStatus.CANCELLED or job.output_asset_id is not None:
            return None
        made = select(GenerationAttempt.id).where(
            GenerationAttempt.job_id == job_id,
            GenerationAttempt.state == "succeeded",
            func.cardinality(GenerationAttempt.output_urls) > 0,
        )
        if await self._session.scalar(made.limit(1)) is None:
            return None
        mine = update(GenerationJob).where(GenerationJob.id == job_id)
        await self._session.execute(mine.values(status=GenerationJobStatus.QUEUED))
        taken = await self._session.execute(
            mine.values(
                status=GenerationJobStatus.PROCESSING,
                cancel_requested=False,
                lease_epoch=GenerationJob.lease_epoch + 1,
                leased_until=from_now(lease_s),
                attempts=GenerationJob.attempts + 1,
            ).returning(GenerationJob),
            execution_options={"populate_existing": True},
        )
        return taken.scalar_one()

    async def let_go(self, job_id: UUID, epoch: int) -> bool:
        """End a job taken by `claim_kept` as it was: cancelled; unless its production was taken up again meanwhile, for
        then somebody waits for it."""
        ad = select(AdProject.status).where(AdProject.id == GenerationJob.project_id).scalar_subquery()
        ended = ad.in_((AdProjectStatus.FAILED, AdProjectStatus.CANCELLED))
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                status=case((ended, _CANCELLED), else_=_QUEUED), leased_until=None, cancel_requested=ended
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id)
        return project_id is not None

    async def renew(self, job_id: UUID, epoch: int, lease_s: float, progress: int) -> Lease:
        """Keep the claim and tell how far the work is (0–100, it never goes back)."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                leased_until=from_now(lease_s),
                progress_percentage=func.greatest(GenerationJob.progress_percentage, progress),
            )
            .returning(GenerationJob.cancel_requested)
        )
        cancelled = result.scalar_one_or_none()
        if cancelled is None:
            return Lease.LOST
        return Lease.CANCELLED if cancelled else Lease.HELD

    async def complete(
        self, job_id: UUID, epoch: int, *, asset_id: UUID | None = None, url: str | None = None
    ) -> bool:
        """Note that the job is done and let the pipeline go on; False when the lease was lost."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                status=GenerationJobStatus.COMPLETED,
                progress_percentage=100,
                completed_at=func.clock_timestamp(),
                leased_until=None,
                output_asset_id=asset_id,
                generated_video_url=url,
                error_message=None,
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id)
        return project_id is not None

    async def park(self, job_id: UUID, epoch: int) -> bool:
        """Let go of the job while a provider works on it: it stays in processing, held by nobody. False when the
        lease was lost. Whoever claims it next has another epoch, and so has a renewal that is still on its way."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(lease_epoch=GenerationJob.lease_epoch + 1, leased_until=None, error_message=None)
            .returning(GenerationJob.id)
        )
        return result.scalar_one_or_none() is not None

    async def note_progress(self, progress: Mapping[UUID, int]) -> None:
        """How far the provider is with parked jobs (0–100, it never goes back)."""
        values = {"ids": list(progress), "percents": list(progress.values())}
        await self._session.execute(_NOTE_PROGRESS, values)

    async def give_up(self, job_id: UUID, epoch: int, error: str, *, retry_in_s: float | None) -> bool:
        """End this attempt: tried again in `retry_in_s` seconds, or failed for good when None."""
        again = retry_in_s is not None
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                status=GenerationJobStatus.QUEUED if again else GenerationJobStatus.FAILED,
                leased_until=None,
                error_message=error[:2000],
                next_poll_at=from_now(retry_in_s) if retry_in_s is not None else None,
                completed_at=None if again else func.clock_timestamp(),
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id, delay_s=retry_in_s or 0.0)
        return project_id is not None

    async def defer(self, job_id: UUID, epoch: int, wait_s: float, *, begun: bool = True) -> bool:
        """Put the job back into the queue for `wait_s` seconds: nothing was tried, so nothing counts, not even the
        time where it has not `begun`."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                status=GenerationJobStatus.QUEUED,
                leased_until=None,
                attempts=func.greatest(GenerationJob.attempts - 1, 0),
                next_poll_at=from_now(wait_s),
                **({} if begun else {"started_at": None}),
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id, delay_s=wait_s)
        return project_id is not None

    async def unpark(self, job_id: UUID) -> bool:
        """Put a parked job back into the queue: what it waited for will not come."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(
                GenerationJob.id == job_id,
                GenerationJob.status == GenerationJobStatus.PROCESSING,
                GenerationJob.leased_until.is_(None),
            )
            .values(status=GenerationJobStatus.QUEUED)
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id)
        return project_id is not None

    async def give_back(self, job_id: UUID, epoch: int) -> bool:
        """Put the job back into the queue untouched (a worker that shuts down)."""
        result = await self._session.execute(
            update(GenerationJob)
            .where(_held(job_id, epoch))
            .values(
                status=GenerationJobStatus.QUEUED,
                leased_until=None,
                attempts=func.greatest(GenerationJob.attempts - 1, 0),
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id)
        return project_id is not None


_NOTE_PROGRESS: Final = text(
    """
    UPDATE generation_jobs j SET progress_percentage = greatest(j.progress_percentage, p.percent)
      FROM unnest(cast(:ids AS uuid[]), cast(:percents AS int[])) AS p (id, percent)
     WHERE j.id = p.id AND j.status = 'processing' AND j.leased_until IS NULL
    """
)


def _held(job_id: UUID, epoch: int) -> ColumnElement[bool]:
    return (
        (GenerationJob.id == job_id)
        & (GenerationJob.lease_epoch == epoch)
        & (GenerationJob.status == GenerationJobStatus.PROCESSING)
    )
