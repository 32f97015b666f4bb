"""The engine's connections, lent without a question each time.

The engine has every connection asked whether it lives before each of its statements, which doubles what Postgres is
told. One whose server went away has been told so, and to see that costs nothing; only one that was not asked for long
is asked, as it may have been forgotten on the way. `db.engine` does the same with ours.
"""

from __future__ import annotations

import select
import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

TRUSTED_S: Final = 10.0

Connection = AsyncConnection[Any]


def trusting_pool(**options: Any) -> AsyncConnectionPool[Connection]:
    """A pool as the engine wants it, but for how its connections are looked at."""
    return AsyncConnectionPool(**{**options, "check": Look()})


class Look:
    """Raises what psycopg raises where a connection has ended."""

    def __init__(self, trusted_s: float = TRUSTED_S) -> None:
        self._trusted_s = trusted_s
        self._asked: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()

    async def __call__(self, connection: Connection) -> None:
        now = time.monotonic()
        if now - self._asked.get(connection, float("-inf")) > self._trusted_s or _was_told(connection):
            await AsyncConnectionPool.check_connection(connection)
            self._asked[connection] = now


def _was_told(connection: Connection) -> bool:
    """Whether something came that nobody asked for: the end of the connection, as a rule."""
    if connection.closed:
        return True
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    return bool(look.poll(0))
