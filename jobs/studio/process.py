"""Run a program of the studio: low priority, bounded, cancellable, its whole process group killed when it must end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jobs.studio.errors import BadMedia, OutputFull, RenderFailed, RenderTimedOut, StudioError, UndrawableText
from jobs.studio.launch import Limits as Limits
from jobs.studio.launch import launchers, launching

T = TypeVar("T")
U = TypeVar("U")
Progress = Callable[[float], None]
_KEEP_STDERR = 16_000


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended."""

    code: int
    stdout: bytes
    stderr: str


def nothing(_: float) -> None:
    """A progress callback that ignores what it is told."""


async def run(
    argv: Sequence[str],
    *,
    limits: Limits,
    cwd: Path | None = None,
    head: bytes = b"",
    stdin: bytes | Awaitable[bytes] = b"",
    on_line: Callable[[str], None] | None = None,
    on_bytes: Callable[[bytes], Awaitable[None]] | None = None,
    env: dict[str, str] | None = None,
) -> Finished:
    """Run `argv` and wait for it. `on_line` gets each line of standard output as it comes, `on_bytes` the bytes
    themselves (the program waits while it works); with neither they are in the result. A `stdin` that is awaited lets
    the program come up before anybody knows what it is to do, with `head` as all it gets at once; its deadline runs
    all the same.

    Cancellation, an error in `on_line` or `on_bytes` and the deadline all kill the process group before this returns.

    Raises:
        RenderTimedOut: the deadline passed.
    """
    process = await asyncio.create_subprocess_exec(
        *launching(limits, launchers()), *argv,
        cwd=cwd,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # A group to be killed as one, but no session of its own: where Linux groups tasks by session (autogroup, usual
        # at desks), niceness counts within a session only, and a render would get as much as the chat.
        process_group=0,
        restore_signals=False,  # see `launching`
        env={**os.environ, **(env or {}), "BRIEFCUT_PARENT": str(os.getpid())},
    )  # fmt: skip
    try:
        async with asyncio.timeout(limits.deadline):
            out, err, _ = await asyncio.gather(
                _read(process.stdout, on_line, on_bytes),
                _read_tail(process.stderr),
                _feed(process, head, stdin),
            )
            code = await process.wait()
    except TimeoutError:
        raise RenderTimedOut(f"{Path(argv[0]).name} did not finish in {limits.deadline:.0f} s") from None
    finally:
        await _kill_group(process)
    return Finished(code, out, err)


async def _feed(process: asyncio.subprocess.Process, head: bytes, given: bytes | Awaitable[bytes]) -> None:
    if process.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(head)
        process.stdin.write(given if isinstance(given, bytes) else await given)
        await process.stdin.drain()
    process.stdin.close()


async def _read(
    stream: asyncio.StreamReader | None,
    on_line: Callable[[str], None] | None,
    on_bytes: Callable[[bytes], Awaitable[None]] | None,
) -> bytes:
    if stream is None:
        return b""
    if on_bytes is not None:
        while chunk := await stream.read(1 << 20):
            await on_bytes(chunk)
        return b""
    if on_line is None:
        return await stream.read()
    while line := await stream.readline():
        on_line(line.decode(errors="replace").rstrip())
    return b""


async def _read_tail(stream: asyncio.StreamReader | None) -> str:
    if stream is None:
        return ""
    tail = b""
    while chunk := await stream.read(65536):
        tail = (tail + chunk)[-_KEEP_STDERR:]
    return tail.decode(errors="replace")


async def _kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of the group and wait until it is gone, however often we are cancelled meanwhile.

    Harmless after a normal end.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is not None:
        return
    # Draining the pipes to their end closes them; merely waiting would leave full ones open.
    gone = asyncio.ensure_future(process.communicate())
    cancelled: asyncio.CancelledError | None = None
    while not gone.done():
        try:
            await asyncio.shield(gone)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled


async def together(jobs: Iterable[Coroutine[Any, Any, T]], at_once: int) -> list[T]:
    """Results of all `jobs` in order, `at_once` of them running; the first error cancels the rest and is raised."""
    gate = asyncio.Semaphore(at_once)

    async def take_turn(job: Coroutine[Any, Any, T]) -> T:
        async with gate:
            return await job

    waiting = list(jobs)
    tasks = [asyncio.ensure_future(take_turn(job)) for job in waiting]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for job in waiting:
            job.close()


async def both(one: Coroutine[Any, Any, T], other: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """The results of two jobs that run at once; the first error cancels the other."""
    jobs: list[Coroutine[Any, Any, Any]] = [one, other]
    first, second = await together(jobs, 2)
    return first, second


def cores() -> int:
    """How many programs may usefully run at once."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


_DISK = re.compile(r"No space left on device|File too large|Disk quota exceeded|Errno 28|Errno 27", re.I)
_MEDIA = re.compile(
    r"Invalid data found|moov atom not found|does not contain any stream|matches no streams|"
    r"Output file does not contain|Error while opening decoder|End of file|not in.*whitelist",
    re.I,
)


def failure(what: str, finished: Finished) -> StudioError:
    """The typed error for a program that ended badly; its message carries the program's last words."""
    told = re.findall(r"^(UndrawableText|BadMedia|OutputFull): (.*)$", finished.stderr, re.M)
    if told:
        kinds = {"UndrawableText": UndrawableText, "BadMedia": BadMedia, "OutputFull": OutputFull}
        return kinds[told[-1][0]](told[-1][1])
    last = " | ".join(line for line in finished.stderr.strip().splitlines()[-3:])[-400:]
    message = f"{what} ended with code {finished.code}: {last}"
    if _DISK.search(finished.stderr):
        return OutputFull(message)
    if _MEDIA.search(finished.stderr):
        return BadMedia(message)
    return RenderFailed(message)
