"""What happens, told to whoever watches: open chat pages and waiting test clients."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Event = dict[str, object]
BACKLOG = 500


class Hub:
    """Publishes events to subscribers. A subscriber that falls behind is cut off and resyncs.

    `boot` names this run of the server: a client that reconnects to another one reads everything anew.
    """

    def __init__(self) -> None:
        self.boot = secrets.token_hex(4)
        self.sequence = 0
        self.closing = False
        self._watchers: set[asyncio.Queue[Event | None]] = set()
        self._news = asyncio.Event()

    def publish(self, kind: str, chat_id: int | None, **what: object) -> None:
        """Tell everybody. Events are hints: what they speak of is already stored."""
        self.sequence += 1
        event: Event = {"type": kind, "chat_id": chat_id, "sequence": self.sequence, **what}
        for watcher in list(self._watchers):
            if watcher.qsize() >= BACKLOG:
                self._watchers.discard(watcher)
                watcher.put_nowait(None)
            else:
                watcher.put_nowait(event)
        self._news.set()
        self._news = asyncio.Event()

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator["asyncio.Queue[Event | None]"]:
        """A queue of events; None in it means: start over."""
        watcher: asyncio.Queue[Event | None] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    async def wait(self, boot: str, sequence: int, seconds: float) -> None:
        """Until something happened after `sequence` of the run `boot`, at most `seconds`."""
        news = self._news
        if boot != self.boot or sequence != self.sequence or self.closing:
            return
        try:
            async with asyncio.timeout(seconds):
                await news.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """Let everybody go: the server ends."""
        self.closing = True
        for watcher in self._watchers:
            watcher.put_nowait(None)
        self._news.set()
