"""Updates of Telegram that were handled, so that a second delivery does nothing."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from db.engine import Session
from db.models import ProcessedUpdate


async def first_time(session: Session, update_id: int) -> bool:
    """Whether this update was never handled before; it counts as handled once the transaction commits.

    A second delivery at the same moment waits here for the first one's commit or rollback.
    """
    statement = insert(ProcessedUpdate).values(update_id=update_id).on_conflict_do_nothing()
    result = await session.execute(statement.returning(ProcessedUpdate.update_id))
    return result.scalar_one_or_none() is not None
