"""What becomes of a finished ad: how it was liked, where it runs, and what is made again by the calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.base import JsonObject
from db.engine import Session
from db.errors import BadInput
from db.models import Publication, Rating, Schedule, ScheduleRun
from db.owned import Owned

_CRON: Final = re.compile(r"[-0-9A-Za-z*,/#?]+( [-0-9A-Za-z*,/#?]+){4}")


class Ratings(Owned):
    """Every query about how a person liked their ads."""

    async def rate(self, project_id: UUID, rating: int, comment: str | None = None) -> Rating:
        """One to five; a second rating of the same ad replaces the first.

        Raises:
            NotFound: the ad is not theirs.
            BadInput: not within 1 and 5.
        """
        if not 1 <= rating <= 5:
            raise BadInput("rating: must be between 1 and 5")
        words = None if comment is None else checks.passage(comment, "comment")
        given = insert(Rating).values(
            user_id=self._user_id, project_id=project_id, rating=rating, comment=words
        )
        given = given.on_conflict_do_update(
            index_elements=["user_id", "project_id"], set_={"rating": rating, "comment": words}
        )
        async with checks.plain_refusals(self._session):
            found = await self._session.execute(
                given.returning(Rating), execution_options={"populate_existing": True}
            )
            return found.scalar_one()

    async def of_project(self, project_id: UUID) -> Rating | None:
        """How the ad was liked."""
        return await self._session.scalar(self._own(Rating, Rating.project_id == project_id))


class Publications(Owned):
    """Every query about where a person's ads run: draft → approved → scheduled → published."""

    async def draft(self, project_id: UUID, platform: str, *, asset_id: UUID | None = None) -> Publication:
        """The wish to run the ad somewhere.

        Raises:
            NotFound: the ad or the file is not theirs.
        """
        platform = checks.line(platform, "platform", 60)
        row = Publication(user_id=self._user_id, project_id=project_id, platform=platform, asset_id=asset_id)
        return await self._add(row)

    async def of_project(self, project_id: UUID) -> Sequence[Publication]:
        """Where the ad runs or is to run, the newest first."""
        mine = self._own(Publication, Publication.project_id == project_id)
        return await self._all(mine.order_by(Publication.created_at.desc()))

    async def approve(self, publication_id: UUID) -> bool:
        """Say yes to a draft."""
        return await self._move(publication_id, ("draft",), status="approved")

    async def schedule(self, publication_id: UUID, at: datetime) -> bool:
        """Let an approved one begin at `at`, or at another time than before."""
        if at.tzinfo is None:
            raise BadInput("scheduled_for: must say in which zone")
        return await self._move(
            publication_id, ("approved", "scheduled"), status="scheduled", scheduled_for=at
        )

    async def publish(self, publication_id: UUID, url: str | None = None) -> bool:
        """Note that it runs, and under which address."""
        values = {
            "status": "published",
            "published_at": func.clock_timestamp(),
            "url": None if url is None else checks.line(url, "url", 2000),
        }
        return await self._move(publication_id, ("approved", "scheduled"), **values)

    async def remove(self, publication_id: UUID) -> bool:
        """Forget it."""
        return await self._remove(Publication, publication_id)

    async def _move(self, publication_id: UUID, states: Sequence[str], **values: Any) -> bool:
        rule = Publication.status.in_(states)
        return await self._change(Publication, publication_id, rule, **values) is not None


class Schedules(Owned):
    """Every query about what a person wants made again by the calendar."""

    async def create(
        self,
        title: str,
        cron: str,
        next_run_at: datetime,
        *,
        timezone: str = "UTC",
        project_id: UUID | None = None,
        campaign_id: UUID | None = None,
        settings: JsonObject | None = None,
    ) -> Schedule:
        """A rule of five cron fields in a zone; the caller says when it is due first.

        Raises:
            NotFound: the ad or the campaign is not theirs.
            BadInput: no such zone, not five fields, a time without a zone.
        """
        if _CRON.fullmatch(cron) is None:
            raise BadInput("cron: must be five fields")
        if next_run_at.tzinfo is None:
            raise BadInput("next_run_at: must say in which zone")
        row = Schedule(
            user_id=self._user_id,
            title=checks.line(title, "title"),
            cron=cron,
            timezone=checks.time_zone(timezone),
            next_run_at=next_run_at,
            project_id=project_id,
            campaign_id=campaign_id,
            settings=checks.storable(settings or {}, "settings"),
        )
        return await self._add(row)

    async def get(self, schedule_id: UUID) -> Schedule | None:
        """The person's rule of that id."""
        return await self._one(Schedule, schedule_id)

    async def recent(self, limit: int = 20) -> Sequence[Schedule]:
        """The newest first."""
        return await self._all(self._own(Schedule).order_by(Schedule.created_at.desc()).limit(limit))

    async def pause(self, schedule_id: UUID) -> bool:
        """Let nothing be due by this rule; False if it is paused."""
        running = Schedule.paused_at.is_(None)
        return await self._change(Schedule, schedule_id, running, paused_at=func.now()) is not None

    async def resume(self, schedule_id: UUID, next_run_at: datetime) -> bool:
        """Let it go on, next at `next_run_at`; what was missed is not made up for."""
        paused = Schedule.paused_at.is_not(None)
        values = {"paused_at": None, "next_run_at": next_run_at}
        return await self._change(Schedule, schedule_id, paused, **values) is not None

    async def runs(self, schedule_id: UUID, limit: int = 20) -> Sequence[ScheduleRun]:
        """When it ran, the latest first."""
        mine = self._own(ScheduleRun, ScheduleRun.schedule_id == schedule_id)
        return await self._all(mine.order_by(ScheduleRun.scheduled_for.desc()).limit(limit))

    async def remove(self, schedule_id: UUID) -> bool:
        """Forget the rule and its runs."""
        return await self._remove(Schedule, schedule_id)


class Calendar:
    """What is due now, whosever it is: the scheduler's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def due_schedules(self, limit: int = 100) -> Sequence[Schedule]:
        """Rules whose time has come, the longest overdue first; two schedulers never get the same."""
        due = select(Schedule).where(Schedule.next_run_at <= _now(), Schedule.paused_at.is_(None))
        due = due.order_by(Schedule.next_run_at).limit(limit).with_for_update(skip_locked=True)
        return (await self._session.scalars(due)).all()

    async def begin(
        self, schedule: Schedule, scheduled_for: datetime, next_run_at: datetime | None
    ) -> ScheduleRun | None:
        """The run of this slot, and the rule's next one; None if the slot has had its run."""
        run = insert(ScheduleRun).values(
            user_id=schedule.user_id,
            schedule_id=schedule.id,
            project_id=schedule.project_id,
            scheduled_for=scheduled_for,
        )
        run = run.on_conflict_do_nothing(index_elements=["schedule_id", "scheduled_for"])
        found = (await self._session.execute(run.returning(ScheduleRun))).scalar_one_or_none()
        await self._session.execute(
            update(Schedule)
            .where(Schedule.id == schedule.id)
            .values(next_run_at=next_run_at, last_run_at=func.greatest(Schedule.last_run_at, scheduled_for))
        )
        return found

    async def finish(
        self, run_id: UUID, state: str, *, project_id: UUID | None = None, error: str | None = None
    ) -> bool:
        """End a run as done, skipped or failed, with the ad it made; False if it had ended."""
        values: dict[str, Any] = {
            "state": checks.one_of(("done", "skipped", "failed"), state, "state"),
            "error_message": error,
            "finished_at": func.clock_timestamp(),
        }
        if project_id is not None:
            values["project_id"] = project_id
        async with checks.plain_refusals(self._session):
            ended = await self._session.execute(
                update(ScheduleRun)
                .where(ScheduleRun.id == run_id, ScheduleRun.state.in_(("queued", "running")))
                .values(values)
                .returning(ScheduleRun.id)
            )
        return ended.scalar_one_or_none() is not None

    async def due_publications(self, limit: int = 100) -> Sequence[Publication]:
        """Publications whose time has come, the longest overdue first."""
        due = select(Publication).where(
            Publication.status == "scheduled", Publication.scheduled_for <= _now()
        )
        due = due.order_by(Publication.scheduled_for).limit(limit).with_for_update(skip_locked=True)
        return (await self._session.scalars(due)).all()


def _now() -> ScalarSelect[datetime]:
    """The database's clock, asked once: asked for every row, no index could serve."""
    return select(func.clock_timestamp()).scalar_subquery()
