"""`python -m benchmarks.turns`: our own time in a turn of the conversation, and how many turns two cores bear.

A turn begins when Telegram delivers what somebody wrote and ends when the answer has been handed to Telegram. What is
between is the product as it runs: webhook, intake, queue, worker, agent, outbox, sender, Postgres. Only the chat model
is replaced, by one that answers at once (two tool calls, then words), and Telegram, by a server that answers at once.
The other side is LangChain's `create_agent` with `AsyncPostgresSaver` and the same model, invoked directly.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.history.__main__ import a_server
from benchmarks.turns.figures import Bars, Load, Single, failures, report
from benchmarks.turns.machine import cpu_seconds, family, load
from benchmarks.turns.ours import Briefcut, open_briefcut
from benchmarks.turns.telegram import Taken
from benchmarks.turns.theirs import LangChain, open_langchain

SIZES = (1, 5_000)
RATE = 20.0  # turns begun a second where they overlap
LONG_CHATS = 10  # conversations of 5,000 over which turns are spread; those of 1 are all fresh
WARM = 40
ROUNDS = 3


@dataclass(frozen=True)
class Plan:
    """Single turns measured at each size; people who talk at once, and for how many seconds; our extra workers."""

    turns: int
    chats: int
    seconds: float
    workers: int


@dataclass
class Run:
    """Everything that was measured."""

    single: dict[tuple[str, int], Single] = field(default_factory=dict)
    loads: dict[tuple[str, int], list[Load]] = field(default_factory=dict)


async def measure(ours: Briefcut, theirs: LangChain | None, plan: Plan) -> Run:
    """Both sides in turns, in a few rounds, so that a busy minute of the machine meets both."""
    run = Run()
    await warm_up(ours, theirs)
    for size in SIZES:
        fresh = size == 1
        chats = [await ours.prepare(size) for _ in range(2 * plan.turns if fresh else LONG_CHATS)]
        crowd = [await ours.prepare(size) for _ in range(plan.chats if fresh else LONG_CHATS)]
        await ours.analyze()
        for number in range(ROUNDS):
            count = plan.turns // ROUNDS
            mine = chats[number * 2 * count : (number + 1) * 2 * count] if fresh else chats
            await _singles(run, ours, mine, size, count)
            if theirs is not None:
                await theirs.prepare(size, count if fresh else LONG_CHATS)
                run.single.setdefault((theirs.name, size), Single()).seconds += await theirs.turns(count)
        for _ in range(ROUNDS):
            await _loads(run, ours, theirs, plan, size, crowd)
    return run


async def warm_up(ours: Briefcut, theirs: LangChain | None) -> None:
    """Connections, caches and imports are not what is measured."""
    chats = [await ours.prepare(2) for _ in range(8)]
    for _ in range(WARM // len(chats)):
        await asyncio.gather(*map(ours.turn, chats))
    if theirs is not None:
        await theirs.prepare(2, 8)
        await theirs.load(16, 1.0)


async def _singles(run: Run, ours: Briefcut, chats: list[int], size: int, count: int) -> None:
    alone = run.single.setdefault((ours.name, size), Single())
    steady = run.single.setdefault((f"{ours.name}, {RATE:g} a second", size), Single())
    for number in range(count):
        alone.add(await ours.turn(chats[number % len(chats)]))
    steadily = [chats[-1 - number % len(chats)] for number in range(count)]
    for taken in await at_rate(ours, steadily, RATE):
        steady.add(taken)


async def at_rate(ours: Briefcut, chats: list[int], rate: float) -> list[Taken]:
    """Turns that begin at random moments, `rate` a second on average, whether the ones before have ended or not; in
    one chat they follow each other."""
    free = {chat: asyncio.Lock() for chat in chats}

    async def turn(chat: int) -> Taken:
        async with free[chat]:
            return await ours.turn(chat)

    begun = []
    pauses = random.Random(len(chats))
    for chat in chats:
        begun.append(asyncio.create_task(turn(chat)))
        await asyncio.sleep(pauses.expovariate(rate))
    return await asyncio.gather(*begun)


async def _loads(
    run: Run, ours: Briefcut, theirs: LangChain | None, plan: Plan, size: int, crowd: list[int]
) -> None:
    async def one(name: str, pids: Sequence[int], work: Callable[[], Awaitable[tuple[int, float]]]) -> None:
        server = await ours.server()
        cpu, postgres = cpu_seconds(pids), cpu_seconds(family(server))
        turns, took = await work()
        cpu, postgres = cpu_seconds(pids) - cpu, cpu_seconds(family(server)) - postgres
        run.loads.setdefault((name, size), []).append(Load(turns, took, cpu, postgres, load()))

    await one(ours.name, ours.pids, lambda: ours.load(crowd, plan.seconds))
    if theirs is not None:
        other = theirs
        await other.prepare(size, max(1, len(crowd) // (plan.workers + 1)))
        await one(other.name, other.pids, lambda: other.load(len(crowd), plan.seconds))


async def run(url: str, plan: Plan, folder: Path, *, alone: bool, bars: Bars) -> int:
    """Measure and tell; 1 where a bar is not met."""
    before = load()
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(open_briefcut(url, folder, plan.workers))
        theirs = None
        if not alone:
            theirs = await stack.enter_async_context(open_langchain(url, plan.workers + 1))
        measured = await measure(ours, theirs, plan)
    print("\n".join(report(measured.single, measured.loads)))
    print(
        f"\n{os.cpu_count()} cores; load {before:.1f} before, {load():.1f} after; idle means less than 1 before."
    )
    found = failures(measured.single, measured.loads, ours.name, bars)
    for failure in found:
        print(f"NOT MET: {failure}", file=sys.stderr)
    return 1 if found else 0


@contextmanager
def a_folder() -> Iterator[Path]:
    """For homes of our processes."""
    with tempfile.TemporaryDirectory(prefix="briefcut-benchmark-") as folder:
        yield Path(folder)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    options.add_argument("--turns", type=int, default=300, help="single turns measured at each size")
    options.add_argument("--chats", type=int, default=10, help="people who talk at once")
    options.add_argument("--seconds", type=float, default=6.0, help="how long they do, three times")
    options.add_argument("--workers", type=int, default=1, help="processes besides the first")
    options.add_argument("--alone", action="store_true", help="without LangChain")
    given = options.parse_args()
    plan = Plan(given.turns, given.chats, given.seconds, given.workers)
    with a_server() as url, a_folder() as folder:
        return asyncio.run(run(url, plan, folder, alone=given.alone, bars=Bars()))


if __name__ == "__main__":
    sys.exit(main())
