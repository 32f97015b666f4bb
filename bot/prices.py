"""What making a script costs a person, and what they may spend: plans, ceilings and the table of models, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib import resources
from types import MappingProxyType
from uuid import UUID

from agent.catalog import LOCAL, Catalog
from agent.pricing import estimate, quote
from agent.script import AdScript
from bot.views.script import FREE, Price
from db.engine import Session
from db.enums import SubscriptionType
from db.ledger import Ceilings
from db.lora import look_of_ad
from db.models import User
from db.production import Production
from db.spending import Part, Spending, is_made, left_of_allowance


def read_plans() -> Mapping[SubscriptionType, Decimal]:
    """USD of paid generation a month, by plan."""
    tables = tomllib.loads(resources.files("bot").joinpath("plans.toml").read_text("utf-8"))
    return MappingProxyType({plan: Decimal(tables[plan.value]["allowance"]) for plan in SubscriptionType})


@dataclass(frozen=True, slots=True)
class Money:
    """What is the same for everybody: who makes what for how much, and the most that may be spent (USD): a month by
    plan, on one ad, on a day. The empty catalog makes everything here, free of charge."""

    catalog: Catalog = LOCAL
    plans: Mapping[SubscriptionType, Decimal] = field(default_factory=read_plans)
    per_ad: Decimal = Decimal(10)
    ceilings: Ceilings = field(default_factory=lambda: Ceilings(Decimal(25), Decimal(200)))

    def spending(self, script: AdScript, user: User) -> Spending | None:
        """What a press on “make it” spends; None where everything is made here."""
        parts = {
            (part.kind, part.scene): Part(part.provider, part.model, part.usd)
            for part in quote(script, self.catalog)
        }
        if not parts:
            return None
        return Spending(parts, self.plans[user.subscription_type], self.per_ad, self.ceilings)

    def training(self, user: User) -> Spending | None:
        """What a press on “train it” spends; None where nobody trains, or what it made would not be used."""
        trainer = self.catalog.of("training")
        if trainer is None or self.catalog.of("branded") is None or self.catalog.of("still") is None:
            return None
        part = Part(trainer.provider, trainer.model, estimate(trainer, {}))
        parts: dict[tuple[str, int | None], Part] = {("training", None): part}
        return Spending(parts, self.plans[user.subscription_type], self.per_ad, self.ceilings)


async def money_for(session: Session, project_id: UUID, money: Money) -> Money:
    """`money` for an ad: where a look was trained for its brand, its stills are made with it, at their own price."""
    if money.catalog.of("branded") is None:
        return money
    look = await look_of_ad(session, project_id)
    return replace(money, catalog=money.catalog.wearing(look.version)) if look else money


async def price_of_training(session: Session, user: User, money: Money) -> Price | None:
    """What a training uses of what the person may still spend this month; None where nobody trains."""
    spending = money.training(user)
    if spending is None:
        return None
    cost = sum((part.usd for part in spending.parts.values()), Decimal(0))
    return Price(cost, await left_of_allowance(session, user.id, spending.allowance))


async def price_of_making(
    session: Session, user: User, project_id: UUID, revision: int, script: AdScript, money: Money
) -> Price:
    """What making this revision of the ad would cost now, without what is made of it already, and what the person may
    still spend this month."""
    spending = (await money_for(session, project_id, money)).spending(script, user)
    if spending is None:
        return FREE
    jobs = await Production(session).jobs(project_id, revision)
    made = {(job.asset_kind, job.scene_number) for job in jobs if is_made(job)}
    cost = sum((part.usd for key, part in spending.parts.items() if key not in made), Decimal(0))
    return Price(cost, await left_of_allowance(session, user.id, spending.allowance))
