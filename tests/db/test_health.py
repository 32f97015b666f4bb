"""What /readyz asks the database."""

from __future__ import annotations

from sqlalchemy import text

from db import schema
from db.engine import Database
from db.health import examine
from db.queue import enqueue


async def test_work_that_is_due_and_waits_makes_the_queue_late(database: Database) -> None:
    async with database.transaction() as session:
        fresh = await examine(session)
        assert (fresh.revision, fresh.behind_s) == (schema.head(), 0.0)
        await enqueue(session, "turn", {}, queue="chat", delay_s=3600)
        assert (await examine(session)).behind_s == 0.0, "what is due later is not late"
        await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '90 s'"))
        assert 90 <= (await examine(session)).behind_s < 120
