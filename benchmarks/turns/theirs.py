"""The other side: LangChain's agent with its Postgres checkpointer, in processes of their own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from db.url import libpq_url

READY_S = 120.0


class LangChain:
    """Running peers; the first of them is asked for single turns, all of them bear the load."""

    name = "create_agent + AsyncPostgresSaver"

    def __init__(self, processes: Sequence[asyncio.subprocess.Process]) -> None:
        self._processes = processes
        self.pids = [process.pid for process in processes]

    async def prepare(self, messages: int, threads: int) -> None:
        """So many conversations in every process."""
        for process in self._processes:
            await _order(process, f"prepare {messages} {threads}")

    async def turns(self, count: int) -> list[float]:
        """Seconds of single turns."""
        return list(await _order(self._processes[0], f"turns {count}"))

    async def load(self, chats: int, seconds: float) -> tuple[int, float]:
        """Turns that so many people had together, and how long that took."""
        each = max(1, chats // len(self._processes))
        orders = (_order(process, f"load {each} {seconds}") for process in self._processes)
        done = await asyncio.gather(*orders)
        return sum(turns for turns, _ in done), max(took for _, took in done)


@asynccontextmanager
async def open_langchain(url: str, processes: int) -> AsyncIterator[LangChain]:
    """So many processes, ready."""
    running = []
    try:
        for _ in range(processes):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.turns.peer", libpq_url(url)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=2**24,
            )
            running.append(process)
            await _answer(process)
        yield LangChain(running)
    finally:
        for process in running:
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()


async def _order(process: asyncio.subprocess.Process, order: str) -> Any:
    if process.stdin is not None:
        process.stdin.write(f"{order}\n".encode())
    return await _answer(process)


async def _answer(process: asyncio.subprocess.Process) -> Any:
    async with asyncio.timeout(READY_S):
        line = await process.stdout.readline() if process.stdout is not None else b""
    if not line:
        raise RuntimeError("a peer has ended; see above")
    return json.loads(line)
