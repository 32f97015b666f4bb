"""One soak: the storm, then peace, then the verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from db.errors import DatabaseUnavailable
from tests.soak import Plan
from tests.soak.house import House, is_up, opened
from tests.soak.people import Crowd, End
from tests.soak.verdict import Verdict, judge
from tests.support.invariants import broken

Tell = Callable[[str], None]
_EVERY_S = 10.0
_OPEN = "SELECT count(*) FROM generation_attempts WHERE state IN ('sending', 'running')"
_BEGUN = "SELECT count(*) FROM generation_attempts"
_SPENT = "SELECT coalesce(sum(charged_amount), 0) FROM generation_attempts"


@dataclass
class Soak:
    """The figures of a soak, and its verdict once there is one."""

    house: House
    crowd: Crowd
    began: float
    storm_s: float = 0.0
    quiet_s: float = 0.0
    in_time: bool = True
    verdict: Verdict | None = None
    storms: list[str] = field(default_factory=list)


async def soak(plan: Plan, home: Path, tell: Tell) -> Soak:
    """Do what the plan says in the empty folder `home`, which the account `nobody` can enter."""
    async with opened(plan, home) as house:
        await is_up(house)
        await house.disturb()
        done = Soak(house, Crowd(house, plan.at_once, lambda _: False), time.monotonic())
        done.crowd.more = lambda people: (
            _goes_on(done) and (people < plan.productions or house.workers_killed < plan.kills)
        )
        telling = asyncio.create_task(_tell(done, tell))
        people = asyncio.create_task(done.crowd.run())
        try:
            await _storm(done, people)
            done.storm_s = time.monotonic() - done.began
            await house.leave_in_peace()
            tell(f"left in peace after {house.workers_killed} workers were killed")
            await _quiet(done, people)
            done.quiet_s = time.monotonic() - done.began - done.storm_s
            done.verdict = await judge(house, done.crowd.stories)
        finally:
            for task in (telling, people):
                task.cancel()
            await asyncio.gather(telling, people, return_exceptions=True)
        return done


def _goes_on(done: Soak) -> bool:
    """Whether new people come: not once the time is over, or it is quiet again."""
    return not done.storm_s and time.monotonic() - done.began < 60 * done.house.plan.minutes


async def _storm(done: Soak, people: asyncio.Task[None]) -> None:
    """Kill and restart until enough was begun and enough was killed, or the time is over.

    It begins with the first request to the provider: before that no death can cost anything."""
    house, plan = done.house, done.house.plan
    while _goes_on(done) and not await _number(house, _BEGUN):
        await asyncio.wait({people}, timeout=0.1)
    while _goes_on(done) and done.crowd.more(len(done.crowd.stories)):
        await asyncio.wait({people}, timeout=house.dice.uniform(*plan.pause_s))
        if plan.kills:
            await house.kill_one()
        due = plan.kills * (house.restarts + 1) / (plan.restarts + 1)
        if house.restarts < plan.restarts and house.workers_killed >= due:
            await house.restart_postgres()


async def _quiet(done: Soak, people: asyncio.Task[None]) -> None:
    """Wait until everybody has a last word, nothing is open, and every invariant holds; or for so long."""
    deadline = time.monotonic() + done.house.plan.quiet_s
    while time.monotonic() < deadline:
        if people.done():
            people.result()
            if not await broken(done.house.database) and not await _number(done.house, _OPEN):
                return
        await asyncio.sleep(0.5)
    done.in_time = False


async def _number(house: House, query: str) -> float:
    async with house.database.transaction() as session:
        return float(await session.scalar(text(query)) or 0)


async def _tell(done: Soak, tell: Tell) -> None:
    """A line every ten seconds: how far everything is."""
    while True:
        await asyncio.sleep(_EVERY_S)
        try:
            spent = f"{await _number(done.house, _SPENT):.2f}"
        except DatabaseUnavailable:
            spent = "(no database)"
        crowd, house = done.crowd, done.house
        others = sum(house.kills.values()) - house.workers_killed
        tell(
            f"{time.monotonic() - done.began:5.0f} s  begun {len(crowd.stories)}, videos {crowd.count(End.VIDEO)}, "
            f"words {crowd.count(End.WORD)} · kills {house.workers_killed} + {others}, "
            f"restarts {house.restarts} · charged {spent}"
        )
