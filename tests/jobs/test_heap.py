"""A heap of jobs that comes to idle workers is worked off as quickly as jobs that come one by one."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from db.engine import Database, Session
from db.wakeups import GENERATION
from jobs.engine import EngineSettings, build_app

HEAP = 3_000
FETCHED = 10
LIMIT_S = 2.0
"""Without the index these take five seconds or more, with it thirty milliseconds."""


async def a_heap(session: Session, name: str, jobs: int) -> None:
    await session.execute(
        text(
            "SELECT enqueue_job(:queue, 'nothing', 0, :name || n, :name || n, '{}', 0)"
            " FROM generate_series(1, cast(:jobs AS int)) AS n"
        ),
        {"queue": GENERATION, "name": name, "jobs": jobs},
    )


@pytest.mark.parametrize("counted", [False, True], ids=["never counted", "counted while empty"])
async def test_a_heap_is_fetched_from_as_quickly_as_an_empty_queue(
    database: Database, *, counted: bool
) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE procrastinate_jobs SET (autovacuum_enabled = off)"))
    async with database.transaction() as session:
        await a_heap(session, "before:", 1 if counted else HEAP)
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    if counted:
        async with database.transaction() as session:
            await session.execute(text("ANALYZE procrastinate_jobs"))
    app = build_app(EngineSettings(database.settings.url, connections=1))
    async with app.open_async():
        worker = await app.job_manager.register_worker()
        for _ in range(10):  # by then Postgres keeps its plan
            assert await app.job_manager.fetch_job([GENERATION], worker) is None
        async with database.transaction() as session:
            await a_heap(session, "heap:", HEAP)
        began = time.monotonic()
        for _ in range(FETCHED):
            assert await app.job_manager.fetch_job([GENERATION], worker) is not None
        assert time.monotonic() - began < LIMIT_S
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE procrastinate_jobs RESET (autovacuum_enabled)"))
