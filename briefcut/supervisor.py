"""Runs the roles of one process: starts again what died, and ends all of them in order.

A role is told to end by an event and gets time to finish what it holds; what is late is cancelled.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from briefcut.config import ConfigError
from briefcut.periods import Periods
from db.watch import Watch

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]

_MOMENT_S = 1.0
"""What a role gets at least, however slow the ones before it were."""

_CANCEL_S = 2.0
"""A cancelled role gets so long to clean up."""


@dataclass(frozen=True, slots=True)
class Role:
    """`run` works until the event is set, then finishes what it holds and returns.

    Returning before that, or raising, counts as dying: the role is started again.
    """

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses between starts: `first` seconds, doubling up to `longest`, each shortened by up to half at random
    so that several processes don't come back in step. After `healthy_after` seconds of life it begins anew.
    """

    first: float = 0.5
    longest: float = 30.0
    healthy_after: float = 60.0

    @classmethod
    def of(cls, periods: Periods) -> Backoff:
        return cls(periods.restart_backoff, periods.restart_backoff_max, periods.healthy_after)

    def pause(self, deaths: int, chance: float) -> float:
        """Seconds before the next start after `deaths` ≥ 1 deaths in a row; `chance` is in [0, 1)."""
        whole = min(self.longest, self.first * 2.0 ** min(deaths - 1, 60))
        return whole * (1 - chance / 2)


class Supervisor:
    """Runs `roles` until `stop()`; then ends them one after the other, in the order they were given.

    `grace` seconds are for all of them together. Clock, sleep and chance are arguments, for tests.
    """

    def __init__(
        self,
        roles: Sequence[Role],
        *,
        backoff: Backoff | None = None,
        grace: float = 20.0,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        watch: Watch | None = None,
    ) -> None:
        self._roles = tuple(roles)
        self._backoff = backoff or Backoff()
        self._grace = grace
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._watch = watch or Watch()
        self._stopping = asyncio.Event()
        self._forced = asyncio.Event()
        self._ends = {role.name: asyncio.Event() for role in roles}
        self._refusal: ConfigError | None = None
        self._running: set[str] = set()
        if len(self._ends) != len(self._roles):
            raise ValueError("two roles have the same name")

    @property
    def names(self) -> tuple[str, ...]:
        """Of all its roles, whether they are up or not."""
        return tuple(self._ends)

    @property
    def running(self) -> frozenset[str]:
        """Names of the roles that are up now (a role that waits for its next start is not)."""
        return frozenset(self._running)

    def stop(self) -> None:
        """Begin to end all roles; a second call forces: everything is cancelled at once."""
        if self._stopping.is_set():
            self._forced.set()
        self._stopping.set()

    async def run(self) -> int:
        """0 after an orderly end, 1 when it was forced or a role had to be cancelled.

        Raises the ConfigError of a role that can't run as it is configured, after all others have ended.
        """
        tasks = {role.name: asyncio.create_task(self._keep(role), name=role.name) for role in self._roles}
        try:
            await self._stopping.wait()
            orderly = await self._end(tasks)
        finally:
            for task in tasks.values():
                task.cancel()
            await self._first(asyncio.wait(tasks.values()), self._sleep(_CANCEL_S))
        if self._refusal is not None:
            raise self._refusal
        return 0 if orderly else 1

    async def run_until_signal(self) -> int:
        """`run`, ended by SIGINT or SIGTERM; a second signal forces."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        try:
            return await self.run()
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    async def _keep(self, role: Role) -> None:
        deaths = 0
        end = self._ends[role.name]
        while not end.is_set():
            began = self._clock()
            why = await self._live(role, end)
            if why is None:
                return
            self._watch.role_died(role.name)
            lived = self._clock() - began
            deaths = 1 if lived >= self._backoff.healthy_after else deaths + 1
            pause = self._backoff.pause(deaths, self._chance())
            log.error("role died", role=role.name, why=why, lived=round(lived, 1), again_in=round(pause, 2))
            await self._first(self._sleep(pause), end.wait())

    async def _live(self, role: Role, end: asyncio.Event) -> str | None:
        """Run the role once: None when it may not come back, else why it died."""
        self._running.add(role.name)
        try:
            await role.run(end)
        except ConfigError as refusal:
            self._refusal = self._refusal or refusal
            self._stopping.set()
            return None
        except Exception as error:
            if end.is_set():
                log.warning("role ended with an error", role=role.name, exc_info=error)
                return None
            log.error("role failed", role=role.name, exc_info=error)
            return type(error).__name__
        finally:
            self._running.discard(role.name)
        return None if end.is_set() else "ended unasked"

    async def _end(self, tasks: dict[str, asyncio.Task[None]]) -> bool:
        """End the roles in order; False when one had to be cancelled."""
        deadline = self._clock() + self._grace
        orderly = True
        for role in self._roles:
            task = tasks[role.name]
            self._ends[role.name].set()
            # Who comes after a slow one still gets a moment.
            left = max(deadline - self._clock(), _MOMENT_S)
            if not self._forced.is_set():
                await self._first(self._done(task), self._sleep(left), self._forced.wait())
            if not task.done():
                log.warning("role cancelled", role=role.name, forced=self._forced.is_set())
                orderly = False
                task.cancel()
                await self._first(self._done(task), self._sleep(_CANCEL_S))
        return orderly

    @staticmethod
    async def _done(task: asyncio.Task[None]) -> None:
        await asyncio.wait({task})

    @staticmethod
    async def _first(*waits: Awaitable[object]) -> None:
        """Return when the first of these ends; the others are cancelled."""
        tasks = [asyncio.ensure_future(wait) for wait in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
