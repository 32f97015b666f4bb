"""Figures over days (UTC) for whoever runs the product: how many people and ads, what was spent and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import text

from db.engine import Session

By = Literal["day", "provider", "model", "user"]
MOST_LINES: Final = 500
"""Of models or people, those that cost most."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day: people who came and who wrote, ads begun, finished and failed, USD spent, and how many parts of ads waited
    for their turn at the worst moment."""

    day: date
    came: int
    wrote: int
    begun: int
    finished: int
    failed: int
    spend: Decimal
    waiting: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What one day, provider, model or person cost (USD), in how many calls, and how many of them failed."""

    label: str
    usd: Decimal
    calls: int
    failed: int


@dataclass(frozen=True, slots=True)
class SpentByDay:
    """What one provider cost (USD) on a day."""

    day: date
    provider: str
    usd: Decimal


_DAYS: Final = text(
    """
    WITH days AS (
        SELECT d::date AS day
          FROM generate_series((now() AT TIME ZONE 'UTC')::date - CAST(:days AS integer) + 1,
                               (now() AT TIME ZONE 'UTC')::date, interval '1 day') AS d
    ), since AS (SELECT min(day)::timestamp AT TIME ZONE 'UTC' AS at FROM days),
    came AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS n
          FROM users WHERE created_at >= (SELECT at FROM since) GROUP BY 1
    ), wrote AS (
        SELECT (m.timestamp AT TIME ZONE 'UTC')::date AS day, count(DISTINCT p.user_id) AS n
          FROM chat_messages m JOIN ad_projects p ON p.id = m.project_id
         WHERE m.role = 'user' AND m.timestamp >= (SELECT at FROM since) GROUP BY 1
    ), begun AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS n
          FROM ad_projects WHERE created_at >= (SELECT at FROM since) GROUP BY 1
    ), finished AS (
        SELECT (completed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS n
          FROM ad_projects WHERE completed_at >= (SELECT at FROM since) GROUP BY 1
    ), failed AS (
        SELECT (coalesce(completed_at, updated_at) AT TIME ZONE 'UTC')::date AS day, count(DISTINCT project_id) AS n
          FROM generation_jobs
         WHERE status = 'failed' AND coalesce(completed_at, updated_at) >= (SELECT at FROM since) GROUP BY 1
    ), spend AS (
        SELECT (created_at AT TIME ZONE 'UTC')::date AS day, sum(amount) AS usd
          FROM generation_costs WHERE created_at >= (SELECT at FROM since) GROUP BY 1
    ), moves AS (
        SELECT created_at AS at, 1 AS step FROM generation_jobs WHERE created_at >= (SELECT at FROM since)
        UNION ALL
        SELECT greatest(created_at, coalesce(started_at, completed_at, updated_at)), -1
          FROM generation_jobs
         WHERE created_at >= (SELECT at FROM since) AND NOT (status = 'queued' AND started_at IS NULL)
    ), depth AS (SELECT at, sum(step) OVER (ORDER BY at, step) AS n FROM moves),
    waiting AS (SELECT (at AT TIME ZONE 'UTC')::date AS day, max(n) AS n FROM depth GROUP BY 1)
    SELECT d.day, coalesce(came.n, 0) AS came, coalesce(wrote.n, 0) AS wrote, coalesce(begun.n, 0) AS begun,
           coalesce(finished.n, 0) AS finished, coalesce(failed.n, 0) AS failed, coalesce(spend.usd, 0) AS spend,
           coalesce(waiting.n, 0)::int AS waiting
      FROM days d
      LEFT JOIN came USING (day) LEFT JOIN wrote USING (day) LEFT JOIN begun USING (day)
      LEFT JOIN finished USING (day) LEFT JOIN failed USING (day) LEFT JOIN spend USING (day)
      LEFT JOIN waiting USING (day)
     ORDER BY d.day
    """
)
_SINCE: Final = """
    FROM generation_costs c LEFT JOIN users u ON u.id = c.user_id
   WHERE c.created_at >= ((now() AT TIME ZONE 'UTC')::date - CAST(:days AS integer) + 1)::timestamp AT TIME ZONE 'UTC'
"""
_LABEL: Final[dict[By, str]] = {
    "day": "to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    "provider": "coalesce(c.provider, '–')",
    "model": "coalesce(c.model_name, c.provider, '–')",
    "user": "coalesce(u.name || ' · ' || coalesce(u.telegram_user_id::text, left(u.id::text, 8)), '–')",
}


async def days_of(session: Session, days: int) -> Sequence[Day]:
    """The last so many days, today included, the oldest first; days on which nothing was are there too."""
    return [Day(**row._mapping) for row in await session.execute(_DAYS, {"days": days})]


async def spent_by(session: Session, by: By, days: int) -> Sequence[Spent]:
    """What was spent in so many days, today included: by day the latest first, else the dearest first."""
    order = "1 DESC" if by == "day" else "2 DESC, 1"
    query = text(
        f"SELECT {_LABEL[by]} AS label, sum(c.amount) AS usd, count(*) AS calls,"
        f" count(*) FILTER (WHERE NOT c.success) AS failed {_SINCE} GROUP BY 1 ORDER BY {order} LIMIT {MOST_LINES}"
    )
    return [Spent(**row._mapping) for row in await session.execute(query, {"days": days})]


async def spent_daily(session: Session, days: int) -> Sequence[SpentByDay]:
    """What each provider cost on each of so many days; only days and providers that cost something."""
    query = text(
        "SELECT (c.created_at AT TIME ZONE 'UTC')::date AS day, coalesce(c.provider, '–') AS provider,"
        f" sum(c.amount) AS usd {_SINCE} AND c.amount > 0 GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [SpentByDay(**row._mapping) for row in await session.execute(query, {"days": days})]
