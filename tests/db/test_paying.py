"""Money around a production: set aside with the press, carried by tries, settled once, freed at the end."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import select, text

from db.attempts import Attempts
from db.claims import Claims
from db.engine import Database, Session
from db.enums import AdProjectStatus
from db.ledger import Budgets, Ceilings
from db.models import AdProject, GenerationCost, GenerationJob, Script, ScriptRevision
from db.production import Approval, Production
from db.settling import Ended, note_orphan, settle
from db.spending import Part, Spending, left_of_allowance, reserved_of_all, today
from tests.support.people import Somebody, somebody
from tests.support.states import put_into

STILL: Final = Part("replicate", "flux", Decimal("0.04"))
CLIP: Final = Part("replicate", "seedance", Decimal("0.20"))
VOICE: Final = Part("replicate", "speech", Decimal("0.01"))
PARTS: Final = {("still", 1): STILL, ("clip", 1): CLIP, ("voice", None): VOICE}
PRICE: Final = Decimal("0.25")


def spending(**limits: str) -> Spending:
    given = {"allowance": "20", "ad": "10", "day": "25", "house": "200"} | limits
    ceilings = Ceilings(Decimal(given["day"]), Decimal(given["house"]))
    return Spending(PARTS, Decimal(given["allowance"]), Decimal(given["ad"]), ceilings)


async def an_ad(session: Session, number: int = 1) -> Somebody:
    """An ad of one scene whose script waits for approval."""
    ada = await somebody(session, number)
    await put_into(session, ada.ad, AdProjectStatus.SCRIPT_GENERATED)
    ada.project.revision = 1
    scenes = [{"sceneNumber": 1, "duration": 3}]
    session.add(Script(project_id=ada.ad, storyline="s", scenes=scenes, revision=1))
    session.add(ScriptRevision(project_id=ada.ad, revision=1, document={}))
    await session.flush()
    return ada


async def press(database: Database, ada: Somebody, money: Spending | None) -> Approval:
    return await database.run(
        lambda session: Production(session).approve(ada.id, ada.ad, 1, chat_id=1, spending=money)
    )


async def adds_up(database: Database) -> Decimal:
    """What is reserved, which is the same wherever one looks."""
    async with database.transaction() as session:
        held = await Attempts(session).reserved()
        assert await reserved_of_all(session) == held
        people = await session.scalar(
            text("SELECT coalesce(sum(reserved), 0) FROM budgets WHERE user_id IS NOT NULL")
        )
        assert people == held
    return held


async def tried(database: Database, ada: Somebody, kind: str, mark: str) -> UUID:
    """A worker takes the job `kind` and asks the provider for it; the try's id."""
    async with database.transaction() as session:
        job_id = await session.scalar(
            select(GenerationJob.id).where(
                GenerationJob.project_id == ada.ad, GenerationJob.asset_kind == kind
            )
        )
        assert job_id is not None
        job = await Claims(session).claim(job_id, 0.0)
        assert isinstance(job, GenerationJob)
        opened = await Attempts(session).open(
            job.id, job.lease_epoch, provider="replicate", correlator=mark, model=job.model
        )
        assert opened is not None
        assert await Attempts(session).note_created(opened.id, f"p-{mark}", deadline_s=60)
        return opened.id


async def test_a_press_sets_aside_what_each_part_costs(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    assert await press(database, ada, spending()) is Approval.STARTED
    assert await adds_up(database) == PRICE
    async with database.transaction() as session:
        jobs = {(job.asset_kind, job.scene_number): job for job in await Production(session).jobs(ada.ad, 1)}
        for key, part in PARTS.items():
            job = jobs[key]
            assert (job.provider, job.model, job.reserved_amount) == (part.provider, part.model, part.usd)
        assert jobs["cut", None].provider is None
        assert (await session.get_one(AdProject, ada.ad)).estimated_cost == PRICE
        assert await left_of_allowance(session, ada.id, Decimal(20)) == Decimal(20) - PRICE


async def test_the_month_is_the_persons_own(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await an_ad(session), await an_ad(session, 2)
    await press(database, ada, spending())
    async with database.transaction() as session:
        assert await Budgets(session, ada.id).used(date(2020, 1, 31)) == 0
        assert await Budgets(session, bo.id).used(await today(session)) == 0
        assert await left_of_allowance(session, bo.id, Decimal(20)) == 20
        assert await left_of_allowance(session, ada.id, Decimal("0.10")) == 0


@pytest.mark.parametrize(
    ("limit", "answer"),
    [
        ("allowance", Approval.OVER_ALLOWANCE),
        ("ad", Approval.OVER_AD),
        ("day", Approval.OVER_DAY),
        ("house", Approval.OVER_HOUSE),
    ],
)
async def test_a_press_that_costs_too_much_starts_nothing(
    database: Database, limit: str, answer: Approval
) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    assert await press(database, ada, spending(**{limit: "0.2499"})) is answer
    assert await adds_up(database) == 0
    async with database.transaction() as session:
        assert not await Production(session).jobs(ada.ad, 1)
    assert await press(database, ada, spending(**{limit: "0.25"})) is Approval.STARTED


async def test_the_free_plan_still_makes_what_this_machine_makes(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    assert await press(database, ada, spending(allowance="0")) is Approval.OVER_ALLOWANCE
    assert await press(database, ada, None) is Approval.STARTED
    assert await adds_up(database) == 0


@pytest.mark.parametrize("limits", [{"day": "0.80"}, {"allowance": "0.80"}, {"house": "0.80"}])
async def test_of_twenty_approvals_at_once_exactly_three_start(
    database: Database, limits: dict[str, str]
) -> None:
    """Fault 44. Twenty ads of one person where it is that person's limit."""
    async with database.transaction() as session:
        people = [await an_ad(session, number) for number in range(1, 21)]
        if "house" not in limits:
            owner, brand = people[0].id, people[0].brand
            await session.execute(text("UPDATE chat_sessions SET active_project_id = NULL"))
            await session.execute(
                text(
                    "UPDATE ad_projects SET user_id = :owner, brand_id = :brand, created_at = clock_timestamp()"
                ),
                {"owner": owner, "brand": brand},
            )
    ads = people if "house" in limits else [Somebody(people[0].user, one.chat, one.project) for one in people]
    answers = await asyncio.gather(*(press(database, ada, spending(**limits)) for ada in ads))
    assert answers.count(Approval.STARTED) == 3
    assert await adds_up(database) == 3 * PRICE


async def test_a_try_is_settled_once(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    await press(database, ada, spending())
    attempt = await tried(database, ada, "voice", "v")
    assert await adds_up(database) == PRICE
    ended = Ended("succeeded", Decimal("0.0080"), status="succeeded", urls=["https://x/v.wav"])

    async def end(_: int) -> bool:
        return await database.run(lambda session: settle(session, attempt, ended)) is not None

    assert sum(await asyncio.gather(*map(end, range(4)))) == 1
    assert await adds_up(database) == PRICE - VOICE.usd
    async with database.transaction() as session:
        (cost,) = (await session.scalars(select(GenerationCost))).all()
        assert (cost.amount, cost.api_call_id, cost.category) == (
            Decimal("0.0080"),
            "p-v",
            "audio_generation",
        )
        project = await session.get_one(AdProject, ada.ad)
        assert project.total_cost == Decimal("0.0080")
        assert await Attempts(session).charged(ada.ad, 1) == (PRICE, Decimal("0.0080"))
        day = await today(session)
        assert await Budgets(session, ada.id).left(day) == Decimal(25) - PRICE + Decimal("0.0020")


async def test_what_was_not_charged_waits_for_the_next_try(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    await press(database, ada, spending())
    failed = Ended("failed", error="failed-provider: no machine", status="aborted")
    for number in (1, 2):
        attempt = await tried(database, ada, "clip", f"c{number}")
        assert await database.run(lambda session, a=attempt: settle(session, a, failed)) is not None
        assert await adds_up(database) == PRICE
    async with database.transaction() as session:
        costs = (await session.scalars(select(GenerationCost))).all()
        assert [(cost.amount, cost.success) for cost in costs] == [(0, False)] * 2


async def test_a_production_that_ends_frees_what_it_did_not_use(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    await press(database, ada, spending())
    running = await tried(database, ada, "clip", "c")
    async with database.transaction() as session:
        assert await Production(session).cancel(ada.id, ada.ad)
    assert await adds_up(database) == CLIP.usd, "the clip may still cost something"
    async with database.transaction() as session:
        (due,) = await Attempts(session).due(60)
        assert (due.wanted, due.cancelled) == (False, True)
        tasks = (await session.scalars(text("SELECT task_name FROM procrastinate_jobs"))).all()
        assert "look" in tasks
    canceled = Ended("cancelled", Decimal("0.05"), error="failed-cancelled: by the person", status="canceled")
    await database.run(lambda session: settle(session, running, canceled))
    assert await adds_up(database) == 0

    # Taken up again: what is not there yet is set aside anew, as another request.
    assert await press(database, ada, spending()) is Approval.STARTED
    assert await adds_up(database) == PRICE
    async with database.transaction() as session:
        requests = {job.request_number for job in await Production(session).jobs(ada.ad, 1)}
        assert requests == {2}
        assert await Attempts(session).charged(ada.ad, 1) == (2 * PRICE, Decimal("0.05"))


async def test_an_orphan_is_written_down_once(database: Database) -> None:
    async def note(_: int) -> bool:
        return await database.run(
            lambda session: note_orphan(
                session, "p-1", "flux", Decimal("0.04"), provider="replicate", reason="nobody's"
            )
        )

    assert sum(await asyncio.gather(*map(note, range(3)))) == 1
    async with database.transaction() as session:
        (cost,) = (await session.scalars(select(GenerationCost))).all()
        assert (cost.user_id, cost.details["orphan"]) == (None, True)


async def test_a_parked_job_is_nobodys_and_is_taken_up_again(database: Database) -> None:
    async with database.transaction() as session:
        ada = await an_ad(session)
    await press(database, ada, spending())
    async with database.transaction() as session:
        job_id = next(job.id for job in await Production(session).jobs(ada.ad, 1) if job.asset_kind == "clip")
        claims = Claims(session)
        job = await claims.claim(job_id, 30)
        assert isinstance(job, GenerationJob)
        epoch = job.lease_epoch
        assert await claims.park(job_id, epoch)
        assert not await claims.park(job_id, epoch)
        await claims.note_progress({job_id: 40})
        assert (await claims.renew(job_id, epoch, 30, 0)).value == "lost", "a late renewal changes nothing"
        again = await claims.claim(job_id, 30)
        assert isinstance(again, GenerationJob)
        assert (again.status, again.progress_percentage) == ("processing", 40)
        assert again.lease_epoch == epoch + 2
