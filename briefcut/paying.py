"""Paid generation put together: the provider's account, what making costs, and the door for the provider's calls."""

from __future__ import annotations

from aiohttp import web

from agent.catalog import LOCAL, read_catalog
from bot.prices import Money, read_plans
from briefcut.config import Config
from db.engine import Database
from db.ledger import Ceilings
from db.watch import Watch
from jobs.paid import PaidStudio
from jobs.paid.hooks import PATH, Hooks
from jobs.paid.receive import HookHandler
from jobs.providers.replicate import Replicate


def paid_studio(config: Config, watch: Watch | None = None) -> PaidStudio | None:
    """The provider's account; None without a key, where everything is made here."""
    access = config.replicate
    if access is None:
        return None
    base = access.webhook_base or (config.webhook.public_url if config.webhook else None)
    secret = access.webhook_secret.get_secret_value() if access.webhook_secret else None
    return PaidStudio(
        Replicate(access.api_token.get_secret_value(), access.base_url, watch=watch),
        read_catalog(config.models_file),
        Hooks(base, secret) if base and secret else None,
    )


def money_of(config: Config, paid: PaidStudio | None, *, unpaid: bool = False) -> Money:
    """What making costs and what may be spent. `unpaid`: the provider takes no money (a stand-in), so whoever tries it
    has the largest plan's allowance."""
    plans = read_plans()
    if unpaid:
        plans = dict.fromkeys(plans, max(plans.values()))
    budgets = config.budgets
    ceilings = Ceilings(budgets.per_user_day, budgets.global_day)
    return Money(paid.catalog if paid else LOCAL, plans, budgets.per_ad, ceilings)


def add_hooks(paid: PaidStudio, database: Database, app: web.Application) -> None:
    """Answer the provider's calls, where it was told to call."""
    if paid.hooks is not None:
        app.router.add_post(PATH, HookHandler(database, paid.hooks).handle)
