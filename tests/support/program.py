"""The product and the chat stand-in as processes of their own, started, killed and started again by tests.

Importing aiogram and LangChain takes seconds, and crash tests start the product a dozen times, so a process that has
imported everything once is forked for each start (`forkserver`). What is forked is a process like any other: it has its
own connections, is killed by `kill -9`, and exits with its own code.
"""

from __future__ import annotations

import asyncio
import datetime
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:  # each program imports this module, and needs no tests' database
    from tests.support.database import Cluster

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "4242:stand-in-token-for-tests"
REPLICATE_TOKEN = "r8_of_the_tests"
TIME_SCALE = "0.1"
WIDTH = "270"
READY_S = 60.0

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["briefcut.cli", "briefcut.roles", "briefcut.simulator.__main__", "tests.support.spoken"]
)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**extra: str) -> dict[str, str]:
    """This environment without anything that configures Briefcut, and with `extra`."""
    ours = ("BRIEFCUT_", "OPENAI_", "REPLICATE_", "S3_", "AWS_", "BUDGET_", "LOG_", "SENTRY_")
    single = {"BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "DB_POOL_SIZE", "PUBLIC_URL", "WEBHOOK_SECRET"}
    single |= {"ACCESS", "ADMIN_IDS", "HOST", "PORT", "MODELS_FILE"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours) and k not in single}
    return kept | extra


def _run_product(arguments: list[str]) -> int:
    from briefcut.cli import main

    return main(arguments)


def _run_replicate(arguments: list[str]) -> int:
    from briefcut.replicate_stand_in.__main__ import main

    sys.argv = ["replicate_stand_in", *arguments]
    return main()


def _run_telegram(arguments: list[str]) -> int:
    from briefcut.simulator.__main__ import main

    sys.argv = ["simulator", *arguments]
    return main()


def _child(
    entry: Callable[[list[str]], int], arguments: list[str], environment: dict[str, str], log: str
) -> None:
    """What runs in the forked process."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    # Where Ctrl-C is ignored (background jobs of shells), forks inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    if ahead := float(environment.get("TEST_CLOCK_AHEAD_S", "0")):
        _put_clock(ahead)
    from db.crash import arm

    arm(environment.get("BRIEFCUT_CRASH", ""))
    sys.exit(entry(arguments))


def _put_clock(ahead_s: float) -> None:
    """Let all Python code of this process, which has begun nothing yet, see a clock that is `ahead_s` seconds ahead."""
    right, ahead = datetime.datetime, datetime.timedelta(seconds=ahead_s)
    told = time.time

    class Kind(type):
        def __instancecheck__(cls, thing: object) -> bool:
            return isinstance(thing, right)

    class Wrong(datetime.datetime, metaclass=Kind):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return right.now(tz) + ahead

    time.time = lambda: told() + ahead_s
    for module in list(sys.modules.values()):
        if module.__name__.partition(".")[0] in _CLOCKED:
            for name, thing in list(vars(module).items()):
                if thing is right:
                    setattr(module, name, Wrong)


_CLOCKED = frozenset({"db", "agent", "bot", "jobs", "briefcut", "apscheduler", "procrastinate", "replicate"})


class Program:
    """One process of ours. `log` collects everything it prints."""

    def __init__(
        self,
        entry: Callable[[list[str]], int],
        arguments: list[str],
        environment: Mapping[str, str],
        log: Path,
    ) -> None:
        self._entry = entry
        self._arguments = arguments
        self._environment = dict(environment)
        self._log = log
        self._process: ForkServerProcess | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that it is started with."""
        return self._environment

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    async def start(self, **extra: str) -> None:
        """Start it (again), with `extra` variables for this time only."""
        self._process = _FORKS.Process(
            target=_child, args=(self._entry, self._arguments, self._environment | extra, str(self._log))
        )
        await asyncio.to_thread(self._process.start)

    async def ended(self, within_s: float = READY_S) -> int | None:
        """The exit code, once it has ended by itself; None if it did not."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, within_s)
        return self._process.exitcode

    async def kill(self) -> None:
        """kill -9, of this process only: what it started must cope."""
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join)

    async def stop(self, within_s: float = 30) -> int | None:
        """Ctrl-C; the exit code."""
        assert self._process is not None
        if self._process.is_alive():
            os.kill(self.pid, signal.SIGINT)
        return await self.ended(within_s)

    def said(self) -> str:
        """Everything it printed so far."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""


async def answers(url: str, within_s: float = READY_S, program: Program | None = None) -> None:
    """Returns when `url` answers 200.

    Raises:
        AssertionError: it did not in time; shows the end of the program's log.
    """
    deadline = asyncio.get_running_loop().time() + within_s
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        while asyncio.get_running_loop().time() < deadline:
            try:
                async with http.get(url) as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.05)
    raise AssertionError(f"{url} did not answer 200\n" + (program.said()[-3000:] if program else ""))


def product(
    home: Path,
    database_url: str,
    *,
    port: int,
    token: str = "",
    api_url: str = "",
    role: str = "all",
    name: str = "product",
    **extra: str,
) -> Program:
    """`briefcut run` with small pictures and short periods. Without a token it serves the chat page itself; `role` is
    what this process does, `name` whose log it writes."""
    environment = clean_environment(
        **{
            "BRIEFCUT_HOME": str(home),
            "BRIEFCUT_TIME_SCALE": TIME_SCALE,
            "BRIEFCUT_TEST_WIDTH": WIDTH,
            "DATABASE_URL": database_url,
            "BOT_TOKEN": token,
            "TELEGRAM_API_URL": api_url,
            **extra,
        }
    )
    arguments = ["run", "--role", role, "--port", str(port), "--no-open"]
    return Program(_run_product, arguments, environment, home / f"{name}.log")


@asynccontextmanager
async def opened(cluster: Cluster, home: Path, **settings: str) -> AsyncIterator[tuple[str, str]]:
    """The product with its own chat page, on a database of its own, ready: its address, and the database's."""
    database_url = cluster.create()
    port = free_port()
    briefcut = product(home, database_url, port=port, **settings)
    await briefcut.start()
    try:
        await answers(f"http://127.0.0.1:{port}/readyz", program=briefcut)
        yield f"http://127.0.0.1:{port}", database_url
    finally:
        await briefcut.stop()
        await briefcut.kill()
    cluster.drop(database_url)


@asynccontextmanager
async def replicate(home: Path, *options: str, scale: str = "0.05") -> AsyncIterator[tuple[str, Program]]:
    """The stand-in of Replicate in a process of its own; gives its address, and the process. `scale`: wall seconds
    per second that a model runs."""
    port = free_port()
    arguments = ["--port", str(port), "--home", str(home / "replicate"), "--token", REPLICATE_TOKEN]
    arguments += ["--run-scale", scale, "--no-limits", *options]
    program = Program(_run_replicate, arguments, clean_environment(), home / "replicate.log")
    await program.start()
    try:
        await answers(f"http://127.0.0.1:{port}/ledger", program=program)
        yield f"http://127.0.0.1:{port}", program
    finally:
        await program.stop()


@asynccontextmanager
async def telegram(home: Path, *options: str) -> AsyncIterator[str]:
    """A Bot API server in a process of its own; gives its address."""
    port = free_port()
    arguments = ["--port", str(port), "--home", str(home / "telegram"), "--token", TOKEN, *options]
    program = Program(_run_telegram, arguments, clean_environment(), home / "telegram.log")
    await program.start()
    try:
        await answers(f"http://127.0.0.1:{port}/", program=program)
        yield f"http://127.0.0.1:{port}"
    finally:
        await program.stop()
