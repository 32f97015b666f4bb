"""How the work stands, for whoever runs the product: what is stuck, what failed, what a provider does to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import text

from db.engine import Session
from db.wakeups import wake_production, wake_training

STUCK_S: Final = 45 * 60.0
"""A part of an ad that was begun so long ago and has not ended is stuck; the longest render takes a third of that."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Figures that no gauge has. `server_began`: when Postgres was started; counts are of the last half hour."""

    server_began: datetime
    stuck: int
    runs: int
    runs_failed: int
    worst_model: str | None


_TROUBLE: Final = text(
    """
    WITH recent AS (
        SELECT coalesce(model, provider) AS model, state <> 'succeeded' AS failed
          FROM generation_attempts
         WHERE finished_at > clock_timestamp() - interval '30 minutes' AND state IN ('succeeded', 'failed')
        UNION ALL
        SELECT coalesce(model_name, provider), NOT success
          FROM generation_costs
         WHERE created_at > clock_timestamp() - interval '30 minutes' AND category = 'llm'
    ), worst AS (
        SELECT model, count(*) AS runs, count(*) FILTER (WHERE failed) AS failed
          FROM recent GROUP BY model ORDER BY failed DESC, runs LIMIT 1
    )
    SELECT pg_postmaster_start_time() AS began,
           (SELECT count(DISTINCT project_id)
              FROM generation_jobs j JOIN ad_projects p ON p.id = j.project_id
             WHERE j.status IN ('queued', 'processing') AND j.dropped_at IS NULL AND p.deleted_at IS NULL
               AND p.status IN ('script_approved', 'video_generating')
               AND coalesce(j.started_at, j.created_at) < clock_timestamp() - make_interval(secs => :stuck)) AS stuck,
           coalesce((SELECT runs FROM worst), 0) AS runs, coalesce((SELECT failed FROM worst), 0) AS failed,
           (SELECT model FROM worst WHERE failed > 0) AS model
    """
)


async def find_trouble(session: Session, stuck_s: float = STUCK_S) -> Trouble:
    """What goes wrong now. `runs` are those of the model that failed most."""
    row = (await session.execute(_TROUBLE, {"stuck": stuck_s})).one()
    return Trouble(row.began, row.stuck, row.runs, row.failed, row.model)


_MAKING: Final = text(
    """
    SELECT id FROM ad_projects
     WHERE status IN ('script_approved', 'video_generating') AND deleted_at IS NULL ORDER BY created_at
    """
)
_TRAINING: Final = text(
    "SELECT id FROM lora_models WHERE training_status = 'in_progress' ORDER BY created_at"
)


async def wake_all(session: Session) -> int:
    """Let everybody look at once at everything that is being made; how many ads and trainings that are."""
    ads: Sequence[UUID] = (await session.scalars(_MAKING)).all()
    looks: Sequence[UUID] = (await session.scalars(_TRAINING)).all()
    for project_id in ads:
        await wake_production(session, project_id)
    for model_id in looks:
        await wake_training(session, model_id)
    return len(ads) + len(looks)


@dataclass(frozen=True, slots=True)
class AdAtWork:
    """An ad that is being made, or was not: whose, how far, since when (seconds), and the last fault of its parts.
    `charged` is what its present revision cost so far, in USD."""

    id: UUID
    user_id: UUID
    person: str
    title: str | None
    status: str
    stage: str | None
    revision: int
    parts: int
    done: int
    waiting: int
    running: int
    failed: int
    age_s: int
    error: str | None
    charged: Decimal
    stuck: bool


_WORK: Final = """
    SELECT p.id, p.user_id, u.name AS person, p.title, p.status::text AS status, p.current_stage AS stage, p.revision,
           coalesce(j.parts, 0) AS parts, coalesce(j.done, 0) AS done, coalesce(j.waiting, 0) AS waiting,
           coalesce(j.running, 0) AS running, coalesce(j.failed, 0) AS failed,
           extract(epoch FROM clock_timestamp() - coalesce(j.since, p.updated_at))::int AS age_s,
           coalesce(j.error, p.error_message) AS error, coalesce(a.charged, 0) AS charged,
           p.status <> 'failed' AND j.open_since IS NOT NULL
             AND j.open_since < clock_timestamp() - make_interval(secs => :stuck) AS stuck
      FROM ad_projects p JOIN users u ON u.id = p.user_id
      LEFT JOIN LATERAL (
          SELECT count(*) AS parts, count(*) FILTER (WHERE status = 'completed') AS done,
                 count(*) FILTER (WHERE status = 'queued') AS waiting,
                 count(*) FILTER (WHERE status = 'processing') AS running,
                 count(*) FILTER (WHERE status = 'failed') AS failed,
                 min(coalesce(started_at, created_at)) AS since,
                 min(coalesce(started_at, created_at)) FILTER (WHERE status IN ('queued', 'processing')) AS open_since,
                 (array_agg(error_message ORDER BY updated_at DESC)
                     FILTER (WHERE error_message IS NOT NULL))[1] AS error
            FROM generation_jobs
           WHERE project_id = p.id AND script_revision = p.revision AND dropped_at IS NULL
      ) j ON true
      LEFT JOIN LATERAL (
          SELECT sum(t.charged_amount) AS charged
            FROM generation_attempts t JOIN generation_jobs k ON k.id = t.job_id
           WHERE k.project_id = p.id AND k.script_revision = p.revision
      ) a ON true
     WHERE p.deleted_at IS NULL AND u.deleted_at IS NULL
"""
_AT_WORK: Final = text(
    f"""
    WITH work AS ({_WORK}
       AND (p.status IN ('script_approved', 'video_generating')
            OR (p.status = 'failed' AND p.updated_at > clock_timestamp() - interval '7 days'))
       AND (CAST(:person AS uuid) IS NULL OR p.user_id = CAST(:person AS uuid)))
    SELECT * FROM work ORDER BY stuck DESC, status = 'failed', age_s DESC, id LIMIT :most OFFSET :skip
    """  # noqa: S608 (words of ours)
)
_ONE_AD: Final = text(f"{_WORK} AND p.id = :project")


async def ads_at_work(
    session: Session, *, person: UUID | None = None, limit: int = 10, skip: int = 0, stuck_s: float = STUCK_S
) -> Sequence[AdAtWork]:
    """What is being made, and what failed within a week, of one `person` or of all: what is stuck first, then what is
    being made for the longest, then what failed."""
    values = {"person": person, "most": limit, "skip": skip, "stuck": stuck_s}
    return [AdAtWork(**row._mapping) for row in await session.execute(_AT_WORK, values)]


async def ad_at_work(session: Session, project_id: UUID, stuck_s: float = STUCK_S) -> AdAtWork | None:
    """One ad, whatever its status."""
    row = (await session.execute(_ONE_AD, {"project": project_id, "stuck": stuck_s})).one_or_none()
    return None if row is None else AdAtWork(**row._mapping)


_HASTEN: Final = text(
    """
    UPDATE generation_jobs SET next_poll_at = NULL
     WHERE project_id = :project AND status = 'queued' AND next_poll_at IS NOT NULL
    """
)


async def hasten(session: Session, project_id: UUID) -> None:
    """Let the parts of the ad that wait for another try begin at once. Nothing is asked for that was not before."""
    await session.execute(_HASTEN, {"project": project_id})
    await wake_production(session, project_id)


@dataclass(frozen=True, slots=True)
class ModelRuns:
    """What a model's runs came to in thirty days: how many, how many failed, USD charged; and for one that succeeded,
    what it cost and what the table had made of it, on average."""

    runs: int
    failed: int
    charged: Decimal
    paid: Decimal | None
    expected: Decimal | None


_RUNS: Final = text(
    """
    SELECT split_part(model, ':', 1) AS name, count(*) AS runs, count(*) FILTER (WHERE state = 'failed') AS failed,
           sum(charged_amount) AS charged, avg(charged_amount) FILTER (WHERE state = 'succeeded') AS paid,
           avg(reserved_amount) FILTER (WHERE state = 'succeeded') AS expected
      FROM generation_attempts
     WHERE model IS NOT NULL AND state NOT IN ('sending', 'not_created')
       AND created_at > clock_timestamp() - interval '30 days'
     GROUP BY 1
    """
)


async def runs_of_models(session: Session) -> Mapping[str, ModelRuns]:
    """By owner/name, without the version."""
    rows = await session.execute(_RUNS)
    return {row.name: ModelRuns(row.runs, row.failed, row.charged, row.paid, row.expected) for row in rows}
