"""The engine: procrastinate over our own Postgres, and our tasks by name.

Tasks are started by `db.wakeups` in the transaction that causes them; nothing here is enqueued by hand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from psycopg import AsyncConnection

from db.engine import libpq_url
from db.errors import DatabaseUnavailable
from db.trail import following
from db.wakeups import (
    ADVANCE,
    ANNOUNCE,
    AUDIT,
    CHAT,
    DELIVERED,
    DELIVERY,
    EDIT,
    EXPORT,
    FORGET_EXPORT,
    FORGET_LOOK,
    GENERATION,
    LEAVE,
    LOOK,
    MAKE,
    MEDIA,
    NIGHTLY,
    SAY,
    STARS,
    TRAIN,
    TURN,
)
from jobs.advance import advance, delivered
from jobs.announce import announce
from jobs.attentive import Attentive
from jobs.crew import Crew
from jobs.edits import edit
from jobs.farewell import erase_leaving
from jobs.handing import forget_export, hand_over
from jobs.lent import trusting_pool
from jobs.make import make
from jobs.nightly import nightly
from jobs.paid.audit import audit
from jobs.paid.look import look
from jobs.say import say
from jobs.stars import settle_stars
from jobs.training.looks import forget_look
from jobs.training.train import train
from jobs.turn import answer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the workers of one process work. Seconds and counts."""

    url: str
    heartbeat_s: float = 5.0
    stall_s: float = 20.0
    chat_poll_s: float = 0.2
    work_poll_s: float = 2.0
    grace_s: float = 10.0
    connections: int = 6
    reconnect_s: float = 5.0
    """A lost connection is tried to be replaced for so long at a time (without a limit the pauses double beyond a
    minute); whoever waits for one gives up after twice as long, and asks again when the database answers."""


TURNS_AT_ONCE: Final = 32
"""In one process. Each waits for a chat model most of its time."""
MESSAGES_AT_ONCE: Final = 8
"""To different chats, in one process; each waits for Telegram most of its time."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Workers that share a rhythm. What becomes due later is found by looking, every `poll_s`: more often for people
    who wait in a chat than for a render that takes a minute anyway."""

    name: str
    queues: tuple[str, ...]
    concurrency: int
    poll_s: float


def benches(
    settings: EngineSettings, queues: tuple[str, ...], concurrency: int | None = None
) -> tuple[Bench, ...]:
    """One bench per kind of work among `queues`, so that renders never keep a chat waiting, nor answers that are still
    being thought of those that are ready to be sent. `concurrency` is how many pieces are made at the same time; turns
    and messages mostly wait for others, and are as many as the machine bears anyway."""
    wanted = (
        Bench("chat", (CHAT,), TURNS_AT_ONCE, settings.chat_poll_s),
        Bench("delivery", (DELIVERY,), MESSAGES_AT_ONCE, settings.chat_poll_s),
        Bench("generation", (GENERATION,), concurrency or 8, settings.chat_poll_s),
        Bench("media", (MEDIA,), concurrency or 4, settings.work_poll_s),
    )
    chosen = []
    for bench in wanted:
        mine = tuple(queue for queue in bench.queues if queue in queues)
        if mine:
            chosen.append(Bench(bench.name, mine, bench.concurrency, bench.poll_s))
    return tuple(chosen)


async def _lighten(connection: AsyncConnection[Any]) -> None:
    """What the engine says is one statement each, so a transaction around it would be two messages more. And a job is
    a wake-up call: one whose end was forgotten in a power cut comes again, so nobody waits for the disk.

    The next job is the first one along an index. Postgres does not know that while it believes the queue to be empty,
    as it does whenever a heap comes to idle workers: then it compares every waiting job with every other one, for each
    fetch anew (half a second with 1,500, three with 7,000), until it next counts the table's rows. So every other way
    is closed to it."""
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit TO off")
    for way in ("sort", "hashjoin", "mergejoin", "seqscan", "bitmapscan"):
        await connection.execute(f"SET enable_{way} TO off")


def build_app(settings: EngineSettings, crew: Crew | None = None) -> App:
    """The engine with all tasks; without a crew it can look after jobs but not do them."""
    app = App(
        connector=PsycopgConnector(
            conninfo=libpq_url(settings.url),
            min_size=1,
            max_size=settings.connections,
            reconnect_timeout=settings.reconnect_s,
            timeout=2 * settings.reconnect_s,
            configure=_lighten,
            pool_factory=trusting_pool,
        )
    )
    if crew is not None:
        _register(app, crew)
    return app


def _register(app: App, crew: Crew) -> None:
    def task(name: str, work: Callable[[Crew, UUID], Awaitable[None]], key: str, queue: str) -> None:
        thread = "ad" if key == "project_id" else "job"

        async def run(**ids: str) -> None:
            with following(task=name, **{thread: ids[key]}):
                await _unless_away(work(crew, UUID(ids[key])))

        app.task(name=name, queue=queue)(run)

    task(TURN, answer, "project_id", CHAT)
    task(ADVANCE, advance, "project_id", GENERATION)
    task(MAKE, make, "job_id", MEDIA)
    task(DELIVERED, delivered, "job_id", GENERATION)
    task(TRAIN, train, "model_id", GENERATION)
    task(EDIT, edit, "edit_id", MEDIA)

    def looker(name: str, work: Callable[[Crew], Awaitable[object]]) -> None:
        async def run() -> None:
            with following(task=name):
                await _unless_away(work(crew))

        app.task(name=name, queue=GENERATION)(run)

    looker(LOOK, look)
    looker(AUDIT, audit)
    looker(STARS, settle_stars)
    looker(LEAVE, erase_leaving)
    looker(NIGHTLY, nightly)

    @app.task(name=FORGET_LOOK, queue=GENERATION)
    async def forget(version: str) -> None:
        await _unless_away(forget_look(crew, version))

    @app.task(name=ANNOUNCE, queue=DELIVERY)
    async def tell_all(broadcast_id: str) -> None:
        with following(task=ANNOUNCE):
            await _unless_away(announce(crew, UUID(broadcast_id)))

    @app.task(name=EXPORT, queue=GENERATION)
    async def hand(user_id: str, chat_id: int, thread_id: int) -> None:
        with following(task=EXPORT):
            await _unless_away(hand_over(crew, UUID(user_id), chat_id, thread_id))

    @app.task(name=FORGET_EXPORT, queue=GENERATION)
    async def handed(user_id: str, name: str) -> None:
        await _unless_away(forget_export(crew, UUID(user_id), name))

    @app.task(name=SAY, queue=DELIVERY)
    async def speak(chat_id: int) -> None:
        with following(task=SAY):
            await _unless_away(say(crew, chat_id))


async def _unless_away(work: Awaitable[object]) -> None:
    """A database that went away is no failure of the job: its rows are untouched and the sweep wakes it again."""
    try:
        await work
    except DatabaseUnavailable as error:
        log.warning("the database went away during a job: %s", error)
        raise


async def work(app: App, settings: EngineSettings, bench: Bench) -> None:
    """Run one bench until cancelled. Returns early, or raises, when the database goes away: start it again then."""
    worker = Attentive(
        app,
        queues=list(bench.queues),
        name=bench.name,
        concurrency=bench.concurrency,
        fetch_job_polling_interval=bench.poll_s,
        update_heartbeat_interval=settings.heartbeat_s,
        stalled_worker_timeout=settings.stall_s,
        shutdown_graceful_timeout=settings.grace_s,
        install_signal_handlers=False,
        delete_jobs="successful",
    )
    await worker.run()  # type: ignore[no-untyped-call]


MOST_RESCUES: Final = 100


async def rescue(app: App, stall_s: float) -> int:
    """Put the jobs of dead workers back into the queue; how many. One that can't be put back (a twin with its
    queueing lock waits already) is ended, because its twin will do the same."""
    rescued = 0
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stall_s))[:MOST_RESCUES]
    # By the database's clock, which says what is due: this machine's may be an hour ahead.
    now = (await app.connector.execute_query_one_async("SELECT now() AS now"))["now"] if stalled else None
    for job in stalled:
        if job.id is None or now is None:
            continue
        try:
            await app.job_manager.retry_job_by_id_async(job.id, retry_at=now)
        except ConnectorException:
            log.info("job %s of a dead worker is ended: the same job waits already", job.id)
            await _end_twin(app, job.id)
        rescued += 1
        await asyncio.sleep(0)
    return rescued


async def _end_twin(app: App, job_id: int) -> None:
    try:
        await app.job_manager.finish_job_by_id_async(job_id, status=Status.FAILED, delete_job=True)
    except ConnectorException as error:
        log.warning("job %s could not be ended: %s", job_id, type(error.__cause__ or error).__name__)
