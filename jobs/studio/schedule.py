"""Jobs that wait for each other, run side by side, the heaviest first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """Work of a certain `weight` that begins when all jobs named in `after` have ended and takes `slots` cores."""

    name: str
    weight: float
    work: Callable[[], Coroutine[Any, Any, None]]
    after: frozenset[str] = frozenset()
    slots: int = 1


async def carry_out(jobs: Sequence[Job], slots: int) -> None:
    """Run all jobs; the first error cancels the rest and is raised. What waits for nobody goes by weight."""
    waiting = sorted(jobs, key=lambda job: -job.weight)
    running: dict[asyncio.Task[None], Job] = {}
    ended: set[str] = set()
    try:
        while waiting or running:
            free = slots - sum(job.slots for job in running.values())
            for job in [job for job in waiting if job.after <= ended]:
                if min(job.slots, slots) <= free:
                    free -= job.slots
                    waiting.remove(job)
                    running[asyncio.ensure_future(job.work())] = job
            if not running:
                raise ValueError(f"{waiting[0].name} waits for what never ends")
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                ended.add(running.pop(task).name)
                task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
