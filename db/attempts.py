"""Tries at something paid: opened before the request leaves, looked at until they have ended, settled once.

What is set aside for a job (or a training) waits on its row; an open try carries it. So what the budgets hold is at any
time the sum of what jobs, trainings and open tries carry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.clock import from_now
from db.engine import Session
from db.enums import OPEN_ATTEMPT_STATES as OPEN
from db.enums import GenerationJobStatus, LoraTrainingStatus
from db.models import AdProject, GenerationAttempt, GenerationCost, GenerationJob, LoraModel

_NOTHING = Decimal("0.0000")


@dataclass(frozen=True, slots=True)
class Due:
    """An open try that is to be looked at. Ages in seconds by the database's clock: since it was opened, and (once the
    provider took it) until it must have ended. `wanted`: its job (or training) still waits for what it makes."""

    attempt: GenerationAttempt
    age_s: float
    left_s: float | None
    wanted: bool
    cancelled: bool
    project_id: UUID | None = None

    @property
    def training(self) -> bool:
        """It is at a training, not at a job."""
        return self.attempt.lora_model_id is not None


class Attempts:
    """Every query about attempts at something paid; a worker's, who holds the job's lease."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(
        self,
        job_id: UUID,
        epoch: int,
        *,
        provider: str,
        correlator: str,
        model: str | None = None,
        look_in_s: float = 0.0,
    ) -> GenerationAttempt | None:
        """Begin an attempt at the job, under the lease `epoch`; None while another is open, or when the lease was
        lost. `correlator` is what the provider's list shows of it. What was set aside for the job goes along."""
        held = select(GenerationJob).where(
            GenerationJob.id == job_id,
            GenerationJob.lease_epoch == epoch,
            GenerationJob.status == "processing",
        )
        job = await self._session.scalar(
            held.with_for_update(), execution_options={"populate_existing": True}
        )
        if job is None:
            return None
        carried = {"reserved_on": job.reserved_on} if job.reserved_on is not None else {}
        opened = await self._insert(
            job_id=job_id,
            epoch=epoch,
            request_number=job.request_number,
            next_look_at=from_now(look_in_s),
            **carried,
            **_named(provider, correlator, model, job.reserved_amount),
        )
        if opened is not None:
            job.reserved_amount = _NOTHING
            await self._session.flush()
        return opened

    async def open_training(
        self,
        lora_model_id: UUID,
        revision: int,
        *,
        provider: str,
        correlator: str,
        model: str | None = None,
        samples: int = 0,
        look_in_s: float = 0.0,
    ) -> GenerationAttempt | None:
        """Begin an attempt at the training that was asked for as `revision`, on so many pictures; None while another is
        open, or when it has ended or was stopped. What was set aside for it goes along."""
        held = select(LoraModel).where(
            LoraModel.id == lora_model_id,
            LoraModel.revision == revision,
            LoraModel.training_status == LoraTrainingStatus.IN_PROGRESS,
            ~LoraModel.cancel_requested,
        )
        trained = await self._session.scalar(
            held.with_for_update(), execution_options={"populate_existing": True}
        )
        if trained is None:
            return None
        carried = {"reserved_on": trained.reserved_on} if trained.reserved_on is not None else {}
        opened = await self._insert(
            lora_model_id=lora_model_id,
            epoch=0,
            request_number=revision,
            next_look_at=from_now(look_in_s),
            **carried,
            **_named(provider, correlator, model, trained.reserved_amount),
        )
        if opened is not None:
            trained.reserved_amount, trained.asked_samples_count = _NOTHING, samples
            await self._session.flush()
        return opened

    async def note_created(
        self, attempt_id: UUID, prediction_id: str, *, look_in_s: float = 0.0, deadline_s: float | None = None
    ) -> bool:
        """The provider took it under this id; False if the attempt isn't waiting for one, or the id is known.

        It is looked at in `look_in_s` seconds, and must have ended in `deadline_s`."""
        taken = select(GenerationAttempt.id).where(GenerationAttempt.prediction_id == prediction_id)
        job_id = await self._move(
            attempt_id,
            ("sending",),
            ~taken.exists(),
            state="running",
            prediction_id=prediction_id,
            submitted_at=func.clock_timestamp(),
            next_look_at=from_now(look_in_s),
            deadline_at=from_now(deadline_s) if deadline_s is not None else None,
        )
        if job_id is None:
            return False
        await self._session.execute(
            update(GenerationJob).where(GenerationJob.id == job_id[1]).values(replicate_job_id=prediction_id)
        )
        return True

    async def close(self, attempt_id: UUID, state: str, error: str | None = None, **values: Any) -> bool:
        """End the attempt as succeeded, failed, cancelled or not_created; False if it had ended."""
        checks.one_of(("succeeded", "failed", "cancelled", "not_created"), state, "state")
        ended = {"state": state, "error_message": error, "finished_at": func.clock_timestamp(), **values}
        return await self._move(attempt_id, OPEN, **ended) is not None

    async def due(self, hold_s: float, limit: int = 500) -> Sequence[Due]:
        """Open attempts that are to be looked at now, the most overdue first. Nobody else gets them for `hold_s`
        seconds."""
        waiting = (
            select(GenerationAttempt.id)
            .where(
                GenerationAttempt.state.in_(OPEN),
                GenerationAttempt.next_look_at <= func.clock_timestamp(),
            )
            .order_by(GenerationAttempt.next_look_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte()
        )
        taken = await self._session.execute(
            update(GenerationAttempt)
            .where(GenerationAttempt.id.in_(select(waiting.c.id)))
            .values(next_look_at=from_now(hold_s))
            .returning(GenerationAttempt.id)
        )
        return await self._as_due(GenerationAttempt.id.in_(list(taken.scalars())))

    async def in_flight(self) -> int:
        """How many attempts are open."""
        held = select(func.count()).where(GenerationAttempt.state.in_(OPEN))
        return int((await self._session.execute(held)).scalar_one())

    async def take_early(self, prediction_ids: Sequence[str], hold_s: float) -> Sequence[Due]:
        """The open attempts that have these predictions and are to be looked at later; nobody else gets them for
        `hold_s` seconds. Those that somebody else holds already (for longer than any pause) are left to them."""
        if not prediction_ids:
            return []
        taken = await self._session.execute(
            update(GenerationAttempt)
            .where(
                GenerationAttempt.prediction_id.in_(prediction_ids),
                GenerationAttempt.state.in_(OPEN),
                GenerationAttempt.next_look_at <= from_now(hold_s / 2),
            )
            .values(next_look_at=from_now(hold_s))
            .returning(GenerationAttempt.id)
        )
        return await self._as_due(GenerationAttempt.id.in_(list(taken.scalars())))

    async def _as_due(self, *rules: ColumnElement[bool]) -> Sequence[Due]:
        now = func.clock_timestamp()
        training = (LoraModel.training_status == LoraTrainingStatus.IN_PROGRESS) & ~LoraModel.cancel_requested
        wanted = GenerationJob.status.in_((GenerationJobStatus.QUEUED, GenerationJobStatus.PROCESSING))
        cancelled = AdProject.status == "cancelled"
        found = await self._session.execute(
            select(
                GenerationAttempt,
                _seconds(now - GenerationAttempt.created_at),
                _seconds(GenerationAttempt.deadline_at - now),
                func.coalesce(wanted, training, False),
                func.coalesce(cancelled, LoraModel.cancel_requested, False),
                GenerationJob.project_id,
            )
            .outerjoin(GenerationJob, GenerationJob.id == GenerationAttempt.job_id)
            .outerjoin(AdProject, AdProject.id == GenerationJob.project_id)
            .outerjoin(LoraModel, LoraModel.id == GenerationAttempt.lora_model_id)
            .where(*rules)
            .order_by(GenerationAttempt.created_at),
            execution_options={"populate_existing": True},
        )
        return [
            Due(row[0], float(row[1]), None if row[2] is None else float(row[2]), row[3], row[4], row[5])
            for row in found.all()
        ]

    async def some_due(self) -> bool:
        """Whether any attempt is to be looked at now."""
        found = select(GenerationAttempt.id).where(
            GenerationAttempt.state.in_(OPEN), GenerationAttempt.next_look_at <= func.clock_timestamp()
        )
        return await self._session.scalar(found.limit(1)) is not None

    async def postpone(
        self, attempt_id: UUID, in_s: float, *, status: str | None = None, clean_read: bool = False
    ) -> None:
        """Look at the open attempt again in `in_s` seconds. `status` is the provider's word for it; `clean_read` says
        that a list, read whole after the grace, did not show it."""
        values: dict[str, Any] = {"next_look_at": from_now(in_s)}
        if status is not None:
            values["provider_status"] = status[:100]
        if clean_read:
            values["clean_reads"] = GenerationAttempt.clean_reads + 1
        await self._move(attempt_id, OPEN, **values)

    async def postpone_all(self, rests: Sequence[tuple[UUID, float, str | None, bool]]) -> None:
        """`postpone` for many, in one statement: (attempt, seconds, the provider's word, whether it was missing)."""
        columns = [list(column) for column in zip(*rests, strict=True)] if rests else [[], [], [], []]
        names = ("ids", "pauses", "words", "missing")
        await self._session.execute(_POSTPONE_ALL, dict(zip(names, columns, strict=True)))

    async def forget_output(self, attempt_id: UUID, error: str) -> None:
        """Note that what a succeeded attempt made can't be had any more."""
        await self._move(attempt_id, ("succeeded",), output_urls=[], error_message=error[:2000])

    async def look_now(self, project_id: UUID) -> bool:
        """Let the open attempts at an ad's jobs be looked at at once; whether there are any."""
        jobs = select(GenerationJob.id).where(GenerationJob.project_id == project_id)
        moved = await self._session.execute(
            update(GenerationAttempt)
            .where(GenerationAttempt.job_id.in_(jobs), GenerationAttempt.state.in_(OPEN))
            .values(next_look_at=func.clock_timestamp())
            .returning(GenerationAttempt.id)
        )
        return bool(moved.scalars().all())

    async def look_at_training_now(self, lora_model_id: UUID) -> bool:
        """Let the open attempt at a training be looked at at once; whether there is one."""
        moved = await self._session.execute(
            update(GenerationAttempt)
            .where(GenerationAttempt.lora_model_id == lora_model_id, GenerationAttempt.state.in_(OPEN))
            .values(next_look_at=func.clock_timestamp())
            .returning(GenerationAttempt.id)
        )
        return bool(moved.scalars().all())

    async def get(self, attempt_id: UUID) -> GenerationAttempt | None:
        """One attempt."""
        return await self._session.get(GenerationAttempt, attempt_id, populate_existing=True)

    async def of_prediction(self, prediction_id: str) -> GenerationAttempt | None:
        """Whose prediction this is."""
        return await self._session.scalar(
            select(GenerationAttempt).where(GenerationAttempt.prediction_id == prediction_id)
        )

    async def known(self, prediction_ids: Sequence[str]) -> frozenset[str]:
        """Those of the predictions that are an attempt's, or were one of somebody who is erased by now: then the ledger
        still names them."""
        found = select(GenerationAttempt.prediction_id).where(
            GenerationAttempt.prediction_id.in_(prediction_ids)
        )
        known = {str(each) for each in (await self._session.scalars(found)).all()}
        if left := [one for one in prediction_ids if one not in known]:
            of_the_erased = select(GenerationCost.api_call_id).where(
                GenerationCost.api_call_id.in_(left), GenerationCost.pseudonym.is_not(None)
            )
            known |= {str(each) for each in (await self._session.scalars(of_the_erased)).all()}
        return frozenset(known)

    async def of_correlator(self, correlator: str) -> GenerationAttempt | None:
        """The attempt that sent this mark."""
        return await self._session.scalar(
            select(GenerationAttempt).where(GenerationAttempt.correlator == correlator)
        )

    async def of_job(self, job_id: UUID) -> Sequence[GenerationAttempt]:
        """All attempts at a job, the first first."""
        found = select(GenerationAttempt).where(GenerationAttempt.job_id == job_id)
        rows = await self._session.scalars(
            found.order_by(GenerationAttempt.created_at, GenerationAttempt.id),
            execution_options={"populate_existing": True},
        )
        return rows.all()

    async def of_training(self, lora_model_id: UUID, revision: int) -> Sequence[GenerationAttempt]:
        """All attempts at the training of a model that was asked for as `revision`, the first first."""
        found = select(GenerationAttempt).where(
            GenerationAttempt.lora_model_id == lora_model_id, GenerationAttempt.request_number == revision
        )
        rows = await self._session.scalars(
            found.order_by(GenerationAttempt.created_at, GenerationAttempt.id),
            execution_options={"populate_existing": True},
        )
        return rows.all()

    async def waiting_jobs(self, project_id: UUID) -> frozenset[UUID]:
        """The ad's jobs at which an attempt is open: they wait for the provider, not for a worker."""
        found = (
            select(GenerationAttempt.job_id)
            .join(GenerationJob, GenerationJob.id == GenerationAttempt.job_id)
            .where(GenerationJob.project_id == project_id, GenerationAttempt.state.in_(OPEN))
        )
        return frozenset(each for each in (await self._session.scalars(found)).all() if each is not None)

    async def open_of_model(self, model: str, *, hold: bool = False) -> int:
        """How many attempts with this model are open; with `hold` nobody else learns it before this transaction ends,
        so that two can't both take the last place."""
        if hold:
            await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(model, 0))))
        held = select(func.count()).where(GenerationAttempt.model == model, GenerationAttempt.state.in_(OPEN))
        return int((await self._session.execute(held)).scalar_one())

    async def reserved(self) -> Decimal:
        """What open attempts, waiting jobs and trainings hold together; equals what the budgets of all have
        reserved."""
        tries = select(func.coalesce(func.sum(GenerationAttempt.reserved_amount), 0)).where(
            GenerationAttempt.state.in_(OPEN)
        )
        jobs = select(func.coalesce(func.sum(GenerationJob.reserved_amount), 0))
        trainings = select(func.coalesce(func.sum(LoraModel.reserved_amount), 0))
        sums = [(await self._session.execute(each)).scalar_one() for each in (tries, jobs, trainings)]
        return sum((Decimal(each) for each in sums), _NOTHING)

    async def charged(self, project_id: UUID, revision: int) -> tuple[Decimal, Decimal]:
        """(what making this revision was estimated at, what it has been charged so far), USD."""
        of_revision = (GenerationJob.project_id == project_id, GenerationJob.script_revision == revision)
        estimated = select(func.coalesce(func.sum(GenerationJob.estimated_amount), 0)).where(*of_revision)
        paid = (
            select(func.coalesce(func.sum(GenerationAttempt.charged_amount), 0))
            .join(GenerationJob, GenerationJob.id == GenerationAttempt.job_id)
            .where(*of_revision)
        )
        sums = [(await self._session.execute(each)).scalar_one() for each in (estimated, paid)]
        return Decimal(sums[0]), Decimal(sums[1])

    async def charged_for(self, jobs: Sequence[GenerationJob]) -> Decimal:
        """What the tries at these jobs' present requests have been charged, USD."""
        asked = [(job.id, job.request_number) for job in jobs]
        held = select(func.coalesce(func.sum(GenerationAttempt.charged_amount), 0)).where(
            tuple_(GenerationAttempt.job_id, GenerationAttempt.request_number).in_(asked)
        )
        return Decimal((await self._session.execute(held)).scalar_one()) if asked else Decimal(0)

    async def _insert(self, **values: Any) -> GenerationAttempt | None:
        opened = (
            insert(GenerationAttempt).values(values).on_conflict_do_nothing().returning(GenerationAttempt)
        )
        return (await self._session.execute(opened)).scalar_one_or_none()

    async def _move(
        self, attempt_id: UUID, states: Sequence[str], *rules: Any, **values: Any
    ) -> tuple[UUID, UUID | None] | None:
        moved = await self._session.execute(
            update(GenerationAttempt)
            .where(GenerationAttempt.id == attempt_id, GenerationAttempt.state.in_(states), *rules)
            .values(values)
            .returning(GenerationAttempt.id, GenerationAttempt.job_id)
        )
        row = moved.one_or_none()
        return None if row is None else (row[0], row[1])


_POSTPONE_ALL: Final = text(
    """
    UPDATE generation_attempts a
       -- One that is due again was called for while we looked: that stands.
       SET next_look_at = CASE WHEN a.next_look_at > clock_timestamp()
                               THEN clock_timestamp() + make_interval(secs => r.pause) ELSE a.next_look_at END,
           provider_status = coalesce(left(r.word, 100), a.provider_status),
           clean_reads = a.clean_reads + r.missing::int
      FROM unnest(cast(:ids AS uuid[]), cast(:pauses AS float8[]), cast(:words AS text[]), cast(:missing AS bool[]))
           AS r (id, pause, word, missing)
     WHERE a.id = r.id AND a.state IN ('sending', 'running')
    """
)


def _named(provider: str, correlator: str, model: str | None, reserved: Decimal) -> Mapping[str, Any]:
    return {
        "provider": provider,
        "correlator": correlator,
        "model": model,
        "reserved_amount": checks.money(reserved, "reserved"),
    }


def _seconds(interval: Any) -> ColumnElement[Any]:
    return func.extract("epoch", interval)
