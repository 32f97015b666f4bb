"""Faults 39 and 40: the storage is away or the disk is full, and the ad is made all the same, or waits."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from aiogram.exceptions import TelegramEntityTooLarge
from aiogram.methods import SendMessage, SendVideo
from sqlalchemy import select, text

from agent.breaker import Breaker
from db import privacy
from db.enums import AdProjectStatus
from db.models import AdProject, Asset
from jobs.farewell import erase_leaving, export
from jobs.storage import SpooledStorage, person_prefix
from jobs.storage.s3 import S3Storage
from tests.jobs.shop import QUICK, Shop
from tests.support.bucket import client_at, fresh_bucket, shared_session
from tests.support.fickle import Fickle
from tests.support.invariants import broken


def sheltered(shop: Shop, tmp_path: Path) -> tuple[Shop, Fickle, SpooledStorage]:
    """The shop over a storage that can be away."""
    store = Fickle(tmp_path / "media")
    storage = SpooledStorage(store, tmp_path / "spool", breaker=Breaker(failures=10**9))
    return replace(shop, crew=replace(shop.crew, storage=storage)), store, storage


async def assets(shop: Shop) -> list[Asset]:
    async with shop.database.transaction() as session:
        return list((await session.scalars(select(Asset).order_by(Asset.name))).all())


async def is_delivered(shop: Shop, project: AdProject) -> None:
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    assert len(shop.session.of(SendVideo)) == 1
    assert await broken(shop.database) == []
    assert list(shop.crew.work.glob("*")) == [], "no temporary files are left"


# ── a bucket ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def bucket_shop(shop: Shop, s3_endpoint: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, str]]:
    """The shop over a bucket, and the bucket's name."""
    bucket = fresh_bucket(s3_endpoint)
    storage = SpooledStorage(S3Storage(bucket, shared_session()), tmp_path / "spool")
    yield replace(shop, crew=replace(shop.crew, storage=storage)), bucket.name
    await storage.close()


def keys(endpoint: str, bucket: str) -> list[str]:
    return [one["Key"] for one in client_at(endpoint).list_objects_v2(Bucket=bucket).get("Contents", [])]


async def test_an_ad_is_made_and_delivered_from_a_bucket(
    bucket_shop: tuple[Shop, str], s3_endpoint: str
) -> None:
    shop, bucket = bucket_shop
    project = await shop.approved_ad()
    await shop.work_off()
    await is_delivered(shop, project)
    video = shop.session.of(SendVideo)[0].video
    assert str(getattr(video, "path", "")).endswith(".bin"), "a copy that came from the bucket"
    names = {f"{name}.bin" for name in ("still-1", "still-2", "clip-1", "clip-2", "voice", "music", "cut")}
    home = f"live/users/{project.user_id}/{project.id}/r1/"
    assert set(keys(s3_endpoint, bucket)) == {home + name for name in names}
    assert {asset.url for asset in await assets(shop)} == {
        f"media:users/{project.user_id}/{project.id}/r1/{name}" for name in names
    }
    rows = "SELECT string_agg(t::text, ' ') FROM outbox t"
    async with shop.database.transaction() as session:
        assert "Signature" not in str(await session.scalar(text(rows)))


async def test_who_leaves_is_handed_their_files_and_then_nothing_is_left(
    bucket_shop: tuple[Shop, str], s3_endpoint: str, tmp_path: Path
) -> None:
    shop, bucket = bucket_shop
    project, other = await shop.approved_ad(1), await shop.approved_ad(2)
    await shop.work_off()
    stray = f"live/{person_prefix(project.user_id)}nobody-knows-of-it.jpg"
    client_at(s3_endpoint).put_object(Bucket=bucket, Key=stray, Body=b"x")
    told = await export(
        shop.database, shop.crew.storage, project.user_id, tmp_path / "me.zip", shop.crew.work
    )
    with ZipFile(tmp_path / "me.zip") as archive:
        media = {name for name in archive.namelist() if name.startswith("media/")}
        voice = archive.read(f"media/users/{project.user_id}/{project.id}/r1/voice.bin")
        assert voice.startswith(b"voice of ")
        assert "README.txt" in archive.namelist()
    assert media == {f"media/{uri.removeprefix('media:')}" for uri in told.media}
    assert [path.name for path in tmp_path.glob("*me.zip*")] == ["me.zip"]
    async with shop.database.transaction() as session:
        await privacy.lock(session, project.user_id)
    assert await erase_leaving(shop.crew) == 1
    assert await erase_leaving(shop.crew) == 0
    left = keys(s3_endpoint, bucket)
    assert len(left) == 7
    assert all(key.startswith(f"live/users/{other.user_id}/") for key in left)
    assert await shop.count("SELECT count(*) FROM users") == 1


async def test_whoever_leaves_while_the_storage_is_away_waits_for_it(shop: Shop, tmp_path: Path) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    project = await shop.approved_ad()
    await shop.work_off()
    async with shop.database.transaction() as session:
        await privacy.lock(session, project.user_id)
    store.away = True
    assert await erase_leaving(shop.crew) == 0
    assert await shop.count("SELECT count(*) FROM users") == 1, "else nobody would know whose files to remove"
    store.away = False
    assert await erase_leaving(shop.crew) == 1
    assert list((tmp_path / "media").rglob("*.bin")) == []


# ── the storage is away ──────────────────────────────────────────────────────────────────────────────


async def test_what_is_made_here_goes_on_from_the_shelter(
    shop: Shop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shop, store, storage = sheltered(shop, tmp_path)
    store.away = True
    project = await shop.approved_ad()
    await shop.work_off()
    await is_delivered(shop, project)
    assert sorted(shop.provider.orders) == sorted(set(shop.provider.orders)), "nothing was made twice"
    assert all(asset.details["waitsForStorage"] for asset in await assets(shop))
    alarms = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(alarms) == 7
    assert all(one.getMessage().startswith("storage away: ") for one in alarms)
    store.away = False
    assert await storage.carry() == 7
    for asset in await assets(shop):
        assert (tmp_path / "media" / str(asset.url).removeprefix("media:")).is_file()


async def test_what_was_made_before_is_waited_for_and_not_made_again(shop: Shop, tmp_path: Path) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    project = await shop.approved_ad()
    await shop.work_off(until="say")
    while len(shop.provider.orders) < 4:
        job = await shop.next_job()
        assert job is not None
        await shop.do(job[0], job[1])
    store.away, asked = True, store.calls
    made = len(shop.provider.orders)
    while store.calls < asked + 3:
        job = await shop.next_job()
        assert job is not None
        await shop.do(job[0], job[1])
    assert len(shop.provider.orders) == made
    store.away = False
    await shop.work_off()
    await is_delivered(shop, project)
    assert sorted(shop.provider.orders) == sorted(set(shop.provider.orders))


async def test_a_storage_that_stays_away_ends_in_a_word(shop: Shop, tmp_path: Path) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    shop = replace(shop, crew=replace(shop.crew, rhythm=replace(QUICK, output_patience=0.3)))
    project = await shop.approved_ad()
    while len(shop.provider.orders) < 4:
        job = await shop.next_job()
        assert job is not None
        await shop.do(job[0], job[1])
    store.away = True
    await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.FAILED
    assert any("Our storage could not be reached" in words for words in shop.said())
    assert await broken(shop.database) == []
    store.away = False
    await shop.approve(project)
    await shop.work_off()
    await is_delivered(shop, project)


async def test_a_file_that_waits_on_another_machine_is_not_gone(shop: Shop, tmp_path: Path) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    elsewhere = SpooledStorage(store, tmp_path / "spool of another", breaker=Breaker(failures=10**9))
    other = replace(shop, crew=replace(shop.crew, storage=elsewhere))
    store.away = True
    project = await shop.approved_ad()
    while len(shop.provider.orders) < 4:
        job = await shop.next_job()
        assert job is not None
        await other.do(job[0], job[1])
    store.away = False
    for _ in range(6):
        job = await shop.next_job()
        assert job is not None
        await shop.do(job[0], job[1])
    before = await shop.count("SELECT count(*) FROM assets")
    assert before >= 4, "their rows stay"
    await elsewhere.carry()
    await shop.work_off()
    await is_delivered(shop, project)
    assert sorted(shop.provider.orders) == sorted(set(shop.provider.orders))


# ── the disk is full ─────────────────────────────────────────────────────────────────────────────────


async def test_without_room_nothing_begins_and_the_queue_waits(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    room = {"bytes": 1_000_000}
    shop = replace(shop, crew=replace(shop.crew, spare_bytes=lambda _: room["bytes"]))
    project = await shop.approved_ad()
    for _ in range(12):
        job = await shop.next_job()
        assert job is not None
        await shop.do(job[0], job[1])
    assert shop.provider.orders == []
    assert (await shop.project(project)).status is AdProjectStatus.VIDEO_GENERATING
    assert "disk full: less than 300 MB are free at" in caplog.text
    assert "ERROR" in {record.levelname for record in caplog.records}
    room["bytes"] = 10**10
    await shop.work_off()
    await is_delivered(shop, project)


async def test_the_disk_of_the_media_counts_too(shop: Shop) -> None:
    def spare(place: Path) -> int:
        return 0 if place == shop.media else 10**10

    full = replace(shop, crew=replace(shop.crew, spare_bytes=spare))
    project = await full.approved_ad()
    for _ in range(8):
        job = await full.next_job()
        assert job is not None
        await full.do(job[0], job[1])
    assert full.provider.orders == []
    await shop.work_off()
    await is_delivered(shop, project)


# ── links for people ─────────────────────────────────────────────────────────────────────────────────


async def test_a_video_that_is_too_big_for_telegram_comes_as_a_link(shop: Shop, tmp_path: Path) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    store.links = "https://ads.example.com/"
    project = await shop.approved_ad()
    refusal = TelegramEntityTooLarge(SendVideo(chat_id=1, video="x"), "Request Entity Too Large")
    shop.session.plan(SendVideo, refusal)
    await shop.work_off()
    assert (await shop.project(project)).status is AdProjectStatus.COMPLETED
    told = next(call for call in shop.session.of(SendMessage) if "too big for Telegram" in call.text)
    assert "Cold brew" in told.text
    keyboard = told.reply_markup.inline_keyboard  # type: ignore[union-attr]
    assert keyboard[0][0].url == f"https://ads.example.com/users/{project.user_id}/{project.id}/r1/cut.bin"
    assert len(keyboard) == 6, "the stars and what one can do next stand below"
    assert await broken(shop.database) == []
