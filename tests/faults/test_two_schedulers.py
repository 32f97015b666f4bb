"""Fault 20: of two schedulers one ticks. When it dies, or only its connection does, one ticks again in < 15 s."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import pytest
from sqlalchemy import text

from db import outbox
from db.engine import Database
from jobs.schedule import LOCK
from tests.support.database import temporary_home
from tests.support.program import Program, answers, free_port
from tests.support.roles import composed, role, shown

SCALE = 0.2
TAKEOVER_S = 5.0 * SCALE
"""Between two tries of a standby (`Rhythm.scheduler_takeover`)."""
BOUND_S = 15.0 - (5.0 - TAKEOVER_S)
"""What else there is in a takeover does not shrink with the periods."""

HOLDER = text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND (classid::bigint << 32) | objid::bigint = :lock"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

Schedulers = Mapping[int, Program]


async def who_ticks(schedulers: Schedulers, within_s: float) -> int:
    """The port of the one that ticks, once exactly one does."""
    deadline = time.monotonic() + within_s
    while True:
        ticking = [port for port in schedulers if await shown(port, "briefcut_scheduler_active")]
        if len(ticking) == 1:
            return ticking[0]
        assert time.monotonic() < deadline, [program.said()[-2000:] for program in schedulers.values()]
        await asyncio.sleep(0.05)


async def a_lost_call_is_repaired(database: Database, chat_id: int) -> None:
    """What only a scheduler does: a message whose wake-up call is gone gets another."""
    async with database.transaction() as session:
        await outbox.say(
            session,
            chat_id=chat_id,
            thread_id=None,
            kind="text",
            payload={"text": "x"},
            dedupe_key=f"lost {chat_id}",
        )
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    async with asyncio.timeout(30):
        while True:
            async with database.transaction() as session:
                if await session.scalar(
                    text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'say'")
                ):
                    return
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_of_two_schedulers_one_ticks_and_the_other_takes_over(database: Database) -> None:
    with temporary_home() as home:
        command = composed()["scheduler"]
        schedulers = {}
        for name in ("first", "second"):
            port = free_port()
            schedulers[port] = role(name, command, home, database.settings.url, port, scale=str(SCALE))
        try:
            for port, program in schedulers.items():
                await program.start()
                await answers(f"http://127.0.0.1:{port}/readyz", program=program)
            active = await who_ticks(schedulers, BOUND_S)
            assert sum(program.said().count("keeps the time") for program in schedulers.values()) == 1
            await a_lost_call_is_repaired(database, 1)

            async with database.transaction() as session:
                holder = await session.scalar(HOLDER, {"lock": LOCK})
                await session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": holder})
            active = await _again(schedulers, database, holder)

            began = time.monotonic()
            await schedulers[active].kill()
            left = {port: program for port, program in schedulers.items() if port != active}
            assert await who_ticks(left, BOUND_S) != active
            assert time.monotonic() - began < BOUND_S
            await a_lost_call_is_repaired(database, 2)
        finally:
            for program in schedulers.values():
                await program.kill()


async def _again(schedulers: Schedulers, database: Database, before: int | None) -> int:
    """The one that ticks after the connection of the one that did was cut: whoever held the lock has let go of it."""
    deadline = time.monotonic() + BOUND_S
    while True:
        async with database.transaction() as session:
            holder = await session.scalar(HOLDER, {"lock": LOCK})
        if holder not in (None, before):
            return await who_ticks(schedulers, max(1.0, deadline - time.monotonic()))
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
