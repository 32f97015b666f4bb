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

from bot.i18n import Speech
from bot.telling import tell_person
from bot.views import plan as plan_views
from db import outbox
from db.accounts import Accounts
from db.attempts import Attempts
from db.billing import end_expired_plans
from db.engine import Database, Session, libpq_url
from db.errors import DatabaseUnavailable
from db.lora import Trainings
from db.nights import night_is_due
from db.privacy import leaving
from db.production import Production
from db.stars import Stars
from db.turns import Turns
from db.variants import Cutting
from db.wakeups import (
    wake_audit,
    wake_edit,
    wake_leaving,
    wake_look,
    wake_nightly,
    wake_production,
    wake_stars,
    wake_training,
    wake_turn,
)
from jobs.announce import announce_tick
from jobs.engine import rescue
from jobs.forgetting import BATCH, in_batches
from jobs.rhythm import Rhythm
from jobs.storage import Storage, StorageAway
from jobs.workspace import clear_abandoned

log = logging.getLogger(__name__)


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
        if await Stars(session).some_due():
            await wake_stars(session)
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


async def nightly_tick(database: Database) -> bool:
    """Let the round of the night be gone, if nobody did since it was last three in the morning (UTC); whether it was
    due. A process that is off at night goes it when it starts."""
    async with database.transaction() as session:
        due = await night_is_due(session)
        if due:
            await wake_nightly(session)
    return due


async def end_plans(database: Database, speech: Speech, *, batch: int = BATCH) -> int:
    """End every plan whose time is over, and tell those who had one; how many."""
    return await in_batches(lambda: database.run(lambda session: _end_plans(session, speech, batch)), batch)


async def _end_plans(session: Session, speech: Speech, batch: int) -> int:
    ended = await end_expired_plans(session, batch)
    for one in ended:
        person = await Accounts(session).get(one.user_id)
        if person is not None:
            words = plan_views.ended(speech.of(person.locale), one.plan)
            await tell_person(session, person, words, f"plan-ended:{one.subscription_id}")
    return len(ended)


async def leaving_tick(database: Database) -> bool:
    """Let whoever asked for it be erased; whether anybody did."""
    async with database.transaction() as session:
        waiting = bool(await leaving(session))
        if waiting:
            await wake_leaving(session)
    return waiting


def build_clock(
    database: Database,
    app: App,
    rhythm: Rhythm,
    storage: Storage,
    work: Path,
    *,
    paid: bool = False,
    speech: Speech | None = None,
    alerts: Callable[[], Awaitable[object]] | None = None,
) -> AsyncIOScheduler:
    """APScheduler with every rhythm of the product, declared here and nowhere else.

    `work` is the folder in which each process has its own (`jobs.workspace`). `paid`: a provider is configured, whose
    list is to be audited. `alerts` looks at how everything is, for the admins. What is done once a day is done at the
    start too: a process that is restarted daily would never come to it.
    """
    speech = speech or Speech.load()
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
    every(rhythm.sweep, "plans", lambda: end_plans(database, speech))
    every(rhythm.prediction_poll, "look", lambda: look_tick(database))
    if paid:
        every(rhythm.audit, "audit", lambda: audit_tick(database))
    every(rhythm.sweep, "broadcasts", lambda: announce_tick(database))
    if alerts is not None:
        every(4 * rhythm.sweep, "alerts", alerts)
    every(rhythm.audit, "nightly", lambda: nightly_tick(database))
    every(rhythm.sweep, "leaving", lambda: leaving_tick(database))
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
        One of `db.engine.GONE`: the database went away; start this again.
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
