"""Times as a person's own clock has them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.models import User


def zone_of(user: User) -> tzinfo:
    """The person's time zone; UTC where this machine does not know it."""
    try:
        return ZoneInfo(user.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@overload
def local(moment: datetime, user: User) -> datetime: ...
@overload
def local(moment: None, user: User) -> None: ...
@overload
def local(moment: datetime | None, user: User) -> datetime | None: ...
def local(moment: datetime | None, user: User) -> datetime | None:
    """`moment` on the person's clock."""
    return None if moment is None else moment.astimezone(zone_of(user))
