"""The stand-in put together, and its port."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from briefcut.replicate_stand_in.api import Api
from briefcut.replicate_stand_in.backstage import Backstage
from briefcut.replicate_stand_in.catalogue import Catalogue, read_catalogue
from briefcut.replicate_stand_in.door import Door
from briefcut.replicate_stand_in.faults import Faults
from briefcut.replicate_stand_in.files import Files
from briefcut.replicate_stand_in.hooks import Hooks, new_secret
from briefcut.replicate_stand_in.life import Life
from briefcut.replicate_stand_in.limits import Limits
from briefcut.replicate_stand_in.runs import Runs
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.shelves import LARGEST_UPLOAD, Shelves
from briefcut.replicate_stand_in.store import Store
from briefcut.replicate_stand_in.studio import Maker, Studio

LONGEST_NAP_S = 0.5
"""A clock that a test moves is looked at this often without being told."""


@dataclass(slots=True)
class WallClock:
    """The time of day, and whatever it was put forward."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def forward(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self.ahead += seconds


class ReplicateStandIn:
    """An API of Replicate for one account, keeping everything under `home`."""

    def __init__(
        self,
        home: Path,
        settings: Settings,
        *,
        webhook_secret: str | None = None,
        catalogue: Catalogue | None = None,
        clock: Callable[[], float] | None = None,
        studio: Maker | None = None,
        seed: int = 0,
    ) -> None:
        """Open or create `home`. A `studio` that is passed is left running. Raises HomeUnreadable."""
        clock = clock or WallClock()
        self.settings, self.clock = settings, clock
        self.store = Store(home / "replicate.sqlite")
        catalogue = catalogue or read_catalogue()
        for row in self.store.rows("SELECT id, model FROM versions ORDER BY seq"):
            catalogue.add(row["model"], row["id"])
        self._own_studio = studio is None
        self.studio: Maker = studio or Studio(settings.makers)
        faults = Faults(self.store, random.Random(seed))
        self.webhook_secret = webhook_secret or self._kept_secret()
        self.hooks = Hooks(self.store, settings, clock, faults, self.webhook_secret)
        files = Files(home, self.store, settings, catalogue, self.studio, clock)
        self.life = Life(self.store, Runs(self.store), catalogue, settings, clock, faults, self.hooks, files)
        door = Door(settings.token, Limits(settings, clock()), clock)
        self._parts = (Api(self.life, door), Shelves(self.life, files, door), Backstage(self.life, door))
        self._ticking: asyncio.Task[None] | None = None

    def add_to(self, app: web.Application) -> None:
        """Mount at the root of an application."""
        for part in self._parts:
            app.add_routes(part.routes())

    async def start(self, base: str) -> None:
        """Take up what was going; `base` is the address under which this is reached."""
        self.life.base = base
        self.life.resume()
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """End everything; what was going goes on after the next start."""
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        await self.life.stop()
        await self.hooks.stop()
        if self._own_studio:
            await self.studio.stop()
        self.store.close()

    async def _tick(self) -> None:
        """Let runs live and webhooks go out when nobody reads."""
        while True:
            self.life.stirred.clear()
            now = self.clock()
            self.life.advance(now)
            self.hooks.send_due(now)
            dues = [due for due in (self.life.runs.next_due(), self.hooks.next_due()) if due is not None]
            nap = min([LONGEST_NAP_S, *(max(0.005, due - now) for due in dues)])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.life.stirred.wait(), nap)

    def _kept_secret(self) -> str:
        kept = self.store.setting("webhook secret")
        if isinstance(kept, str):
            return kept
        made = new_secret()
        self.store.keep("webhook secret", made)
        return made


@asynccontextmanager
async def serving(stand_in: ReplicateStandIn, port: int = 0) -> AsyncIterator[str]:
    """The stand-in on a loopback port (0: that of last time if it is free, else any); gives its address."""
    app = web.Application(client_max_size=LARGEST_UPLOAD + 1024 * 1024)
    stand_in.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handle_signals=False)
    await runner.setup()
    try:
        await _listen(runner, stand_in, port)
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await stand_in.start(base)
        yield base
    finally:
        await runner.cleanup()
        await stand_in.stop()


async def _listen(runner: web.AppRunner, stand_in: ReplicateStandIn, port: int) -> None:
    """Addresses that were given out stay good where the port of last time can be had again."""
    last = stand_in.store.setting("port")
    for candidate in dict.fromkeys([port or (last if isinstance(last, int) else 0), port]):
        try:
            await web.TCPSite(runner, "127.0.0.1", candidate).start()
        except OSError:
            if candidate == port:
                raise
            continue
        break
    stand_in.store.keep("port", runner.addresses[0][1])


def new_token() -> str:
    """A token of Replicate's form."""
    return f"r8_{secrets.token_hex(19)[:37]}"
