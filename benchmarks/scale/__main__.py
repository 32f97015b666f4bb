"""`python -m benchmarks.scale`: what one Postgres carries of the queue, by worker processes and jobs at once.

Jobs that do nothing go the product's way: enqueued by `db.queue` in a transaction each, picked up and ended by
`jobs.engine`. First a heap of them comes to idle workers (jobs a second, CPU of either side for each), then some come
steadily and it is told how long each waited. What limits is named from the CPU that was used.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from benchmarks.history.__main__ import a_server
from benchmarks.scale.worker import TASK
from benchmarks.turns.machine import cpu_seconds, family, load, parent
from db import schema
from db.engine import Database, DatabaseSettings, Session
from db.queue import enqueue
from db.wakeups import GENERATION

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ((1, 1), (1, 8), (1, 32), (2, 8), (4, 8))
"""Worker processes, and jobs at once in each."""
IDLE_S = 2.0
"""Workers look at an empty queue first, as they do in life: what they learn about it must not slow the heap."""


@dataclass(frozen=True)
class Plan:
    """Jobs of the heap; then so many a second for so long."""

    heap: int
    rate: float
    seconds: float


@dataclass(frozen=True)
class Result:
    """One setting. CPU in seconds while the heap was worked off; waits in seconds while jobs came steadily."""

    processes: int
    concurrency: int
    jobs: int
    took: float
    python: float
    postgres: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        return self.jobs / self.took

    def wait_ms(self, share: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    def limit(self, cores: int) -> str:
        """What was used up."""
        used = (self.python + self.postgres) / self.took
        if self.python / self.processes >= 0.8 * self.took:
            return "Python: its process had no more of a core"
        if used >= 0.8 * cores:
            return f"the {cores} cores: {self.python / (self.python + self.postgres):.0%} of it Python"
        return f"the queue's head, taken by one after the other: {used:.1f} of {cores} cores used"


async def measure(url: str, processes: int, concurrency: int, plan: Plan) -> Result:
    """One setting, from an empty queue to an empty queue."""
    database = Database(DatabaseSettings(url))
    try:
        workers = [await start(url, concurrency) for _ in range(processes)]
        server = await postmaster(database)
        pids = [worker.pid for worker in workers]
        for worker in workers:
            await say(worker, "go")
        await asyncio.sleep(IDLE_S)
        async with database.transaction() as session:
            await ask_for(session, plan.heap)
            python, postgres = cpu_seconds(pids), cpu_seconds(family(server))
            began = time.time()
        await emptied(database)
        python, postgres = cpu_seconds(pids) - python, cpu_seconds(family(server)) - postgres
        steady = time.time()
        await ask_steadily(database, plan)
        await emptied(database)
        begun = [pair for worker in workers for pair in await end(worker)]
    finally:
        await database.dispose()
    heap = [start for at, start in begun if at < began]
    waits = [start - at for at, start in begun if at >= steady]
    return Result(processes, concurrency, len(heap), max(heap) - began, python, postgres, waits)


async def ask_for(session: Session, jobs: int) -> None:
    """A heap of jobs, there all at once when the transaction commits."""
    for number in range(jobs):
        key = f"heap:{number}"
        await enqueue(session, TASK, {"at": time.time()}, queue=GENERATION, lock=key, queueing_lock=key)


async def ask_steadily(database: Database, plan: Plan) -> None:
    """Jobs at random moments, each in a transaction of its own."""
    pauses = random.Random(7)

    async def ask(number: int) -> None:
        key, at = f"steady:{number}", time.time()
        async with database.transaction() as session:
            await enqueue(session, TASK, {"at": at}, queue=GENERATION, lock=key, queueing_lock=key)

    asked = []
    for number in range(round(plan.rate * plan.seconds)):
        asked.append(asyncio.create_task(ask(number)))
        await asyncio.sleep(pauses.expovariate(plan.rate))
    await asyncio.gather(*asked)


async def emptied(database: Database) -> None:
    """Returns when no job is left."""
    while True:
        async with database.transaction() as session:
            if not await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")):
                return
        await asyncio.sleep(0.1)


async def postmaster(database: Database) -> int:
    async with database.transaction() as session:
        return parent(int(await session.scalar(text("SELECT pg_backend_pid()"))))


async def start(url: str, concurrency: int) -> Process:
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.scale.worker",
        str(concurrency),
        cwd=ROOT,
        env={**os.environ, "BENCHMARK_DATABASE_URL": url},
        stdin=PIPE,
        stdout=PIPE,
        limit=1 << 26,
    )
    await hear(worker)
    return worker


async def hear(worker: Process) -> bytes:
    if worker.stdout is None:
        raise TypeError("a worker that can't be heard")
    return await worker.stdout.readline()


async def say(worker: Process, line: str) -> None:
    if worker.stdin is None:
        raise TypeError("a worker without a way to be told")
    worker.stdin.write(f"{line}\n".encode())
    await worker.stdin.drain()


async def end(worker: Process) -> list[tuple[float, float]]:
    await say(worker, "end")
    begun: list[tuple[float, float]] = json.loads(await hear(worker))
    await worker.wait()
    return begun


def report(results: Sequence[Result], cores: int) -> list[str]:
    """The table, and what a core of either side carries."""
    lines = [
        "| processes × jobs at once | jobs/s | CPU ms a job: Python | Postgres | wait p50, ms | p99, ms | limit |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for one in results:
        lines.append(
            f"| {one.processes} × {one.concurrency} | {one.rate:.0f} | {one.python / one.jobs * 1000:.2f} |"
            f" {one.postgres / one.jobs * 1000:.2f} | {one.wait_ms(0.5):.1f} | {one.wait_ms(0.99):.0f} |"
            f" {one.limit(cores)} |"
        )
    python = statistics.median(one.python / one.jobs for one in results)
    postgres = statistics.median(one.postgres / one.jobs for one in results)
    lines.append(
        f"\nA core of Python carries {1 / python:.0f} jobs/s, a core of Postgres {1 / postgres:.0f}: a database on"
        f" a core of its own is the limit from {python / postgres:.1f} busy worker processes on."
    )
    return lines


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    options.add_argument("--jobs", type=int, default=2000, help="in the heap of each setting")
    options.add_argument("--rate", type=float, default=50.0, help="jobs a second that come steadily")
    options.add_argument("--seconds", type=float, default=6.0, help="for how long")
    given = options.parse_args()
    plan = Plan(given.jobs, given.rate, given.seconds)
    before, cores = load(), os.cpu_count() or 1
    with a_server() as url:
        schema.upgrade(url)
        results = []
        for processes, concurrency in SETTINGS:
            print(f"  {processes} × {concurrency} …", file=sys.stderr, flush=True)
            results.append(asyncio.run(measure(url, processes, concurrency, plan)))
    print("\n".join(report(results, cores)))
    print(f"\n{cores} cores; load {before:.1f} before, {load():.1f} after; idle means less than 1 before.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
