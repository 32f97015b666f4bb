"""Workers that sleep, die in the middle of their programs, or are two: faults 7 to 14 of the matrix."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from db.engine import Database
from db.models import GenerationJob
from jobs.studio import ffmpeg
from tests.faults.workshop import Workshop, workshop
from tests.soak.verdict import left_behind, programs_of
from tests.support.database import temporary_home
from tests.support.invariants import quiet

STILLS_MADE = """
    SELECT (count(*) = 2 AND bool_and(status = 'completed'))::int FROM generation_jobs WHERE asset_kind = 'still'
"""


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Workshop]:
    """Stills cost money; nothing else is waited for. Polls are rare enough to find a worker between two."""
    with temporary_home() as home:
        async with workshop(database, home, "still", factor=0.2) as made:
            yield made


_IN_BETWEEN = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND (state LIKE 'idle in transaction%' OR state = 'active' AND wait_event = 'ClientRead')
"""


@contextmanager
def asleep(process: int) -> Iterator[None]:
    """SIGSTOP, and SIGCONT at the end of the block."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@asynccontextmanager
async def asleep_holding_nothing(shop: Workshop, process: int) -> AsyncIterator[None]:
    """The same between two transactions. (One that sleeps in the middle of a transaction holds its rows until Postgres
    ends it after a minute: `tests/db/test_engine.py`.) Where it was caught in one, it gets more time to end it than
    it was asleep: else it would stand still for most of its life."""
    while True:
        with asleep(process):
            for _ in range(5):
                if not await shop.count(_IN_BETWEEN):
                    yield
                    return
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)


async def waits_in_socket(url: str, requests: int, within_s: float = 60) -> None:
    """Returns once so many requests lie unread before the process that listens at `url`."""
    port = f":{urlsplit(url).port:04X}"
    async with asyncio.timeout(within_s):
        while True:
            rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
            unread = [row for row in rows if row[1].endswith(port) and row[4].partition(":")[2].strip("0")]
            if len(unread) >= requests:
                return
            await asyncio.sleep(0.02)


def held(job: GenerationJob) -> tuple[object, ...]:
    """What a zombie must not change of a job."""
    return job.status, job.lease_epoch, job.output_asset_id, job.generated_video_url, job.completed_at


def contents(shop: Workshop) -> dict[Path, bytes]:
    """What is in every picture that was made: a sleeper may put the same file into its place again, and no other."""
    return {path: path.read_bytes() for path in (shop.home / "media").rglob("still-*")}


async def test_a_worker_that_slept_past_its_lease_changes_nothing(shop: Workshop) -> None:
    """Asleep in the middle of a download; another worker brings both stills home, and then it wakes up."""
    await shop.fault("slow-output", times=2)
    zombie, heir, clock = shop.hire("zombie"), shop.hire("heir"), shop.hire("clock", "scheduler")
    await asyncio.gather(zombie.start(), clock.start())
    await shop.approved_ad()
    await shop.until(
        "SELECT count(*) FROM generation_jobs j JOIN generation_attempts a ON a.job_id = j.id"
        " WHERE a.state = 'succeeded' AND j.status = 'processing' AND j.leased_until IS NOT NULL"
    )
    async with asleep_holding_nothing(shop, zombie.pid):
        await heir.start()
        await shop.until(STILLS_MADE)
        before = [held(job) for job in await shop.jobs("still")]
        files = contents(shop)
        assets = await shop.count("SELECT count(*) FROM assets WHERE type = 'image'")
    # Its folders for these jobs are gone once it has learnt that they are no longer its own.
    async with asyncio.timeout(90):
        while [
            each for job in await shop.jobs("still") for each in (shop.home / "work").glob(f"*/{job.id}-*")
        ]:
            await asyncio.sleep(0.05)
    assert [held(job) for job in await shop.jobs("still")] == before
    assert await shop.count("SELECT count(*) FROM assets WHERE type = 'image'") == assets == 2
    assert contents(shop) == files
    assert await shop.adds_up() == Decimal("0.08")


async def test_a_worker_that_sleeps_in_its_request_has_it_charged_once(shop: Workshop) -> None:
    """The provider got it, the answer waits in the socket: another worker finds the run in the list meanwhile."""
    first, second, clock = shop.hire("first"), shop.hire("second"), shop.hire("clock", "scheduler")
    with asleep(shop.provider_pid):
        await asyncio.gather(first.start(), clock.start())
        await shop.approved_ad()
        await waits_in_socket(shop.provider, 2)
        async with asleep_holding_nothing(shop, first.pid):
            os.kill(shop.provider_pid, signal.SIGCONT)
            await second.start()
            await shop.until(STILLS_MADE)
    await shop.until("SELECT (count(*) = 0)::int FROM procrastinate_jobs WHERE status = 'doing'")
    # On a busy machine the first may fall asleep before its second request went out: then the provider never had it,
    # it is begun anew, and `adds_up` sees that nothing was made or paid twice.
    reached = [each.state for each in await shop.attempts() if each.state != "not_created"]
    assert reached == ["succeeded", "succeeded"]
    assert await shop.adds_up() == Decimal("0.08")


# ── programs that a worker runs ──────────────────────────────────────────────────────────────────────────

HANGS = "#!/bin/sh\nexec sleep 1000\n"
# Twice in all, and once a job: where the same clip is struck twice, after the worker that died with it, its tries are
# used up, as they should be. `mkdir` is what only one of several at the same moment can do.
CRASHES_TWICE = """#!/bin/sh
job=$(basename "$PWD")
if mkdir "{mark}.${{job%-*}}" 2>/dev/null; then
    for time in 1 2; do
        if mkdir "{mark}.$time" 2>/dev/null; then kill -SEGV $$; fi
    done
fi
exec "{real}" "$@"
"""


def program_of(path: Path, text: str) -> str:
    """An executable script; its path."""
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


async def test_what_a_dead_worker_ran_dies_with_it_and_costs_nothing_again(database: Database) -> None:
    """kill -9 while ffmpeg hangs; then one whose ffmpeg crashes twice; then the video."""
    with temporary_home() as home:
        hanging = program_of(home / "hangs", HANGS)
        real = CRASHES_TWICE.format(mark=home / "crash", real=ffmpeg.program())
        crashing = program_of(home / "crashes", real)
        async with workshop(database, home, "still") as shop:
            first = shop.hire("first", IMAGEIO_FFMPEG_EXE=hanging)
            second, clock = shop.hire("second", IMAGEIO_FFMPEG_EXE=crashing), shop.hire("clock", "scheduler")
            await asyncio.gather(first.start(), clock.start())
            await shop.approved_ad()
            await shop.until(STILLS_MADE)
            paid = await shop.adds_up()
            async with asyncio.timeout(60):
                while not any(name.startswith("sleep") for name in programs_of(home)):
                    await asyncio.sleep(0.05)
            await first.kill()
            for _ in range(500):
                if not programs_of(home):
                    break
                await asyncio.sleep(0.02)
            assert programs_of(home) == []
            await second.start()
            await shop.until("SELECT count(*) FROM ad_projects WHERE status = 'completed'", within_s=150)
            assert (home / "crash.2").exists(), "it crashed twice"
            assert await quiet(database) == []
            assert await shop.adds_up() == paid == Decimal("0.08")
            assert sum(line.message.video is not None for line in await shop.ada.lines()) == 1
            assert [await each.stop() for each in (second, clock)] == [0, 0], shop.said()
            assert left_behind(home) == []
