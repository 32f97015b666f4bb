"""Bring a training that was asked for to the provider. Any worker at any time goes on from the rows.

gather the pictures ── lend them ── open the try (money moves to it) ── commit ── POST ── note the id ── commit
"""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path
from uuid import UUID

from agent.catalog import Model
from db.attempts import Attempts
from db.clock import age_s
from db.crash import crash_point
from db.engine import Session
from db.enums import OPEN_ATTEMPT_STATES, LoraTrainingStatus
from db.errors import DatabaseUnavailable
from db.lora import FEWEST_PICTURES, Trained, Training, Trainings, word_of
from db.models import GenerationAttempt, LoraModel
from db.wakeups import wake_look
from jobs.crew import Crew
from jobs.paid import PROVIDER, NotNow, PaidStudio
from jobs.paid.course import AWAY, BUSY, Submit, next_of_request
from jobs.paid.rest import pause_s
from jobs.paid.submit import HANGING, check_room, end_orphan, is_known, turn_back, turned_away
from jobs.providers import OrderRefused
from jobs.providers.replicate import Created, ProviderAway, Refused, Run, Unknown
from jobs.providers.request import build_training
from jobs.providers.trained import destination, trainer_version
from jobs.training.course import conclude, fail, note_training
from jobs.training.pictures import pack
from jobs.training.trainer import trainer_of

log = logging.getLogger(__name__)

_GONE = "training-pictures-gone"


async def train(crew: Crew, model_id: UUID) -> None:
    """One move of the training: ask the provider, or end it. Called twice, the second finds a try that is open."""
    async with crew.database.transaction() as session:
        trained = await Trainings(session).get(model_id)
        if trained is None or trained.model.training_status != LoraTrainingStatus.IN_PROGRESS:
            return
        attempts = await Attempts(session).of_training(model_id, trained.model.revision)
    move = next_of_request(trained.model.revision, attempts)
    if trained.model.cancel_requested or not isinstance(move, Submit):
        await crew.database.run(lambda session: conclude(crew, session, model_id))
        return
    folder = crew.work / f"train-{model_id}-{trained.model.revision}"
    try:
        await _ask(crew, trained, folder)
    except NotNow as later:
        await _wait(crew, trained, later.wait_s, str(later), begun=later.begun)
    except OrderRefused as refused:
        await _give_up(crew, trained, refused.sentence, str(refused))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        log.exception("the training of model %s could not be asked for", model_id)
        await _wait(crew, trained, crew.rhythm.job_backoff_max, f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _ask(crew: Crew, trained: Trained, folder: Path) -> None:
    """Open a try and send its request. Raises NotNow, OrderRefused."""
    paid = crew.paid
    trainer = trainer_of(paid.catalog, trained.model) if paid else None
    if paid is None or trainer is None:
        raise OrderRefused(AWAY, "the provider that was to train it is not configured any more")
    async with crew.database.transaction() as session:
        await check_room(crew, session, trainer)
        pictures = await Training(session, trained.brand.user_id).pictures(trained.brand.id)
    folder.mkdir(parents=True, exist_ok=True)
    archive, count = await pack(crew.storage, pictures, folder)
    if count < FEWEST_PICTURES:
        raise OrderRefused(_GONE, f"{count} of {len(pictures)} pictures are in storage")
    try:
        version = await trainer_version(paid.api, trainer)
        target = await destination(paid.api, trainer)
        address = await paid.api.upload(archive)
    except ProviderAway as away:
        raise NotNow(crew.rhythm.prediction_poll, f"the pictures could not be lent: {away}") from away
    crash_point("train.uploaded")
    request = build_training(trainer, images=address, word=word_of(trained.brand.id))
    began = time.monotonic()
    attempt = await crew.database.run(
        lambda session: _open(crew, session, trained.model, trainer, str(request.mark), count)
    )
    if attempt is None:
        # Stopped meanwhile, or another worker was quicker.
        return
    if time.monotonic() - began > crew.rhythm.prediction_grace / 2:
        # We were asleep: by now others may take the try for lost.
        await turn_back(crew, attempt, f"{BUSY}: the worker was paused")
        raise NotNow(0.0, "the worker was paused")
    webhook = paid.hooks.address(attempt.id) if paid.hooks else None
    outcome = await paid.api.create_training(trainer, version, request.inputs, target, webhook=webhook)
    match outcome:
        case Created(run):
            await _note(crew, paid, attempt, trainer, run)
        case Refused():
            await turned_away(crew, attempt, trainer, outcome)
        case Unknown(reason):
            log.warning("whether %s took try %s is not known: %s", trainer.model, attempt.id, reason)
            await crew.database.run(wake_look)
    crash_point("train.noted")


async def _open(
    crew: Crew, session: Session, model: LoraModel, trainer: Model, mark: str, samples: int
) -> GenerationAttempt | None:
    await check_room(crew, session, trainer, hold=True)
    return await Attempts(session).open_training(
        model.id,
        model.revision,
        provider=PROVIDER,
        correlator=mark,
        model=trainer.model,
        samples=samples,
        look_in_s=HANGING * crew.rhythm.prediction_poll,
    )


async def _note(crew: Crew, paid: PaidStudio, attempt: GenerationAttempt, trainer: Model, run: Run) -> None:
    model_id = attempt.lora_model_id

    async def note(session: Session) -> bool:
        noted = await Attempts(session).note_created(
            attempt.id,
            run.id,
            look_in_s=pause_s(crew, trainer),
            deadline_s=trainer.deadline_s * crew.rhythm.provider_second,
        )
        if noted and model_id is not None:
            await note_training(crew, session, model_id, 0)
        return noted

    if not await crew.database.run(note) and not await is_known(crew, run.id):
        # The try was given up meanwhile: nobody waits for what runs now.
        reason = f"try {attempt.id} had ended"
        await end_orphan(crew, paid.api, run, trainer, reason, training=True)


async def _wait(crew: Crew, trained: Trained, wait_s: float, reason: str, *, begun: bool = True) -> None:
    """Try again later, but not for ever: what can't be asked for costs nothing."""
    model = trained.model
    if begun and await _waited_s(crew, model) > crew.rhythm.output_patience:
        await _give_up(crew, trained, AWAY, reason)
        return
    log.info("the training of model %s waits %.1f s: %s", model.id, wait_s, reason)
    await crew.database.run(lambda session: Trainings(session).postpone(model.id, wait_s))


async def _waited_s(crew: Crew, model: LoraModel) -> float:
    """Seconds since the person asked."""
    if model.asked_at is None:
        return 0.0
    async with crew.database.transaction() as session:
        return await age_s(session, model.asked_at)


async def _give_up(crew: Crew, trained: Trained, sentence: str, reason: str) -> None:
    async def give_up(session: Session) -> None:
        now = await Trainings(session).get(trained.model.id, lock=True)
        if now is None or now.model.revision != trained.model.revision:
            return
        tries = await Attempts(session).of_training(now.model.id, now.model.revision)
        if any(one.state in OPEN_ATTEMPT_STATES for one in tries):
            # It may still be made: whoever looks at it ends the training.
            return
        if now.model.cancel_requested:
            await conclude(crew, session, now.model.id)
        elif now.model.training_status == LoraTrainingStatus.IN_PROGRESS:
            await fail(crew, session, now, sentence, reason)

    await crew.database.run(give_up)
