"""What follows for a brand's model when a try at its training has ended, or shows how far it is. Rows in, rows out."""

from __future__ import annotations

import logging
from uuid import UUID

from db.attempts import Attempts
from db.engine import Session
from db.enums import OPEN_ATTEMPT_STATES, LoraTrainingStatus
from db.lora import CANCELLED, Trained, Trainings
from db.wakeups import wake_training
from jobs.crew import Crew
from jobs.paid.course import GiveUp, Submit, next_of_request
from jobs.training.tell import show_course, tell_cancelled, tell_failed, tell_trained

log = logging.getLogger(__name__)


async def conclude(crew: Crew, session: Session, model_id: UUID) -> None:
    """End the training, or let it be tried again, as its tries say. Nothing is done while one is open."""
    trained = await Trainings(session).get(model_id, lock=True)
    if trained is None or trained.model.training_status != LoraTrainingStatus.IN_PROGRESS:
        return
    model = trained.model
    attempts = await Attempts(session).of_training(model_id, model.revision)
    last = attempts[-1] if attempts else None
    if last is not None and last.state in OPEN_ATTEMPT_STATES:
        return
    if last is not None and last.state == "succeeded" and last.output_urls:
        # Also where it was stopped a moment too late: what is made and paid is kept.
        await Trainings(session).free(model, trained.brand.user_id)
        await Trainings(session).complete(model, last.output_urls[0])
        await tell_trained(crew, session, trained)
    elif model.cancel_requested:
        await Trainings(session).free(model, trained.brand.user_id)
        await Trainings(session).fail(model, CANCELLED)
        await tell_cancelled(crew, session, trained)
    else:
        match next_of_request(model.revision, attempts):
            case Submit():
                await wake_training(session, model_id)
            case GiveUp(sentence, reason):
                await fail(crew, session, trained, sentence, reason)


async def fail(crew: Crew, session: Session, trained: Trained, sentence: str, reason: str) -> None:
    """End a training that only its person can go on with; `sentence` is the key of what they are told."""
    log.error("the training of model %s failed: %s: %s", trained.model.id, sentence, reason)
    await Trainings(session).free(trained.model, trained.brand.user_id)
    await Trainings(session).fail(trained.model, f"{sentence}: {reason}")
    await tell_failed(crew, session, trained, sentence)


async def note_training(crew: Crew, session: Session, model_id: UUID, percent: int) -> None:
    """Write down how far the provider is, and show it where that is new. It runs, so it is at least at 1."""
    if not await Trainings(session).note_progress(model_id, max(1, percent)):
        return
    trained = await Trainings(session).get(model_id)
    if trained is not None:
        await show_course(crew, session, trained)
