"""The product and the chat stand-in as processes of their own, started, killed and started again by tests."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "4242:stand-in-token-for-tests"
TIME_SCALE = "0.1"
WIDTH = "270"
READY_S = 60.0


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


class Program:
    """One process of ours. `log` collects everything it prints."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path, cwd: Path) -> None:
        self._arguments = arguments
        self._environment = dict(environment)
        self._log = log
        self._cwd = cwd
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, **extra: str) -> None:
        """Start it (again), with `extra` variables for this time only."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._arguments,
                env=self._environment | extra,
                cwd=self._cwd,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ended(self, within_s: float = READY_S) -> int:
        """The exit code, once it has ended by itself."""
        assert self._process is not None
        async with asyncio.timeout(within_s):
            return await self._process.wait()

    async def kill(self) -> None:
        """kill -9, of this process only: what it started must cope."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self, within_s: float = 30) -> int:
        """Ctrl-C; the exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
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
    home: Path, database_url: str, *, port: int, token: str = "", api_url: str = "", **extra: str
) -> Program:
    """`briefcut run` with small pictures and short periods. Without a token it serves the chat page itself."""
    environment = clean_environment(
        BRIEFCUT_HOME=str(home),
        BRIEFCUT_TIME_SCALE=TIME_SCALE,
        BRIEFCUT_TEST_WIDTH=WIDTH,
        DATABASE_URL=database_url,
        BOT_TOKEN=token,
        TELEGRAM_API_URL=api_url,
        **extra,
    )
    arguments = ["-W", "ignore", "-m", "briefcut", "run", "--port", str(port), "--no-open"]
    return Program(arguments, environment, home / "product.log", ROOT)


@asynccontextmanager
async def telegram(home: Path) -> AsyncIterator[str]:
    """A Bot API server in a process of its own; gives its address."""
    port = free_port()
    home.mkdir(parents=True, exist_ok=True)
    arguments = ["-m", "briefcut.simulator", "--port", str(port), "--home", str(home / "telegram")]
    program = Program([*arguments, "--token", TOKEN], clean_environment(), home / "telegram.log", ROOT)
    await program.start()
    try:
        await answers(f"http://127.0.0.1:{port}/", program=program)
        yield f"http://127.0.0.1:{port}"
    finally:
        await program.stop()
