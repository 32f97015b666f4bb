"""Ask the provider for one thing, once. What is not known for certain stays `sending`, and whoever looks finds out.

open the try (money moves from the job to it) ── commit ── POST ── note the id, park the job ── commit
"""

from __future__ import annotations

import logging
import time
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from agent.catalog import Model
from db.administration import GENERATION, Switches, model_switch
from db.attempts import Attempts
from db.claims import Lease
from db.crash import crash_point
from db.engine import Session
from db.models import GenerationAttempt, GenerationJob
from db.settling import Ended, note_orphan, settle
from db.trail import about
from jobs.crew import Crew
from jobs.lease import LeaseEnded
from jobs.paid import PROVIDER, NotNow, PaidStudio
from jobs.paid.course import ACCOUNT, BUSY, REFUSED
from jobs.paid.rest import first_look_s, park, run_s
from jobs.paid.told import tell_end
from jobs.paid.verdict import verdict
from jobs.providers import Order, OrderRefused
from jobs.providers.replicate import Created, ProviderAway, Refused, Replicate, Run, Unknown
from jobs.providers.request import LENT, build, picture_for
from jobs.storage import PROVIDER_S, unsigned

log = logging.getLogger(__name__)

HANGING: Final = 3.0
"""Looks that a request gets for its answer before it counts as one whose fate is unknown."""


async def submit(
    crew: Crew, paid: PaidStudio, job: GenerationJob, order: Order, model: Model, nonce: UUID
) -> None:
    """Open a try and send its request; the job is parked afterwards, whatever became of it. `nonce` is the try's own.

    Raises:
        NotNow: nothing was sent, or it was turned away.
        OrderRefused: the provider does not take it.
        LeaseEnded: the job is another's by now.
    """
    async with crew.database.transaction() as session:
        await check_room(crew, session, model)
    picture = picture_for(order, model)
    image, mark = await _lend(crew, paid, order, picture) if picture else (None, None)
    request = build(order, model, nonce=nonce, image=image, image_mark=mark)
    began = time.monotonic()
    attempt = await _open(crew, job, model, str(request.mark))
    about(attempt=attempt.id)
    if time.monotonic() - began > crew.rhythm.prediction_grace / 2:
        # We were asleep: by now others may take the try for lost.
        await turn_back(crew, attempt, f"{BUSY}: the worker was paused")
        raise NotNow(0.0, "the worker was paused")
    webhook = paid.hooks.address(attempt.id) if paid.hooks else None
    outcome = await paid.api.create(model, request.inputs, webhook=webhook)
    match outcome:
        case Created(run):
            about(run=run.id)
            await _note(crew, paid, job, attempt, model, run)
        case Refused():
            await turned_away(crew, attempt, model, outcome)
        case Unknown(reason):
            log.warning("whether %s took try %s is not known: %s", model.model, attempt.id, reason)
            await park(crew, job, attempt, 0.0)
    crash_point("submit.noted")


async def _lend(crew: Crew, paid: PaidStudio, order: Order, picture: str) -> tuple[str, str]:
    """An address at which the provider finds the picture for an hour, and the part of it that may stand in a row: a
    link into our storage where that is public, else a copy with the provider."""
    uri = order.stored.get(picture)
    if uri is not None:
        name = f"{LENT}{uuid4().hex}{Path(picture).suffix}"
        link = await crew.storage.link(uri, PROVIDER_S, name)
        if link is not None:
            return link, name
    try:
        address = await paid.api.upload(Path(picture))
    except ProviderAway as away:
        raise NotNow(crew.rhythm.prediction_poll, f"a picture could not be lent: {away}") from away
    return address, address


async def check_room(crew: Crew, session: Session, model: Model, *, hold: bool = False) -> None:
    """Raises NotNow where as many runs of the model are open as may be, or an admin has switched it off."""
    switched_off = await Switches(session).any_off((GENERATION, model_switch(model.name)))
    if switched_off is not None:
        raise NotNow(crew.rhythm.sweep, f"{switched_off} is switched off", begun=False)
    running = await Attempts(session).open_of_model(model.model, hold=hold)
    if running >= model.at_once:
        pause = max(crew.rhythm.prediction_poll, run_s(crew, model) / 4)
        raise NotNow(pause, f"{running} runs of {model.model} are open", begun=False)


async def _open(crew: Crew, job: GenerationJob, model: Model, mark: str) -> GenerationAttempt:
    async with crew.database.transaction() as session:
        await check_room(crew, session, model, hold=True)
        attempt = await Attempts(session).open(
            job.id,
            job.lease_epoch,
            provider=PROVIDER,
            correlator=mark,
            model=model.model,
            look_in_s=HANGING * crew.rhythm.prediction_poll,
        )
    if attempt is None:
        raise LeaseEnded(Lease.LOST)
    return attempt


async def _note(
    crew: Crew, paid: PaidStudio, job: GenerationJob, attempt: GenerationAttempt, model: Model, run: Run
) -> None:
    first = first_look_s(crew, model)
    noted = await crew.database.run(
        lambda session: Attempts(session).note_created(
            attempt.id, run.id, look_in_s=first, deadline_s=model.deadline_s * crew.rhythm.provider_second
        )
    )
    if not noted and not await is_known(crew, run.id):
        # The try was given up meanwhile: nobody waits for what runs now.
        await end_orphan(crew, paid.api, run, model, f"try {attempt.id} had ended")
    await park(crew, job, attempt, None)


async def is_known(crew: Crew, prediction_id: str) -> bool:
    """Whether the run is a try's."""
    async with crew.database.transaction() as session:
        return await Attempts(session).of_prediction(prediction_id) is not None


async def end_orphan(
    crew: Crew, api: Replicate, run: Run, model: Model | None, reason: str, *, training: bool = False
) -> None:
    """Stop a run that is nobody's, and write down what it cost. Somebody must know of it: it is an error."""
    await api.cancel(run.id, training=training)
    try:
        last = await api.get(run.id, training=training) or run
    except ProviderAway:
        last = run
    charged = verdict(last, model, Decimal(0)).charged
    log.error("orphan: run %s of %s is nobody's and cost %s: %s", run.id, run.model, charged, reason)
    await crew.database.run(
        lambda session: note_orphan(
            session, run.id, model.model if model else run.model, charged, provider=PROVIDER, reason=reason
        )
    )


async def turned_away(crew: Crew, attempt: GenerationAttempt, model: Model, refused: Refused) -> None:
    """End a try that the provider did not take. Raises NotNow or OrderRefused."""
    reason = unsigned(f"HTTP {refused.status}: {refused.reason}")
    if refused.ours:
        log.error("%s refuses our request: %s", model.model, reason)
        await turn_back(crew, attempt, f"{REFUSED}: {reason}")
        raise OrderRefused(REFUSED, reason)
    if refused.status in (401, 402, 403):
        log.error("the account of %s does not pay or may not: %s", PROVIDER, reason)
        await turn_back(crew, attempt, f"{ACCOUNT}: {reason}")
        raise OrderRefused(ACCOUNT, reason)
    await turn_back(crew, attempt, f"{BUSY}: {reason}")
    raise NotNow((refused.wait_s or 10.0) * crew.rhythm.provider_second, reason)


async def turn_back(crew: Crew, attempt: GenerationAttempt, error: str) -> None:
    """End a try that never reached the provider."""
    ended = Ended("not_created", error=error)
    settled = await crew.database.run(lambda session: settle(session, attempt.id, ended))
    tell_end(crew, settled, ended)
