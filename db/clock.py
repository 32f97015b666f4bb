"""Moments as the database tells them: processes may disagree about the time, so leases, holds and retries go by one
clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal


def from_now(seconds: float) -> ColumnElement[Any]:
    """The moment `seconds` after the statement that asks runs, not after its transaction began."""
    return func.clock_timestamp() + literal(timedelta(seconds=seconds))
