"""What was paid for gets into storage: within two minutes, or when the storage is back, without paying again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from agent.breaker import Breaker
from db.enums import AdProjectStatus
from jobs.storage import SpooledStorage
from jobs.storage.s3 import S3Storage
from tests.paid.till import Till
from tests.support.bucket import client_at, fresh_bucket, shared_session
from tests.support.fickle import Fickle


def sheltered(till: Till, tmp_path: Path, **rhythm: float) -> tuple[Till, Fickle, SpooledStorage]:
    """The till over a storage that can be away."""
    store = Fickle(tmp_path / "media")
    storage = SpooledStorage(store, tmp_path / "spool", breaker=Breaker(failures=10**9))
    crew = till.shop.crew
    crew = replace(crew, storage=storage, rhythm=replace(crew.rhythm, **rhythm))
    return replace(till, shop=replace(till.shop, crew=crew)), store, storage


@pytest.fixture
async def bucket_till(till: Till, s3_endpoint: str, tmp_path: Path) -> AsyncIterator[tuple[Till, str]]:
    """The till over a bucket whose links the provider can follow, and the bucket's name."""
    bucket = fresh_bucket(s3_endpoint)
    storage = SpooledStorage(S3Storage(bucket, shared_session()), tmp_path / "spool")
    yield replace(till, shop=replace(till.shop, crew=replace(till.shop.crew, storage=storage))), bucket.name
    await storage.close()


async def test_what_was_paid_waits_with_the_provider_until_the_storage_is_back(
    stills: Till, tmp_path: Path
) -> None:
    till, store, storage = sheltered(stills, tmp_path)
    project = await till.approved_ad()
    store.away = True

    async def was_tried() -> bool:
        return store.calls >= 9

    await till.work_off(until=was_tried)
    sheltered_here = {path.name for path in (tmp_path / "spool").rglob("*.*") if path.is_file()}
    assert sheltered_here - {".carrying", ".changing"} <= {"voice.bin", "music.bin"}, "what was made here"
    store.away = False
    await till.buy(project)
    await storage.carry()
    names = {key.rpartition("/")[2] for key in store.puts}
    assert {"still-1.jpg", "still-2.jpg"} <= names
    assert await till.adds_up() > 0
    await till.charged_once()
    assert len(await till.entries()) == 2


async def test_after_its_patience_what_was_paid_is_sheltered_here(
    stills: Till, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    till, store, storage = sheltered(stills, tmp_path, output_patience=0.5)
    project = await till.approved_ad()
    store.away = True
    await till.buy(project)
    assert storage.waiting() == 2
    assert "storage away: " in caplog.text
    assert (await till.shop.project(project)).status is AdProjectStatus.VIDEO_GENERATING, "the ad goes on"
    assert await till.shop.count("SELECT count(*) FROM assets WHERE source = 'replicate'") == 2
    store.away = False
    assert await storage.carry() == 2
    await till.work_off()
    assert (await till.shop.project(project)).status is AdProjectStatus.COMPLETED
    assert len(await till.entries()) == 2
    await till.adds_up()


async def test_without_room_nothing_is_bought(stills: Till) -> None:
    room = {"bytes": 1000}
    crew = replace(stills.shop.crew, spare_bytes=lambda _: room["bytes"])
    till = replace(stills, shop=replace(stills.shop, crew=crew))
    project = await till.approved_ad()
    for _ in range(8):
        job = await till.shop.next_job()
        assert job is not None
        await till.shop.do(job[0], job[1])
    assert await till.attempts() == []
    assert await till.entries() == []
    room["bytes"] = 10**10
    await till.buy(project)
    assert len(await till.entries()) == 2
    await till.adds_up()


async def test_a_paid_ad_goes_through_a_bucket_and_pictures_are_lent_by_links(
    bucket_till: tuple[Till, str], s3_endpoint: str
) -> None:
    till, bucket = bucket_till
    till = till.paying_for("still", "clip")
    project = await till.approved_ad()
    await till.work_off()
    assert (await till.shop.project(project)).status is AdProjectStatus.COMPLETED
    found = client_at(s3_endpoint).list_objects_v2(Bucket=bucket)["Contents"]
    names = {one["Key"].rpartition("/")[2] for one in found}
    assert {"still-1.jpg", "still-2.jpg", "clip-1.mp4", "clip-2.mp4", "cut.bin"} <= names
    lent = [one for one in await till.attempts() if str(one.correlator).startswith("image=")]
    assert len(lent) == 2, "each clip began with its still"
    assert all("lent-" in str(one.correlator) and "http" not in str(one.correlator) for one in lent)
    async with till.shop.database.transaction() as session:
        for table in ("generation_attempts", "generation_jobs", "generation_costs", "assets", "outbox"):
            rows = await session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM {table} t"))
            assert "X-Amz" not in str(rows), table
        late = text(
            "SELECT max(a.created_at - t.finished_at) < interval '120 s' FROM assets a"
            " JOIN generation_jobs j ON j.output_asset_id = a.id JOIN generation_attempts t ON t.job_id = j.id"
        )
        assert await session.scalar(late)
    assert await till.adds_up() > Decimal(0)


async def test_a_run_is_found_by_the_name_of_the_picture_it_was_lent(bucket_till: tuple[Till, str]) -> None:
    till = bucket_till[0].paying_for("still", "clip")
    project = await till.approved_ad()
    model = till.money.catalog.models["clip"].model
    await till.fault("silent-after", times=1, model=model)
    await till.buy(project)
    assert len([one for one in await till.entries() if one["model"] == model]) == 2, "nothing was asked twice"
    await till.adds_up()
    await till.charged_once()
