"""Painters, as the program sees them that needs their pictures: told at once what to paint, later what to make of it.

The painter (`python -m jobs.studio.paint`) is a program of its own, so that painting never blocks an event loop, is
niced, and dies with its process group.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from agent.script import AdScript
from jobs.studio.ffmpeg import deadline_for, program
from jobs.studio.look import Look
from jobs.studio.process import Limits, cores, failure
from jobs.studio.standby import Standby

Hear = Callable[[str], None]
# Large arrays go back to the system at once: painting many scenes takes no more memory than painting one.
_THRIFTY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 20)}


def plan_of(
    script: AdScript, look: Look, folder: Path, size: tuple[int, int] | None, fps: int
) -> dict[str, Any]:
    """All that a scene's frames depend on, for a painter."""
    return {
        "script": script.model_dump(mode="json", by_alias=True), "look": asdict(look),
        "folder": str(folder.absolute()), "size": list(size) if size else None, "fps": fps,
    }  # fmt: skip


class Easel:
    """One painter, who knows the plan and waits for the order; as a context gone at the end, used or not."""

    def __init__(self, plan: dict[str, Any], seconds: float, ahead: int | None = None) -> None:
        """Call a painter. From the order on it has time for `seconds` of material; scene `ahead` it lays out now."""
        self._hear: Hear = lambda _: None
        self._painter = Standby(
            "jobs.studio.paint", limits=Limits(deadline=deadline_for(seconds)), env=_THRIFTY,
            head=_line({**plan, "ahead": ahead}), on_line=lambda line: self._hear(line),
        )  # fmt: skip

    async def work(self, order: dict[str, Any], what: str, hear: Hear) -> None:
        """Let the painter carry out `order` (see `jobs.studio.paint`), once; `hear` gets each line it tells.

        Raises:
            UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed: `what` went wrong.
        """
        self._hear = hear
        finished = await self._painter.do(_line(order))
        if finished.code != 0:
            raise failure(what, finished)

    async def __aenter__(self) -> Easel:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._painter.__aexit__(kind, error, trace)


class Easels:
    """Painters that come up, and lay out the first scenes, while something else is still waited for.

    They serve a shoot of the very same plan and no other. As a context they are gone at the end, used or not.
    """

    def __init__(self, plan: dict[str, Any], scenes: Sequence[int], seconds: float) -> None:
        """`scenes` are those to be painted, in the order in which they will be taken; `seconds` all they last."""
        self._plan, self._scenes, self._seconds = plan, scenes, seconds
        self._up: list[Easel] = []
        self._free: list[Easel] = []

    def come_up(self) -> None:
        """Call as many painters as there are cores for."""
        program()  # found now, so that none of them has to look for it
        self._up = [Easel(self._plan, self._seconds, scene) for scene in self._scenes[: cores()]]
        self._free = list(self._up)

    def take(self, plan: dict[str, Any]) -> Easel | None:
        """A painter who waits for an order under `plan`, each given once."""
        return self._free.pop(0) if self._free and plan == self._plan else None

    async def __aenter__(self) -> Easels:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for easel in self._up:
            await easel.__aexit__(kind, error, trace)


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"
