"""Moments as the database tells them: processes may disagree about the time, so leases, holds and retries go by one
clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from db.engine import Session


def from_now(seconds: float) -> ColumnElement[Any]:
    """The moment `seconds` after the statement that asks runs, not after its transaction began."""
    return func.clock_timestamp() + literal(timedelta(seconds=seconds))


async def age_s(session: Session, moment: datetime) -> float:
    """Seconds since `moment`, which some row keeps. Whoever decides by them asks here: the clock of a machine may be
    wrong by an hour."""
    now = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return float((now - moment).total_seconds())
