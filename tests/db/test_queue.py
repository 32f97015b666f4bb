"""The contract with the engine: what we write is what it runs. Breaks first when the engine changes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import procrastinate
import pytest
from sqlalchemy import text

from db.engine import Database, Session, libpq_url
from db.models import ProcessedUpdate
from db.queue import enqueue


async def fetch(session: Session) -> dict[str, Any] | None:
    """The job that a worker would take now, by the engine's own function."""
    query = text("SELECT * FROM procrastinate_fetch_job_v2(NULL, NULL)")
    row = (await session.execute(query)).mappings().one()
    return dict(row) if row["id"] is not None else None


async def waiting(session: Session) -> list[dict[str, Any]]:
    query = text(
        "SELECT *, extract(epoch FROM scheduled_at - clock_timestamp())::float8 AS in_s "
        "FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


@pytest.fixture
async def notes(database_url: str) -> AsyncIterator[asyncio.Queue[tuple[str, dict[str, Any]]]]:
    """What the engine's workers hear."""
    heard: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
    connection = await asyncpg.connect(libpq_url(database_url))
    for channel in ("procrastinate_queue_v1#chat", "procrastinate_any_queue_v1"):
        await connection.add_listener(
            channel, lambda _, __, c, words: heard.put_nowait((c, json.loads(words)))
        )
    yield heard
    await connection.close()


async def test_the_engine_runs_what_we_enqueue(database: Database, database_url: str) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=libpq_url(database_url)))
    ran: list[tuple[str, int]] = []

    @app.task(name="turn", pass_context=True)
    async def turn(context: procrastinate.JobContext, project_id: str, number: int) -> None:
        assert context.job.lock == "turn:p"
        ran.append((project_id, number))

    async with database.transaction() as session:
        job = await enqueue(session, "turn", {"project_id": "p", "number": 3}, queue="chat", lock="turn:p")
    assert job is not None
    async with app.open_async():
        await app.run_worker_async(
            queues=["chat"], wait=False, install_signal_handlers=False, listen_notify=False
        )
        assert await app.job_manager.get_job_status_async(job) is procrastinate.jobs.Status.SUCCEEDED
    assert ran == [("p", 3)]


async def test_a_job_has_every_field(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(
            session, "make", {"job_id": 1}, queue="media", lock="a", queueing_lock="b", priority=7, delay_s=60
        )
        (job,) = await waiting(session)
    assert (job["task_name"], job["queue_name"], job["args"]) == ("make", "media", {"job_id": 1})
    assert (job["lock"], job["queueing_lock"], job["priority"]) == ("a", "b", 7)
    assert 59 < job["in_s"] <= 60


async def test_rolled_back_work_never_starts(database: Database) -> None:
    async def fail(session: Session) -> None:
        await enqueue(session, "turn", {}, queue="chat")
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fail)
    async with database.transaction() as session:
        assert await waiting(session) == []


async def test_a_twin_joins_what_waits_and_harms_no_object(database: Database) -> None:
    async with database.transaction() as session:
        assert await enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p")
    async with database.transaction() as session:
        update = ProcessedUpdate(update_id=1)
        session.add(update)
        await session.flush()
        assert await enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p") is None
        assert update.received_at is not None  # not expired: reading it needs no query
    async with database.transaction() as session:
        assert len(await waiting(session)) == 1
        assert await session.get(ProcessedUpdate, 1) is not None


async def test_a_twin_that_runs_is_not_joined(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p")
        assert await fetch(session) is not None
        assert await enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p") is not None


async def test_a_sooner_call_hastens_a_later_one(database: Database) -> None:
    async with database.transaction() as session:
        await enqueue(session, "say", {}, queue="chat", queueing_lock="chat:1", delay_s=60)
        await enqueue(session, "say", {}, queue="chat", queueing_lock="chat:1", delay_s=600)
        assert 59 < (await waiting(session))[0]["in_s"] <= 60
        await enqueue(session, "say", {}, queue="chat", queueing_lock="chat:1", delay_s=5, priority=3)
        (job,) = await waiting(session)
        assert 4 < job["in_s"] <= 5
        assert job["priority"] == 3
        assert await enqueue(session, "say", {}, queue="chat", queueing_lock="chat:1") is None
        assert (await waiting(session))[0]["in_s"] is None
        assert await fetch(session) is not None


async def test_a_joined_twin_starts_only_after_our_rows_are_visible(
    database: Database, notes: asyncio.Queue[tuple[str, dict[str, Any]]]
) -> None:
    async with database.transaction() as session:
        job = await enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p")
    heard = {"type": "job_inserted", "job_id": job}
    first = [await asyncio.wait_for(notes.get(), 5) for _ in range(2)]
    async with database.transaction() as ours:
        ours.add(ProcessedUpdate(update_id=1))
        assert await enqueue(ours, "turn", {}, queue="chat", queueing_lock="turn:p") is None
        async with database.transaction() as worker:
            assert await fetch(worker) is None
    # The engine's own notice for a new job, and ours for a joined one, are the same.
    second = [await asyncio.wait_for(notes.get(), 5) for _ in range(2)]
    assert sorted(first, key=str) == sorted(second, key=str)
    assert all(words == heard for _, words in first)
    async with database.transaction() as worker:
        assert await fetch(worker) is not None
        assert await worker.get(ProcessedUpdate, 1) is not None


async def test_many_at_once_make_one_job(database: Database) -> None:
    async def call(_: int) -> int | None:
        return await database.run(
            lambda session: enqueue(session, "turn", {}, queue="chat", queueing_lock="turn:p")
        )

    results = await asyncio.gather(*(call(n) for n in range(12)))
    assert len([job for job in results if job is not None]) == 1


async def test_an_unknown_value_in_args_becomes_text(database: Database) -> None:
    from uuid import UUID

    async with database.transaction() as session:
        await enqueue(session, "make", {"job_id": UUID(int=7)}, queue="media")
        assert (await waiting(session))[0]["args"] == {"job_id": str(UUID(int=7))}
