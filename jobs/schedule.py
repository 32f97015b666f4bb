"""The clock: APScheduler calls what must happen now and then. It reads and wakes; it never works itself.

Exactly one scheduler of all processes is active: whoever holds an advisory lock of Postgres, on a connection kept for
it. When its process dies the lock goes with the connection, and a standby takes over.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import asyncpg
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from procrastinate import App

from db import outbox
from db.attempts import Attempts
from db.billing import end_expired_plans
from db.engine import Database, libpq_url
from db.errors import DatabaseUnavailable
from db.lora import Trainings
from db.production import Production
from db.retention import forget_ended_jobs, forget_files, forget_old_updates, forget_said, old_files
from db.turns import Turns
from db.variants import Cutting
from db.wakeups import wake_audit, wake_edit, wake_look, wake_production, wake_training, wake_turn
from jobs.engine import rescue
from jobs.farewell import erase_leaving
from jobs.rhythm import Rhythm
from jobs.storage import Storage, StorageAway
from jobs.workspace import clear_abandoned

log = logging.getLogger(__name__)

BATCH: Final = 200
"""Rows that one transaction of the clock ends or removes at most."""


class Clock(Protocol):
    """What others may know of the scheduler."""

    @property
    def running(self) -> bool: ...


LOCK: Final = 0x6272_6965_6663_636C  # any number that nobody else takes (the migrations have their own)


async def sweep(database: Database, rhythm: Rhythm) -> int:
    """Wake everything that is due according to the tables, whether its wake-up call was lost or not; how many.

    The tables are the truth: an empty queue is rebuilt by this within one round.
    """
    async with database.transaction() as session:
        turns = await Turns(session).orphans(older_than_s=rhythm.renewal)
        ads = await Production(session).stalled_projects()
        chats = await outbox.chats_waiting(session)
        trainings = await Trainings(session).stalled()
        edits = await Cutting(session).waiting()
        for project_id in turns:
            await wake_turn(session, project_id)
        for project_id in ads:
            await wake_production(session, project_id)
        for chat_id in chats:
            await outbox.wake(session, chat_id)
        for model_id in trainings:
            await wake_training(session, model_id)
        for edit_id in edits:
            await wake_edit(session, edit_id)
    return len(turns) + len(ads) + len(chats) + len(trainings) + len(edits)


async def look_tick(database: Database) -> bool:
    """Let somebody look at the tries that are due; whether there are any."""
    async with database.transaction() as session:
        due = await Attempts(session).some_due()
        if due:
            await wake_look(session)
    return due


async def audit_tick(database: Database) -> None:
    """Let somebody compare the provider's list with our tries."""
    async with database.transaction() as session:
        await wake_audit(session)


async def end_plans(database: Database, *, batch: int = BATCH) -> int:
    """End every plan whose time is over; how many."""
    return await _in_batches(lambda: database.run(lambda session: end_expired_plans(session, batch)), batch)


async def forget(database: Database, storage: Storage, rhythm: Rhythm, *, batch: int = BATCH) -> int:
    """Remove what is kept no longer; how many rows."""
    async with database.transaction() as session:
        updates = await forget_old_updates(session, rhythm.update_memory)
        rows = updates + await forget_said(session) + await forget_ended_jobs(session)
    return rows + await _in_batches(lambda: _forget_files(database, storage, batch), batch)


async def _forget_files(database: Database, storage: Storage, limit: int) -> int:
    """The objects first: whoever dies between leaves rows, by which the next round finds its way."""
    async with database.transaction() as session:
        files = await old_files(session, limit)
    for file in files:
        if file.uri is not None:
            await storage.remove(file.uri)
    return await database.run(lambda session: forget_files(session, [file.asset_id for file in files]))


async def _in_batches(work: Callable[[], Awaitable[int]], batch: int) -> int:
    """Do `work`, which does `batch` at most, until it finds less to do; the sum."""
    total = 0
    while True:
        done = await work()
        total += done
        if done < batch:
            return total


def build_clock(
    database: Database, app: App, rhythm: Rhythm, storage: Storage, work: Path, *, paid: bool = False
) -> AsyncIOScheduler:
    """APScheduler with every rhythm of the product, declared here and nowhere else.

    `work` is the folder in which each process has its own (`jobs.workspace`). `paid`: a provider is configured, whose
    list is to be audited. What is done once a day is done at the start too: a process that is restarted daily would
    never come to it.
    """
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )

    def every(seconds: float, name: str, call: Callable[[], Awaitable[object]]) -> None:
        first = datetime.now(UTC) + timedelta(seconds=min(seconds, rhythm.sweep))
        clock.add_job(
            _guarded(name, call), "interval", seconds=seconds, id=name, name=name, next_run_time=first
        )

    every(rhythm.rescue, "rescue", lambda: rescue(app, rhythm.stall))
    every(rhythm.sweep, "sweep", lambda: sweep(database, rhythm))
    every(rhythm.sweep, "plans", lambda: end_plans(database))
    every(rhythm.prediction_poll, "look", lambda: look_tick(database))
    if paid:
        every(rhythm.audit, "audit", lambda: audit_tick(database))
    every(rhythm.retention, "retention", lambda: forget(database, storage, rhythm))
    every(rhythm.sweep, "leaving", lambda: erase_leaving(database, storage))
    every(rhythm.retention, "half-stored files", storage.tidy)
    every(rhythm.retention, "abandoned work", lambda: asyncio.to_thread(clear_abandoned, work))
    return clock


def _guarded(name: str, call: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        try:
            count = await call()
        except DatabaseUnavailable as error:
            log.warning("%s skipped, no database: %s", name, error)
        except StorageAway as error:
            log.warning("%s skipped, no storage: %s", name, error)
        except Exception:
            log.exception("%s failed", name)
        else:
            if count:
                log.debug("%s: %s", name, count)

    return run


def _begin_again(clock: AsyncIOScheduler) -> None:
    """Do everything now. What was due by a clock that was put back since would wait until it is that late again."""
    for job in clock.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))


async def keep_time(
    url: str, clock: AsyncIOScheduler, rhythm: Rhythm, wall: Callable[[], float] = time.time
) -> None:
    """Be the active scheduler whenever nobody else is, until cancelled. `wall` is the time that `clock` goes by.

    Raises:
        OSError, asyncpg.PostgresError: the database went away; start this again.
    """
    connection = await asyncpg.connect(libpq_url(url), timeout=5)
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            await asyncio.sleep(rhythm.scheduler_takeover)
        log.info("this process keeps the time")
        clock.start()
        lead = wall() - time.monotonic()
        while True:
            # Whoever loses the connection has lost the lock, and must stop before the next one starts.
            with suppress(TimeoutError):
                async with asyncio.timeout(rhythm.scheduler_takeover / 2):
                    await lost.wait()
            await connection.fetchval("SELECT 1", timeout=rhythm.scheduler_takeover)
            before, lead = lead, wall() - time.monotonic()
            if before - lead > rhythm.scheduler_takeover:
                log.warning("this machine's clock was put back by %.0f s", before - lead)
                _begin_again(clock)
    finally:
        if clock.running:
            clock.shutdown(wait=False)
        connection.terminate()
