"""Fault 41, programs: one that hangs is killed at its deadline with everything that it has started."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from jobs.studio.errors import RenderTimedOut
from jobs.studio.ffmpeg import deadline_for
from jobs.studio.process import Limits, run


async def test_a_program_that_hangs_takes_its_children_along() -> None:
    started: list[str] = []
    hangs = ["sh", "-c", "trap '' TERM HUP INT; sleep 1000 & echo $!; wait"]
    began = time.monotonic()
    with pytest.raises(RenderTimedOut):
        await run(hangs, limits=Limits(deadline=0.5), on_line=started.append)
    assert time.monotonic() - began < 10
    (child,) = started
    # Killed it is by now; that it is gone the kernel has yet to see to.
    for _ in range(250):
        if not lives(int(child)):
            break
        await asyncio.sleep(0.02)
    assert not lives(int(child))


def lives(pid: int) -> bool:
    """Whether the process is there, and no zombie that only waits to be counted."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_deadline_grows_with_the_length() -> None:
    deadlines = [deadline_for(seconds) for seconds in (0, 5, 30, 60, 180)]
    assert deadlines == sorted(set(deadlines))
    assert deadlines[-1] < 3600
