"""What goes wrong in a production ends in a video or in a final word, and never costs what was finished before."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from aiogram.exceptions import TelegramEntityTooLarge, TelegramForbiddenError
from aiogram.methods import SendMessage, SendVideo
from sqlalchemy import text

from bot.callbacks import Approve
from db.bell import Bell
from db.enums import AdProjectStatus, GenerationJobStatus
from db.errors import DatabaseUnavailable
from db.models import AdProject
from db.production import Approval, Production
from jobs.advance import advance
from jobs.make import MOST_ATTEMPTS, make
from jobs.providers import Made, Order, OrderFailed, OrderRefused
from jobs.storage import FolderStorage, StorageFull, Stored
from tests.jobs.shop import QUICK, Shop, build_shop
from tests.support.invariants import broken

FAILED = "⚠️ <b>The video could not be finished.</b>"
BROKEN = OrderFailed("studio-render-failed", "ffmpeg ended with 1")
EVERYTHING = ["clip-1", "clip-2", "cut", "music", "still-1", "still-2", "voice"]


def videos(shop: Shop) -> list[SendVideo]:
    return shop.session.of(SendVideo)


async def is_delivered(shop: Shop, project: AdProject, times: int = 1) -> None:
    """The ad is complete, its video was sent so often, and nothing is left open."""
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert len(videos(shop)) == times
    assert await broken(shop.database) == []
    assert list(shop.crew.work.glob("*")) == [], "no temporary files are left"


async def has_failed(shop: Shop, project: AdProject, sentence: str, *, vanished: bool = False) -> None:
    """The ad has failed, and the person was told why, once, with everything that belongs to it.

    `vanished`: until the next approval a job counts as done whose file is gone."""
    assert (await shop.project(project)).status is AdProjectStatus.FAILED
    words = [
        call for call in shop.session.of(SendMessage) if FAILED in call.text and "Reference" in call.text
    ]
    told = words[-1]
    assert sentence in told.text
    assert "Nothing was charged" in told.text
    assert re.search(r"Reference: <code>[0-9a-f]{8}</code>", told.text)
    markup = told.reply_markup
    assert markup is not None
    again = markup.inline_keyboard[0][0]  # type: ignore[union-attr]
    assert again.callback_data == Approve(project=project.id, revision=1).pack()
    assert "Details are below" in (shop.edits() or shop.said())[-1], "the status message is closed"
    found = await broken(shop.database)
    assert [each for each in found if not (vanished and "without an output" in each)] == []


async def test_a_production_without_faults(shop: Shop) -> None:
    project = await shop.approved_ad()
    await shop.work_off()
    assert sorted(shop.provider.orders) == EVERYTHING
    await is_delivered(shop, project)
    (video,) = videos(shop)
    assert (video.width, video.height, video.duration) == (270, 480, 6)
    assert await shop.count("SELECT count(*) FROM assets WHERE telegram_file_id IS NOT NULL") == 1


@pytest.mark.parametrize("name", EVERYTHING)
async def test_what_fails_once_is_tried_again(shop: Shop, name: str) -> None:
    shop.provider.plan(name, BROKEN)
    project = await shop.approved_ad()
    await shop.work_off()
    assert sorted(shop.provider.orders) == sorted([*EVERYTHING, name])
    assert not any(FAILED in words for words in shop.said())
    await is_delivered(shop, project)


async def test_what_fails_for_good_gets_a_final_word_and_can_be_resumed(shop: Shop) -> None:
    shop.provider.plan("clip-2", *[BROKEN] * MOST_ATTEMPTS)
    project = await shop.approved_ad()
    await shop.work_off()
    assert shop.provider.orders.count("clip-2") == MOST_ATTEMPTS
    await has_failed(shop, project, "One of the studio's programs ended with an error.")
    assert sum(FAILED in words and "Reference" in words for words in shop.said()) == 1

    finished = await shop.count("SELECT count(*) FROM generation_jobs WHERE status = 'completed'")
    assert finished >= 3
    before = len(shop.provider.orders)
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    made_again = shop.provider.orders[before:]
    assert len(made_again) == len(EVERYTHING) - finished, "what was finished is kept"
    assert "clip-2" in made_again
    await is_delivered(shop, project)


async def test_what_can_not_be_made_is_not_tried_again(shop: Shop) -> None:
    shop.provider.plan("still-1", OrderRefused("studio-undrawable-text", "U+1F9FF"))
    project = await shop.approved_ad()
    await shop.work_off()
    assert shop.provider.orders.count("still-1") == 1
    await has_failed(shop, project, "characters that no font of the studio can draw")


async def test_an_error_of_our_own_is_told_without_its_innards(shop: Shop) -> None:
    shop.provider.plan("voice", *[ValueError("/home/secret <b>x</b>")] * MOST_ATTEMPTS)
    project = await shop.approved_ad()
    await shop.work_off()
    await has_failed(shop, project, "Something unexpected happened while it was made.")
    assert not any("secret" in words for words in [*shop.said(), *shop.edits()])


class Hanging:
    """An act that hangs until it is cancelled, and says so."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.ended = asyncio.Event()

    async def __call__(self, order: Order, progress: Callable[[float], None]) -> Made:
        try:
            progress(0.5)
            self.began.set()
            await asyncio.Event().wait()
        finally:
            self.ended.set()
        raise AssertionError


async def working_on(shop: Shop, project: AdProject, kind: str, act: Hanging) -> asyncio.Task[None]:
    """A worker that hangs in the job `kind`; returns once it does."""
    await shop.do("advance", {"project_id": str(project.id)})
    job = await shop.job(project, kind)
    task = asyncio.create_task(make(shop.crew, job.id))
    async with asyncio.timeout(5):
        await act.began.wait()
    return task


async def test_a_cancelled_production_stops_its_workers_within_a_second(shop: Shop) -> None:
    slow = replace(shop.crew, rhythm=replace(QUICK, renewal=60.0))  # the bell alone must do
    shop = replace(shop, crew=slow)
    act = Hanging()
    shop.provider.plan("voice", act)
    project = await shop.approved_ad()
    task = await working_on(shop, project, "voice", act)
    began = time.monotonic()
    async with shop.database.transaction() as session:
        assert await Production(session).cancel(project.user_id, project.id)
    async with asyncio.timeout(5):
        await task
    assert act.ended.is_set()
    assert time.monotonic() - began < 1.0
    await shop.work_off()
    job = await shop.job(project, "voice")
    assert job.status is GenerationJobStatus.CANCELLED
    assert list(shop.crew.work.glob("*")) == []
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    await is_delivered(shop, project)


async def test_a_cancel_that_comes_with_the_video_leaves_none(shop: Shop) -> None:
    """Cancelled after the cut went to the outbox and before Telegram took it: the person gets what was asked for."""
    project = await shop.approved_ad()
    await shop.work_off(until="say")
    async with asyncio.timeout(10):
        while (await shop.job(project, "delivery")).status is not GenerationJobStatus.PROCESSING:
            task, args, _ = await _next_but(shop, "say")
            await shop.do(task, args)
    async with shop.database.transaction() as session:
        assert await Production(session).cancel(project.user_id, project.id)
    await shop.work_off()
    assert videos(shop) == []
    assert await broken(shop.database) == []
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    await is_delivered(shop, project)


async def _next_but(shop: Shop, task: str) -> tuple[str, dict[str, str], float]:
    """The next job that is not of this task."""
    query = text(
        "SELECT task_name, args FROM procrastinate_jobs WHERE task_name <> :task ORDER BY id LIMIT 1"
    )
    async with shop.database.transaction() as session:
        row = (await session.execute(query, {"task": task})).one()
    return row.task_name, row.args, 0.0


async def test_a_worker_that_lost_its_lease_writes_nothing(shop: Shop) -> None:
    act = Hanging()
    zombie = replace(shop.crew, rhythm=replace(QUICK, renewal=60.0))
    released = asyncio.Event()

    async def paused(order: Order, progress: Callable[[float], None]) -> Made:
        act.began.set()
        await released.wait()
        path = order.folder / "zombie.bin"
        path.write_bytes(b"the zombie's")
        return Made(path, "application/octet-stream", seconds=1.0)

    shop.provider.plan("music", paused)
    project = await shop.approved_ad()
    task = await working_on(replace(shop, crew=zombie), project, "music", act)
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE generation_jobs SET leased_until = clock_timestamp() WHERE asset_kind = 'music'")
        )
    await shop.work_off()
    await is_delivered_but_for(shop, project)
    heir = await shop.job(project, "music")
    assets = await shop.count("SELECT count(*) FROM assets")
    released.set()
    await task
    after = await shop.job(project, "music")
    assert (after.output_asset_id, after.lease_epoch) == (heir.output_asset_id, heir.lease_epoch)
    assert await shop.count("SELECT count(*) FROM assets") == assets
    assert await shop.next_job() is None
    await is_delivered(shop, project)


async def is_delivered_but_for(shop: Shop, project: AdProject) -> None:
    """Delivered, while the zombie's folder is still there."""
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert len(videos(shop)) == 1


class FullStorage(FolderStorage):
    """A disk that is full for whatever `refuses` names."""

    def __init__(self, root: Path, refuses: str) -> None:
        super().__init__(root)
        self.refuses = refuses

    async def put(self, path: Path, key: str) -> Stored:
        if self.refuses and self.refuses in key:
            raise StorageFull(28, "no room")
        return await super().put(path, key)


@pytest.mark.parametrize("name", ["still-1", "cut"])
async def test_a_full_disk_is_said_plainly_and_resumed_from(shop: Shop, name: str) -> None:
    storage = FullStorage(shop.media, f"/{name}.")
    shop = replace(shop, crew=replace(shop.crew, storage=storage))
    project = await shop.approved_ad()
    await shop.work_off()
    assert shop.provider.orders.count(name) == 1, "a full disk does not get emptier by trying"
    await has_failed(shop, project, "There is no room left on my disk for the video.")
    storage.refuses = ""
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    await is_delivered(shop, project)


async def test_a_disk_that_is_too_small_is_noticed_before_the_work(shop: Shop) -> None:
    room = {"bytes": 1_000_000}
    impatient = replace(shop.crew.rhythm, output_patience=0.1)
    shop = replace(shop, crew=replace(shop.crew, rhythm=impatient, spare_bytes=lambda _: room["bytes"]))
    project = await shop.approved_ad()
    await shop.work_off()
    assert shop.provider.orders == []
    await has_failed(shop, project, "There is no room left on my disk for the video.")
    room["bytes"] = 10**10
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    await is_delivered(shop, project)


async def test_an_ad_without_a_voice_is_an_ad(shop: Shop) -> None:
    async def nothing(order: Order, progress: Callable[[float], None]) -> Made:
        return Made(None)

    async def cut(order: Order, progress: Callable[[float], None]) -> Made:
        assert sorted(order.inputs) == ["clip-1", "clip-2", "music", "still-1", "still-2"]
        return shop.provider.usual(order)

    shop.provider.plan("voice", nothing)
    shop.provider.plan("cut", cut)
    project = await shop.approved_ad()
    await shop.work_off()
    await is_delivered(shop, project)


@pytest.mark.parametrize("gone", ["file", "row"])
async def test_a_cut_that_vanished_before_its_delivery_is_made_again(shop: Shop, gone: str) -> None:
    project = await shop.approved_ad()
    async with asyncio.timeout(10):
        while (await shop.job(project, "cut")).status is not GenerationJobStatus.COMPLETED:
            job = await shop.next_job()
            assert job is not None
            await shop.do(job[0], job[1])
    if gone == "file":
        (cut,) = shop.media.rglob("cut.bin")
        cut.unlink()
    else:
        async with shop.database.transaction() as session:
            await session.execute(text("DELETE FROM assets WHERE type = 'final_video'"))
    await shop.work_off()
    await has_failed(shop, project, "The finished cut is no longer in storage.", vanished=True)
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    assert shop.provider.orders.count("cut") == 2
    assert shop.provider.orders.count("clip-1") == 1, "what is still there is kept"
    await is_delivered(shop, project)


async def test_parts_that_vanished_are_made_again_after_the_final_word(shop: Shop) -> None:
    project = await shop.approved_ad()
    async with asyncio.timeout(10):
        while await shop.count("SELECT count(*) FROM generation_jobs WHERE status = 'completed'") < 6:
            job = await shop.next_job()
            assert job is not None
            await shop.do(job[0], job[1])
    for name in ("clip-1", "voice"):
        (part,) = shop.media.rglob(f"{name}.bin")
        part.unlink()
    await shop.work_off()
    await has_failed(shop, project, "A finished part is no longer in storage.", vanished=True)
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    assert shop.provider.orders.count("clip-1") == 2
    assert shop.provider.orders.count("voice") == 2
    assert shop.provider.orders.count("clip-2") == 1
    await is_delivered(shop, project)


async def test_a_video_that_telegram_refuses_gets_a_final_word(shop: Shop) -> None:
    method = SendVideo(chat_id=1, video="x")
    shop.session.plan(SendVideo, TelegramEntityTooLarge(method, "Request Entity Too Large"))
    project = await shop.approved_ad()
    await shop.work_off()
    assert len(videos(shop)) == 1, "the same file is not sent again"
    await has_failed(shop, project, "The video is too big for Telegram.")
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    assert shop.provider.orders.count("cut") == 1
    await is_delivered(shop, project, times=2)


async def test_who_blocked_the_bot_meanwhile_finds_the_video_one_press_away(shop: Shop) -> None:
    method = SendMessage(chat_id=1, text="x")
    project = await shop.approved_ad()
    await shop.work_off(until="say")
    shop.session.plan(SendVideo, TelegramForbiddenError(method, "Forbidden: bot was blocked by the user"))
    shop.session.plan(
        SendMessage, *[TelegramForbiddenError(method, "Forbidden: bot was blocked by the user")] * 9
    )
    await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.FAILED
    assert await broken(shop.database) == []
    shop.session._plans.clear()
    assert await shop.approve(project) is Approval.STARTED
    await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert shop.provider.orders.count("cut") == 1


async def test_a_database_that_goes_away_during_a_job_is_not_its_failure(shop: Shop, tmp_path: Path) -> None:
    """The lease runs out instead; the sweep wakes the job."""
    away = DatabaseUnavailable("the server shuts down")
    shop.provider.plan("music", away)
    project = await shop.approved_ad()
    await shop.do("advance", {"project_id": str(project.id)})
    job = await shop.job(project, "music")
    with pytest.raises(DatabaseUnavailable):
        await make(shop.crew, job.id)
    left = await shop.job(project, "music")
    assert left.status is GenerationJobStatus.PROCESSING
    assert left.error_message is None
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE generation_jobs SET leased_until = clock_timestamp() WHERE asset_kind = 'music'")
        )
    await advance(shop.crew, project.id)
    await shop.work_off()
    await is_delivered(shop, project)


async def test_a_job_that_kills_every_worker_is_given_up(shop: Shop) -> None:
    """It never comes as far as an error: the process is gone each time (no memory left, say)."""
    project = await shop.approved_ad()
    await shop.do("advance", {"project_id": str(project.id)})
    job = await shop.job(project, "music")
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE generation_jobs SET attempts = 1000 WHERE id = :id"), {"id": job.id}
        )
    await shop.work_off()
    assert "music" not in shop.provider.orders
    await has_failed(shop, project, "Something unexpected happened while it was made.")


async def test_a_worker_that_shuts_down_hands_its_job_over_at_once(shop: Shop) -> None:
    act = Hanging()
    shop.provider.plan("music", act)
    project = await shop.approved_ad()
    task = await working_on(shop, project, "music", act)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    job = await shop.job(project, "music")
    assert (job.status, job.attempts) == (GenerationJobStatus.QUEUED, 0)
    await shop.work_off()
    await is_delivered(shop, project)


async def test_two_workers_on_one_job_make_it_once(shop: Shop, tmp_path: Path) -> None:
    project = await shop.approved_ad()
    await shop.do("advance", {"project_id": str(project.id)})
    job = await shop.job(project, "music")
    async with Bell(shop.database.settings.url) as bell:
        second = replace(build_shop(shop.database, bell, tmp_path / "second").crew, provider=shop.provider)
        await asyncio.gather(*(make(crew, job.id) for crew in (shop.crew, second) for _ in range(3)))
    assert shop.provider.orders.count("music") == 1


async def test_a_wake_up_for_nothing_does_nothing(shop: Shop) -> None:
    nobody = UUID(int=7)
    await advance(shop.crew, nobody)
    await make(shop.crew, nobody)
    assert await shop.next_job() is None
