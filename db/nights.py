"""What the round of every night asks: whether it is due, what happened since the last one, and whether the books fit.

For whoever runs the product: sums, and no words of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import text

from db.engine import Session

ROUND: Final = "nightly.round"
"""The act that ends a round in the audit log."""


async def night_is_due(session: Session) -> bool:
    """Whether nobody has ended a round since it was last three in the morning, UTC, by the database's clock."""
    return bool(await session.scalar(_DUE, {"round": ROUND}))


_DUE: Final = text(
    """
    SELECT NOT EXISTS (
      SELECT FROM audit_log WHERE action = :round AND created_at >=
        (date_trunc('day', (clock_timestamp() AT TIME ZONE 'UTC') - interval '3 hours') + interval '3 hours')
        AT TIME ZONE 'UTC')
    """
)


@dataclass(frozen=True, slots=True)
class Day:
    """What happened in the last 24 hours. `newcomers` wrote for the first time; `spent` is USD; `orphans` are runs of
    a provider that were nobody's; `waiting` are people who asked to be removed."""

    day: date
    newcomers: int
    people: int
    messages: int
    ads: int
    completed: int
    failed: int
    spent: Decimal
    orphans: int
    waiting: int


async def last_day(session: Session) -> Day:
    """The last 24 hours, all people together."""
    return Day(*(await session.execute(_DAY)).one())


_DAY: Final = text(
    """
    WITH since (at) AS (SELECT clock_timestamp() - interval '1 day')
    SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date,
           (SELECT count(*) FROM users, since WHERE created_at > at),
           (SELECT count(*) FROM users, since WHERE last_seen_at > at),
           (SELECT count(*) FROM chat_messages, since WHERE created_at > at AND role = 'user'),
           (SELECT count(*) FROM ad_projects, since WHERE created_at > at),
           (SELECT count(*) FROM ad_projects, since WHERE completed_at > at AND status = 'completed'),
           (SELECT count(*) FROM ad_projects, since WHERE updated_at > at AND status = 'failed'),
           (SELECT coalesce(sum(amount), 0) FROM generation_costs, since WHERE created_at > at),
           (SELECT count(*) FROM generation_costs, since
             WHERE created_at > at AND metadata @> '{"orphan": true}'),
           (SELECT count(*) FROM users WHERE deleted_at IS NOT NULL)
    """
)


async def adrift(session: Session) -> Decimal:
    """By how much (USD) what the budgets set aside differs from what jobs, trainings and open tries carry; 0 where the
    books fit."""
    return Decimal(await session.scalar(_ADRIFT) or 0)


_ADRIFT: Final = text(
    """
    SELECT coalesce((SELECT sum(reserved) FROM budgets WHERE user_id IS NULL), 0)
         - coalesce((SELECT sum(reserved_amount) FROM generation_jobs), 0)
         - coalesce((SELECT sum(reserved_amount) FROM lora_models), 0)
         - coalesce((SELECT sum(reserved_amount) FROM generation_attempts
                      WHERE state IN ('sending', 'running')), 0)
    """
)
