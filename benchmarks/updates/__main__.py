"""`python -m benchmarks.updates`: how many updates two cores take in, and how soon a tap is answered.

An update is taken when it was answered with 200, which ours are once they are rows; it is handled when its words, its
turn and its job are. The other side is a bare aiogram bot that echoes and keeps nothing, in the same run and in turns
with ours, which has handled all it took before the next round begins. Then fifty people tap, write and read while
ads are rendered: a tap is answered when its person sees anything of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from benchmarks.history.__main__ import a_server
from benchmarks.turns.__main__ import a_folder
from benchmarks.turns.figures import percentile
from benchmarks.turns.machine import load
from benchmarks.turns.ours import environment
from benchmarks.updates.telegram import Telegram
from db.engine import Database, DatabaseSettings

PEOPLE = 50
AT_ONCE = 32
"""Posts in flight; Telegram's own default is 40."""
ROUNDS = 3
STEADY = 50.0
WORDS = "We sell cold brew in cans for students who sit in libraries; keep the tone calm, please. ({n})"
BRIEF = (
    "30 second Instagram reel for Fable Tea, audience: students, tone playful, call to action: Try it today, "
    "key message: calm in one minute"
)
OURS, HANDLED, THEIRS = "Briefcut, taken", "Briefcut, taken and handled", "bare aiogram echo"
SCREENS = ("/settings", "/ads", "/brands", "/help", "/plan")


@dataclass(frozen=True)
class Bars:
    """Ours beside the echo bot; milliseconds at STEADY updates a second; milliseconds to the reaction to a tap."""

    share: float = 0.4
    steady_p95: float = 200.0
    reaction: float = 300.0


@dataclass(frozen=True)
class Plan:
    """Seconds of each round that counts, of the steady stream, and of the fifty people."""

    seconds: float
    steady: float
    crowd: float


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def _program(telegram: Telegram, *command: str, **environment: str) -> AsyncIterator[None]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=kept | environment)
    try:
        async with asyncio.timeout(60):
            await telegram.hooked.wait()
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def briefcut(url: str, home: Path, *roles: str) -> AsyncIterator[Telegram]:
    """Briefcut with these roles in one process, as `briefcut run` starts it."""
    async with Telegram() as telegram:
        given = environment(url, telegram.url, home)
        async with _program(telegram, "-m", "briefcut", "run", "--no-open", *roles, **given):
            yield telegram


@asynccontextmanager
async def echo() -> AsyncIterator[Telegram]:
    """The bare bot."""
    async with (
        Telegram() as telegram,
        _program(telegram, "-m", "benchmarks.updates.echo", str(_free_port()), telegram.url),
    ):
        yield telegram


async def flat_out(telegram: Telegram, seconds: float) -> float:
    """Updates taken a second while AT_ONCE are always on their way, from PEOPLE people."""
    taken, began = 0, time.perf_counter()

    async def post(first: int) -> None:
        nonlocal taken
        number = first
        while time.perf_counter() < began + seconds:
            await telegram.say(1 + number % PEOPLE, WORDS.format(n=number))
            taken += 1
            number += AT_ONCE

    await asyncio.gather(*(post(number) for number in range(AT_ONCE)))
    return taken / (time.perf_counter() - began)


async def all_handled(url: str) -> None:
    """Returns when our bot has handled all that it took."""
    database = Database(DatabaseSettings(url, pool_size=1))
    try:
        waiting = text("SELECT count(*) FROM processed_updates WHERE payload IS NOT NULL")
        while True:
            async with database.transaction() as session:
                if not await session.scalar(waiting):
                    return
            await asyncio.sleep(0.1)
    finally:
        await database.dispose()


async def steadily(telegram: Telegram, seconds: float) -> list[float]:
    """Seconds until each of STEADY updates a second was taken, begun at random moments whether others wait or not."""
    pauses, begun = random.Random(7), []
    for number in range(int(seconds * STEADY)):
        begun.append(asyncio.create_task(telegram.say(1 + number % PEOPLE, WORDS.format(n=number))))
        await asyncio.sleep(pauses.expovariate(STEADY))
    return await asyncio.gather(*begun)


async def crowd(
    telegram: Telegram, seconds: float, rendering: Callable[[], Awaitable[bool]]
) -> tuple[list[float], int]:
    """Fifty people, each doing something every five seconds on average: seconds to the reaction to each tap while
    something was being rendered; and taps that were not, and do not count."""
    reactions: list[float] = []
    beside = 0
    ends = time.perf_counter() + seconds

    async def person(chat: int) -> None:
        nonlocal beside
        mind = random.Random(chat)
        await asyncio.sleep(mind.uniform(0, 5))
        await telegram.say(chat, mind.choice(SCREENS))
        while time.perf_counter() < ends:
            await asyncio.sleep(mind.expovariate(1 / 5))
            if mind.random() < 0.25:
                await telegram.say(chat, mind.choice((*SCREENS, WORDS.format(n=chat))))
                continue
            busy = await rendering()
            took = await telegram.tap(chat, mind)
            if took is not None and busy and await rendering():
                reactions.append(took)
            elif took is not None:
                beside += 1

    await asyncio.gather(*(person(1000 + number) for number in range(PEOPLE)))
    return reactions, beside


async def approve(telegram: Telegram, chat: int) -> None:
    """Somebody briefs an ad of half a minute, skips what is still asked, and lets it be made."""
    await telegram.say(chat, BRIEF)
    seen = telegram.chats[chat]
    async with asyncio.timeout(60):
        while not (found := [one for one in seen.offers if one.split(":")[0] == "ok"]):
            await seen.news.wait()
            seen.news.clear()
            asked = [one for one in seen.offers if one.split(":")[0] == "say"]
            if asked:
                seen.offers = []
                await telegram.press(chat, asked[-1])
    await telegram.press(chat, found[0])


async def people_and_a_render(url: str, folder: Path, plan: Plan) -> tuple[list[float], int]:
    """The whole product in one process, ads being made one after the other as long as fifty people use it."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(briefcut(url, folder / "all"))
        database = Database(DatabaseSettings(url, pool_size=1))
        stack.push_async_callback(database.dispose)

        async def rendering() -> bool:
            query = "SELECT count(*) FROM generation_jobs WHERE leased_until > clock_timestamp()"
            async with database.transaction() as session:
                return bool(await session.scalar(text(query)))

        for chat in (1, 2, 3):
            await approve(telegram, chat)
        async with asyncio.timeout(60):
            while not await rendering():
                await asyncio.sleep(0.1)

        async def go_on() -> None:
            """Another ad whenever one is delivered."""
            made, chat = 0, 3
            while True:
                await asyncio.sleep(0.5)
                if sum(telegram.chats[one].videos for one in range(1, chat + 1)) > made:
                    made, chat = made + 1, chat + 1
                    await approve(telegram, chat)

        task = asyncio.create_task(go_on())
        try:
            return await crowd(telegram, plan.crowd, rendering)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def run(url: str, fresh: str, folder: Path, plan: Plan, bars: Bars) -> int:
    """Measure and tell; 1 where a bar is not met. `fresh`: a database without what the first part left to be done."""
    before = load()
    rates: dict[str, list[float]] = {OURS: [], HANDLED: [], THEIRS: []}
    async with briefcut(url, folder / "bot", "--role", "bot") as ours, echo() as theirs:
        for telegram in (ours, theirs):
            await flat_out(telegram, 2.0)  # connections, caches and first statements are not what is measured
        await all_handled(url)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            rates[OURS].append(await flat_out(ours, plan.seconds))
            await all_handled(url)
            rates[HANDLED].append(rates[OURS][-1] * plan.seconds / (time.perf_counter() - began))
            rates[THEIRS].append(await flat_out(theirs, plan.seconds))
        steady = await steadily(ours, plan.steady)
    reactions, beside = await people_and_a_render(fresh, folder, plan)
    return _tell(rates, steady, reactions, beside, before, bars)


def _tell(
    rates: dict[str, list[float]],
    steady: list[float],
    reactions: list[float],
    beside: int,
    before: float,
    bars: Bars,
) -> int:
    print("| updates a second | median | each round |\n|---|---:|---|")
    for name, rounds in rates.items():
        print(f"| {name} | {statistics.median(rounds):.0f} | {', '.join(f'{one:.0f}' for one in rounds)} |")
    share = statistics.median(rates[OURS]) / statistics.median(rates[THEIRS])
    print(f"\nOurs is {share:.2f} of theirs; the bar is {bars.share}.\n")
    print("| ms | p50 | p95 | p99 | worst | of |\n|---|---:|---:|---:|---:|---:|")
    for name, values in ((f"taken (200), {STEADY:g} a second", steady), ("reaction to a tap", reactions)):
        cells = " | ".join(f"{percentile(values, one):.0f}" for one in (0.5, 0.95, 0.99, 1.0))
        print(f"| {name} | {cells} | {len(values)} |")
    print(f"\n{beside} more taps while nothing was rendered. Load {before:.1f} before, {load():.1f} after.")
    found = []
    if share < bars.share:
        found.append(f"{share:.2f} of the echo bot's updates; the bar is {bars.share}")
    if (p95 := percentile(steady, 0.95)) > bars.steady_p95:
        found.append(f"p95 {p95:.0f} ms at {STEADY:g} a second; the bar is {bars.steady_p95:.0f}")
    if (worst := percentile(reactions, 0.99)) > bars.reaction:
        found.append(f"reaction p99 {worst:.0f} ms; the bar is {bars.reaction:.0f}")
    for failure in found:
        print(f"NOT MET: {failure}", file=sys.stderr)
    return 1 if found else 0


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.updates", description=__doc__)
    options.add_argument(
        "--seconds", type=float, default=6.0, help="each round of either side, three of each"
    )
    options.add_argument("--steady", type=float, default=15.0, help="seconds of 50 updates a second")
    options.add_argument("--crowd", type=float, default=45.0, help="seconds of fifty people and a render")
    given = options.parse_args()
    with a_server() as url, a_server() as fresh, a_folder() as folder:
        return asyncio.run(run(url, fresh, folder, Plan(given.seconds, given.steady, given.crowd), Bars()))


if __name__ == "__main__":
    sys.exit(main())
