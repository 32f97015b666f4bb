"""Updates of Telegram that were handled, so that a second delivery does nothing."""

from __future__ import annotations

from functools import cache

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from db.engine import Session
from db.models import ProcessedUpdate


@cache
def _first_time() -> ReturningInsert[int]:
    statement = insert(ProcessedUpdate).values(update_id=bindparam("update_id")).on_conflict_do_nothing()
    return statement.returning(ProcessedUpdate.update_id)


async def first_time(session: Session, update_id: int) -> bool:
    """Whether this update was never handled before; it counts as handled once the transaction commits.

    A second delivery at the same moment waits here for the first one's commit or rollback.
    """
    result = await session.execute(_first_time(), {"update_id": update_id})
    return result.scalar_one_or_none() is not None
