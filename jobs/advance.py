"""Apply what the pipeline says to the rows: begin jobs, hand over the cut, end the production."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from agent.script import AdScript
from bot.scripts import read_stored
from bot.views.production import delivered as delivered_words
from db import outbox
from db.attempts import Attempts
from db.claims import Claims
from db.engine import Session
from db.enums import AdProjectStatus, GenerationJobStatus
from db.errors import DamagedRow
from db.messages import Messages
from db.models import AdProject, Asset, GenerationJob
from db.portraits import Portraits, pictures_of
from db.production import Production
from db.projects import chat_of
from db.trail import tell
from db.turns import FILMING, Turns
from db.wakeups import DELIVERED, wake_job
from jobs.board import ask, show
from jobs.crew import Crew
from jobs.pipeline import Ask, Begin, Deliver, Finish, GiveUp, JobFacts, Review, Step, next_steps, phase
from jobs.progress import facts_of, show_failed, show_progress, tongue_of

log = logging.getLogger(__name__)


async def advance(crew: Crew, project_id: UUID) -> None:
    """Do everything that the rows of the ad's production call for now. Safe to call at any time, any number of
    times."""

    async def step_on(session: Session) -> None:
        production = Production(session)
        project = await production.project(project_id, lock=True)
        if project is None or project.deleted_at is not None or project.status not in FILMING:
            return
        if project.status == AdProjectStatus.SCRIPT_APPROVED:
            await production.move(project_id, AdProjectStatus.VIDEO_GENERATING)
        jobs = await production.jobs(project_id, project.revision)
        if await _settle_delivery(session, jobs):
            jobs = await production.jobs(project_id, project.revision)
        waiting = await Attempts(session).waiting_jobs(project_id)
        facts = [facts_of(job, waiting) for job in jobs]
        steps = next_steps(facts)
        if steps:
            tell(log, "production goes on", revision=project.revision, steps=[_told(step) for step in steps])
        if not any(isinstance(step, GiveUp | Finish) for step in steps):
            await production.set_stage(project_id, phase(facts))
            await production.project(project_id)
        for step in steps:
            await _apply(crew, session, project, jobs, step)
        if not any(isinstance(step, GiveUp) for step in steps):
            await show_progress(
                session, crew.speech, project, await production.jobs(project_id, project.revision)
            )

    await crew.database.run(step_on)


def _told(step: Step) -> str:
    match step:
        case Begin(job) | Deliver(job) | GiveUp(job):
            return f"{type(step).__name__.lower()} {job.kind}" + (f"-{job.scene}" if job.scene else "")
        case _:
            return type(step).__name__.lower()


async def _settle_delivery(session: Session, jobs: Sequence[GenerationJob]) -> bool:
    """Ask the outbox what became of a delivery, because the call that tells it may be lost; whether it has changed."""
    job = next((job for job in jobs if job.asset_kind == "delivery"), None)
    if job is None or job.status != GenerationJobStatus.PROCESSING:
        return False
    row = await outbox.find(session, _delivery_key(job))
    if row is None:
        return await Production(session).repeat_delivery(job.id)
    if row.sent_version >= row.version:
        return await Production(session).end_delivery(job.id) is not None
    if row.dropped_at is not None:
        return await Production(session).end_delivery(job.id, error=row.error_message or "") is not None
    return False


def _delivery_key(job: GenerationJob) -> str:
    """Under which key the outbox keeps the video that this attempt of a delivery sends."""
    return f"delivery:{job.id}:{job.lease_epoch}"


async def _apply(
    crew: Crew, session: Session, project: AdProject, jobs: Sequence[GenerationJob], step: Step
) -> None:
    match step:
        case Begin(job, queue):
            await wake_job(session, job.id, queue=queue, delay_s=await Claims(session).pause_s(job.id))
        case Ask(failed):
            await ask(crew, session, project, [one for one in jobs if one.id in {job.id for job in failed}])
        case Review(_, board):
            if board:
                await show(crew, session, project, jobs)
            # What was said meanwhile is answered now: nothing is being made.
            await Turns(session).wake_waiting(project.id)
        case Deliver(job):
            await _hand_over(crew, session, project, jobs, job.id)
        case Finish():
            await _finish(session, project, jobs)
        case GiveUp(job):
            await _give_up(crew, session, project, job)


async def _hand_over(
    crew: Crew, session: Session, project: AdProject, jobs: Sequence[GenerationJob], job_id: UUID
) -> None:
    """Write the video into the outbox; the delivery job ends when it was said."""
    production = Production(session)
    cut = next(job for job in jobs if job.asset_kind == "cut")
    asset = await production.asset(cut.output_asset_id) if cut.output_asset_id else None
    if asset is None:
        gone = "failed-cut-missing: the cut is no longer in storage"
        await production.end_delivery(job_id, error=gone)
        return
    row = await production.begin_delivery(job_id)
    if row is None:
        return
    chat_id, thread_id = chat_of(project)
    script = await script_of(session, project)
    estimated, used = await Attempts(session).charged(project.id, project.revision)
    words = delivered_words(
        await tongue_of(session, crew.speech, project),
        project=project.id,
        revision=project.revision,
        title=project.title,
        placement=script.ad_details.placement,
        seconds=float(asset.duration_seconds or 0),
        used=used,
        estimated=estimated,
        credits=asset.details.get("cut", {}).get("credits", ()),
        master=asset.id if asset.details.get("chatCopy") and crew.storage.linkable else None,
        redo=any(job.provider is not None and job.asset_kind in ("still", "clip") for job in jobs),
        video=asset.id,
    )
    log_entry = f"[video of revision {project.revision}]"
    line = await Messages(session, project.user_id).log_video(project.id, asset.id, log_entry)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="video",
        payload={**words.caption(), **video_keys(asset), "remember": str(line.id)},
        dedupe_key=_delivery_key(row),
        user_id=project.user_id,
        project_id=project.id,
        then=(DELIVERED, {"job_id": str(row.id)}),
    )


def video_keys(asset: Asset) -> dict[str, object]:
    """What the sender needs to know of the video; see `bot.outgoing` and `jobs.say`."""
    chat_copy = asset.details.get("chatCopy") or asset.url
    stored = {"video": chat_copy}
    if asset.details.get("thumbnail"):
        stored["thumbnail"] = asset.details["thumbnail"]
    return {
        "file": "video",
        "thumbnail": "thumbnail",
        "width": asset.width,
        "height": asset.height,
        "duration": round(float(asset.duration_seconds or 0)),
        "stored": stored,
        "assetId": str(asset.id),
    }


async def _finish(session: Session, project: AdProject, jobs: Sequence[GenerationJob]) -> None:
    cut = next((job for job in jobs if job.asset_kind == "cut"), None)
    starts = [job.started_at for job in jobs if job.started_at]
    seconds = max(0, round((datetime.now(UTC) - min(starts)).total_seconds())) if starts else None
    asset_id = cut.output_asset_id if cut else None
    await Production(session).finish(project.id, asset_id=asset_id, seconds=seconds)


async def _give_up(crew: Crew, session: Session, project: AdProject, job: JobFacts) -> None:
    reference = uuid4().hex[:8]
    log.error("production failed: ad %s, %s %s, reference %s", project.id, job.kind, job.scene, reference)
    if await Production(session).fail_project(project.id, job.error or "unknown"):
        await show_failed(session, crew.speech, project, job, reference=reference, money=crew.money)


async def script_of(session: Session, project: AdProject, revision: int | None = None) -> AdScript:
    """The whole script of the ad's current revision (or of `revision`), without pictures of people that nobody
    permitted.

    Raises:
        DamagedRow: it can't be read, or isn't there.
    """
    script = await read_stored(session, project, revision)
    if script is None:
        raise DamagedRow(f"script_revisions {project.id} {revision or project.revision}: is missing")
    look = script.brand
    barred = await Portraits(session, project.user_id).barred(pictures_of(look))
    if not barred:
        return script
    kept = tuple(uri for uri in look.product_images if uri not in barred)
    logo = None if look.logo in barred else look.logo
    return script.model_copy(update={"brand": look.model_copy(update={"product_images": kept, "logo": logo})})


async def delivered(crew: Crew, job_id: UUID) -> None:
    """The video is in the chat: the delivery has ended, and with it the production."""
    async with crew.database.transaction() as session:
        await Production(session).end_delivery(job_id)
