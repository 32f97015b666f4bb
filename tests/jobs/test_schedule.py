"""The clock repairs what was lost: an empty queue, dead workers, a scheduler that is gone; and forgets what is old."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from procrastinate import App
from sqlalchemy import text

from db import outbox
from db.billing import Billing
from db.engine import GONE, libpq_url
from db.enums import AdProjectStatus, AssetStatus, AssetType, SubscriptionType
from db.models import Asset
from jobs.engine import EngineSettings, build_app, rescue
from jobs.forgetting import clean_engine, forget
from jobs.rhythm import Rhythm
from jobs.schedule import LOCK, build_clock, end_plans, keep_time, sweep
from jobs.storage import FolderStorage
from tests.jobs.shop import QUICK, Shop
from tests.support.invariants import broken
from tests.support.relay import relayed

AT_ONCE = replace(QUICK, renewal=0.0, sweep=0.05, rescue=0.05, stall=0.2, scheduler_takeover=0.1)


async def empty_the_queue(shop: Shop) -> int:
    """Lose every wake-up call there is; how many."""
    async with shop.database.transaction() as session:
        found = await session.execute(text("DELETE FROM procrastinate_jobs RETURNING id"))
        return len(found.all())


async def step(shop: Shop) -> bool:
    """Do the next job; False when there is none."""
    job = await shop.next_job()
    if job is None:
        return False
    if job[2] > 0:
        await asyncio.sleep(job[2])
    await shop.do(job[0], job[1])
    return True


async def test_a_conversation_goes_on_though_every_wake_up_call_is_lost(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(
        project,
        "6 second Instagram story for Fable Tea, audience: students, tone playful, "
        "call to action: Try it today, key message: calm in one minute",
        5,
    )
    lost = 0
    for _ in range(20):
        lost += await empty_the_queue(shop)
        await sweep(shop.database, AT_ONCE)
        if not await step(shop):
            break
    assert lost >= 2, "the turn's call and the reply's"
    assert shop.said(), "the reply has arrived"
    assert await broken(shop.database) == []
    assert await sweep(shop.database, AT_ONCE) == 0, "when all is quiet there is nothing to wake"


async def test_a_production_goes_on_though_every_wake_up_call_is_lost(shop: Shop) -> None:
    project = await shop.approved_ad()
    lost = 0
    for _ in range(80):
        lost += await empty_the_queue(shop)
        if not await sweep(shop.database, AT_ONCE):
            break
        await step(shop)
        await step(shop)  # the production's job and what it begins
    assert lost > 10
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert sorted(shop.provider.orders) == ["clip-1", "clip-2", "cut", "music", "still-1", "still-2", "voice"]
    assert await broken(shop.database) == []


async def test_a_delivery_that_was_said_before_its_follow_up_was_lost(shop: Shop) -> None:
    """The video is in the chat, and the call that would end the production is gone."""
    project = await shop.approved_ad()
    await shop.work_off(until="delivered")
    assert await empty_the_queue(shop) >= 1
    for _ in range(10):
        await sweep(shop.database, AT_ONCE)
        await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert await broken(shop.database) == []


async def test_a_fresh_turn_is_left_to_its_own_wake_up_call(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, "hello", 5)
    await empty_the_queue(shop)
    assert await sweep(shop.database, replace(AT_ONCE, renewal=60.0)) == 0
    assert await sweep(shop.database, AT_ONCE) == 1


# ── dead workers ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def engine(shop: Shop) -> AsyncIterator[App]:
    app = build_app(EngineSettings(shop.database.settings.url), shop.crew)
    async with app.open_async():
        yield app


async def dies_with(shop: Shop, job_id: int, silent_s: float) -> None:
    """A worker takes the job and is not heard of for so long."""
    async with shop.database.transaction() as session:
        worker = await session.scalar(
            text(
                "INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - make_interval(secs => :silent)) RETURNING id"
            ),
            {"silent": silent_s},
        )
        await session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker WHERE id = :id"),
            {"worker": worker, "id": job_id},
        )


async def calls(shop: Shop) -> list[tuple[str, str]]:
    """(task, status) of every job."""
    async with shop.database.transaction() as session:
        rows = await session.execute(
            text("SELECT task_name, cast(status AS text) FROM procrastinate_jobs ORDER BY id")
        )
        return [(row[0], row[1]) for row in rows]


async def newest(shop: Shop) -> int:
    return await shop.count("SELECT max(id) FROM procrastinate_jobs")


async def test_jobs_of_a_dead_worker_are_begun_again(shop: Shop, engine: App) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await dies_with(shop, await newest(shop), silent_s=60)
    assert await rescue(engine, 20.0) == 1
    assert await calls(shop) == [("turn", "todo")]
    await shop.work_off()
    assert shop.said()
    assert await rescue(engine, 20.0) == 0


async def test_a_worker_that_is_only_slow_keeps_its_job(shop: Shop, engine: App) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await dies_with(shop, await newest(shop), silent_s=5)
    assert await rescue(engine, 20.0) == 0
    assert await calls(shop) == [("turn", "doing")]


async def test_a_job_whose_worker_was_forgotten_is_begun_again(shop: Shop, engine: App) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await dies_with(shop, await newest(shop), silent_s=60)
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_workers"))
    assert await rescue(engine, 20.0) == 1
    assert await calls(shop) == [("turn", "todo")]


async def test_a_dead_job_whose_twin_waits_makes_room_for_it(shop: Shop, engine: App) -> None:
    """The twin has the same lock: while the dead one counts as running, nobody would ever start it."""
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    dead = await newest(shop)
    await dies_with(shop, dead, silent_s=60)
    await shop.hears(project, "for students", 6)
    other = await shop.ad(person=2)
    await shop.hears(other, "an ad for Bolt Bikes", 5)
    await dies_with(shop, await newest(shop), silent_s=60)
    assert await calls(shop) == [("turn", "doing"), ("turn", "todo"), ("turn", "doing")]
    assert await rescue(engine, 20.0) == 2
    assert await calls(shop) == [("turn", "todo"), ("turn", "todo")]
    await shop.work_off()
    assert await broken(shop.database) == []


# ── the scheduler ────────────────────────────────────────────────────────────────────────────────────────


class Clockwork:
    """A scheduler of one process that notes when it ticks."""

    def __init__(self) -> None:
        self.ticks: list[float] = []
        self.clock = AsyncIOScheduler(timezone="UTC")
        self.clock.add_job(self._tick, "interval", seconds=0.02)
        self.task: asyncio.Task[None] | None = None

    async def _tick(self) -> None:
        self.ticks.append(time.monotonic())

    def start(self, url: str, rhythm: Rhythm) -> None:
        self.task = asyncio.create_task(keep_time(url, self.clock, rhythm))

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError, *GONE):
                await self.task


async def until(true: Callable[[], bool], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def two_schedulers(url: str, standby: str = "") -> AsyncIterator[tuple[Clockwork, Clockwork]]:
    """The active one and the standby, which may reach the database by an address of its own."""
    first, second = Clockwork(), Clockwork()
    try:
        first.start(url, AT_ONCE)
        await until(lambda: len(first.ticks) >= 2)
        second.start(standby or url, AT_ONCE)
        yield first, second
    finally:
        await first.stop()
        await second.stop()


async def test_one_of_two_schedulers_ticks_and_the_other_takes_over(database_url: str) -> None:
    async with two_schedulers(database_url) as (first, second):
        so_far = len(first.ticks)
        await until(lambda: len(first.ticks) >= so_far + 20)
        assert second.ticks == []
        await first.stop()
        ended = time.monotonic()
        await until(lambda: bool(second.ticks))
        # 15 s at production's periods, which are fifty times these.
        assert second.ticks[0] - ended < 15 / 50 + 0.5
        assert max(first.ticks) < min(second.ticks)


@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_scheduler_that_loses_its_connection_stops_before_the_next_one_starts(
    database_url: str, hangs_up: bool
) -> None:
    """The lock goes with the connection, so the process that lost it may not tick on."""
    async with (
        relayed(database_url) as relay,
        two_schedulers(database_url if hangs_up else relay.url, database_url) as (first, second),
    ):
        killer = await asyncpg.connect(libpq_url(database_url))
        try:
            await killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND pid <> pg_backend_pid() AND (classid::bigint << 32) + objid::bigint = $1",
                LOCK,
            )
        finally:
            await killer.close()
        await until(lambda: bool(second.ticks))
        assert first.task is not None
        await until(first.task.done)
        assert isinstance(first.task.exception(), GONE)
        assert max(first.ticks) - min(second.ticks) < AT_ONCE.scheduler_takeover


async def test_the_clock_does_all_of_this_by_itself(shop: Shop, engine: App, tmp_path: Path) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await dies_with(shop, await newest(shop), silent_s=60)
    abandoned = tmp_path / "of a dead process"
    (abandoned / "half a clip").mkdir(parents=True)
    (abandoned / "in-use").touch()
    clock = build_clock(shop.database, engine, AT_ONCE, shop.crew.storage, tmp_path)
    assert {job.id for job in clock.get_jobs()} == {
        *("rescue", "sweep", "plans", "nightly", "abandoned work", "look", "leaving", "half-stored files"),
        "broadcasts",
    }
    task = asyncio.create_task(keep_time(shop.database.settings.url, clock, AT_ONCE))
    try:
        async with asyncio.timeout(5):
            # Once a day begins with the start, or a process restarted daily would never come to it.
            while ("turn", "todo") not in await calls(shop) or abandoned.exists():
                await asyncio.sleep(0.02)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert not clock.running


# ── what is forgotten ────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_old_is_forgotten_and_nothing_else(shop: Shop) -> None:
    async with shop.database.transaction() as session:
        for age_h in (1, 47, 49, 500):
            await session.execute(
                text(
                    "INSERT INTO processed_updates (update_id, received_at) "
                    "VALUES (cast(:age AS bigint), now() - make_interval(hours => cast(:age AS integer)))"
                ),
                {"age": age_h},
            )
        for key in ("old", "fresh", "waits"):
            await outbox.say(
                session, chat_id=1, thread_id=None, kind="text", payload={"text": key}, dedupe_key=key
            )
        await session.execute(
            text("UPDATE outbox SET sent_version = 1, sent_at = now() WHERE dedupe_key <> 'waits'")
        )
        await session.execute(
            text("UPDATE outbox SET sent_at = now() - interval '31 days' WHERE dedupe_key = 'old'")
        )
        await outbox.hold_chat(session, 1, 0.0)
        await outbox.hold_chat(session, 2, 60.0)
    assert await forget(shop.database, shop.crew.storage, Rhythm()) == 4
    assert await shop.count("SELECT count(*) FROM processed_updates WHERE update_id < 48") == 2
    assert await shop.count("SELECT count(*) FROM processed_updates") == 2
    async with shop.database.transaction() as session:
        left = (await session.scalars(text("SELECT dedupe_key FROM outbox ORDER BY id"))).all()
        held = (await session.scalars(text("SELECT chat_id FROM chat_holds"))).all()
    assert (left, held) == (["fresh", "waits"], [2])


async def test_messages_that_were_dropped_and_jobs_that_failed_are_forgotten_too(
    shop: Shop, engine: App
) -> None:
    async with shop.database.transaction() as session:
        await outbox.say(
            session, chat_id=1, thread_id=None, kind="text", payload={"text": "x"}, dedupe_key="dropped"
        )
        await session.execute(
            text(
                "UPDATE outbox SET dropped_at = now() - interval '31 days', created_at = now() - interval '32 days'"
            )
        )
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
        await session.execute(text("UPDATE procrastinate_events SET at = now() - interval '31 days'"))
    assert await forget(shop.database, shop.crew.storage, Rhythm()) == 1
    assert await clean_engine(shop.database) == 1
    assert await shop.count("SELECT count(*) FROM outbox") == 0
    assert await shop.count("SELECT count(*) FROM procrastinate_jobs") == 0


async def pictures(shop: Shop, names: str, tmp_path: Path) -> dict[str, UUID]:
    """A stored still for each letter, of one person's ad."""
    ad = await shop.ad()
    made = {}
    for name in names:
        file = tmp_path / f"{name}.png"
        file.write_bytes(name.encode() * 10)
        stored = await shop.crew.storage.put(file, f"users/{ad.user_id}/{name}.png")
        row = Asset(
            user_id=ad.user_id, project_id=ad.id, type=AssetType.IMAGE, source="local", url=stored.uri
        )
        async with shop.database.transaction() as session:
            session.add(row)
        made[name] = row.id
    return made


async def test_files_are_forgotten_batch_by_batch_their_objects_first(shop: Shop, tmp_path: Path) -> None:
    made = await pictures(shop, "abcdefg", tmp_path)
    async with shop.database.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(
            text(
                "UPDATE assets SET status = :rejected, updated_at = now() - interval '31 days' WHERE id = ANY(:ids)"
            ),
            {"rejected": AssetStatus.REJECTED, "ids": [made[name] for name in "abcde"]},
        )
        await session.execute(
            text("UPDATE assets SET status = :rejected WHERE id = :id"),
            {"rejected": AssetStatus.REJECTED, "id": made["f"]},
        )

    class Dies(FolderStorage):
        """Is killed after three removals."""

        removed = 0

        async def remove(self, uri: str) -> None:
            if self.removed == 3:
                raise OSError("the disk is gone")
            self.removed += 1
            await super().remove(uri)

    with pytest.raises(OSError, match="gone"):
        await forget(shop.database, Dies(shop.media), Rhythm(), batch=2)
    assert await shop.count("SELECT count(*) FROM assets") == 5, (
        "one batch; the half of another has its rows yet"
    )
    assert await forget(shop.database, shop.crew.storage, Rhythm(), batch=2) == 3
    assert await forget(shop.database, shop.crew.storage, Rhythm(), batch=2) == 0
    left = await shop.database.run(
        lambda session: session.scalars(text("SELECT url FROM assets ORDER BY url"))
    )
    assert [url.rsplit("/")[-1] for url in left] == ["f.png", "g.png"]
    assert sorted(file.name for file in shop.media.rglob("*.png")) == ["f.png", "g.png"]


async def test_every_plan_that_is_over_is_ended_once(shop: Shop) -> None:
    people = [(await shop.ad(person)).user_id for person in range(1, 7)]
    async with shop.database.transaction() as session:
        for user_id in people:
            await Billing(session, user_id).grant(SubscriptionType.PRO, datetime(2199, 1, 1, tzinfo=UTC))
        await session.execute(
            text(
                "UPDATE subscriptions SET starts_at = '2020-01-01', expires_at = '2021-01-01' WHERE user_id <> :last"
            ),
            {"last": people[-1]},
        )
    assert await end_plans(shop.database, shop.crew.speech, batch=2) == 5
    assert await end_plans(shop.database, shop.crew.speech, batch=2) == 0
    async with shop.database.transaction() as session:
        plans = [await Billing(session, user_id).plan() for user_id in people]
    assert [plan is None for plan in plans] == [True] * 5 + [False]
    assert await shop.count("SELECT count(*) FROM users WHERE subscription_type = 'free'") == 5
    assert await shop.count("SELECT count(*) FROM subscriptions WHERE status = 'expired'") == 5
