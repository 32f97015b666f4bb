"""The status message of a production, as rows say it stands. Best effort: a newer version replaces a waiting one."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from bot.i18n import Speech, Tongue
from bot.prices import Money, price_of_making
from bot.scripts import read_stored
from bot.views.board import Kind
from bot.views.production import ProductionView, Step, StepState, cancelled, card_key, failed, production_card
from bot.views.script import FREE, Price
from bot.views.words import Words
from db import outbox
from db.accounts import Accounts
from db.administration import GENERATION, Switches, model_switch
from db.attempts import Attempts
from db.engine import Session
from db.enums import GenerationJobStatus as Status
from db.models import AdProject, GenerationJob
from db.production import round_of
from db.projects import chat_of
from jobs.pipeline import JobFacts, Phase, Review, next_steps, percent, standing

_KINDS: Final = {
    Step.STILLS: ("still",),
    Step.CLIPS: ("clip",),
    Step.SOUND: ("voice", "music"),
    Step.CUT: ("cut",),
    Step.DELIVERY: ("delivery",),
}
_STEP_OF: Final = {kind: step for step, kinds in _KINDS.items() for kind in kinds}

_TELLING: Final = 8
"""Below this percentage the time that is left can't be told from the time that went by."""


def facts_of(job: GenerationJob, waiting: Container[UUID] = ()) -> JobFacts:
    """The row as the pipeline sees it; `waiting` are the jobs at which a try with a provider is open."""
    return JobFacts(
        job.id,
        job.asset_kind or "",
        job.scene_number,
        job.status,
        job.progress_percentage,
        job.error_message,
        job.provider,
        job.id in waiting,
        job.variant,
        job.request_number,
    )


def step_states(jobs: Sequence[JobFacts]) -> tuple[tuple[Step, StepState], ...]:
    """How far each step that people see is."""
    states = [(Step.PLAN, StepState.DONE)]
    for step, kinds in _KINDS.items():
        statuses = {job.status for job in standing(jobs) if job.kind in kinds}
        if Status.FAILED in statuses:
            state = StepState.FAILED
        elif statuses == {Status.COMPLETED}:
            state = StepState.DONE
        elif statuses & {Status.PROCESSING, Status.COMPLETED}:
            state = StepState.RUNNING
        else:
            state = StepState.WAITING
        states.append((step, state))
    return tuple(states)


def remaining_s(jobs: Sequence[GenerationJob], done: int, now: datetime) -> float | None:
    """Seconds left if the work goes on at its pace so far; None while that can't be told, or where the person decides
    when it goes on."""
    if any(job.round_number for job in jobs):
        return None
    starts = [job.started_at for job in jobs if job.started_at is not None]
    if not starts or not _TELLING <= done < 100:
        return None
    return (now - min(starts)).total_seconds() * (100 - done) / done


async def tongue_of(session: Session, speech: Speech, project: AdProject) -> Tongue:
    """The language of the person whose ad this is."""
    user = await Accounts(session).get(project.user_id)
    return speech.of(user.locale if user else None)


async def show_progress(
    session: Session, speech: Speech, project: AdProject, jobs: Sequence[GenerationJob]
) -> None:
    """Bring the status message up to date."""
    facts = [facts_of(job) for job in jobs]
    done = percent(facts)
    gate = next((step for step in next_steps(facts) if isinstance(step, Review)), None)
    chosen: Kind = "still" if gate is not None and gate.phase is Phase.CHOOSE_STILLS else "clip"
    view = ProductionView(
        project.id,
        project.revision,
        project.title,
        step_states(facts),
        done,
        remaining_s(jobs, done, datetime.now(UTC)),
        ready=chosen if gate is not None and gate.board else None,
        asks=gate is not None and not gate.board,
        held=await _is_held(session, jobs),
    )
    await _say_card(session, project, production_card(await tongue_of(session, speech, project), view))


async def _is_held(session: Session, jobs: Sequence[GenerationJob]) -> bool:
    """Whether an admin holds everything, or a model that is still to be asked for a part."""
    asked = {str(job.model).partition(":")[0] for job in jobs if job.provider and job.status == Status.QUEUED}
    names = (GENERATION, *(model_switch(name) for name in sorted(asked)))
    return await Switches(session).any_off(names) is not None


async def show_failed(
    session: Session, speech: Speech, project: AdProject, job: JobFacts, *, reference: str, money: Money
) -> None:
    """Say why the video can't be finished, as a new message that notifies, and close the status message."""
    t = await tongue_of(session, speech, project)
    chat_id, thread_id = chat_of(project)
    sentence = (job.error or "").partition(":")[0]
    estimated, used = await Attempts(session).charged(project.id, project.revision)
    pending = bool(await Attempts(session).waiting_jobs(project.id))
    words = failed(
        t,
        project=project.id,
        revision=project.revision,
        reference=reference,
        sentence=sentence if t.knows(sentence) else None,
        step=_STEP_OF.get(job.kind),
        estimated=estimated,
        used=used,
        pending=pending,
        price=await _price_of_going_on(session, project, money),
    )
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"failed:{job.id}:{reference}",
        user_id=project.user_id,
        project_id=project.id,
    )
    await _say_card(session, project, Words(t("production-ended-failed"), silent=True))


async def show_cancelled(session: Session, speech: Speech, project: AdProject, money: Money) -> None:
    """Bring the message of a production that was stopped up to date: what it cost in the end."""
    estimated, used = await Attempts(session).charged(project.id, project.revision)
    t = await tongue_of(session, speech, project)
    words = cancelled(
        t,
        project=project.id,
        revision=project.revision,
        title=project.title,
        estimated=estimated,
        used=used,
        price=await _price_of_going_on(session, project, money),
    )
    await _say_card(session, project, words)


async def _price_of_going_on(session: Session, project: AdProject, money: Money) -> Price:
    """What the parts cost that are not made yet."""
    user, script = await Accounts(session).get(project.user_id), await read_stored(session, project)
    if user is None or script is None:
        return FREE
    return await price_of_making(session, user, project.id, project.revision, script, money)


async def _say_card(session: Session, project: AdProject, words: Words) -> None:
    chat_id, thread_id = chat_of(project)
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread_id,
        kind="card",
        payload=words.payload(),
        dedupe_key=card_key(project.id, project.revision, round_of(project)),
        user_id=project.user_id,
        project_id=project.id,
    )
