"""Fault 42: machines whose clocks are wrong by an hour. Leases, pauses and rescues go by the database's clock."""

from __future__ import annotations

import ast
import asyncio
import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from db.engine import Database
from jobs.rhythm import Rhythm
from jobs.schedule import keep_time
from tests.faults.workshop import workshop
from tests.support.database import temporary_home
from tests.support.program import ROOT

STILLS_MADE = """
    SELECT (count(*) = 2 AND bool_and(status = 'completed'))::int FROM generation_jobs WHERE asset_kind = 'still'
"""

ALLOWED = {
    "jobs/providers/replicate.py:_clock_of": "only where the provider's answer has no Date",
    "jobs/progress.py:show_progress": "the time that is left, as a guess for people",
    "jobs/advance.py:_finish": "how long it took, for the statistics",
    "jobs/reply.py": "when a line was said, for people",
    "jobs/schedule.py:every": "when the clock of this process ticks first",
    "jobs/schedule.py:_begin_again": "the clock of this process was put back: tick now",
    "jobs/workspace.py:_age_s": "the age of a folder by the clock that dated it",
    "jobs/storage/folder.py:_tidy": "the age of a half-written file by the clock that dated it",
    "jobs/storage/s3.py:tidy": "uploads that nobody ended, after a day: an hour more or less ends none that goes on",
    "jobs/studio/files.py": "the age of a file by the clock that dated it",
    "jobs/studio/cache.py": "the age of a file by the clock that dated it",
}
"""Where a machine's own clock may be read, and why that decides nothing that others see."""


def readings(path: Path) -> Iterator[str]:
    """`file:function` of every reading of this machine's clock (of the wall, not of a stopwatch)."""
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text("utf-8"))
    owners = {
        id(inner): node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
        }:  # fmt: skip
            yield f"{name}:{owners.get(id(node), '')}"


def test_no_clock_of_a_worker_decides_what_others_rely_on() -> None:
    found = {
        each for room in ("db", "jobs") for path in (ROOT / room).rglob("*.py") for each in readings(path)
    }
    unknown = {each for each in found if each not in ALLOWED and each.partition(":")[0] not in ALLOWED}
    assert unknown == set(), "let the database tell the time (db/clock.py), or say here why not"


async def test_a_production_by_workers_an_hour_apart_takes_no_longer(database: Database) -> None:
    """One an hour ahead, one an hour behind, the scheduler too; tries that fail, a door that is full, a dead worker."""
    with temporary_home() as home:
        async with workshop(database, home, "still") as shop:
            ahead = shop.hire("ahead", TEST_CLOCK_AHEAD_S="3600")
            behind = shop.hire("behind", TEST_CLOCK_AHEAD_S="-3600")
            clock = shop.hire("clock", "scheduler", TEST_CLOCK_AHEAD_S="3600")
            await shop.fault("429", times=3)
            await shop.fault("fail-free", times=1)
            await shop.fault("slow-output", times=1)
            await asyncio.gather(ahead.start(), behind.start(), clock.start())
            await shop.approved_ad()
            await shop.until(
                "SELECT count(*) FROM generation_jobs j JOIN generation_attempts a ON a.job_id = j.id"
                " WHERE a.state = 'succeeded' AND j.leased_until IS NOT NULL"
            )
            await ahead.kill()
            await shop.until(STILLS_MADE)
            untaken = [each for each in await shop.attempts() if each.state == "not_created"]
            # A worker that a slow machine held up before its request turns its own try back: no door was full then.
            full = [each for each in untaken if "the worker was paused" not in (each.error_message or "")]
            assert len(full) == 3
            assert await shop.adds_up() == Decimal("0.08")


class Tower:
    """The clock of a machine that is put back by an hour."""

    def __init__(self) -> None:
        self.back = 0.0

    def __call__(self) -> float:
        return time.time() - self.back


async def test_a_scheduler_whose_clock_is_put_back_goes_on(database_url: str) -> None:
    """What was due is due an hour later by the new clock; it is done now."""
    ticks = itertools.count()
    seen: list[int] = []
    tower, clock = Tower(), AsyncIOScheduler(timezone="UTC")
    clock.add_job(lambda: seen.append(next(ticks)), "interval", seconds=0.02, id="tick")
    rhythm = Rhythm(scheduler_takeover=0.1)
    task = asyncio.create_task(keep_time(database_url, clock, rhythm, tower))
    try:
        async with asyncio.timeout(10):
            while len(seen) < 3:
                await asyncio.sleep(0.01)
            tower.back = 3600.0
            clock.get_job("tick").modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
            before = len(seen)
            while len(seen) < before + 3:
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
