"""Postgres goes away under separate roles and comes back: no process ends for it, and what was written meanwhile is
answered. Faults 16 and 17; a restart at once under one process is in `test_duplicates`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import pytest
from sqlalchemy import text

from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings
from briefcut.simulator.client import Marketer
from db.engine import Database, DatabaseSettings
from tests.faults.test_duplicates import quiet
from tests.support.database import temporary_home
from tests.support.program import Program, answers, free_port, telegram
from tests.support.roles import composed, get, role, shown

AWAY_S = 8.0
"""Pauses of a role that doubled from its first would be at their longest by then, and those of the engine's pool, which
no setting scales, beyond four seconds."""
BACK_S = 20.0
"""Generous: the machine may be busy. By themselves the roles need one to two seconds."""

Roles = Mapping[str, tuple[Program, int]]


async def all_answer(roles: Roles, status: int, within_s: float = BACK_S) -> None:
    """Returns when every role's /readyz answers so."""
    for name, (program, port) in roles.items():
        deadline = time.monotonic() + within_s
        while (found := await get(port, "/readyz"))[0] != status:
            assert time.monotonic() < deadline, (name, found, program.said()[-3000:])
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_roles_in_processes_of_their_own_outlive_their_database() -> None:
    with temporary_home() as home:
        postgres = EmbeddedPostgres(EmbeddedSettings(home, fast=True))
        url = await asyncio.to_thread(postgres.start)
        database = Database(DatabaseSettings(url))
        try:
            async with telegram(home) as api, Marketer(api, "Ada") as ada:
                ports = {name: free_port() for name in composed()}
                roles = {
                    name: (role(name, command, home, url, ports[name], api_url=api), ports[name])
                    for name, command in composed().items()
                }
                try:
                    await _live_through(roles, postgres, database, ada)
                    for program, _ in roles.values():
                        assert await program.stop() == 0, program.said()[-3000:]
                finally:
                    for program, _ in roles.values():
                        await program.kill()
        finally:
            await database.dispose()
            await asyncio.to_thread(postgres.stop)


async def _live_through(roles: Roles, postgres: EmbeddedPostgres, database: Database, ada: Marketer) -> None:
    for program, port in roles.values():
        await program.start()
        await answers(f"http://127.0.0.1:{port}/readyz", program=program)
    pids = {name: program.pid for name, (program, _) in roles.items()}
    await ada.send("an ad for Fable Tea")
    await ada.wait_for("Product: Fable Tea", after=0)

    await asyncio.to_thread(postgres.stop)
    gone = time.monotonic()
    await all_answer(roles, 503)
    await ada.send("for students")
    for _, port in roles.values():
        assert (await get(port, "/healthz"))[0] == 200, "the process itself is well"
        status, figures = await get(port, "/metrics")
        assert status == 200
        assert "briefcut_database_up 0.0" in figures
        assert "process_cpu_seconds_total" in figures, "what the process knows itself it tells"
    await asyncio.sleep(max(0.0, AWAY_S - (time.monotonic() - gone)))
    await asyncio.to_thread(postgres.start)

    await all_answer(roles, 200)
    await ada.wait_for("Audience: students", after=0)
    await ada.send("key message: calm in one minute")
    await ada.wait_for("Key message: calm in one minute", after=0)
    assert await quiet(database) == []
    assert {name: program.pid for name, (program, _) in roles.items()} == pids
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM chat_messages WHERE role = 'user'")) == 3
    assert not any("Reference" in (message.text or "") for message in await ada.messages())
    (clock,) = (port for name, (_, port) in roles.items() if name == "scheduler")
    assert await shown(clock, "briefcut_scheduler_active") == 1.0
