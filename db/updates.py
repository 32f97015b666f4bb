"""Updates of Telegram: kept as they come, handled once.

A row with its `payload` waits for its handler; handling takes the payload off in the handler's own transaction. So what
was kept is never lost, and a second delivery, before or after, does nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Interval, String, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from db.engine import Database, Session
from db.models import ProcessedUpdate

_KEEP: Final = text(
    """
    WITH fresh AS (
        INSERT INTO processed_updates (update_id, payload)
        SELECT update_id, payload FROM unnest(:numbers, :payloads) AS come (update_id, payload)
        ON CONFLICT (update_id) DO NOTHING
        RETURNING update_id
    )
    SELECT coalesce(array_agg(update_id), '{}') FROM fresh
    """
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)), bindparam("payloads", type_=ARRAY(String)))

# Whoever handles one holds its row: that one is passed by.
_TAKE_UP: Final = text(
    """
    WITH left_behind AS (
        SELECT update_id FROM processed_updates
         WHERE payload IS NOT NULL AND received_at <= clock_timestamp() - :age AND update_id <> ALL (:known)
         ORDER BY update_id LIMIT :most FOR NO KEY UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE processed_updates u SET taken_up = taken_up + 1 FROM left_behind l WHERE u.update_id = l.update_id
        RETURNING u.update_id, u.payload, u.taken_up
    )
    SELECT update_id, payload, taken_up FROM taken ORDER BY update_id
    """
).bindparams(bindparam("age", type_=Interval), bindparam("known", type_=ARRAY(BigInteger)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits for its handler. `taken_up`: how many processes began with it after the one that kept it."""

    update_id: int
    payload: str
    taken_up: int


async def keep(database: Database, updates: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Keeps updates, each a number and the JSON as it came: the numbers of those that are new. One statement, committed
    by itself; the numbers must differ from each other.

    Raises:
        DatabaseUnavailable: nothing was kept.
    """
    numbers, payloads = zip(*updates, strict=True)
    fresh = await database.ask(_KEEP, {"numbers": list(numbers), "payloads": list(payloads)})
    return frozenset(fresh)


async def take_up(session: Session, *, age_s: float, known: Collection[int], most: int) -> list[Waiting]:
    """Up to `most` updates that have waited for `age_s` at least, oldest first, but those in `known`: whoever kept them
    may have died."""
    values = {"age": timedelta(seconds=age_s), "known": list(known), "most": most}
    return [Waiting(*row) for row in await session.execute(_TAKE_UP, values)]


@cache
def _first_time() -> ReturningInsert[int]:
    statement = insert(ProcessedUpdate).values(update_id=bindparam("update_id"))
    waits = ProcessedUpdate.payload.is_not(None)
    handled = statement.on_conflict_do_update(
        index_elements=[ProcessedUpdate.update_id], set_={"payload": None}, where=waits
    )
    return handled.returning(ProcessedUpdate.update_id)


async def first_time(session: Session, update_id: int) -> bool:
    """Whether this update was never handled before; it counts as handled once the transaction commits.

    A second try at the same moment waits here for the first one's commit or rollback.
    """
    result = await session.execute(_first_time(), {"update_id": update_id})
    return result.scalar_one_or_none() is not None
