"""Money: what was paid (only ever added to), and what may still be paid. What may cost something is `db.attempts`.

Whoever starts something paid reserves first: `Budgets.reserve` moves the person's budget and everybody's in one
statement, so that twenty requests at once can't spend what is there for three.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from db import checks
from db.base import JsonObject
from db.enums import CostCategory
from db.errors import Conflict, NotFound
from db.models import (
    AdProject,
    Brand,
    Budget,
    GenerationCost,
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


_ADD: Final = text(
    """
    WITH calls AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:calls AS jsonb)) AS call (
            amount numeric, project_id uuid, provider text, model_name text, api_call_id text, tokens_used integer,
            seconds_processed numeric, api_latency_ms integer, success boolean, error_message text, details jsonb
        )
    ), theirs AS MATERIALIZED (
        SELECT bool_and(project_id IS NULL OR EXISTS (
            SELECT FROM ad_projects WHERE id = calls.project_id AND user_id = CAST(:person AS uuid)
        )) AS yes FROM calls
    )
    INSERT INTO generation_costs (
        user_id, category, amount, project_id, provider, model_name, api_call_id, tokens_used, seconds_processed,
        api_latency_ms, success, error_message, metadata
    )
    SELECT CAST(:person AS uuid), CAST(:category AS cost_category), amount, project_id, provider, model_name,
           api_call_id, tokens_used, seconds_processed, api_latency_ms, success, error_message, details
      FROM calls, theirs WHERE theirs.yes
    RETURNING id
    """
)


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
        """Write down several calls at once, or none of them: one statement that looks whose the ads are.

        Raises:
            NotFound: an ad isn't the person's.
            BadInput: a negative sum.
        """
        rows = [self._row(category, amount, told) for amount, told in calls]
        values = {"person": self._user_id, "category": category.value, "calls": json.dumps(rows, default=str)}
        if len((await self._session.execute(_ADD, values)).all()) != len(rows):
            raise NotFound("ad_projects: not an ad of the person who acts")

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
        if reserved == 0:
            # It was to be free and was not; nobody may have opened the budgets of that day.
            await self._open(day)
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

    async def used(self, month_of: date) -> Decimal:
        """What the person has spent and set aside in the calendar month (UTC) of this day."""
        first = month_of.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        held = select(func.coalesce(func.sum(Budget.reserved + Budget.spent), 0)).where(
            Budget.user_id == self._user_id, Budget.day >= first, Budget.day < following
        )
        return Decimal((await self._session.execute(held)).scalar_one())

    async def _open(self, day: date, ceilings: Ceilings | None = None) -> None:
        """Make sure that both budgets of the day are there; they get these limits, or keep theirs."""
        # Everybody's last, as in the statements below: two people must not wait for each other crosswise.
        limits = (ceilings.person, ceilings.everybody) if ceilings else (None, None)
        for user_id, limit in zip((self._user_id, None), limits, strict=True):
            opened = insert(Budget).values(user_id=user_id, day=day, limit_amount=limit or 0)
            if limit is None:
                await self._session.execute(opened.on_conflict_do_nothing())
                continue
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
