"""What a press may spend: priced parts, what the plan grants, what the ceilings leave. All or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, text, update

from db.engine import Session
from db.enums import GenerationJobStatus
from db.ledger import Budgets, Ceilings
from db.models import AdProject, Budget, GenerationJob


@dataclass(frozen=True, slots=True)
class Part:
    """Who makes one job for money, with what, and the most it should cost in USD."""

    provider: str
    model: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Spending:
    """What making a script costs, by job (kind, scene), and what may be spent (USD): `allowance` a month by the
    person, `per_ad` on one ad, `ceilings` on a day. A scene's price is that of one picture, one clip of it."""

    parts: Mapping[tuple[str, int | None], Part]
    allowance: Decimal
    per_ad: Decimal
    ceilings: Ceilings = field(default_factory=lambda: Ceilings(Decimal(25), Decimal(200)))


class Obstacle(StrEnum):
    """Why a production may not spend what it costs."""

    ALLOWANCE = "allowance"
    AD = "ad"
    DAY = "day"
    HOUSE = "house"


async def today(session: Session) -> date:
    """The day of which money is spent now: UTC, by the database's clock."""
    day: date = (await session.execute(text("SELECT (now() AT TIME ZONE 'UTC')::date"))).scalar_one()
    return day


async def today_began(session: Session) -> datetime:
    """When the day of `today` began."""
    began: datetime = (await session.execute(text("SELECT date_trunc('day', now(), 'UTC')"))).scalar_one()
    return began


async def left_of_allowance(session: Session, user_id: UUID, allowance: Decimal) -> Decimal:
    """What the person may still spend this month; never below zero."""
    used = await Budgets(session, user_id).used(await today(session))
    return max(Decimal(0), allowance - used)


async def set_aside(
    session: Session, project: AdProject, total: Decimal, spending: Spending
) -> Obstacle | None:
    """Reserve `total` for the ad, or nothing at all; why not, where it can't be. The ad must be locked, so that two
    presses on it can't both be within its ceiling."""
    if total == 0:
        return None
    if await _held_by(session, project.id) + total > spending.per_ad:
        return Obstacle.AD
    return await _reserve(session, project.user_id, total, spending)


async def set_aside_for_training(session: Session, user_id: UUID, spending: Spending) -> Obstacle | None:
    """Reserve what a training for the person costs, or nothing; why not, where it can't be. It may cost as much as an
    ad may."""
    total = sum((part.usd for part in spending.parts.values()), Decimal(0))
    if total == 0:
        return None
    if total > spending.per_ad:
        return Obstacle.AD
    return await _reserve(session, user_id, total, spending)


async def _reserve(session: Session, user_id: UUID, total: Decimal, spending: Spending) -> Obstacle | None:
    budgets, day = Budgets(session, user_id), await today(session)
    if not await budgets.reserve(total, day, spending.ceilings):
        left = await budgets.left(day)
        return Obstacle.DAY if left is not None and left < total else Obstacle.HOUSE
    # The person's row of today is locked now: nobody else adds to what this counts.
    if await budgets.used(day) > spending.allowance:
        await budgets.give_back(total, day)
        return Obstacle.ALLOWANCE
    return None


def is_made(job: GenerationJob) -> bool:
    """Whether the job is done, and what it made is still there (a voice that nobody has is no file)."""
    vanished = job.generated_video_url is not None and job.output_asset_id is None
    return job.status == GenerationJobStatus.COMPLETED and not vanished


async def share_out(session: Session, jobs: Mapping[UUID, Part | None]) -> None:
    """Write onto each of the `jobs` who makes it, and what was set aside for it; without a part this machine does."""
    if not jobs:
        return
    day = await today(session)
    found = await session.scalars(
        select(GenerationJob).where(GenerationJob.id.in_(jobs)), execution_options={"populate_existing": True}
    )
    for job in found.all():
        part = jobs[job.id]
        usd = part.usd if part else Decimal(0)
        job.provider, job.model = (part.provider, part.model) if part else (None, None)
        job.estimated_amount += usd
        job.reserved_amount = usd
        job.reserved_on = day if usd else None
    await session.flush()


async def release(session: Session, project_id: UUID, only: Sequence[UUID] | None = None) -> Decimal:
    """Free what is still set aside for the ad's jobs, or for `only` these (open tries keep theirs); the sum."""
    held = [GenerationJob.project_id == project_id, GenerationJob.reserved_amount > 0]
    if only is not None:
        held.append(GenerationJob.id.in_(only))
    freed = await session.execute(
        select(GenerationJob.id, GenerationJob.reserved_amount, GenerationJob.reserved_on)
        .where(*held)
        .order_by(GenerationJob.id)
        .with_for_update()
    )
    rows = freed.all()
    if not rows:
        return Decimal(0)
    await session.execute(
        update(GenerationJob).where(GenerationJob.id.in_([row.id for row in rows])).values(reserved_amount=0)
    )
    owner = (await session.execute(select(AdProject.user_id).where(AdProject.id == project_id))).scalar_one()
    by_day: dict[date, Decimal] = {}
    for row in rows:
        by_day[row.reserved_on] = by_day.get(row.reserved_on, Decimal(0)) + row.reserved_amount
    for day in sorted(by_day):
        await Budgets(session, owner).give_back(by_day[day], day)
    return sum(by_day.values(), Decimal(0))


async def reserved_of_all(session: Session) -> Decimal:
    """What the budgets of all have reserved; equals `Attempts.reserved`."""
    held = select(func.coalesce(func.sum(Budget.reserved), 0)).where(Budget.user_id.is_(None))
    return Decimal((await session.execute(held)).scalar_one())


async def _held_by(session: Session, project_id: UUID) -> Decimal:
    """What the ad was charged for in all its revisions, and what is set aside for it now."""
    held = await session.execute(
        text(
            """
            SELECT coalesce(sum(j.reserved_amount), 0)
                 + coalesce((SELECT sum(CASE WHEN a.state IN ('sending', 'running') THEN a.reserved_amount
                                             ELSE a.charged_amount END)
                               FROM generation_attempts a JOIN generation_jobs k ON k.id = a.job_id
                              WHERE k.project_id = :project_id), 0)
              FROM generation_jobs j WHERE j.project_id = :project_id
            """
        ),
        {"project_id": project_id},
    )
    return Decimal(held.scalar_one())
