"""What the sender of a chat says next, and room for it, in one statement: it asks after every message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Boolean, Select, bindparam, case, func, literal, literal_column, select, true
from sqlalchemy.orm import aliased

from db.engine import FRESH, Session
from db.models.runtime import OutboxRow
from db.outbox import first_later, rows_due
from db.pace import Pace
from db.pacing import room_for, room_of


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next in a chat: the `row` that is due, with the seconds until there is room for it among all that is
    said to anybody; or none, with the seconds until one becomes due (None: nothing waits)."""

    row: OutboxRow | None
    in_s: float | None


async def take_next(session: Session, chat_id: int, pace: Pace, *, lazily: bool = False) -> Next:
    """The first row of `due`, with room taken for it (`db.pacing`), or what `next_due_s` says. `lazily`: the
    commit does not wait for the disk; for a transaction that only takes room, which a power cut may forget."""
    values = room_of(chat_id, pace) | {"most": 1, "lazily": lazily}
    row, in_s, later_s, _ = (await session.execute(_take_next(), values)).one()
    seconds = later_s if row is None else in_s
    return Next(row, None if seconds is None else max(0.0, float(seconds)))


@cache
def _take_next() -> Select[OutboxRow | None, float | None, float | None, str | None]:
    due = rows_due().cte("due")
    pictures = func.greatest(func.coalesce(func.jsonb_array_length(due.c.payload["media"]), 1), 1)
    later = first_later().scalar_subquery()
    quickly = func.set_config("synchronous_commit", "off", literal_column("true"))
    return (
        select(
            aliased(OutboxRow, due),
            case((due.c.id.is_not(None), room_for(due, pictures))),
            case((due.c.id.is_(None), later)),
            case((bindparam("lazily", type_=Boolean), quickly)),
        )
        .select_from(select(literal(1).label("one")).subquery("once"))
        .outerjoin(due, true())
        .execution_options(**FRESH)
    )
