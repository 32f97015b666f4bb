"""What is kept no longer goes: rows at once, files batch by batch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from db.engine import Database
from db.retention import forget_ended_jobs, forget_files, forget_old_updates, forget_said, old_files
from jobs.rhythm import Rhythm
from jobs.storage import Storage

BATCH: Final = 200
"""Rows that one transaction ends or removes at most."""


async def forget(database: Database, storage: Storage, rhythm: Rhythm, *, batch: int = BATCH) -> int:
    """Remove what is kept no longer; how many rows."""
    async with database.transaction() as session:
        updates = await forget_old_updates(session, rhythm.update_memory)
        rows = updates + await forget_said(session)
    return rows + await in_batches(lambda: _forget_files(database, storage, batch), batch)


async def clean_engine(database: Database) -> int:
    """Remove the engine's memory of jobs that ended long ago; how many."""
    return await database.run(forget_ended_jobs)


async def _forget_files(database: Database, storage: Storage, limit: int) -> int:
    """The objects first: whoever dies between leaves rows, by which the next round finds its way."""
    async with database.transaction() as session:
        files = await old_files(session, limit)
    for file in files:
        if file.uri is not None:
            await storage.remove(file.uri)
    return await database.run(lambda session: forget_files(session, [file.asset_id for file in files]))


async def in_batches(work: Callable[[], Awaitable[int]], batch: int) -> int:
    """Do `work`, which does `batch` at most, until it finds less to do; the sum."""
    total = 0
    while True:
        done = await work()
        total += done
        if done < batch:
            return total
