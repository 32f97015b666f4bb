"""What `/metrics` tells of the rows: how deep and how old the queues are, what is open, what was spent.

Everything is read through indexes, by one statement; only the spend of days that are long over is summed by another,
once a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from db.engine import Session


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is of, two words that tell it from others of its kind, and the value."""

    name: str
    first: str
    second: str
    value: float


_QUEUES: Final = """
    SELECT 'queue_jobs', queue_name,
           CASE WHEN status = 'doing' THEN 'doing' WHEN scheduled_at > clock_timestamp() THEN 'later' ELSE 'due' END,
           count(*)::float8
      FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY 2, 3
    UNION ALL
    SELECT 'queue_oldest', queue_name, '', extract(epoch FROM clock_timestamp() - least(
             min(scheduled_at),
             (SELECT max(at) FROM procrastinate_events
               WHERE job_id = min(due.id) FILTER (WHERE scheduled_at IS NULL) AND type = 'deferred')))::float8
      FROM procrastinate_jobs due
     WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp()) GROUP BY 2
"""
_CHAT: Final = """
    SELECT 'updates_waiting', '', '', count(*)::float8 FROM processed_updates WHERE payload IS NOT NULL
    UNION ALL
    SELECT 'turns_open', state, '', count(*)::float8 FROM turns WHERE state IN ('queued', 'running') GROUP BY 2
    UNION ALL
    SELECT 'turns_oldest', '', '', extract(epoch FROM clock_timestamp() - min(t.created_at))::float8
      FROM turns t JOIN ad_projects p ON p.id = t.project_id
     WHERE t.state IN ('queued', 'running') AND p.status NOT IN ('script_approved', 'video_generating')
    HAVING count(*) > 0
    UNION ALL
    SELECT 'outbox_waiting', '', '', count(*)::float8
      FROM outbox WHERE sent_version < version AND dropped_at IS NULL
    UNION ALL
    SELECT 'outbox_oldest', '', '', extract(epoch FROM clock_timestamp() - min(not_before))::float8
      FROM outbox WHERE sent_version < version AND dropped_at IS NULL AND not_before <= clock_timestamp()
    HAVING count(*) > 0
"""
_WORK: Final = """
    SELECT 'jobs', status::text, coalesce(asset_kind, job_type::text), count(*)::float8
      FROM generation_jobs WHERE status IN ('queued', 'processing') GROUP BY 2, 3
    UNION ALL
    SELECT 'jobs', status::text, coalesce(asset_kind, job_type::text), count(*)::float8
      FROM generation_jobs
     WHERE status IN ('completed', 'failed', 'cancelled') AND created_at > clock_timestamp() - interval '1 day'
     GROUP BY 2, 3
    UNION ALL
    SELECT 'attempts_open', state, '', count(*)::float8
      FROM generation_attempts WHERE state IN ('sending', 'running') GROUP BY 2
    UNION ALL
    SELECT 'attempts_oldest', state, '', extract(epoch FROM clock_timestamp() - min(created_at))::float8
      FROM generation_attempts WHERE state IN ('sending', 'running') GROUP BY 2
    UNION ALL
    SELECT 'attempts_overdue', '', '', count(*)::float8
      FROM generation_attempts WHERE state IN ('sending', 'running') AND deadline_at < clock_timestamp()
"""
_MONEY: Final = """
    SELECT 'spend_today', provider, category, sum(amount) FILTER (WHERE today)::float8
      FROM spent WHERE today GROUP BY 2, 3
    UNION ALL
    SELECT 'spend_recent', provider, category, sum(amount)::float8 FROM spent GROUP BY 2, 3
    UNION ALL
    SELECT 'orphan_runs', '', '', count(*) FILTER (WHERE today AND orphan)::float8 FROM spent
    UNION ALL
    SELECT 'orphan_usd', '', '', coalesce(sum(amount) FILTER (WHERE today AND orphan), 0)::float8 FROM spent
    UNION ALL
    SELECT 'budget', part, '', value::float8
      FROM budgets, LATERAL (VALUES ('reserved', reserved), ('spent', spent)) AS parts (part, value)
     WHERE user_id IS NULL AND day = (now() AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT 'connections', '', '', sum(numbackends)::float8 FROM pg_stat_database
    UNION ALL
    SELECT 'connections_max', '', '', current_setting('max_connections')::float8
"""
_SPENT: Final = """
    SELECT coalesce(provider, '') AS provider, category::text AS category, amount,
           created_at >= date_trunc('day', now(), 'UTC') AS today, metadata @> '{"orphan": true}' AS orphan
      FROM generation_costs
"""
_FIGURES: Final = text(
    f"WITH spent AS MATERIALIZED ({_SPENT} WHERE created_at >= :since)"
    f" {_QUEUES} UNION ALL {_CHAT} UNION ALL {_WORK} UNION ALL {_MONEY}"
)
_BEFORE: Final = text(
    """
    SELECT 'spend_before', coalesce(provider, ''), category::text, sum(amount)::float8
      FROM generation_costs WHERE created_at < :before GROUP BY 2, 3
    """
)
_LIMIT: Final = text("SELECT set_config('statement_timeout', :ms, true)")


async def read_figures(session: Session, since: datetime, limit_s: float) -> Sequence[Figure]:
    """Everything as it is now; `spend_recent` sums what was spent since then. Takes `limit_s` seconds at most."""
    await session.execute(_LIMIT, {"ms": str(round(limit_s * 1000))})
    return [Figure(*row) for row in await session.execute(_FIGURES, {"since": since})]


async def spend_before(session: Session, before: datetime, limit_s: float) -> Sequence[Figure]:
    """What was spent before then, by provider and category: reads the whole ledger."""
    await session.execute(_LIMIT, {"ms": str(round(limit_s * 1000))})
    return [Figure(*row) for row in await session.execute(_BEFORE, {"before": before})]
