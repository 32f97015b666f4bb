"""Jobs that wait for each other or for a milestone of another, run side by side, the heaviest first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """Work of a certain `weight` that begins when all that is named in `after` is over, jobs or milestones. It takes
    `slots` cores."""

    name: str
    weight: float
    work: Callable[[], Coroutine[Any, Any, None]]
    after: frozenset[str] = frozenset()
    slots: int = 1


class Milestones:
    """What jobs have done so far, for others that needn't wait until they end."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self.news = asyncio.Event()

    def reach(self, name: str) -> None:
        self.reached.add(name)
        self.news.set()


async def carry_out(jobs: Sequence[Job], slots: int, milestones: Milestones | None = None) -> None:
    """Run all jobs; the first error cancels the rest and is raised. What waits for nobody goes by weight."""
    milestones = milestones or Milestones()
    waiting = sorted(jobs, key=lambda job: -job.weight)
    running: dict[asyncio.Future[Any], Job] = {}
    news: asyncio.Future[Any] = asyncio.ensure_future(milestones.news.wait())
    try:
        while waiting or running:
            free = slots - sum(job.slots for job in running.values())
            for job in [job for job in waiting if job.after <= milestones.reached]:
                if min(job.slots, slots) <= free:
                    free -= job.slots
                    waiting.remove(job)
                    running[asyncio.ensure_future(job.work())] = job
            if not running:
                raise ValueError(f"{waiting[0].name} waits for what never ends")
            done, _ = await asyncio.wait([*running, news], return_when=asyncio.FIRST_COMPLETED)
            for task in running.keys() & done:
                milestones.reach(running.pop(task).name)
                await task
            milestones.news.clear()
            if news.done():
                news = asyncio.ensure_future(milestones.news.wait())
    finally:
        for task in (*running, news):
            task.cancel()
        await asyncio.gather(*running, news, return_exceptions=True)
