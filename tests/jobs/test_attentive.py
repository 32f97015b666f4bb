"""Wake-up calls that the engine's own worker loses are kept: nobody waits for a poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from procrastinate import App, PsycopgConnector

from db.engine import Database, libpq_url
from db.queue import enqueue
from db.wakeups import QUEUES
from jobs.attentive import Attentive, Calls
from jobs.engine import EngineSettings, benches

NEVER_S = 3600.0


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    app = App(connector=PsycopgConnector(conninfo=libpq_url(database_url)))
    async with app.open_async():
        yield app


def test_a_call_during_a_look_rings_on_after_it() -> None:
    calls = Calls()
    calls.set()  # a job came: somebody looks, finds it and looks again, in vain
    calls.clear()
    assert calls.is_set()
    calls.clear()
    assert not calls.is_set()
    calls.set()  # while the next look, which finds nothing, is under way
    calls.clear()
    assert calls.is_set()


async def test_a_job_that_waited_for_a_lock_begins_when_the_lock_is_free(
    app: App, database: Database
) -> None:
    done: list[str] = []
    both = asyncio.Event()

    @app.task(name="turn")
    async def turn(name: str) -> None:
        if name == "first":
            # It can't be fetched before this one has ended, and its call comes long before that.
            await begin("second")
            while worker._new_job_event.is_set() or not worker._heard:
                await asyncio.sleep(0.01)
        done.append(name)
        if name == "second":
            both.set()

    async def begin(name: str) -> None:
        async with database.transaction() as session:
            await enqueue(
                session, "turn", {"name": name}, queue="chat", lock="turn:p", queueing_lock="turn:p"
            )

    worker = Attentive(
        app, queues=["chat"], concurrency=2, fetch_job_polling_interval=NEVER_S, install_signal_handlers=False
    )
    await begin("first")
    running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
    try:
        async with asyncio.timeout(20):
            await both.wait()
    finally:
        worker.stop()  # type: ignore[no-untyped-call]
        await running
    assert done == ["first", "second"]


def test_neither_renders_nor_slow_answers_hold_back_what_is_ready_to_be_said() -> None:
    at_work = {
        bench.queues: bench.concurrency for bench in benches(EngineSettings("postgresql:///x"), QUEUES, 1)
    }
    assert at_work["media",] == 1
    assert at_work["chat",] > 1
    assert at_work["delivery",] > 1
