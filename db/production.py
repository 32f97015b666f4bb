"""Production: from an approved script to a delivered video, as rows of `generation_jobs`.

Money and rendering start in `approve` only, which needs a person's press. What a worker does with a job it holds is
`db.claims`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, update

from db.attempts import Attempts
from db.bell import ring
from db.claims import OPEN
from db.engine import FOR_CHANGE, FRESH, Session
from db.enums import REVIEWS, AdProjectStatus, AssetStatus, GenerationJobStatus
from db.models import AdProject, Asset, GenerationJob, Script
from db.models.runtime import OutboxRow
from db.placing import place, reject_the_rest, take_back
from db.spending import Obstacle, Spending, release
from db.status import sources_of
from db.stock import Prints, everything, load_stock, pictures
from db.turns import FILMING, Turns
from db.wakeups import DELIVERED, wake_look, wake_production


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
    # The gate held it back (`bot.routers.content`): nothing was started.
    REFUSED = "refused"
    UNPERMITTED = "unpermitted"
    NO_REVIEWER = "no_reviewer"
    IN_REVIEW = "in_review"
    NOT_APPROVED = "not_approved"


Gate = Callable[[AdProject], Awaitable[Approval | None]]
"""Whether an ad may be made, asked with the ad locked and before anything is set aside; None lets it pass."""


OBSTACLES: Final = {
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
    """Every job of an ad with these scenes that is made in one go, in the order of the pipeline."""
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
        gate: Gate | None = None,
        prints: Prints | None = None,
        pictures_each: int | None = None,
    ) -> Approval:
        """Start the production of exactly this revision; or go on with one that failed or was cancelled.

        Only one of several presses at once gets STARTED: the status moves by compare-and-set. What `spending` says
        the unfinished parts cost is set aside in the same transaction, or nothing is started. Without it this machine
        makes everything. `gate` may hold it back; every button goes through one (tests/front/test_gate.py).
        `pictures_each`: only so many pictures of each scene are made, and the person chooses. What an
        earlier revision made from the same (`prints`, by kind and scene) is taken over.
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
        held = await gate(project) if gate is not None else None
        if held is not None:
            return held
        scenes = [scene["sceneNumber"] for scene in script.scenes]
        await take_back(self._session, project)
        stock = await load_stock(self._session, project_id, revision, lock=True)
        known = prints or {}
        if pictures_each is None:
            wanted, number = everything(stock, scenes, known), round_of(project)
        else:
            wanted, number = pictures(stock, scenes, pictures_each, known), round_of(project) + 1
        how = {"spending": spending, "prints": known, "round_number": number}
        obstacle = await place(self._session, project, script, wanted, **how)  # type: ignore[arg-type]
        if obstacle is not None:
            return OBSTACLES[obstacle]
        await self.begin(project, script, number, chat=(chat_id, thread_id))
        return Approval.STARTED

    async def begin(
        self,
        project: AdProject,
        script: Script,
        round_number: int,
        *,
        chat: tuple[int, int] | None = None,
    ) -> None:
        """Let the pipeline work on the rows of the ad, which waited for its person or had ended. `chat` is the chat and
        thread in which it is talked about from now on."""
        if project.status == AdProjectStatus.SCRIPT_GENERATED:
            project.status = AdProjectStatus.SCRIPT_APPROVED
        elif project.status in (AdProjectStatus.FAILED, AdProjectStatus.CANCELLED):
            project.status = AdProjectStatus.VIDEO_GENERATING
        project.error_message, project.current_stage = None, None
        settings = {**project.settings, "round": round_number}
        if chat is not None:
            settings["chat"] = {"chatId": chat[0], "threadId": chat[1]}
        project.settings = settings
        script.approved_at = await self._session.scalar(select(func.clock_timestamp()))
        if script.consistency_seed is None:
            wished = project.settings.get("coherence", {}).get("seedValue")
            script.consistency_seed = project.id.int % 2**31 if wished is None else wished
        await self._session.flush()
        estimated, _ = await Attempts(self._session).charged(project.id, project.revision)
        project.estimated_cost = estimated
        await wake_production(self._session, project.id)

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
        """The jobs of one revision that somebody waits for or has, in the order of the scenes."""
        statement = (
            select(GenerationJob)
            .where(
                GenerationJob.project_id == project_id,
                GenerationJob.script_revision == revision,
                GenerationJob.dropped_at.is_(None),
            )
            .order_by(GenerationJob.scene_number.nulls_last(), GenerationJob.variant, GenerationJob.id)
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
        await reject_the_rest(self._session, project_id)
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

    async def look_of(self, project_id: UUID) -> tuple[int, Sequence[str]]:
        """What the pictures of the ad share: their seed, and the words that most of them have in common."""
        shared = select(Script.consistency_seed, Script.style_keywords).where(Script.project_id == project_id)
        row = (await self._session.execute(shared)).one_or_none()
        return (row[0] or 0, row[1]) if row is not None else (0, ())

    async def asset(self, asset_id: UUID) -> Asset | None:
        """The row of a file."""
        return await self._session.get(Asset, asset_id)

    async def stalled_projects(self) -> Sequence[UUID]:
        """Ads in production; the sweep wakes each, and the pipeline finds out what is missing. One that waits for its
        person is left alone."""
        open_jobs = select(GenerationJob.id).where(
            GenerationJob.project_id == AdProject.id,
            GenerationJob.status.in_(OPEN),
            GenerationJob.dropped_at.is_(None),
        )
        waits = and_(AdProject.current_stage.is_not(None), AdProject.current_stage.in_(REVIEWS))
        statement = select(AdProject.id).where(
            AdProject.status.in_(FILMING), AdProject.deleted_at.is_(None), or_(~waits, open_jobs.exists())
        )
        return (await self._session.execute(statement)).scalars().all()


def round_of(project: AdProject) -> int:
    """How often somebody's press had something of the ad made."""
    return int(project.settings.get("round", 0))
