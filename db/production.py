"""Production: from an approved script to a delivered video, as rows of `generation_jobs`.

Money and rendering start in `approve` only, which needs a person's press. What a worker does with a job it holds is
`db.claims`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from db.attempts import Attempts
from db.bell import ring
from db.claims import OPEN
from db.engine import FOR_CHANGE, FRESH, Session
from db.enums import JOB_TYPE_OF_KIND, AdProjectStatus, AssetStatus, GenerationJobStatus
from db.models import AdProject, Asset, GenerationJob, Script
from db.models.runtime import OutboxRow
from db.spending import Obstacle, Spending, release, set_aside, share_out
from db.status import sources_of
from db.turns import FILMING, Turns
from db.wakeups import DELIVERED, wake_look, wake_production

_BEGUN_ANEW: Final = (
    GenerationJobStatus.FAILED,
    GenerationJobStatus.CANCELLED,
    # Taken by a worker after the end, to bring home what was paid: another one does that now.
    GenerationJobStatus.PROCESSING,
)


class Approval(StrEnum):
    """What a press on Approve came to."""

    STARTED = "started"
    ALREADY = "already"
    STALE = "stale"
    NOT_FOUND = "not_found"
    # It costs more than may be spent: nothing was started.
    OVER_ALLOWANCE = "over_allowance"
    OVER_AD = "over_ad"
    OVER_DAY = "over_day"
    OVER_HOUSE = "over_house"


_OBSTACLES: Final = {
    Obstacle.ALLOWANCE: Approval.OVER_ALLOWANCE,
    Obstacle.AD: Approval.OVER_AD,
    Obstacle.DAY: Approval.OVER_DAY,
    Obstacle.HOUSE: Approval.OVER_HOUSE,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A job to be made; `scene_number` is None for what belongs to the whole ad."""

    asset_kind: str
    scene_number: int | None = None


def plan(scene_numbers: Sequence[int]) -> tuple[Planned, ...]:
    """Every job of an ad with these scenes, in the order of the pipeline."""
    stills = tuple(Planned("still", number) for number in scene_numbers)
    clips = tuple(Planned("clip", number) for number in scene_numbers)
    whole = tuple(Planned(kind) for kind in ("voice", "music", "cut", "delivery"))
    return (*stills, *clips, *whole)


def cancel_topic(project_id: UUID) -> str:
    """What rings when the production of the project should stop."""
    return f"cancel:{project_id}"


@cache
def _ad() -> Select[AdProject]:
    return select(AdProject).where(AdProject.id == bindparam("project"))


@cache
def _held_ad() -> Select[AdProject]:
    return _ad().with_for_update(**FOR_CHANGE)


class Production:
    """Every query about making an ad."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ── started and stopped by a person ──────────────────────────────────────────────────────────────

    async def approve(
        self,
        user_id: UUID,
        project_id: UUID,
        revision: int,
        *,
        chat_id: int,
        thread_id: int = 0,
        spending: Spending | None = None,
    ) -> Approval:
        """Start the production of exactly this revision; or go on with one that failed or was cancelled.

        Only one of several presses at once gets STARTED: the status moves by compare-and-set. What `spending` says
        the unfinished parts cost is set aside in the same transaction, or nothing is started. Without it this machine
        makes everything.
        """
        project = await self._session.get(
            AdProject, project_id, with_for_update=FOR_CHANGE, populate_existing=True
        )
        if project is None or project.user_id != user_id or project.deleted_at is not None:
            return Approval.NOT_FOUND
        script = await self._session.scalar(
            select(Script).where(Script.project_id == project_id).execution_options(populate_existing=True)
        )
        if script is None or project.revision != revision or script.revision != revision:
            return Approval.STALE
        resumed = project.status in (AdProjectStatus.FAILED, AdProjectStatus.CANCELLED)
        if project.status != AdProjectStatus.SCRIPT_GENERATED and not resumed:
            return Approval.ALREADY
        if spending is not None:
            earlier = await self.jobs(project_id, revision)
            obstacle = await set_aside(self._session, project, earlier, spending)
            if obstacle is not None:
                return _OBSTACLES[obstacle]
        project.status = AdProjectStatus.VIDEO_GENERATING if resumed else AdProjectStatus.SCRIPT_APPROVED
        project.error_message = None
        project.settings = {**project.settings, "chat": {"chatId": chat_id, "threadId": thread_id}}
        script.approved_at = await self._session.scalar(select(func.clock_timestamp()))
        await self._session.flush()
        await self._write_jobs(project, script)
        await share_out(self._session, project, spending)
        estimated, _ = await Attempts(self._session).charged(project_id, revision)
        project.estimated_cost = estimated
        await wake_production(self._session, project_id)
        return Approval.STARTED

    async def _write_jobs(self, project: AdProject, script: Script) -> None:
        rows = [
            {
                "project_id": project.id,
                "script_id": script.id,
                "script_revision": script.revision,
                "asset_kind": job.asset_kind,
                "scene_number": job.scene_number,
                "job_type": JOB_TYPE_OF_KIND[job.asset_kind],
            }
            for job in plan([scene["sceneNumber"] for scene in script.scenes])
        ]
        # What an earlier run of the same revision finished is kept, unless its file is gone; what it left behind
        # starts anew.
        vanished = GenerationJob.generated_video_url.is_not(None) & GenerationJob.output_asset_id.is_(None)
        await self._session.execute(insert(GenerationJob).values(rows).on_conflict_do_nothing())
        await self._session.execute(
            update(GenerationJob)
            .where(
                GenerationJob.project_id == project.id,
                GenerationJob.script_revision == script.revision,
                or_(GenerationJob.status.in_(_BEGUN_ANEW), vanished),
            )
            .values(
                status=GenerationJobStatus.QUEUED,
                progress_percentage=0,
                generated_video_url=None,
                error_message=None,
                attempts=0,
                cancel_requested=False,
                lease_epoch=GenerationJob.lease_epoch + 1,
                leased_until=None,
                started_at=None,
                completed_at=None,
                next_poll_at=None,
                request_number=GenerationJob.request_number + 1,
            )
        )

    async def cancel(self, user_id: UUID, project_id: UUID) -> bool:
        """Stop the person's production; workers learn it within a second. False when none runs."""
        moved = await self._session.execute(
            update(AdProject)
            .where(
                AdProject.id == project_id,
                AdProject.user_id == user_id,
                AdProject.status.in_(FILMING),
            )
            .values(status=AdProjectStatus.CANCELLED, current_stage=None)
            .returning(AdProject.id)
        )
        if moved.scalar_one_or_none() is None:
            return False
        await self._end_open_jobs(project_id)
        await Turns(self._session).wake_waiting(project_id)
        return True

    async def _end_open_jobs(self, project_id: UUID) -> None:
        await self._session.execute(
            update(GenerationJob)
            .where(GenerationJob.project_id == project_id, GenerationJob.status.in_(OPEN))
            .values(
                status=GenerationJobStatus.CANCELLED,
                cancel_requested=True,
                lease_epoch=GenerationJob.lease_epoch + 1,
                leased_until=None,
                completed_at=func.clock_timestamp(),
            )
        )
        # A video that waits to be sent (the chat is held, Telegram is away) must not come after the end.
        await self._session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.project_id == project_id,
                OutboxRow.then_task == DELIVERED,
                OutboxRow.sent_version < OutboxRow.version,
                OutboxRow.dropped_at.is_(None),
            )
            .values(
                dropped_at=func.clock_timestamp(), error_message="the production ended before it was sent"
            )
        )
        await release(self._session, project_id)
        # What a provider runs for it is ended (or, after a failure, brought home) by whoever looks next.
        if await Attempts(self._session).look_now(project_id):
            await wake_look(self._session)
        await ring(self._session, cancel_topic(project_id))

    # ── moved by the pipeline ────────────────────────────────────────────────────────────────────────

    async def project(self, project_id: UUID, *, lock: bool = False) -> AdProject | None:
        """The ad as it stands, locked until the transaction ends if asked."""
        statement = _held_ad() if lock else _ad()
        found = await self._session.execute(statement, {"project": project_id}, execution_options=FRESH)
        return found.scalar_one_or_none()

    async def jobs(self, project_id: UUID, revision: int) -> Sequence[GenerationJob]:
        """The jobs of one revision, in the order they were planned."""
        statement = (
            select(GenerationJob)
            .where(GenerationJob.project_id == project_id, GenerationJob.script_revision == revision)
            .order_by(GenerationJob.scene_number.nulls_last(), GenerationJob.id)
        )
        result = await self._session.execute(statement, execution_options={"populate_existing": True})
        return result.scalars().all()

    async def job(self, job_id: UUID) -> GenerationJob | None:
        """One job."""
        return await self._session.get(GenerationJob, job_id)

    async def move(
        self, project_id: UUID, new: AdProjectStatus, *, stage: str | None = None, error: str | None = None
    ) -> bool:
        """Move the ad to `new` if its status allows that; False when it does not."""
        values: dict[str, Any] = {"current_stage": stage, "error_message": error}
        if new == AdProjectStatus.COMPLETED:
            values["completed_at"] = func.clock_timestamp()
        return await self._move(project_id, new, values)

    async def _move(self, project_id: UUID, new: AdProjectStatus, values: Mapping[str, Any]) -> bool:
        moved = await self._session.execute(
            update(AdProject)
            .where(AdProject.id == project_id, AdProject.status.in_(sources_of(new)))
            .values(status=new, **values)
            .returning(AdProject.id)
        )
        if moved.scalar_one_or_none() is None:
            return False
        if new in (AdProjectStatus.COMPLETED, AdProjectStatus.FAILED):
            await Turns(self._session).wake_waiting(project_id)
        return True

    async def finish(self, project_id: UUID, *, asset_id: UUID | None, seconds: int | None) -> bool:
        """End the production as completed: `asset_id` is the delivered video, made in `seconds`."""
        values = {
            "final_asset_id": asset_id,
            "generation_time_seconds": seconds,
            "completed_at": func.clock_timestamp(),
            "current_stage": None,
            "error_message": None,
        }
        await release(self._session, project_id)
        return await self._move(project_id, AdProjectStatus.COMPLETED, values)

    async def set_stage(self, project_id: UUID, stage: str) -> None:
        """Note which part of the work the ad is in."""
        await self._session.execute(
            update(AdProject)
            .where(AdProject.id == project_id, AdProject.status == AdProjectStatus.VIDEO_GENERATING)
            .values(current_stage=stage)
        )

    async def fail_project(self, project_id: UUID, error: str) -> bool:
        """End the production as failed, its open jobs too."""
        if not await self.move(project_id, AdProjectStatus.FAILED, error=error):
            return False
        await self._end_open_jobs(project_id)
        return True

    # ── handed over to the outbox ────────────────────────────────────────────────────────────────────

    async def begin_delivery(self, job_id: UUID) -> GenerationJob | None:
        """Note that the outbox gets the video; the epoch tells this attempt from earlier ones. None when the
        delivery has ended."""
        begun = await self._session.execute(
            update(GenerationJob)
            .where(self._delivery(job_id))
            .values(
                status=GenerationJobStatus.PROCESSING,
                lease_epoch=GenerationJob.lease_epoch + 1,
                started_at=func.coalesce(GenerationJob.started_at, func.clock_timestamp()),
            )
            .returning(GenerationJob),
            execution_options={"populate_existing": True},
        )
        return begun.scalar_one_or_none()

    async def repeat_delivery(self, job_id: UUID) -> bool:
        """Put a delivery that the outbox knows nothing of back into the queue."""
        again = await self._session.execute(
            update(GenerationJob)
            .where(self._delivery(job_id))
            .values(status=GenerationJobStatus.QUEUED)
            .returning(GenerationJob.id)
        )
        return again.scalar_one_or_none() is not None

    def _delivery(self, job_id: UUID) -> ColumnElement[bool]:
        return and_(
            GenerationJob.id == job_id,
            GenerationJob.asset_kind == "delivery",
            GenerationJob.status.in_(OPEN),
        )

    async def end_delivery(self, job_id: UUID, *, error: str | None = None) -> UUID | None:
        """Note what became of a delivery that the outbox carried; the ad's id if this call ended it."""
        status = GenerationJobStatus.COMPLETED if error is None else GenerationJobStatus.FAILED
        result = await self._session.execute(
            update(GenerationJob)
            .where(self._delivery(job_id))
            .values(
                status=status,
                error_message=error,
                progress_percentage=100 if error is None else GenerationJob.progress_percentage,
                completed_at=func.clock_timestamp(),
                leased_until=None,
            )
            .returning(GenerationJob.project_id)
        )
        project_id = result.scalar_one_or_none()
        if project_id is not None:
            await wake_production(self._session, project_id)
        return project_id

    # ── what comes out ───────────────────────────────────────────────────────────────────────────────

    async def add_asset(self, user_id: UUID, **values: Any) -> Asset:
        """Write the row of a file that is in storage already (`url`, `type` and `source` are needed)."""
        asset = Asset(user_id=user_id, status=AssetStatus.COMPLETED, **values)
        self._session.add(asset)
        await self._session.flush()
        return asset

    async def forget_assets(self, user_id: UUID, asset_ids: Sequence[UUID]) -> None:
        """Remove the rows of the person's files that are no longer in storage: what made them is made again with
        the next approval."""
        await self._session.execute(delete(Asset).where(Asset.id.in_(asset_ids), Asset.user_id == user_id))

    async def asset(self, asset_id: UUID) -> Asset | None:
        """The row of a file."""
        return await self._session.get(Asset, asset_id)

    async def stalled_projects(self) -> Sequence[UUID]:
        """Ads in production; the sweep wakes each, and the pipeline finds out what is missing."""
        statement = select(AdProject.id).where(AdProject.status.in_(FILMING), AdProject.deleted_at.is_(None))
        return (await self._session.execute(statement)).scalars().all()
