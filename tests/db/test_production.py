"""Production starts by one press, is held by leases, and ends with a word."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update

from db.claims import Claims, Lease
from db.engine import Database, Session
from db.enums import AdProjectStatus, GenerationJobStatus
from db.models import AdProject, GenerationJob, Script, ScriptRevision
from db.production import Approval, Production, plan
from db.projects import Projects
from tests.support.people import met
from tests.support.states import put_into

SCENES = [{"sceneNumber": 1, "duration": 3}, {"sceneNumber": 2, "duration": 3}]


async def scripted(session: Session, telegram_id: int = 1) -> AdProject:
    """An ad whose script waits for approval at revision 1."""
    user, chat = await met(session, telegram_id)
    project = await Projects(session, user.id).start(chat)
    await put_into(session, project.id, AdProjectStatus.SCRIPT_GENERATED)
    project.revision = 1
    session.add(Script(project_id=project.id, storyline="s", scenes=SCENES, revision=1))
    session.add(ScriptRevision(project_id=project.id, revision=1, document={}))
    await session.flush()
    return project


async def press(
    database: Database, project: AdProject, revision: int = 1, user: UUID | None = None
) -> Approval:
    async with database.transaction() as session:
        return await Production(session).approve(
            user or project.user_id, project.id, revision, chat_id=1, thread_id=0
        )


async def made(database: Database) -> AdProject:
    async with database.transaction() as session:
        return await scripted(session)


async def status_of(database: Database, project: AdProject) -> AdProjectStatus:
    async with database.transaction() as session:
        return (await session.get_one(AdProject, project.id)).status


async def a_job(database: Database, kind: str = "voice") -> UUID:
    async with database.transaction() as session:
        return (
            await session.execute(select(GenerationJob.id).where(GenerationJob.asset_kind == kind))
        ).scalar_one()


async def test_approve_plans_every_job_and_wakes_the_pipeline(database: Database) -> None:
    project = await made(database)
    assert await press(database, project) is Approval.STARTED
    async with database.transaction() as session:
        jobs = await Production(session).jobs(project.id, 1)
        found = {(job.asset_kind, job.scene_number) for job in jobs}
        assert found == {(job.asset_kind, job.scene_number) for job in plan([1, 2])}
        assert {job.status for job in jobs} == {GenerationJobStatus.QUEUED}
        tasks = (await session.execute(text("SELECT task_name FROM procrastinate_jobs"))).scalars().all()
        assert tasks == ["advance"]
        script = await session.scalar(select(Script))
        assert script is not None
        assert script.approved_at is not None


async def test_twenty_presses_at_once_start_one_production(database: Database) -> None:
    project = await made(database)
    outcomes = await asyncio.gather(*(press(database, project) for _ in range(20)))
    assert sorted(outcomes) == [Approval.ALREADY] * 19 + [Approval.STARTED]
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(GenerationJob)) == len(plan([1, 2]))


async def test_an_old_revision_and_a_foreign_ad_start_nothing(database: Database) -> None:
    project = await made(database)
    assert await press(database, project, revision=0) is Approval.STALE
    assert await press(database, project, revision=2) is Approval.STALE
    assert await press(database, project, user=uuid4()) is Approval.NOT_FOUND
    assert await status_of(database, project) is AdProjectStatus.SCRIPT_GENERATED
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(GenerationJob)) == 0


async def test_an_exception_after_approve_rolls_everything_back(database: Database) -> None:
    project = await made(database)
    try:
        async with database.transaction() as session:
            await Production(session).approve(project.user_id, project.id, 1, chat_id=1)
            raise RuntimeError("between approve and commit")
    except RuntimeError:
        pass
    assert await status_of(database, project) is AdProjectStatus.SCRIPT_GENERATED
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(GenerationJob)) == 0
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


async def test_one_worker_holds_a_job_and_the_zombie_changes_nothing(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    job_id = await a_job(database)
    async with database.transaction() as session:
        zombie = await Claims(session).claim(job_id, 0.0)
        assert isinstance(zombie, GenerationJob)
        old = zombie.lease_epoch
    async with database.transaction() as session:
        heir = await Claims(session).claim(job_id, 30)
        assert isinstance(heir, GenerationJob)
        assert heir.lease_epoch == old + 1
        waits = await Claims(session).claim(job_id, 30)
        assert isinstance(waits, float)
        assert 0 < waits <= 30
    async with database.transaction() as session:
        claims = Claims(session)
        assert await claims.renew(job_id, old, 30, 50) is Lease.LOST
        assert not await claims.complete(job_id, old)
        assert not await claims.give_up(job_id, old, "x", retry_in_s=None)
        assert await claims.complete(job_id, heir.lease_epoch)
        assert await claims.claim(job_id, 30) is None


async def test_progress_never_falls(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    job_id = await a_job(database)
    async with database.transaction() as session:
        job = await Claims(session).claim(job_id, 30)
        assert isinstance(job, GenerationJob)
        await Claims(session).renew(job_id, job.lease_epoch, 30, 60)
        await Claims(session).renew(job_id, job.lease_epoch, 30, 20)
        row = await session.get_one(GenerationJob, job_id, populate_existing=True)
        assert row.progress_percentage == 60


async def test_cancel_ends_everything_and_its_workers_learn_it(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    job_id = await a_job(database)
    async with database.transaction() as session:
        job = await Claims(session).claim(job_id, 30)
        assert isinstance(job, GenerationJob)
    async with database.transaction() as session:
        assert not await Production(session).cancel(uuid4(), project.id)
        assert await Production(session).cancel(project.user_id, project.id)
        assert not await Production(session).cancel(project.user_id, project.id)
    assert await status_of(database, project) is AdProjectStatus.CANCELLED
    async with database.transaction() as session:
        assert await Claims(session).renew(job_id, job.lease_epoch, 30, 70) is Lease.LOST
        jobs = await Production(session).jobs(project.id, 1)
        assert {row.status for row in jobs} == {GenerationJobStatus.CANCELLED}


async def test_going_on_after_a_cancel_keeps_what_was_made(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    job_id = await a_job(database)
    async with database.transaction() as session:
        job = await Claims(session).claim(job_id, 30)
        assert isinstance(job, GenerationJob)
        await Claims(session).complete(job_id, job.lease_epoch)
        await Production(session).cancel(project.user_id, project.id)
    assert await press(database, project) is Approval.STARTED
    assert await status_of(database, project) is AdProjectStatus.VIDEO_GENERATING
    async with database.transaction() as session:
        jobs = await Production(session).jobs(project.id, 1)
        by_kind = {(row.asset_kind, row.scene_number): row.status for row in jobs}
        assert by_kind.pop(("voice", None)) is GenerationJobStatus.COMPLETED
        assert set(by_kind.values()) == {GenerationJobStatus.QUEUED}
        assert not any(row.cancel_requested for row in jobs)


async def test_a_failed_project_closes_its_open_jobs(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    async with database.transaction() as session:
        production = Production(session)
        await production.move(project.id, AdProjectStatus.VIDEO_GENERATING)
        assert await production.fail_project(project.id, "failed-unexpected: x")
        assert not await production.fail_project(project.id, "again")
        assert await production.stalled_projects() == []
        rows = await production.jobs(project.id, 1)
        assert {row.status for row in rows} == {GenerationJobStatus.CANCELLED}


async def test_a_delivery_ends_once(database: Database) -> None:
    project = await made(database)
    await press(database, project)
    job_id = await a_job(database, "delivery")
    async with database.transaction() as session:
        await session.execute(
            update(GenerationJob).where(GenerationJob.id == job_id).values(status="processing")
        )
        assert await Production(session).end_delivery(job_id) == project.id
        assert await Production(session).end_delivery(job_id) is None
        assert await Production(session).end_delivery(await a_job(database, "cut")) is None
