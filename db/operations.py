"""How the work stands, for whoever runs the product: what is stuck, what failed, what a provider does to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
