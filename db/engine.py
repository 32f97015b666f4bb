"""The connection to Postgres and the one place that commits.

    async with database.transaction() as session:   # one update or one job step = one transaction
        ...

No network call belongs inside a transaction, and application code never commits.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import Engine, Executable, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.errors import DatabaseUnavailable
from db.url import asyncpg_url, libpq_url, parse_url, psycopg_url

__all__ = ["Database", "DatabaseSettings", "Session", "asyncpg_url", "libpq_url", "psycopg_url"]

Session = AsyncSession
T = TypeVar("T")

FOR_CHANGE: Final[dict[str, Any]] = {"key_share": True}
"""`with_for_update=FOR_CHANGE` locks a row that is changed but never deleted: FOR NO KEY UPDATE. Rows that refer to it
can be written meanwhile; a plain FOR UPDATE would hold every message of an ad back, and deadlock with its sender."""

FRESH: Final[dict[str, Any]] = {"populate_existing": True}
"""`execution_options=FRESH`: what is loaded already becomes what the database says now."""

GONE: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a connection of our own raises when the database went away. The last of them stands for the moment when the
server has said goodbye, but not hung up yet."""

_TRIES: Final = 3
_RESTS: Final = "briefcut_rests_since"
_AGAIN: Final = frozenset({"40P01", "40001"})  # deadlock_detected, serialization_failure
# 57P01 … 57P03: shut down, crashed, starting up. 25P03, 25P04: we slept in a transaction. 53300: too many connections.
# Class 08: connection.
_AWAY: Final = frozenset({"57P01", "57P02", "57P03", "25P03", "25P04", "53300"})


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """How to reach the database. `url` is `postgresql://…`, the socket form included; seconds are wall
    time."""

    url: str = field(repr=False)
    pool_size: int = 10
    max_overflow: int = 0
    pool_timeout_s: float = 5.0
    connect_timeout_s: float = 5.0
    statement_timeout_s: float = 30.0
    transaction_timeout_s: float = 60.0
    """Postgres ends a transaction that lasts longer. A process that is frozen in the middle of a statement's messages
    holds its rows for ever otherwise: to Postgres it is neither idle nor busy (17 and newer; older ones can't)."""
    trusted_s: float = 10.0
    """A connection that rested longer is asked whether it lives before it is lent."""

    def __post_init__(self) -> None:
        parse_url(self.url)


class Database:
    """A pool of connections. `sleep` and `jitter` (a number in 0 … 1) are arguments for the sake of tests."""

    def __init__(
        self,
        settings: DatabaseSettings,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self._sleep = sleep
        self._jitter = jitter
        self._engine = create_async_engine(
            asyncpg_url(settings.url),
            pool_size=settings.pool_size,
            max_overflow=settings.max_overflow,
            pool_timeout=settings.pool_timeout_s,
            hide_parameters=True,  # briefs and names don't belong in logs
            connect_args={
                "timeout": settings.connect_timeout_s,
                "server_settings": {
                    "application_name": "briefcut",
                    "timezone": "UTC",
                    "jit": "off",
                    "statement_timeout": str(int(settings.statement_timeout_s * 1000)),
                    "idle_in_transaction_session_timeout": "60000",
                },
            },
        )
        _watch(self._engine.sync_engine, settings.trusted_s)
        _bound(self._engine.sync_engine, settings.transaction_timeout_s)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises:
            DatabaseUnavailable: no connection within the pool's time limit, or it was lost on the way.
        """
        async with self._sessions() as session:
            await _connect(session)
            try:
                yield session
                await session.commit()
            except DBAPIError as error:
                if is_unavailable(error):
                    raise DatabaseUnavailable(str(error.orig)) from error
                raise

    async def run(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """What `work` returns, run in a transaction of its own; begun anew, up to three times in all, when
        Postgres ended it for a deadlock or a serialization failure. `work` must have no effect but its
        rows."""
        for again in range(1, _TRIES):
            try:
                async with self.transaction() as session:
                    return await work(session)
            except DBAPIError as error:
                if sqlstate(error) not in _AGAIN:
                    raise
            await self._sleep(0.02 * 2**again * (0.5 + self._jitter()))
        async with self.transaction() as session:
            return await work(session)

    async def ask(self, statement: Executable, values: Mapping[str, Any]) -> Any:
        """The first value of the answer, None where it has no row. The statement stands alone and is committed by
        itself, which is a third of the messages of a transaction.

        Raises:
            DatabaseUnavailable: as for a transaction.
        """
        try:
            async with self._engine.connect() as bare:
                connection = await bare.execution_options(isolation_level="AUTOCOMMIT")
                return (await connection.execute(statement, values)).scalar_one_or_none()
        except PoolTimeout as error:
            raise DatabaseUnavailable("every connection of the pool is busy") from error
        except DBAPIError as error:
            if is_unavailable(error):
                raise DatabaseUnavailable(str(error.orig)) from error
            raise
        except (OSError, TimeoutError) as error:
            raise DatabaseUnavailable(str(error) or type(error).__name__) from error

    async def ping(self) -> None:
        """Returns when the database answers; raises DatabaseUnavailable when it does not."""
        async with self.transaction() as session:
            await session.execute(text("SELECT 1"))

    @property
    def in_use(self) -> int:
        """Connections of the pool that are lent out now."""
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    async def dispose(self) -> None:
        """Closes all connections."""
        await self._engine.dispose()


def _watch(engine: Engine, trusted_s: float) -> None:
    """Let the pool lend only connections that live. One whose server went away has been told so, and that costs
    nothing to see; only one that rested so long that it may have been forgotten on the way is asked. To ask each time,
    as `pool_pre_ping` does, is three of the messages of every transaction."""

    @event.listens_for(engine, "checkin")
    def rest(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        rested = time.monotonic() - record.info.get(_RESTS, time.monotonic())
        if connection.driver_connection.is_closed() or (
            rested > trusted_s and not _answers(engine, connection)
        ):
            # Its neighbours in the pool are as old as the outage, and are replaced, too.
            raise InvalidatePoolError


def _bound(engine: Engine, transaction_s: float) -> None:
    """Give every connection its limit for transactions, where the server knows such a thing."""

    @event.listens_for(engine, "connect")
    def bound(connection: Any, _record: object) -> None:
        version = connection.driver_connection.get_server_version()
        if version.major >= 17:
            limit = f"SET transaction_timeout = {int(transaction_s * 1000)}"
            connection.run_async(lambda driver: driver.execute(limit))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, connection, None):
            return False
        raise


async def _connect(session: Session) -> None:
    # The connection is taken before the caller's block runs, so that an OSError here is the database's
    # and an OSError there is the caller's own.
    try:
        await session.connection()
    except PoolTimeout as error:
        raise DatabaseUnavailable("every connection of the pool is busy") from error
    except DBAPIError as error:
        raise DatabaseUnavailable(str(error.orig)) from error
    except (OSError, TimeoutError) as error:
        raise DatabaseUnavailable(str(error) or type(error).__name__) from error


def sqlstate(error: DBAPIError) -> str:
    """Postgres' five-letter code of `error`, empty where there is none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def is_unavailable(error: DBAPIError) -> bool:
    """Whether `error` says that the connection or the server is gone (not that a statement was wrong)."""
    state = sqlstate(error)
    return error.connection_invalidated or state in _AWAY or state.startswith("08")
