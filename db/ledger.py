"""Money: what was paid (only ever added to), what may still be paid, and the attempts that may cost something.

Whoever starts something paid reserves first: `Budgets.reserve` moves the person's budget and everybody's in one
statement, so that twenty requests at once can't spend what is there for three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.base import JsonObject
from db.engine import Session
from db.enums import OPEN_ATTEMPT_STATES as OPEN
from db.enums import CostCategory
from db.errors import Conflict, NotFound
from db.models import (
    AdProject,
    Brand,
    Budget,
    GenerationAttempt,
    GenerationCost,
    GenerationJob,
    LoraModel,
)
from db.owned import Owned


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call of a provider took: tokens, seconds of sound or picture, and milliseconds of waiting."""

    tokens: int | None = None
    seconds: Decimal | None = None
    latency_ms: int | None = None


class Told(TypedDict):
    """What is known of a call besides its sum."""

    project_id: UUID | None
    provider: str | None
    model_name: str | None
    api_call_id: str | None
    usage: Usage | None
    error: str | None
    details: JsonObject


_ADD: Final = insert(GenerationCost)


class Costs(Owned):
    """Every query about what was paid for one person. `details` name no person: they outlive an erasure."""

    async def add(
        self,
        category: CostCategory,
        amount: Decimal,
        *,
        project_id: UUID | None = None,
        asset_id: UUID | None = None,
        lora_model_id: UUID | None = None,
        provider: str | None = None,
        model_name: str | None = None,
        api_call_id: str | None = None,
        usage: Usage | None = None,
        error: str | None = None,
        details: JsonObject | None = None,
    ) -> GenerationCost:
        """Write down one call, in US dollars; the totals of the ad and the person grow with it.

        Raises:
            NotFound: the ad, file or model isn't the person's.
            BadInput: a negative sum.
        """
        await self._check_model(lora_model_id)
        told = Told(
            project_id=project_id,
            provider=provider,
            model_name=model_name,
            api_call_id=api_call_id,
            usage=usage,
            error=error,
            details=details or {},
        )
        row = self._row(category, amount, told) | {"asset_id": asset_id, "lora_model_id": lora_model_id}
        return await self._add(GenerationCost(**row))

    async def add_all(self, category: CostCategory, calls: Iterable[tuple[Decimal, Told]]) -> None:
        """Write down several calls at once. Raises what `add` does."""
        rows = [self._row(category, amount, told) for amount, told in calls]
        async with checks.plain_refusals(self._session):
            await self._session.execute(_ADD, rows)

    def _row(self, category: CostCategory, amount: Decimal, told: Told) -> dict[str, Any]:
        usage = told["usage"] or Usage()
        return {
            "user_id": self._user_id,
            "category": category,
            "amount": checks.money(amount, "amount"),
            "project_id": told["project_id"],
            "provider": told["provider"],
            "model_name": told["model_name"],
            "api_call_id": told["api_call_id"],
            "tokens_used": usage.tokens,
            "seconds_processed": usage.seconds,
            "api_latency_ms": usage.latency_ms,
            "success": told["error"] is None,
            "error_message": told["error"],
            "details": told["details"],
        }

    async def _check_model(self, lora_model_id: UUID | None) -> None:
        # A model belongs to a brand: no composite key leads from here to its owner.
        mine = select(LoraModel.id).join(Brand, Brand.id == LoraModel.brand_id)
        mine = mine.where(LoraModel.id == lora_model_id, Brand.user_id == self._user_id)
        if lora_model_id is not None and await self._session.scalar(mine) is None:
            raise NotFound("lora_models: no model of a brand of the person who acts")

    async def of_project(self, project_id: UUID, limit: int = 200) -> Sequence[GenerationCost]:
        """The calls made for an ad, the newest first."""
        mine = self._own(GenerationCost, GenerationCost.project_id == project_id)
        return await self._all(mine.order_by(GenerationCost.created_at.desc()).limit(limit))

    async def total(self, project_id: UUID) -> Decimal | None:
        """What the ad has cost; None if it isn't the person's."""
        mine = select(AdProject.total_cost).where(
            AdProject.id == project_id, AdProject.user_id == self._user_id
        )
        return await self._session.scalar(mine)


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The most that may be spent on one day, in US dollars: for one person, and for all together."""

    person: Decimal
    everybody: Decimal


class Budgets(Owned):
    """What a person may still spend on a day (UTC), and what all may."""

    async def reserve(self, amount: Decimal, day: date, ceilings: Ceilings) -> bool:
        """Set `amount` aside in both budgets, or in neither: False when one of them has no room for it."""
        checks.money(amount, "amount")
        await self._open(day, ceilings)
        reserved = await self._session.execute(
            _RESERVE, {"amount": amount, "day": day, "user_id": self._user_id}
        )
        return len(reserved.all()) == 2

    async def settle(self, reserved: Decimal, spent: Decimal, day: date) -> None:
        """Turn what was set aside on `day` into what was spent; the rest is free again.

        Raises:
            Conflict: so much was not set aside.
        """
        checks.money(reserved, "reserved")
        checks.money(spent, "spent")
        settled = await self._session.execute(
            _SETTLE, {"reserved": reserved, "spent": spent, "day": day, "user_id": self._user_id}
        )
        if len(settled.all()) != 2:
            raise Conflict("budgets: more is to be settled than was reserved")

    async def give_back(self, reserved: Decimal, day: date) -> None:
        """Free what was set aside on `day` and not spent.

        Raises:
            Conflict: so much was not set aside.
        """
        await self.settle(reserved, Decimal(0), day)

    async def left(self, day: date) -> Decimal | None:
        """What the person may still spend on `day`; None while nothing was asked for on it."""
        return await self._session.scalar(
            select(Budget.limit_amount - Budget.reserved - Budget.spent).where(
                Budget.user_id == self._user_id, Budget.day == day
            )
        )

    async def _open(self, day: date, ceilings: Ceilings) -> None:
        # Everybody's last, as in the statements below: two people must not wait for each other crosswise.
        for user_id, limit in ((self._user_id, ceilings.person), (None, ceilings.everybody)):
            opened = insert(Budget).values(user_id=user_id, day=day, limit_amount=limit)
            await self._session.execute(
                opened.on_conflict_do_update(
                    index_elements=["user_id", "day"],
                    set_={"limit_amount": limit},
                    where=Budget.limit_amount != limit,
                )
            )


# The rows are locked first, in one order, and only then looked at: whoever waits sees what the other left.
_HELD = """
    WITH held AS MATERIALIZED (
        SELECT id, {fits} AS fits FROM budgets
         WHERE day = :day AND (user_id = :user_id OR user_id IS NULL)
         ORDER BY user_id NULLS LAST FOR UPDATE
    ), verdict AS MATERIALIZED (
        SELECT count(*) = 2 AND bool_and(fits) AS yes FROM held
    )
    UPDATE budgets SET {change} FROM verdict
     WHERE verdict.yes AND budgets.id IN (SELECT id FROM held)
    RETURNING budgets.id
"""
_RESERVE = text(
    _HELD.format(
        fits="reserved + spent + CAST(:amount AS numeric) <= limit_amount",
        change="reserved = reserved + CAST(:amount AS numeric)",
    )
)
_SETTLE = text(
    _HELD.format(
        fits="reserved >= CAST(:reserved AS numeric)",
        change="reserved = reserved - CAST(:reserved AS numeric), spent = spent + CAST(:spent AS numeric)",
    )
)


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
        reserved: Decimal = Decimal(0),
    ) -> GenerationAttempt | None:
        """Begin an attempt at the job, under the lease `epoch`; None while another is open, or when the lease was
        lost. `correlator` is what the provider's list shows of it."""
        held = select(GenerationJob.id).where(
            GenerationJob.id == job_id,
            GenerationJob.lease_epoch == epoch,
            GenerationJob.status == "processing",
        )
        if await self._session.scalar(held.with_for_update()) is None:
            return None
        return await self._insert(job_id=job_id, epoch=epoch, **_named(provider, correlator, model, reserved))

    async def open_training(
        self,
        lora_model_id: UUID,
        *,
        provider: str,
        correlator: str,
        model: str | None = None,
        reserved: Decimal = Decimal(0),
    ) -> GenerationAttempt | None:
        """Begin a training; None while another of the same model is open."""
        named = _named(provider, correlator, model, reserved)
        return await self._insert(lora_model_id=lora_model_id, epoch=0, **named)

    async def note_created(self, attempt_id: UUID, prediction_id: str) -> bool:
        """The provider took it under this id; False if the attempt isn't waiting for one, or the id is known."""
        taken = select(GenerationAttempt.id).where(GenerationAttempt.prediction_id == prediction_id)
        return await self._move(
            attempt_id,
            ("sending",),
            ~taken.exists(),
            state="running",
            prediction_id=prediction_id,
            submitted_at=func.clock_timestamp(),
        )

    async def close(self, attempt_id: UUID, state: str, error: str | None = None) -> bool:
        """End the attempt as succeeded, failed, cancelled or not_created; False if it had ended."""
        checks.one_of(("succeeded", "failed", "cancelled", "not_created"), state, "state")
        values = {"state": state, "error_message": error, "finished_at": func.clock_timestamp()}
        return await self._move(attempt_id, OPEN, **values)

    async def of_prediction(self, prediction_id: str) -> GenerationAttempt | None:
        """Whose prediction this is."""
        return await self._session.scalar(
            select(GenerationAttempt).where(GenerationAttempt.prediction_id == prediction_id)
        )

    async def of_correlator(self, correlator: str) -> GenerationAttempt | None:
        """The attempt that sent this mark."""
        return await self._session.scalar(
            select(GenerationAttempt).where(GenerationAttempt.correlator == correlator)
        )

    async def of_job(self, job_id: UUID) -> Sequence[GenerationAttempt]:
        """All attempts at a job, the first first."""
        found = select(GenerationAttempt).where(GenerationAttempt.job_id == job_id)
        return (await self._session.scalars(found.order_by(GenerationAttempt.created_at))).all()

    async def open_ones(self, state: str, limit: int = 100) -> Sequence[GenerationAttempt]:
        """Attempts in state `sending` (to reconcile) or `running` (to poll), those untouched longest first."""
        found = select(GenerationAttempt).where(
            GenerationAttempt.state == checks.one_of(OPEN, state, "state")
        )
        return (await self._session.scalars(found.order_by(GenerationAttempt.updated_at).limit(limit))).all()

    async def reserved(self) -> Decimal:
        """What open attempts hold together; equals what the budget of all has reserved."""
        held = select(func.coalesce(func.sum(GenerationAttempt.reserved_amount), 0))
        return Decimal(
            (await self._session.execute(held.where(GenerationAttempt.state.in_(OPEN)))).scalar_one()
        )

    async def _insert(self, **values: Any) -> GenerationAttempt | None:
        opened = (
            insert(GenerationAttempt).values(values).on_conflict_do_nothing().returning(GenerationAttempt)
        )
        return (await self._session.execute(opened)).scalar_one_or_none()

    async def _move(self, attempt_id: UUID, states: Sequence[str], *rules: Any, **values: Any) -> bool:
        moved = await self._session.execute(
            update(GenerationAttempt)
            .where(GenerationAttempt.id == attempt_id, GenerationAttempt.state.in_(states), *rules)
            .values(values)
            .returning(GenerationAttempt.id)
        )
        return moved.scalar_one_or_none() is not None


def _named(provider: str, correlator: str, model: str | None, reserved: Decimal) -> Mapping[str, Any]:
    return {
        "provider": provider,
        "correlator": correlator,
        "model": model,
        "reserved_amount": checks.money(reserved, "reserved"),
    }
