"""Roles that die come back, later each time; roles that are told to end do so in order. No real time passes."""

from __future__ import annotations

import asyncio
import heapq
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from briefcut.config import ConfigError
from briefcut.periods import Periods
from briefcut.supervisor import Backoff, Role, Supervisor


class Time:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, future))
        await future

    async def advance(self, seconds: float) -> None:
        end = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self.now, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await settle()
        self.now = end


async def settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(50):
        await asyncio.sleep(0)


class Stage:
    """A role whose starts and ends are recorded, and that fails when told to."""

    def __init__(self, name: str, time: Time, diary: list[str]) -> None:
        self.name, self._time, self._diary = name, time, diary
        self.starts: list[float] = []
        self.fail = asyncio.Event()
        self.last_words = 0.0

    async def run(self, end: asyncio.Event) -> None:
        self.starts.append(self._time.now)
        waits = [asyncio.ensure_future(event.wait()) for event in (end, self.fail)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._diary.append(f"{self.name} cancelled")
            raise
        finally:
            for wait in waits:
                wait.cancel()
        if self.fail.is_set():
            self.fail.clear()
            raise RuntimeError("died")
        try:
            if self.last_words:
                await self._time.sleep(self.last_words)
        except asyncio.CancelledError:
            self._diary.append(f"{self.name} cancelled")
            raise
        self._diary.append(f"{self.name} ended")


def supervisor(time: Time, *roles: Role, grace: float = 10.0) -> Supervisor:
    backoff = Backoff(first=1.0, longest=8.0, healthy_after=60.0)
    return Supervisor(
        roles, backoff=backoff, grace=grace, clock=time.clock, sleep=time.sleep, chance=lambda: 0.0
    )


async def test_a_role_that_dies_comes_back_later_each_time() -> None:
    time, starts = Time(), list[float]()

    async def die(_end: asyncio.Event) -> None:
        starts.append(time.now)
        raise RuntimeError("at once")

    keeper = supervisor(time, Role("worker", die))
    running = asyncio.create_task(keeper.run())
    await time.advance(31)
    assert starts == [0, 1, 3, 7, 15, 23, 31]
    keeper.stop()
    assert await running == 0


async def test_health_forgives_earlier_deaths() -> None:
    time, diary = Time(), list[str]()
    stage = Stage("worker", time, diary)
    keeper = supervisor(time, Role("worker", stage.run))
    running = asyncio.create_task(keeper.run())
    for _ in range(3):
        await time.advance(0)
        stage.fail.set()
        await time.advance(10)
    await time.advance(60)
    died = time.now
    stage.fail.set()
    await time.advance(1)
    assert stage.starts[-1] == died + 1.0
    keeper.stop()
    assert await running == 0


async def test_one_death_leaves_the_others_alone_and_is_visible() -> None:
    time, diary = Time(), list[str]()
    bot, worker = Stage("bot", time, diary), Stage("worker", time, diary)
    keeper = supervisor(time, Role("bot", bot.run), Role("worker", worker.run))
    running = asyncio.create_task(keeper.run())
    await settle()
    worker.fail.set()
    await settle()
    assert keeper.running == {"bot"}
    await time.advance(1)
    assert keeper.running == {"bot", "worker"}
    assert (len(bot.starts), len(worker.starts)) == (1, 2)
    keeper.stop()
    assert await running == 0


async def test_a_role_that_returns_unasked_has_died() -> None:
    time, starts = Time(), list[float]()

    async def leave(_end: asyncio.Event) -> None:
        starts.append(time.now)

    keeper = supervisor(time, Role("brief", leave))
    running = asyncio.create_task(keeper.run())
    await time.advance(3)
    assert starts == [0.0, 1.0, 3.0]
    keeper.stop()
    assert await running == 0


async def test_roles_end_in_the_order_given() -> None:
    time, diary = Time(), list[str]()
    stages = [Stage(name, time, diary) for name in ("http", "bot", "worker")]
    stages[0].last_words = 3.0
    keeper = supervisor(time, *(Role(stage.name, stage.run) for stage in stages))
    running = asyncio.create_task(keeper.run())
    await settle()
    keeper.stop()
    await time.advance(2.9)
    assert diary == []  # the bot waits for the first
    await time.advance(0.2)
    assert await running == 0
    assert diary == ["http ended", "bot ended", "worker ended"]


async def test_grace_is_for_all_roles_together() -> None:
    time, diary = Time(), list[str]()
    slow, quick = Stage("slow", time, diary), Stage("quick", time, diary)
    slow.last_words = 1000.0
    keeper = supervisor(time, Role("slow", slow.run), Role("quick", quick.run), grace=10.0)
    running = asyncio.create_task(keeper.run())
    await settle()
    keeper.stop()
    await time.advance(9.9)
    assert diary == []
    await time.advance(0.2)
    assert await running == 1
    assert diary == ["slow cancelled", "quick ended"]


async def test_a_second_stop_forces() -> None:
    time, diary = Time(), list[str]()
    stage = Stage("worker", time, diary)
    stage.last_words = 1000.0
    keeper = supervisor(time, Role("worker", stage.run))
    running = asyncio.create_task(keeper.run())
    await settle()
    keeper.stop()
    await settle()
    assert not running.done()
    keeper.stop()
    assert await running == 1
    assert (diary, time.now) == (["worker cancelled"], 0.0)


async def test_stop_does_not_wait_for_the_next_start() -> None:
    time = Time()

    async def die(_end: asyncio.Event) -> None:
        raise RuntimeError("at once")

    keeper = supervisor(time, Role("broken", die))
    running = asyncio.create_task(keeper.run())
    await settle()
    keeper.stop()
    assert await running == 0
    assert time.now == 0.0


async def test_wrong_configuration_ends_the_process_instead_of_looping() -> None:
    time, diary = Time(), list[str]()
    worker = Stage("worker", time, diary)

    async def refuse(_end: asyncio.Event) -> None:
        raise ConfigError("BOT_TOKEN", "was refused by Telegram", "copy it again")

    keeper = supervisor(time, Role("bot", refuse), Role("worker", worker.run))
    with pytest.raises(ConfigError, match="BOT_TOKEN was refused"):
        await keeper.run()
    assert diary == ["worker ended"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_all(number: signal.Signals) -> None:
    time, diary = Time(), list[str]()
    stage = Stage("worker", time, diary)
    keeper = supervisor(time, Role("worker", stage.run))
    running = asyncio.create_task(keeper.run_until_signal())
    await settle()
    os.kill(os.getpid(), number)
    assert await running == 0
    assert diary == ["worker ended"]


def test_pauses_double_up_to_the_longest_and_vary() -> None:
    backoff = Backoff.of(Periods())
    assert [backoff.pause(deaths, 0.0) for deaths in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert backoff.pause(1000, 0.0) == 30.0
    assert backoff.pause(1000, 0.999) == pytest.approx(15.0, abs=0.1)


def test_two_roles_of_one_name_are_refused() -> None:
    run: Callable[[asyncio.Event], Awaitable[None]] = asyncio.Event.wait  # type: ignore[assignment]
    with pytest.raises(ValueError, match="same name"):
        Supervisor([Role("bot", run), Role("bot", run)])
