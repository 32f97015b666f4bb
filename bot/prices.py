"""What making a script costs a person, and what they may spend: plans, ceilings and the table of models, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from agent.catalog import KINDS, LOCAL, Catalog
from agent.pricing import estimate, quote
from agent.prints import fingerprints
from agent.script import AdScript
from bot.plans import read_limits
from bot.views.script import FREE, Price
from db.administration import Switches
from db.engine import Session
from db.enums import AdProjectStatus, SubscriptionType
from db.ledger import Ceilings
from db.lora import look_of_ad
from db.models import AdProject, User
from db.projects import Projects
from db.spending import Part, Spending, left_of_allowance
from db.stock import Prints, Stock, everything, load_stock, pictures, rest

FEWEST_PICTURES: Final = 2


def read_plans() -> Mapping[SubscriptionType, Decimal]:
    """USD of paid generation a month, by plan."""
    return MappingProxyType({name: plan.allowance for name, plan in read_limits().items()})


@dataclass(frozen=True, slots=True)
class Money:
    """What is the same for everybody: who makes what for how much, and the most that may be spent (USD): a month by
    plan, on one ad, on a day. The empty catalog makes everything here, free of charge. `settled`: what admins chose is
    in it already."""

    catalog: Catalog = LOCAL
    plans: Mapping[SubscriptionType, Decimal] = field(default_factory=read_plans)
    per_ad: Decimal = Decimal(10)
    ceilings: Ceilings = field(default_factory=lambda: Ceilings(Decimal(25), Decimal(200)))
    settled: bool = False

    def prints(self, script: AdScript) -> Prints:
        """What the parts of the script are made from; nothing where nothing costs anything."""
        return fingerprints(script) if self.catalog.models else {}

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


async def money_now(session: Session, money: Money) -> Money:
    """`money` with the models that admins chose as defaults, where the catalog knows them and none is switched off."""
    if money.settled or not money.catalog.others:
        return money
    chosen = (await Switches(session).of_models()).heeded
    return replace(money, catalog=money.catalog.choosing(chosen), settled=True)


def as_approved(money: Money, stock: Stock, catalog: Catalog) -> Money:
    """`money` with the models that the parts of a production were approved with, as `catalog` (all there are) knows
    them."""
    models = dict(money.catalog.models)
    for one in stock.live():
        kind = next((known for known in KINDS if known == one.job.asset_kind), None)
        found = catalog.asked(kind, one.job.model) if kind else None
        if kind is not None and found is not None:
            models[kind] = found
    return replace(money, catalog=replace(money.catalog, models=MappingProxyType(models)))


async def money_for(session: Session, project_id: UUID, money: Money) -> Money:
    """`money` for an ad: with the models of now, and where a look was trained for its brand, its stills are made with
    it, at their own price."""
    money = await money_now(session, money)
    if money.catalog.of("branded") is None:
        return money
    look = await look_of_ad(session, project_id)
    return replace(money, catalog=money.catalog.wearing(look.version)) if look else money


async def price_of_training(session: Session, user: User, money: Money) -> Price | None:
    """What a training uses of what the person may still spend this month; None where nobody trains."""
    spending = (await money_now(session, money)).training(user)
    if spending is None:
        return None
    cost = sum((part.usd for part in spending.parts.values()), Decimal(0))
    return Price(cost, await left_of_allowance(session, user.id, spending.allowance))


async def price_of_making(
    session: Session, user: User, project_id: UUID, revision: int, script: AdScript, money: Money
) -> Price:
    """What making this revision of the ad would cost now, at once or step by step, without what is made of it already,
    and what the person may still spend this month."""
    money = await money_for(session, project_id, money)
    spending = money.spending(script, user)
    project = await Projects(session, user.id).get(project_id)
    if spending is None or project is None:
        return FREE
    prints, scenes = money.prints(script), [scene.scene_number for scene in script.scenes]
    stock = await load_stock(session, project_id, revision)
    price = Price(
        everything(stock, scenes, prints).cost(spending),
        await left_of_allowance(session, user.id, spending.allowance),
        fast=user.settings.get("lane") == "fast",
    )
    if not any(kind in ("still", "clip") for kind, _ in spending.parts):
        return price
    count = pictures_each(project, user, money)
    price = replace(price, pictures=pictures(stock, scenes, count, prints).cost(spending), count=count)
    ended = project.status in (AdProjectStatus.FAILED, AdProjectStatus.CANCELLED)
    if ended and stock.stepwise:
        price = replace(price, go_on=rest(stock).cost(spending))
    return price


def pictures_each(project: AdProject, user: User, money: Money) -> int:
    """How many pictures of each scene are made to choose from. This machine paints the same one every time."""
    if money.catalog.of("still") is None:
        return 1
    return int(project.settings.get("pictures") or user.settings.get("pictures") or FEWEST_PICTURES)
