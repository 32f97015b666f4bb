"""The processes of a soak: the product's as an operator runs them, and Postgres, Telegram and the provider beside."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings
from briefcut.replicate_stand_in.faults import KINDS
from db import schema
from db.engine import Database, DatabaseSettings
from tests.soak import Plan
from tests.support.program import (
    REPLICATE_TOKEN,
    TOKEN,
    Program,
    answers,
    free_port,
    product,
    replicate,
    telegram,
)

SECRET = "whsec_" + base64.b64encode(b"the secret of the soak").decode()
_BOT = "bot"


@dataclass
class House:
    """Everything that runs. `crew` are the product's processes by name."""

    plan: Plan
    home: Path
    postgres: EmbeddedPostgres
    database: Database
    chat: str
    provider: str
    crew: dict[str, Program]
    dice: random.Random
    kills: dict[str, int] = field(default_factory=dict)
    restarts: int = 0
    in_peace: bool = False
    killed_pids: set[int] = field(default_factory=set)

    @property
    def workers_killed(self) -> int:
        return sum(times for name, times in self.kills.items() if name.startswith("worker"))

    async def kill_one(self) -> str:
        """kill -9 of a worker (now and then of the bot or the scheduler), and its next start; who it was."""
        workers = [name for name in self.crew if name.startswith("worker")]
        others = [name for name in self.crew if name not in workers]
        name = self.dice.choice(others if self.dice.random() < 0.1 else workers)
        victim = self.crew[name]
        self.killed_pids.add(victim.pid)
        await victim.kill()
        self.kills[name] = self.kills.get(name, 0) + 1
        await victim.start()
        return name

    async def restart_postgres(self) -> None:
        """An immediate stop, as after a crash, and the start after it."""
        pid = self.postgres.postmaster_pid
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        async with asyncio.timeout(30):
            while self.postgres.postmaster_pid is not None:
                await asyncio.sleep(0.02)
        await asyncio.to_thread(self.postgres.start)
        self.restarts += 1

    async def disturb(self) -> None:
        """From now on the provider fails now and then, in every way it knows."""
        by_stage: dict[str, list[str]] = {}
        for kind, (stage, _) in KINDS.items():
            by_stage.setdefault(stage, []).append(kind)
        async with aiohttp.ClientSession() as http:
            for kinds in by_stage.values():
                for kind in kinds:
                    order = {"kind": kind, "rate": self.plan.faults / len(kinds), "seed": self.plan.seed}
                    async with http.post(f"{self.provider}/stand-in/faults", json=order) as answer:
                        assert answer.status == 200, await answer.text()

    async def leave_in_peace(self) -> None:
        """From now on the provider does what it is asked, and nobody asks again for what has failed."""
        self.in_peace = True
        async with aiohttp.ClientSession() as http, http.delete(f"{self.provider}/stand-in/faults") as answer:
            assert answer.status == 200, await answer.text()

    async def stop(self) -> dict[str, int | None]:
        """End every process of the product in order; their exit codes."""
        names = list(self.crew)
        codes = await asyncio.gather(*(self.crew[name].stop(60) for name in names))
        return dict(zip(names, codes, strict=True))

    def said(self) -> dict[str, str]:
        """What the processes of the product printed, by name."""
        return {name: program.said() for name, program in self.crew.items()}


@asynccontextmanager
async def opened(plan: Plan, home: Path) -> AsyncIterator[House]:
    """A house in `home` whose processes are up; all of them gone when the block ends."""
    async with AsyncExitStack() as stack:
        # Not `fast`: what Postgres has confirmed must outlive its crash.
        postgres = EmbeddedPostgres(EmbeddedSettings(home))
        url = await asyncio.to_thread(postgres.start)
        stack.callback(postgres.stop)
        await asyncio.to_thread(schema.upgrade, url)
        database = Database(DatabaseSettings(url))
        stack.push_async_callback(database.dispose)
        chat = await stack.enter_async_context(telegram(home, "--no-flood-limits"))
        options = [
            "--webhook-secret",
            SECRET,
            "--webhook-scale",
            str(plan.factor),
            "--width",
            str(plan.width),
        ]
        options += ["--blank"] if plan.blank else []
        provider, _ = await stack.enter_async_context(replicate(home, *options, scale=str(plan.factor)))
        crew = _crew(plan, home, url, chat, provider)
        house = House(plan, home, postgres, database, chat, provider, crew, random.Random(plan.seed))
        try:
            await asyncio.gather(*(program.start() for program in crew.values()))
            yield house
        finally:
            await asyncio.gather(*(program.kill() for program in crew.values()))


def _crew(plan: Plan, home: Path, url: str, chat: str, provider: str) -> dict[str, Program]:
    public = free_port()
    settings = {
        "BRIEFCUT_TIME_SCALE": str(plan.factor),
        "BRIEFCUT_TEST_WIDTH": str(plan.width),
        "PUBLIC_URL": f"http://127.0.0.1:{public}",
        "WEBHOOK_SECRET": "secret-of-the-soak",
        "REPLICATE_API_TOKEN": REPLICATE_TOKEN,
        "REPLICATE_BASE_URL": provider,
        "REPLICATE_WEBHOOK_SECRET": SECRET,
        "BUDGET_GLOBAL_DAY": "10000",
        "ACCESS": "open",
    }

    def one(name: str, role: str, port: int) -> Program:
        return product(home, url, port=port, token=TOKEN, api_url=chat, role=role, name=name, **settings)

    crew = {_BOT: one(_BOT, "bot", public)}
    crew |= {name: one(name, "scheduler", free_port()) for name in ("scheduler 1", "scheduler 2")}
    return crew | {
        name: one(name, "worker", free_port()) for name in (f"worker {n}" for n in range(1, plan.workers + 1))
    }


async def is_up(house: House) -> None:
    """Returns once the bot answers and has told Telegram where it is."""
    bot = house.crew[_BOT]
    await answers(f"{_public(house)}/readyz", program=bot)


def _public(house: House) -> str:
    return house.crew[_BOT].environment["PUBLIC_URL"]
