"""Programs that make the files: a few, at low priority, one job at a time each, spoken to in lines of JSON.

They are programs of their own so that drawing never keeps the API from answering; they end when their input ends,
so also when the stand-in is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import briefcut

_ROOT = str(Path(briefcut.__file__ or ".").resolve().parent.parent)
LONGEST_S = 120.0


class Unmade(Exception):
    """A job that could not be done; the text is what the run fails with."""


@dataclass(frozen=True, slots=True)
class Made:
    """Files in the order of the output, as (file, MIME type), and what the bill may count."""

    files: tuple[tuple[Path, str], ...]
    metrics: dict[str, Any]


class Maker(Protocol):
    """Who makes the files."""

    async def make(self, job: dict[str, Any]) -> Made:
        """Do a job (see making/worker.py). Raises Unmade."""

    async def stop(self) -> None:
        """End what was begun."""


@dataclass(slots=True)
class Studio:
    """Up to `makers` programs, started when first needed."""

    makers: int = 2
    _idle: list[asyncio.subprocess.Process] = field(default_factory=list)
    _all: set[asyncio.subprocess.Process] = field(default_factory=set)
    _places: asyncio.Semaphore | None = None

    async def make(self, job: dict[str, Any]) -> Made:
        """Do a job (see making/worker.py). Raises Unmade."""
        if self._places is None:
            self._places = asyncio.Semaphore(self.makers)
        async with self._places:
            program = await self._program()
            try:
                answer = await asyncio.wait_for(_ask(program, job), LONGEST_S)
            except BaseException as error:
                await self._end(program)
                if isinstance(error, Exception):
                    raise Unmade("Prediction failed") from error
                raise
            self._idle.append(program)
        if "error" in answer:
            raise Unmade(answer["error"])
        files = tuple((Path(file["path"]), str(file["mime"])) for file in answer["files"])
        return Made(files, answer["metrics"])

    async def stop(self) -> None:
        """End every program."""
        for program in list(self._all):
            await self._end(program)
        self._idle.clear()
        self._places = None

    async def _program(self) -> asyncio.subprocess.Process:
        while self._idle:
            program = self._idle.pop()
            if program.returncode is None:
                return program
            self._all.discard(program)
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "briefcut.replicate_stand_in.making.worker",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            # One thread each: two makers on two cores leave the rest of the machine its share.
            env=os.environ | {"PYTHONPATH": _ROOT, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            process_group=0, limit=1 << 20,  # see jobs/studio/process.py
        )  # fmt: skip
        self._all.add(program)
        return program

    async def _end(self, program: asyncio.subprocess.Process) -> None:
        self._all.discard(program)
        if program.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                program.kill()
        # Reading to the end lets the loop close the pipes; a killed program has little left to say.
        await program.communicate()


async def _ask(program: asyncio.subprocess.Process, job: dict[str, Any]) -> dict[str, Any]:
    if program.stdin is None or program.stdout is None:
        raise ConnectionError("the program has no pipes")
    program.stdin.write(json.dumps(job).encode() + b"\n")
    await program.stdin.drain()
    line = await program.stdout.readline()
    if not line:
        raise ConnectionError("the program has ended")
    answer: dict[str, Any] = json.loads(line)
    return answer
