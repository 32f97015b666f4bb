"""What was paid, what may be paid, and the attempts that may cost something."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.attempts import Attempts
from db.claims import Claims
from db.engine import Database, Session
from db.enums import AdProjectStatus, CostCategory
from db.errors import BadInput, Conflict, NotFound
from db.ledger import Budgets, Ceilings, Costs, Usage
from db.models import Budget, GenerationJob, Script, User
from db.production import Production
from tests.support.people import Somebody, somebody

DAY = date(2026, 3, 4)
PLENTY = Ceilings(Decimal(25), Decimal(200))


async def claimed_job(session: Session, ada: Somebody) -> GenerationJob:
    """A job of the ad that a worker holds."""
    for status in (AdProjectStatus.CHAT_IN_PROGRESS, AdProjectStatus.SCRIPT_GENERATED):
        ada.project.status = status
        await session.flush()
    ada.project.revision = 1
    scenes = [{"sceneNumber": 1, "duration": 3}]
    session.add(Script(project_id=ada.ad, storyline="s", scenes=scenes, revision=1))
    await session.flush()
    await Production(session).approve(ada.id, ada.ad, 1, chat_id=1)
    job_id = (await Production(session).jobs(ada.ad, 1))[0].id
    job = await Claims(session).claim(job_id, 60)
    assert isinstance(job, GenerationJob)
    return job


async def test_costs_add_up_on_the_ad_and_the_person(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        costs = Costs(session, ada.id)
        for amount in ("0.05", "0.0001"):
            await costs.add(
                CostCategory.IMAGE_GENERATION,
                Decimal(amount),
                project_id=ada.ad,
                provider="replicate",
                usage=Usage(seconds=Decimal("1.5"), latency_ms=900),
            )
        failed = await costs.add(CostCategory.LLM, Decimal(0), error="time-out")
        assert not failed.success
        assert await costs.total(ada.ad) == Decimal("0.0501")
        assert await session.scalar(select(User.total_cost)) == Decimal("0.0501")
        paid = sorted(cost.amount for cost in await costs.of_project(ada.ad))
        assert paid == [Decimal("0.0001"), Decimal("0.05")]
        with pytest.raises(NotFound):
            await costs.add(CostCategory.LLM, Decimal(1), project_id=uuid4())
        with pytest.raises(NotFound):
            await costs.add(CostCategory.LLM, Decimal(1), lora_model_id=uuid4())


@pytest.mark.parametrize("change", ["UPDATE generation_costs SET amount = 0", "DELETE FROM generation_costs"])
async def test_the_ledger_is_only_added_to(database: Database, change: str) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        await Costs(session, ada.id).add(CostCategory.LLM, Decimal(1), project_id=ada.ad)
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with database.transaction() as session:
            await session.execute(text(change))


async def test_of_twenty_reservations_at_once_a_budget_for_three_takes_three(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
    ceilings = Ceilings(Decimal(3), Decimal(200))

    async def reserve(_: int) -> bool:
        return await database.run(lambda session: Budgets(session, ada.id).reserve(Decimal(1), DAY, ceilings))

    assert sum(await asyncio.gather(*map(reserve, range(20)))) == 3
    async with database.transaction() as session:
        rows = {row.user_id: row for row in (await session.scalars(select(Budget))).all()}
        assert {row.reserved for row in rows.values()} == {Decimal(3)}
        assert await Budgets(session, ada.id).left(DAY) == 0


async def test_of_many_people_at_once_the_budget_of_all_takes_three(database: Database) -> None:
    async with database.transaction() as session:
        people = [await somebody(session, number) for number in range(1, 11)]
    ceilings = Ceilings(Decimal(25), Decimal(3))

    async def reserve(one: Somebody) -> bool:
        return await database.run(lambda session: Budgets(session, one.id).reserve(Decimal(1), DAY, ceilings))

    assert sum(await asyncio.gather(*map(reserve, people * 2))) == 3
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT sum(reserved) FROM budgets WHERE user_id IS NOT NULL")) == 3
        assert await session.scalar(text("SELECT reserved FROM budgets WHERE user_id IS NULL")) == 3


async def test_what_was_reserved_is_settled_once(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        budgets = Budgets(session, ada.id)
        assert await budgets.left(DAY) is None
        assert await budgets.reserve(Decimal("1.84"), DAY, PLENTY)
        assert await budgets.left(DAY) == Decimal("23.16")
        await budgets.settle(Decimal("1.84"), Decimal("1.79"), DAY)
        assert await budgets.left(DAY) == Decimal("23.21")
        with pytest.raises(Conflict):
            await budgets.settle(Decimal("1.84"), Decimal("1.79"), DAY)
        with pytest.raises(Conflict):
            await budgets.give_back(Decimal("0.01"), DAY)
        assert await budgets.reserve(Decimal(2), DAY, PLENTY)
        await budgets.give_back(Decimal(2), DAY)
        assert await budgets.left(DAY) == Decimal("23.21")
        # The operator lowers the ceiling: nothing more fits, and what was spent stays spent.
        assert not await budgets.reserve(Decimal(1), DAY, Ceilings(Decimal(1), Decimal(200)))
        assert await budgets.left(DAY) == Decimal("-0.79")
        with pytest.raises(BadInput):
            await budgets.reserve(Decimal(-1), DAY, PLENTY)
        with pytest.raises(BadInput):
            await budgets.reserve(Decimal("NaN"), DAY, PLENTY)


async def test_one_open_attempt_per_job(database: Database) -> None:
    async with database.transaction() as session:
        job = await claimed_job(session, await somebody(session))

    async def attempt(number: int) -> bool:
        async with database.transaction() as session:
            opened = await Attempts(session).open(
                job.id,
                job.lease_epoch,
                provider="replicate",
                correlator=f"c{number}",
            )
            return opened is not None

    assert sum(await asyncio.gather(*map(attempt, range(5)))) == 1
    async with database.transaction() as session:
        attempts = Attempts(session)
        (due,) = await attempts.due(60)
        open_one = due.attempt
        assert (open_one.state, due.wanted, due.cancelled) == ("sending", True, False)
        assert not await attempts.due(60), "whoever looks has it for a minute"
        assert await attempts.note_created(open_one.id, "p1")
        assert not await attempts.note_created(open_one.id, "p2")
        found = await attempts.of_prediction("p1")
        assert found is not None
        assert (found.id, found.state) == (open_one.id, "running")
        assert await attempts.close(open_one.id, "failed", "no luck")
        assert not await attempts.close(open_one.id, "succeeded")
        assert not await attempts.some_due()
        again = await attempts.open(job.id, job.lease_epoch, provider="replicate", correlator="again")
        assert again is not None
        assert not await attempts.note_created(again.id, "p1")
        assert [one.correlator for one in await attempts.of_job(job.id)] == [open_one.correlator, "again"]
        known = await attempts.of_correlator("again")
        assert known is not None
        assert known.id == again.id


async def test_whoever_lost_the_lease_opens_no_attempt(database: Database) -> None:
    async with database.transaction() as session:
        job = await claimed_job(session, await somebody(session))
        attempts = Attempts(session)
        stale = await attempts.open(job.id, job.lease_epoch - 1, provider="replicate", correlator="c")
        assert stale is None
        with pytest.raises(BadInput):
            await attempts.close(uuid4(), "running")
