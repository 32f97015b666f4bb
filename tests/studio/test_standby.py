"""Programs that are up before they know what to do: told once, bounded from then on, never left behind."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from jobs.studio.errors import BadMedia, RenderTimedOut
from jobs.studio.launch import Limits
from jobs.studio.probe import probe, prober
from jobs.studio.standby import Standby
from jobs.studio.voice import write_wav


def _sound(path: Path) -> Path:
    write_wav(path, np.zeros((4_800, 1), np.float32), 48_000)
    return path


async def test_a_prober_that_waited_says_what_a_new_one_says(tmp_path: Path) -> None:
    async with prober() as by:
        file = _sound(tmp_path / "a.wav")  # not there before
        later = await probe(file, by=by)
    assert asdict(later) == asdict(await probe(file))
    assert later.seconds == pytest.approx(0.1)
    async with prober() as by:
        (tmp_path / "b.wav").write_bytes(b"RIFF of something else")
        with pytest.raises(BadMedia, match=r"b\.wav is not a media file"):
            await probe(tmp_path / "b.wav", by=by)


async def test_the_deadline_begins_with_the_job() -> None:
    waiting = Standby("json.tool", "--compact", limits=Limits(deadline=5))
    async with waiting:
        await asyncio.sleep(0.2)
        told = await waiting.do(b'{"a": 1}')
    assert (told.code, json.loads(told.stdout)) == (0, {"a": 1})
    slow = Standby("timeit", "-n", "1", "-s", "import sys, time; sys.stdin.read(); time.sleep(60)",
                   limits=Limits(deadline=0.3))  # fmt: skip
    async with slow:
        await asyncio.sleep(0.5)  # longer than the deadline, and nothing happens
        with pytest.raises(RenderTimedOut, match="timeit did not finish"):
            await slow.do(b"")
