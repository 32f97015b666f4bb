"""A heap of jobs that comes to idle workers is worked off as quickly as jobs that come one by one."""

from __future__ import annotations

import time

from sqlalchemy import text

from db.engine import Database
from db.wakeups import GENERATION
from jobs.engine import EngineSettings, build_app

HEAP = 1_500
FETCHED = 10
LIMIT_S = 2.0
"""A plan from when the queue was empty takes three to seven seconds for these, a fitting one twenty milliseconds."""


async def test_a_heap_is_fetched_from_as_quickly_as_an_empty_queue(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("ANALYZE procrastinate_jobs"))
    app = build_app(EngineSettings(database.settings.url, connections=1))
    async with app.open_async():
        worker = await app.job_manager.register_worker()
        for _ in range(10):  # by then a plan would be kept
            assert await app.job_manager.fetch_job([GENERATION], worker) is None
        async with database.transaction() as session:
            await session.execute(
                text(
                    "SELECT enqueue_job(:queue, 'nothing', 0, 'heap:' || n, 'heap:' || n, '{}', 0)"
                    " FROM generate_series(1, :heap) AS n"
                ),
                {"queue": GENERATION, "heap": HEAP},
            )
        began = time.monotonic()
        for _ in range(FETCHED):
            assert await app.job_manager.fetch_job([GENERATION], worker) is not None
        assert time.monotonic() - began < LIMIT_S
