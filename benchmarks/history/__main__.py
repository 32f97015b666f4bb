"""`python -m benchmarks.history`: what a turn's reading and writing costs as a conversation grows.

One turn is: load the context, append what the user said, append what the assistant said. Ours is the repositories'
(`Projects`), in two transactions as in the product: the user's words are safe before anybody thinks about an answer.
The other is LangGraph's way, a graph of one node that answers at once, with its `AsyncPostgresSaver`. Both talk to the
same Postgres, take turns with each other, and say the same words.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

SIZES = (10, 1_000, 10_000)


class Side(Protocol):
    """One way to keep a conversation."""

    name: str

    async def prepare(self, messages: int) -> object:
        """A conversation of so many messages."""
        ...

    async def turn(self, conversation: object, number: int) -> int:
        """Load, append two messages; returns how many messages the context had."""
        ...


@dataclass(frozen=True)
class Plan:
    """How many turns are measured at each size, and how many conversations they are spread over (so that the
    conversation of ten stays one of ten)."""

    turns: int

    def conversations(self, size: int) -> int:
        return {10: self.turns, 1_000: max(1, self.turns // 10), 10_000: max(1, self.turns // 10)}[size]


async def measure(sides: list[Side], plan: Plan) -> dict[tuple[str, int], list[float]]:
    """Milliseconds of each turn, by side and size. The sides and sizes alternate, so that a busy moment of the machine
    falls on all of them."""
    prepared: dict[tuple[str, int], list[object]] = {}
    for side in sides:
        for size in SIZES:
            print(f"  preparing {side.name}, {size:,} messages …", file=sys.stderr, flush=True)
            prepared[side.name, size] = [await side.prepare(size) for _ in range(plan.conversations(size))]
        for warm in range(5):  # plans, caches, connections
            await side.turn(prepared[side.name, 1_000][0], warm)
    taken: dict[tuple[str, int], list[float]] = {(side.name, size): [] for side in sides for size in SIZES}
    for number in range(plan.turns):
        for size in SIZES:
            for side in sides:
                conversations = prepared[side.name, size]
                started = time.perf_counter()
                await side.turn(conversations[number % len(conversations)], number)
                taken[side.name, size].append((time.perf_counter() - started) * 1000)
    return taken


def table(taken: dict[tuple[str, int], list[float]], sides: list[Side]) -> list[str]:
    """The p50 of each, and what they have to do with each other."""
    middle = {key: statistics.median(values) for key, values in taken.items()}
    lines = [
        "| p50 of a turn, ms | " + " | ".join(f"{size:,} messages" for size in SIZES) + " | 10,000 : 10 |",
        "|---|" + "---:|" * (len(SIZES) + 1),
    ]
    for side in sides:
        values = [middle[side.name, size] for size in SIZES]
        cells = " | ".join(f"{value:.1f}" for value in values)
        lines.append(f"| {side.name} | {cells} | {values[-1] / values[0]:.2f} |")
    if len(sides) == 2:
        ours, theirs = sides
        ahead = [middle[theirs.name, size] / middle[ours.name, size] for size in SIZES]
        lines.append("| times quicker | " + " | ".join(f"{ratio:.1f} ×" for ratio in ahead) + " | |")
    return lines


def failures(taken: dict[tuple[str, int], list[float]], sides: list[Side], most: float) -> list[str]:
    """The bars that are not met."""
    middle = {key: statistics.median(values) for key, values in taken.items()}
    ours = sides[0].name
    found = []
    growth = middle[ours, SIZES[-1]] / middle[ours, SIZES[0]]
    if growth > most:
        found.append(f"10,000 messages cost {growth:.2f} times what 10 cost; the bar is {most}")
    for other in sides[1:]:
        for size in SIZES:
            if middle[ours, size] >= middle[other.name, size]:
                found.append(f"at {size:,} messages {other.name} is quicker")
    return found


async def run(url: str, plan: Plan, alone: bool, most: float) -> int:
    from benchmarks.history.briefcut_side import open_briefcut

    async with open_briefcut(url) as ours:
        if alone:
            return await _report([ours], plan, most)
        try:
            from benchmarks.history.langgraph_side import open_langgraph
        except ImportError:
            print(
                "langgraph-checkpoint-postgres is not installed, and it is no part of Briefcut. Run: make benchmark\n"
                "or measure Briefcut alone with --alone.",
                file=sys.stderr,
            )
            return 2
        async with open_langgraph(url) as theirs:
            return await _report([ours, theirs], plan, most)


async def _report(sides: list[Side], plan: Plan, most: float) -> int:
    taken = await measure(sides, plan)
    print("\n".join(table(taken, sides)))
    found = failures(taken, sides, most)
    for failure in found:
        print(f"NOT MET: {failure}", file=sys.stderr)
    return 1 if found else 0


@contextmanager
def a_server() -> Iterator[str]:
    """An embedded Postgres that is gone afterwards, never the one of your Briefcut; or BENCHMARK_DATABASE_URL."""
    given = os.environ.get("BENCHMARK_DATABASE_URL")
    if given:
        yield given
        return
    import shutil

    from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings

    home = Path(tempfile.mkdtemp(prefix="briefcut-benchmark-"))
    home.chmod(0o711)
    postgres = EmbeddedPostgres(EmbeddedSettings(home))
    try:
        yield postgres.start()
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    options.add_argument("--turns", type=int, default=150, help="turns measured at each size")
    options.add_argument("--alone", action="store_true", help="without LangGraph")
    options.add_argument("--most", type=float, default=1.2, help="the bar for 10,000 : 10")
    given = options.parse_args()
    with a_server() as url:
        return asyncio.run(run(url, Plan(given.turns), given.alone, given.most))


if __name__ == "__main__":
    sys.exit(main())
