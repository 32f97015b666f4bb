"""Figures over the rows, from the views: campaigns, activity, what works, what it cost, how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from db.engine import Session


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A campaign: its ads by status, what they cost (USD), and how they were liked (1–5, null without ratings)."""

    campaign_id: UUID
    title: str
    campaign_type: str
    status: str
    ads: int
    ads_by_status: Mapping[str, int]
    spend: Decimal
    last_activity_at: datetime
    mean_rating: Decimal | None


@dataclass(frozen=True, slots=True)
class Activity:
    """What a person did and spent (USD) so far."""

    user_id: UUID
    last_seen_at: datetime | None
    ads: int
    ads_completed: int
    messages: int
    total_generations: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Performance:
    """How an ad did: its rating, what it was made like, what it cost (USD), and how often it was published."""

    project_id: UUID
    title: str | None
    framework: str | None
    placement: str | None
    duration_seconds: Decimal | None
    spend: Decimal
    rating: int | None
    published: int
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CostLine:
    """The calls of one kind to one provider for an ad: how many, what they cost (USD), how long they took."""

    category: str
    provider: str | None
    api_calls: int
    failed_calls: int
    spend: Decimal
    mean_latency_ms: Decimal | None


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """How far the production of the current script is; 0–100."""

    project_id: UUID
    status: str
    current_stage: str | None
    jobs: int
    completed: int
    failed: int
    running: int
    progress_percentage: int


Line = TypeVar("Line")


class Reports:
    """Every report about one person's rows."""

    def __init__(self, session: Session, user_id: UUID) -> None:
        self._session = session
        self._user_id = user_id

    async def campaigns(self) -> Sequence[CampaignSummary]:
        """The person's campaigns, the one last touched first."""
        return await self._read(CampaignSummary, "campaign_summary", order="last_activity_at DESC")

    async def activity(self) -> Activity | None:
        """What the person did; None for one who is being erased."""
        found = await self._read(Activity, "user_activity_summary")
        return found[0] if found else None

    async def performance(self, limit: int = 50) -> Sequence[Performance]:
        """The person's ads, those finished last first."""
        return await self._read(
            Performance, "content_performance", order="completed_at DESC NULLS LAST", limit=limit
        )

    async def costs(self, project_id: UUID) -> Sequence[CostLine]:
        """What an ad cost, the dearest kind of call first."""
        return await self._read(CostLine, "cost_breakdown", project_id, order="spend DESC")

    async def progress(self, project_id: UUID) -> ProjectProgress | None:
        """How far an ad is."""
        found = await self._read(ProjectProgress, "project_progress", project_id)
        return found[0] if found else None

    async def _read(
        self,
        kind: type[Line],
        view: str,
        project_id: UUID | None = None,
        *,
        order: str = "user_id",
        limit: int | None = None,
    ) -> list[Line]:
        about = "" if project_id is None else "AND project_id = :project_id"
        query = (
            f"SELECT {_columns(kind)} FROM {view} WHERE user_id = :user_id {about} "  # noqa: S608
            f"ORDER BY {order} LIMIT :limit"
        )
        values = {"user_id": self._user_id, "project_id": project_id, "limit": limit}
        if project_id is None:
            del values["project_id"]
        return _lines(kind, await self._session.execute(text(query), values))


async def most_active(session: Session, limit: int = 20) -> Sequence[Activity]:
    """Who spent most so far, for administrators."""
    query = (
        f"SELECT {_columns(Activity)} FROM user_activity_summary ORDER BY spend DESC, ads DESC LIMIT :limit"  # noqa: S608
    )
    return _lines(Activity, await session.execute(text(query), {"limit": limit}))


def _columns(kind: type) -> str:
    return ", ".join(field.name for field in fields(kind))


def _lines(kind: type[Line], found: Any) -> list[Line]:
    return [kind(**row._mapping) for row in found]
