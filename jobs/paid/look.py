"""Look at everything that runs with the provider: one list serves up to a hundred tries.

What has ended is settled here, at once, and its job is woken to bring the result home; a try whose fate is unknown is
matched with the list by its mark. The list is never written from: what can't be read changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from db.attempts import Attempts, Due
from db.claims import Claims
from db.crash import crash_point
from db.engine import Session
from db.errors import DatabaseUnavailable
from db.models import GenerationAttempt
from db.production import Production
from db.settling import Ended, settle
from db.trail import following
from db.wakeups import GENERATION, wake_job, wake_look, wake_production
from jobs.crew import Crew
from jobs.paid import PaidStudio
from jobs.paid.aftermath import tell_final_sum
from jobs.paid.rest import pause_s, run_s
from jobs.paid.submit import end_orphan
from jobs.paid.told import tell_end
from jobs.paid.verdict import FAILED, verdict, verdict_of_training
from jobs.providers.replicate import ProviderAway, Run, Status
from jobs.providers.request import mark_of
from jobs.training.course import conclude, note_training

log = logging.getLogger(__name__)

MOST_TRIES = 2_000
"""Tries of one look; more wait for the next."""
MOST_PAGES = 40
"""Pages of one look; with a hundred runs each, four thousand in flight."""
AT_ONCE = 4
"""Tries that are settled at the same time: most of it is waiting for the database."""
A_PAGE = 100
"""Runs that one page of the list shows."""
SLACK_S = 60.0
"""Ages of tries and runs are told by two clocks, and a request travels: so much older entries may still be ours."""
CLEAN_READS = 2
"""Lists, read whole after the grace, that must not show a try before it counts as never created."""
READ_SINGLY = 10
"""So many trainings that run are read one by one rather than listed."""
MOST_CANCELS = 10
"""Times that the provider heard our wish to end a run, and goes on showing it as running, before we stop asking."""
LOST = "failed-provider-lost"


@dataclass(slots=True)
class Sight:
    """What the list showed: the runs by id, and how far back it was read (None: to its end)."""

    runs: dict[str, Run] = field(default_factory=dict)
    back_to_s: float | None = 0.0
    whole: bool = False

    def covers(self, age_s: float) -> bool:
        """Whether a run of this age would have been seen."""
        return self.whole or (self.back_to_s or 0.0) >= age_s + SLACK_S


@dataclass(frozen=True, slots=True)
class Rest:
    """A try that goes on: look again in `pause_s` seconds. `word` is the provider's status, `percent` how far it is."""

    one: Due
    pause_s: float
    word: str | None = None
    percent: int = 0
    clean_read: bool = False


async def look(crew: Crew) -> None:
    """Look once at every try that is due. Safe to call at any time, by several at once."""
    paid = crew.paid
    if paid is None:
        return
    async with crew.database.transaction() as session:
        due = await Attempts(session).due(crew.rhythm.look_hold, MOST_TRIES)
        in_flight = await Attempts(session).in_flight() if due else 0
    if not due:
        return
    for training in (False, True):
        some = [one for one in due if one.training is training]
        if some:
            await _look_at(crew, paid, some, in_flight, training=training)


async def _look_at(
    crew: Crew, paid: PaidStudio, due: Sequence[Due], in_flight: int, *, training: bool
) -> None:
    poll = crew.rhythm.prediction_poll
    try:
        sight = await survey(paid, due, in_flight, training=training)
    except ProviderAway as away:
        log.warning("the provider's list can't be read: %s", away)
        await _rest(crew, [Rest(one, poll) for one in due])
        return
    looked_for = {one.attempt.prediction_id for one in due}
    ended = [run.id for run in sight.runs.values() if run.status.ended and run.id not in looked_for]
    async with crew.database.transaction() as session:
        owned = await Attempts(session).known(list(sight.runs))
        # The list was read anyway: what it shows as ended needs neither a look of its own nor a read.
        due = [*due, *await Attempts(session).take_early(ended, crew.rhythm.look_hold)]
    gate = asyncio.Semaphore(AT_ONCE)

    async def settle_or_rest(one: Due) -> Rest | None:
        async with gate:
            return await _look_at_one(crew, paid, one, sight, owned)

    found = await asyncio.gather(*(settle_or_rest(one) for one in due), return_exceptions=True)
    await _rest(crew, [rest for rest in found if isinstance(rest, Rest)])
    for error in found:
        if isinstance(error, BaseException):
            raise error


async def _look_at_one(
    crew: Crew, paid: PaidStudio, one: Due, sight: Sight, owned: frozenset[str]
) -> Rest | None:
    """None where the try is settled. Raises DatabaseUnavailable."""
    attempt = one.attempt
    with following(ad=one.project_id, job=attempt.job_id, attempt=attempt.id, run=attempt.prediction_id):
        try:
            if attempt.state == "sending":
                return await _reconcile(crew, paid, one, sight, owned)
            return await _follow(crew, paid, one, sight)
        except DatabaseUnavailable:
            raise
        except Exception:
            # One that can't be settled must not keep all others from it.
            log.exception("try %s could not be looked at", attempt.id)
            return Rest(one, crew.rhythm.look_hold)


async def _rest(crew: Crew, rests: Sequence[Rest]) -> None:
    async def later(session: Session) -> None:
        found = [(rest.one.attempt.id, rest.pause_s, rest.word, rest.clean_read) for rest in rests]
        await Attempts(session).postpone_all(found)

    async def show(session: Session) -> None:
        jobs = {rest.one.attempt.job_id: rest.percent for rest in rests if rest.percent}
        await Claims(session).note_progress({job: percent for job, percent in jobs.items() if job})

    async def train(session: Session) -> None:
        for rest in rests:
            if (model := rest.one.attempt.lora_model_id) is not None:
                await note_training(crew, session, model, rest.percent)

    if rests:
        # By itself: whoever settles one of them holds its job while it waits for its try.
        await crew.database.run(later)
        await crew.database.run(show)
        await crew.database.run(train)


async def survey(
    paid: PaidStudio, due: Sequence[Due], in_flight: int = 0, *, training: bool = False
) -> Sight:
    """Read the list of predictions (or trainings) as far back as the tries need it; not at all where of many
    `in_flight` so few are due that they are cheaper read one by one. Raises ProviderAway."""
    wanted = {str(one.attempt.prediction_id) for one in due if one.attempt.state == "running"}
    reach = max((one.age_s for one in due if one.attempt.state == "sending"), default=None)
    oldest = max(one.age_s for one in due)
    sight, pages = Sight(), 0
    if training and reach is None and len(due) <= READ_SINGLY:
        # Read one by one they show their logs, which say how far they are.
        return sight
    if reach is None and len(wanted) * A_PAGE <= in_flight:
        return sight
    async for page in paid.api.pages(training=training):
        pages += 1
        sight.runs |= {run.id: run for run in page}
        ages = [run.age_s for run in page if run.age_s is not None]
        sight.back_to_s = max([sight.back_to_s or 0.0, *ages])
        if wanted <= sight.runs.keys() and (reach is None or sight.covers(reach)):
            return sight
        if sight.covers(oldest) or pages >= MOST_PAGES:
            return sight
    sight.whole = True
    return sight


# ── a try that runs ──────────────────────────────────────────────────────────────────────────────────


async def _follow(crew: Crew, paid: PaidStudio, one: Due, sight: Sight) -> Rest | None:
    attempt, poll = one.attempt, crew.rhythm.prediction_poll
    run = sight.runs.get(str(attempt.prediction_id))
    if run is None:
        try:
            run = await paid.api.get(str(attempt.prediction_id), training=one.training)
        except ProviderAway:
            return Rest(one, poll)
    if run is None:
        log.error("run %s of try %s is not known to the provider", attempt.prediction_id, attempt.id)
        await _end(crew, one, Ended("failed", error=f"{LOST}: the provider does not know it"))
        return None
    model = paid.catalog.named(attempt.model or "")
    if run.status is Status.UNKNOWN and attempt.provider_status != run.word:
        log.error("run %s has a status that nobody knows: %r", run.id, run.word)
    late = one.left_s is not None and one.left_s <= 0
    hopeless = attempt.clean_reads >= MOST_CANCELS
    if hopeless and not run.status.ended:
        log.error("run %s (%s) does not end, however often it is cancelled", run.id, run.word)
    if run.status.ended or hopeless:
        judge = verdict_of_training if one.training else verdict
        await _end(crew, one, judge(run, model, attempt.reserved_amount, unwanted=one.cancelled))
        return None
    if late or one.cancelled:
        heard = await paid.api.cancel(run.id, training=one.training)
        return Rest(one, poll, run.word, clean_read=heard)
    usual = run_s(crew, model) if model else 0.0
    by_time = round(100 * one.age_s / usual) if usual else 0
    percent = min(95, by_time if run.percent is None else run.percent)
    return Rest(one, pause_s(crew, model), run.word, percent)


async def _end(crew: Crew, one: Due, ended: Ended) -> None:
    """Settle the try and wake whoever waits for it."""
    attempt = one.attempt
    crash_point("look.before_settling")

    async def end(session: Session) -> GenerationAttempt | None:
        settled = await settle(session, attempt.id, ended)
        if settled is not None and settled.lora_model_id is not None:
            await conclude(crew, session, settled.lora_model_id)
        elif settled is not None:
            await _wake(session, one, settled)
        return settled

    settled = await crew.database.run(end)
    crash_point("look.settled")
    tell_end(crew, settled, ended)
    if settled is not None and not one.wanted and not one.training:
        await tell_final_sum(crew, settled)


async def _wake(session: Session, one: Due, settled: GenerationAttempt) -> None:
    job = await Production(session).job(settled.job_id) if settled.job_id else None
    if job is None:
        return
    if settled.state == "not_created":
        await Claims(session).unpark(job.id)
        await wake_production(session, job.project_id)
    elif one.wanted or settled.state == "succeeded":
        # Also for a production that was stopped: what is made and paid is kept.
        await wake_job(session, job.id, queue=GENERATION)


# ── a try whose fate is unknown ──────────────────────────────────────────────────────────────────────


async def _reconcile(
    crew: Crew, paid: PaidStudio, one: Due, sight: Sight, owned: frozenset[str]
) -> Rest | None:
    attempt = one.attempt
    matches = matching(attempt, one.age_s, [run for run in sight.runs.values() if run.id not in owned])
    if matches:
        await _adopt(crew, paid, one, matches)
        return None
    clean = one.age_s >= crew.rhythm.prediction_grace and sight.covers(one.age_s)
    if clean and attempt.clean_reads + 1 >= CLEAN_READS:
        log.warning("try %s was never created", attempt.id)
        await _end(crew, one, Ended("not_created", error=f"{FAILED}: the provider never had it"))
        return None
    return Rest(one, crew.rhythm.prediction_poll, clean_read=clean)


def matching(attempt: GenerationAttempt, age_s: float, runs: Sequence[Run]) -> list[Run]:
    """The runs that this try may have started, the oldest first: those that carry its mark; and, where the provider has
    removed inputs already, those of its model that began when it was sent."""
    mark = mark_of(attempt.correlator)
    name = (attempt.model or "").partition(":")[0]
    found = [
        run
        for run in runs
        if (not run.model or run.model == name) and (mark.is_in(run.input) or _may_be(run, age_s))
    ]
    return sorted(found, key=lambda run: -(run.age_s or 0.0))


def _may_be(run: Run, age_s: float) -> bool:
    gone = run.removed or not run.input
    return gone and run.age_s is not None and -5.0 <= age_s - run.age_s <= SLACK_S


async def _adopt(crew: Crew, paid: PaidStudio, one: Due, matches: Sequence[Run]) -> None:
    attempt, first = one.attempt, matches[0]
    model = paid.catalog.named(attempt.model or "")
    deadline = model.deadline_s * crew.rhythm.provider_second if model else None

    async def adopt(session: Session) -> bool:
        noted = await Attempts(session).note_created(attempt.id, first.id, deadline_s=deadline)
        await wake_look(session)
        return noted

    if await crew.database.run(adopt):
        log.warning("try %s was found again: run %s", attempt.id, first.id)
    for other in matches[1:]:
        if not mark_of(attempt.correlator).is_in(other.input):
            continue
        reason = f"a second run of try {attempt.id}"
        await end_orphan(crew, paid.api, other, model, reason, training=one.training)
