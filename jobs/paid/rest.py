"""How long a run is let alone, and the job that waits for it."""

from __future__ import annotations

from typing import Final

from agent.catalog import Model
from db.attempts import Attempts
from db.claims import Claims
from db.engine import Session
from db.enums import OPEN_ATTEMPT_STATES
from db.models import GenerationAttempt, GenerationJob
from db.wakeups import GENERATION, wake_job, wake_look
from jobs.crew import Crew

_LONGEST_S: Final = 8.0
"""Between two looks at a run: what has ended is noticed within so long."""
_STEP_S: Final = 10.0
"""The same at one that takes very long."""
_EARLY: Final = 0.6
"""The first look comes after this part of the usual time: few runs end before."""


def run_s(crew: Crew, model: Model) -> float:
    """How long a run of this model takes as a rule."""
    return model.usual_run_s * crew.rhythm.provider_second


def first_look_s(crew: Crew, model: Model) -> float:
    """Until the first look at a run of this model."""
    return max(crew.rhythm.prediction_poll, _EARLY * run_s(crew, model))


def pause_s(crew: Crew, model: Model | None) -> float:
    """Until the next look at a run that goes on: a quarter of its usual time, within bounds."""
    poll = crew.rhythm.prediction_poll
    if model is None:
        return poll
    usual = run_s(crew, model)
    # A sixtieth of what takes long (a training) is a step that people see.
    step = min(usual / 60, _STEP_S * crew.rhythm.provider_second)
    return max(poll, min(usual / 4, max(_LONGEST_S * crew.rhythm.provider_second, step)))


async def park(crew: Crew, job: GenerationJob, attempt: GenerationAttempt, look_in_s: float | None) -> None:
    """Let go of the job until somebody finds that its try has ended; `look_in_s` None leaves that to what was noted.

    Where the job was cancelled or lost meanwhile, its try is looked at at once: it may have to be ended.
    """

    async def rest(session: Session) -> None:
        kept = await Claims(session).park(job.id, job.lease_epoch)
        if look_in_s is not None:
            await Attempts(session).postpone(attempt.id, look_in_s)
        if not kept:
            await Attempts(session).postpone(attempt.id, 0.0)
        if not kept or look_in_s == 0:
            await wake_look(session)
        now = await Attempts(session).get(attempt.id)
        if now is None or now.state not in OPEN_ATTEMPT_STATES:
            # It ended while we held the job, and whoever found that could not hand it on.
            await wake_job(session, job.id, queue=GENERATION)

    await crew.database.run(rest)
