"""A bell between processes: who rings says where to look, who hears looks at the rows.

A ring is a hint, never the truth. It reaches listeners within milliseconds of the commit; rings during a lost
connection are lost, so every listener is woken once when the connection is back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Final, Self

import asyncpg
from sqlalchemy import text

from db.engine import GONE, Session, libpq_url
from db.errors import DatabaseUnavailable

CHANNEL: Final = "briefcut"
_RING: Final = text("SELECT pg_notify(:channel, :topic)")


async def ring(session: Session, topic: str) -> None:
    """Rings `topic` (at most 7,999 bytes) when the transaction commits; not at all if it rolls back."""
    await session.execute(_RING, {"channel": CHANNEL, "topic": topic})


class Bell:
    """Listens on one connection of its own; `async with Bell(url) as bell`.

    `first_wait_s` doubles with every failed attempt to reconnect, up to `longest_wait_s`; every `check_s` the
    connection is tried, so that a peer that vanished without a word is noticed.
    """

    def __init__(
        self,
        url: str,
        *,
        first_wait_s: float = 0.1,
        longest_wait_s: float = 5.0,
        check_s: float = 15.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._dsn = libpq_url(url)
        self._first_wait_s = first_wait_s
        self._longest_wait_s = longest_wait_s
        self._check_s = check_s
        self._sleep = sleep
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._task: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Listening when this returns; raises DatabaseUnavailable if the database is not there."""
        try:
            await self._listen()
        except GONE as error:
            raise DatabaseUnavailable(str(error) or type(error).__name__) from error
        self._task = asyncio.create_task(self._keep_listening(), name="bell")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._drop()

    @contextlib.contextmanager
    def subscribe(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at every ring of `topic`, and after a reconnection. The listener clears it,
        *then* looks at the rows."""
        event = asyncio.Event()
        self._listeners.setdefault(topic, set()).add(event)
        try:
            yield event
        finally:
            events = self._listeners[topic]
            events.discard(event)
            if not events:
                del self._listeners[topic]

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._dsn, timeout=5, server_settings={"application_name": "briefcut bell"}
        )
        self._lost.clear()
        connection.add_termination_listener(lambda _: self._lost.set())
        self._connection = connection
        await connection.add_listener(CHANNEL, self._heard)

    def _heard(self, _connection: object, _pid: int, _channel: str, topic: object) -> None:
        for event in self._listeners.get(str(topic), ()):
            event.set()

    async def _keep_listening(self) -> None:
        while True:
            await self._until_lost()
            await self._drop()
            wait = self._first_wait_s
            while True:
                try:
                    await self._listen()
                    break
                except GONE:
                    await self._drop()
                    await self._sleep(wait)
                    wait = min(wait * 2, self._longest_wait_s)
            for events in self._listeners.values():
                for event in events:
                    event.set()

    async def _until_lost(self) -> None:
        while self._connection is not None and not self._lost.is_set():
            try:
                async with asyncio.timeout(self._check_s):
                    await self._lost.wait()
            except TimeoutError:
                try:
                    await self._connection.fetchval("SELECT 1", timeout=5)
                except GONE:
                    return

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None or connection.is_closed():
            return
        try:
            await connection.close(timeout=2)
        except GONE:
            connection.terminate()
