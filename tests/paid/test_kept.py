"""What was paid for a production that has ended is brought home, and the person may ask again at any moment of it."""

from __future__ import annotations

import pytest

from db.claims import Claims
from db.enums import GenerationJobStatus
from db.models import AdProject, GenerationJob
from db.production import Approval, Production
from tests.paid.test_production import are_bought
from tests.paid.till import Till
from tests.support.invariants import broken


async def stopped_with_a_paid_still(till: Till) -> tuple[AdProject, GenerationJob]:
    """A production that was cancelled when one still was made and paid, and nobody had brought it home."""
    project = await till.approved_ad()

    async def one_is_made() -> bool:
        return bool(await till.attempts("succeeded"))

    await till.work_off(until=one_is_made)
    async with till.shop.database.transaction() as session:
        assert await Production(session).cancel(project.user_id, project.id)
    (made, *_) = await till.attempts("succeeded")
    assert made.job_id is not None
    async with till.shop.database.transaction() as session:
        job = await session.get_one(GenerationJob, made.job_id)
    assert job.status is GenerationJobStatus.CANCELLED
    return project, job


async def taken(till: Till, job: GenerationJob, lease_s: float) -> GenerationJob:
    """The paid still's job in the hands of a worker that brings it home (and does no more in this test)."""
    async with till.shop.database.transaction() as session:
        claimed = await Claims(session).claim_kept(job.id, lease_s)
    assert claimed is not None
    return claimed


async def test_who_asks_again_meanwhile_sets_nothing_aside_for_nobody(stills: Till) -> None:
    project, job = await stopped_with_a_paid_still(stills)
    held = await taken(stills, job, 60.0)
    assert await stills.approve(project) is Approval.STARTED
    async with stills.shop.database.transaction() as session:
        assert not await Claims(session).complete(job.id, held.lease_epoch), "another worker does it now"
        assert not await Claims(session).let_go(job.id, held.lease_epoch), "its failure must not stop the ad"
    assert not [each for each in await broken(stills.shop.database) if each.startswith("I3")]
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.charged_once()
    await stills.work_off()
    await stills.adds_up()
    assert await broken(stills.shop.database) == []


@pytest.mark.parametrize("gone", [False, True])
async def test_a_worker_that_died_on_its_way_home_is_followed_by_another(stills: Till, gone: bool) -> None:
    """Its lease has ended, and the production too: whoever is woken brings it home, or leaves it as it was."""
    if gone:
        await stills.fault("expired", times=2)
    project, job = await stopped_with_a_paid_still(stills)
    await taken(stills, job, -1.0)
    await stills.shop.do("make", {"job_id": str(job.id)})
    async with stills.shop.database.transaction() as session:
        after = await session.get_one(GenerationJob, job.id)
    assert after.status is (GenerationJobStatus.CANCELLED if gone else GenerationJobStatus.COMPLETED)
    await stills.work_off()
    assert await broken(stills.shop.database) == []
    assert await stills.approve(project) is Approval.STARTED
    await stills.buy(project)
    await are_bought(stills, project)
    await stills.work_off()
    await stills.adds_up()
