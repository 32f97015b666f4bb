"""Programs that come up while the machine waits for something else, and are told only then what to do."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from jobs.studio.errors import RenderTimedOut
from jobs.studio.process import Finished, Limits, run

_ROOT = Path(__file__).parents[2]
_PATIENCE = 3600  # seconds without a job; a context ends it long before


class Standby:
    """A bounded program of ours that waits on its standard input for its one job.

    Python and what it imports take a fifth of a second before any work begins. As a context it is gone at the end,
    whether it was given something to do or not.
    """

    def __init__(
        self,
        module: str,
        *words: str,
        limits: Limits,
        head: bytes = b"",
        on_line: Callable[[str], None] | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        """Start `python -m MODULE WORDS…`; its deadline begins with its job. `head` is what it may read at once; else
        as `process.run`."""
        self._module, self._deadline = module, limits.deadline
        self._job: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        waiting = replace(limits, deadline=limits.deadline + _PATIENCE)
        self._child = asyncio.ensure_future(
            run(
                _command(module, *words), limits=waiting, head=head, stdin=self._job, on_line=on_line, env=env,
                cwd=_ROOT,
            )
        )  # fmt: skip

    async def do(self, job: bytes) -> Finished:
        """Give the program what to do, once, and wait until it ends.

        Raises:
            RenderTimedOut: the deadline passed.
        """
        self._job.set_result(job)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._child
        except TimeoutError:
            raise RenderTimedOut(f"{self._module} did not finish in {self._deadline:.0f} s") from None

    async def __aenter__(self) -> Standby:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.cancel()
        await asyncio.gather(self._child, return_exceptions=True)


async def at_once(module: str, *words: str, limits: Limits, job: bytes = b"") -> Finished:
    """The same program for a job that is known already."""
    return await run(_command(module, *words), limits=limits, stdin=job, cwd=_ROOT)


def _command(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", module, *words]
