import asyncio

import pytest
from sqlalchemy import text

from db.bell import Bell, ring
from db.engine import Database, Session
from db.errors import DatabaseUnavailable
from tests.support.relay import relayed


async def heard(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), 5)
    event.clear()


async def test_a_ring_reaches_its_listeners_and_no_others(database: Database, database_url: str) -> None:
    async with Bell(database_url) as bell, Bell(database_url) as other:
        with (
            bell.subscribe("turn:1") as one,
            other.subscribe("turn:1") as two,
            bell.subscribe("turn:2") as no,
        ):
            async with database.transaction() as session:
                await ring(session, "turn:1")
            await heard(one)
            await heard(two)
            assert not no.is_set()


async def test_a_ring_is_heard_only_after_the_commit(database: Database, database_url: str) -> None:
    async def fail(session: Session) -> None:
        await ring(session, "stop")
        raise LookupError

    async with Bell(database_url) as bell:
        with bell.subscribe("stop") as stop, bell.subscribe("after") as after:
            with pytest.raises(LookupError):
                await database.run(fail)
            async with database.transaction() as session:
                await ring(session, "after")
            await heard(after)
            assert not stop.is_set()


async def cut_the_rope(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'briefcut bell'"
            )
        )


async def test_a_lost_connection_comes_back_and_wakes_everybody_once(
    database: Database, database_url: str
) -> None:
    async with Bell(database_url, first_wait_s=0.01) as bell:
        with bell.subscribe("stop") as stop:
            await cut_the_rope(database)
            await heard(stop)
            async with database.transaction() as session:
                await ring(session, "stop")
            await heard(stop)


async def test_a_server_that_left_without_hanging_up_is_noticed(
    database: Database, database_url: str
) -> None:
    async with relayed(database_url) as relay, Bell(relay.url, first_wait_s=0.01, check_s=0.05) as bell:
        with bell.subscribe("stop") as stop:
            await cut_the_rope(database)
            await heard(stop)
            async with database.transaction() as session:
                await ring(session, "stop")
            await heard(stop)


async def test_nobody_is_left_listening() -> None:
    bell = Bell("postgresql://nobody:@/none?host=/nowhere")
    with bell.subscribe("stop"), bell.subscribe("stop"):
        assert bell._listeners
    assert not bell._listeners


async def test_a_bell_without_a_database_says_so() -> None:
    with pytest.raises(DatabaseUnavailable):
        async with Bell("postgresql://nobody:@/none?host=/nowhere"):
            pass
