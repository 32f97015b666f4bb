"""The engine's connections: one that lives is lent unasked, one that ended or was left for long is not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

from jobs.lent import Look, trusting_pool


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[AsyncConnection[Any]]:
    """The connections that were asked whether they live, in order."""
    found: list[AsyncConnection[Any]] = []
    ask = AsyncConnectionPool.check_connection

    async def check(connection: AsyncConnection[Any]) -> None:
        found.append(connection)
        await ask(connection)

    monkeypatch.setattr(AsyncConnectionPool, "check_connection", staticmethod(check))
    return found


async def ended(connection: AsyncConnection[Any], url: str) -> None:
    """The server ends the connection, as when it is restarted."""
    async with await AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
    await asyncio.sleep(0.05)


async def test_who_answered_just_now_is_not_asked_again_until_left_for_long(
    database_url: str, asked: list[AsyncConnection[Any]]
) -> None:
    look = Look(trusted_s=0.2)
    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        for _ in range(3):
            await look(connection)
        assert len(asked) == 1
        await asyncio.sleep(0.25)
        await look(connection)
        assert len(asked) == 2


async def test_who_was_ended_is_seen_at_once(database_url: str) -> None:
    look = Look()
    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        await look(connection)
        await ended(connection, database_url)
        with pytest.raises(OperationalError):
            await look(connection)


async def test_the_pool_lends_a_living_one_after_the_server_ended_them_all(database_url: str) -> None:
    pool = trusting_pool(
        conninfo=database_url, min_size=1, max_size=1, open=False, kwargs={"autocommit": True}
    )
    async with pool:
        async with pool.connection() as first:
            await first.execute("SELECT 1")
        await ended(first, database_url)
        async with pool.connection() as second:
            cursor = await second.execute("SELECT 2")
            assert await cursor.fetchone() == (2,)
