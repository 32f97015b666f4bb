"""What was measured of a cut is written with the cut, once, and never by a worker that lost its lease."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text

from jobs.make import make
from jobs.providers import Made, Order, OrderRefused
from tests.jobs.shop import Scripted, Shop
from tests.jobs.test_failures import has_failed, is_delivered

FIGURES = ((None, "image_quality", 91.5), (1, "blur", 88.25), (2, "blur", 71.0))


async def judged(order: Order, progress: Callable[[float], None]) -> Made:
    return replace(Scripted.usual(order), figures=FIGURES, judge="studio-1")


async def written(shop: Shop) -> list[tuple[int | None, str, float, str]]:
    query = (
        "SELECT q.scene_number, q.metric_name, q.metric_value::float, q.model_name FROM quality_metrics q "
        "JOIN generation_jobs j ON j.output_asset_id = q.asset_id AND j.asset_kind = 'cut' "
        "ORDER BY q.scene_number NULLS FIRST"
    )
    async with shop.database.transaction() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def test_the_figures_of_a_cut_are_kept_with_it(shop: Shop) -> None:
    shop.provider.plan("cut", judged)
    project = await shop.approved_ad()
    await shop.work_off()
    await is_delivered(shop, project)
    assert await written(shop) == [(scene, name, value, "studio-1") for scene, name, value in FIGURES]
    assert await shop.count("SELECT count(*) FROM quality_metrics") == len(FIGURES)


async def test_a_worker_that_lost_its_lease_judges_nothing(shop: Shop) -> None:
    held, released = asyncio.Event(), asyncio.Event()

    async def paused(order: Order, progress: Callable[[float], None]) -> Made:
        held.set()
        await released.wait()
        return await judged(order, progress)

    shop.provider.plan("cut", paused, judged)
    project = await shop.approved_ad()
    await shop.work_off(until="make")
    while (due := await shop.next_job()) is not None:
        job = await shop.job(project, "cut")
        if due[0] == "make" and due[1]["job_id"] == str(job.id):
            break
        await shop.do(due[0], due[1])
    slow = asyncio.create_task(make(shop.crew, UUID(due[1]["job_id"])))  # type: ignore[index]
    await held.wait()
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE generation_jobs SET leased_until = clock_timestamp() WHERE asset_kind = 'cut'")
        )
    await shop.work_off()
    released.set()
    await slow
    assert await shop.count("SELECT count(*) FROM quality_metrics") == len(FIGURES)


async def test_a_video_that_fails_the_check_is_told_in_words_and_writes_nothing(shop: Shop) -> None:
    shop.provider.plan("cut", OrderRefused("studio-not-deliverable-sound", "The video: no sound track."))
    project = await shop.approved_ad()
    await shop.work_off()
    await has_failed(shop, project, "checked and not sent: its sound is missing")
    assert await shop.count("SELECT count(*) FROM quality_metrics") == 0
    assert shop.provider.orders.count("cut") == 1, "the same cut would come out the same"
