import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from db.engine import Database, DatabaseSettings, Session, asyncpg_url, libpq_url, psycopg_url
from db.errors import DatabaseUnavailable
from db.models import ProcessedUpdate, User
from tests.support.relay import relayed


class Naps:
    """A sleep that only counts."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    """A pool of one."""
    database = Database(DatabaseSettings(database_url, pool_size=1, max_overflow=0, pool_timeout_s=0.05))
    yield database
    await database.dispose()


async def test_a_block_that_ends_is_committed_and_one_that_raises_is_not(database: Database) -> None:
    async with database.transaction() as session:
        session.add(ProcessedUpdate(update_id=1))

    async def fail(session: Session) -> None:
        session.add(ProcessedUpdate(update_id=2))
        await session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fail)
    async with database.transaction() as session:
        assert await session.get(ProcessedUpdate, 1) is not None
        assert await session.get(ProcessedUpdate, 2) is None


async def test_rows_can_be_read_after_the_commit(database: Database) -> None:
    async with database.transaction() as session:
        user = User(name="Ada")
        session.add(user)
    assert isinstance(user.id, UUID)
    assert user.updated_at == user.created_at
    assert user.created_at.utcoffset() is not None


async def test_a_deadlock_is_tried_again(database: Database) -> None:
    async with database.transaction() as session:
        ada, bob = User(name="Ada"), User(name="Bob")
        session.add_all([ada, bob])
    both_hold_one = asyncio.Barrier(2)
    tries: list[UUID] = []

    async def swap(session: Session, first: UUID, second: UUID) -> None:
        tries.append(first)
        rename = text("UPDATE users SET name = name || '!' WHERE id = :id")
        await session.execute(rename, {"id": first})
        if len(tries) <= 2:
            await both_hold_one.wait()
        await session.execute(rename, {"id": second})

    await asyncio.gather(
        database.run(lambda session: swap(session, ada.id, bob.id)),
        database.run(lambda session: swap(session, bob.id, ada.id)),
    )
    assert len(tries) == 3
    async with database.transaction() as session:
        assert (await session.get_one(User, ada.id)).name == "Ada!!"


async def test_a_serialization_failure_is_tried_again(database: Database) -> None:
    async with database.transaction() as session:
        user = User(name="Ada")
        session.add(user)
    tries = 0

    async def rename(session: Session) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        await session.execute(text("SELECT 1 FROM users"))
        if tries == 1:
            async with database.transaction() as other:
                (await other.get_one(User, user.id)).name = "Bob"
        await session.execute(text("UPDATE users SET name = name || '!'"))

    await database.run(rename)
    assert tries == 2
    async with database.transaction() as session:
        assert (await session.get_one(User, user.id)).name == "Bob!"


async def test_three_tries_are_enough_and_the_pauses_grow(database_url: str) -> None:
    naps = Naps()
    database = Database(DatabaseSettings(database_url), sleep=naps, jitter=lambda: 0.5)
    tries = 0

    async def collide(session: Session) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))

    with pytest.raises(DBAPIError):
        await database.run(collide)
    await database.dispose()
    assert tries == 3
    assert naps.seconds == [0.04, 0.08]


async def test_another_error_is_not_tried_again(database: Database) -> None:
    tries = 0

    async def twice(session: Session) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("INSERT INTO processed_updates (update_id) VALUES (1), (1)"))

    with pytest.raises(IntegrityError):
        await database.run(twice)
    assert tries == 1


async def test_a_full_pool_says_so_in_time(small: Database) -> None:
    async with small.transaction():
        with pytest.raises(DatabaseUnavailable, match="busy"):
            await small.ping()
    await small.ping()


async def test_a_connection_lost_while_idle_is_replaced(small: Database, database: Database) -> None:
    async with small.transaction() as session:
        pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    async with database.transaction() as session:
        await session.execute(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": pid})
    await small.ping()


async def test_a_connection_that_rested_long_is_asked_whether_it_lives(database_url: str) -> None:
    settings = DatabaseSettings(database_url, pool_size=1, max_overflow=0, trusted_s=-1)
    database = Database(settings)
    async with database.transaction() as session:
        pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    # Not awaited, so that nobody can have heard of its end yet.
    with psycopg.connect(libpq_url(database_url), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    await database.ping()
    await database.dispose()


@pytest.mark.parametrize("trusted_s", [10.0, -1.0])
async def test_a_connection_that_the_server_left_without_hanging_up_is_replaced(
    database: Database, database_url: str, trusted_s: float
) -> None:
    async with relayed(database_url) as relay:
        settings = DatabaseSettings(relay.url, pool_size=1, max_overflow=0, trusted_s=trusted_s)
        behind = Database(settings)
        async with behind.transaction() as session:
            pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with database.transaction() as session:
            await session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        await asyncio.wait_for(relay.ended.wait(), 5)
        if trusted_s > 0:
            with pytest.raises(DatabaseUnavailable):
                await behind.ping()
        await behind.ping()
        await behind.dispose()


async def test_a_connection_lost_at_work_is_unavailable(small: Database) -> None:
    async def suicide(session: Session) -> None:
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailable):
        await small.run(suicide)
    await small.ping()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    database = Database(DatabaseSettings("postgresql://nobody:@/none?host=/nowhere"))
    with pytest.raises(DatabaseUnavailable):
        await database.ping()
    await database.dispose()


async def test_the_caller_s_own_errors_are_not_taken_for_the_database_s(database: Database) -> None:
    async def open_nothing(_: Session) -> None:
        raise FileNotFoundError("brief.json")

    with pytest.raises(FileNotFoundError):
        await database.run(open_nothing)


async def test_a_statement_ends_at_its_time_limit(database_url: str) -> None:
    database = Database(DatabaseSettings(database_url, statement_timeout_s=0.05))

    async def dawdle(session: Session) -> None:
        await session.execute(text("SELECT pg_sleep(20)"))

    with pytest.raises(DBAPIError, match="statement timeout"):
        await database.run(dawdle)
    await database.dispose()


async def test_a_transaction_that_somebody_sleeps_in_ends_at_its_time_limit(
    database: Database, database_url: str
) -> None:
    """What it held is free for others; whoever wakes up in it learns that the connection is gone."""
    frozen = Database(DatabaseSettings(database_url, transaction_timeout_s=0.3))
    locked = text("INSERT INTO processed_updates (update_id) VALUES (7)")

    async def sleep(session: Session) -> None:
        await session.execute(locked)
        async with database.transaction() as other:
            await other.execute(locked)  # waits for the end of the first
        await session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable):
        await frozen.run(sleep)
    async with frozen.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM processed_updates")) == 1
    await frozen.dispose()


def test_the_url_is_told_to_each_driver() -> None:
    url = "postgres://ada:s3cret@db.example:5433/briefcut?sslmode=require&channel_binding=prefer"
    assert asyncpg_url(url).render_as_string(hide_password=False) == (
        "postgresql+asyncpg://ada:s3cret@db.example:5433/briefcut?ssl=require"
    )
    assert psycopg_url(url).drivername == "postgresql+psycopg"
    assert libpq_url(url) == (
        "postgresql://ada:s3cret@db.example:5433/briefcut?channel_binding=prefer&sslmode=require"
    )
    assert libpq_url("postgresql://ada:s3%20cret@db/x") == "postgresql://ada:s3%20cret@db/x"
    socket = "postgresql://ada:@/briefcut?host=/run/pg"
    assert asyncpg_url(socket).query["host"] == "/run/pg"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///briefcut.db", "Postgres 15 or newer"),
        ("sqlite+aiosqlite://", "Postgres 15 or newer"),
        ("mysql://root@localhost/x", "must begin with postgresql://"),
        ("postgresql://localhost", "names no database"),
        ("not a url", "is not a URL"),
    ],
)
def test_another_url_is_refused_in_one_line(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        DatabaseSettings(url)
    assert "\n" not in str(caught.value)


def test_no_password_is_shown() -> None:
    secret = str(uuid4())
    assert secret not in repr(DatabaseSettings(f"postgresql://ada:{secret}@db/x"))
    with pytest.raises(ValueError) as caught:
        DatabaseSettings(f"mysql://ada:{secret}@db/x")
    assert secret not in str(caught.value)
