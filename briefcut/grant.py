"""`briefcut grant`: give a person a plan from the shell."""

from __future__ import annotations

import asyncio
import sys

from bot.prices import read_plans
from briefcut.config import Config
from briefcut.database import reachable
from db.accounts import Accounts
from db.administration import AuditLog
from db.billing import Billing
from db.engine import Database, DatabaseSettings, Session
from db.enums import SubscriptionType


def grant(config: Config, telegram_id: int, plan: SubscriptionType) -> int:
    """Give the plan to somebody who has written to the bot before; 1 where nobody with this id has."""
    with reachable(config) as url:
        name = asyncio.run(_grant(url, telegram_id, plan))
    if name is None:
        print(
            f"briefcut: nobody with the Telegram id {telegram_id} has written to the bot yet: "
            "ask them to press Start first.",
            file=sys.stderr,
        )
        return 1
    print(f"{name} has the plan {plan.value}: USD {read_plans()[plan]} of paid generation a month.")
    return 0


async def _grant(url: str, telegram_id: int, plan: SubscriptionType) -> str | None:
    database = Database(DatabaseSettings(url, pool_size=1))

    async def work(session: Session) -> str | None:
        user = await Accounts(session).of_telegram(telegram_id)
        if user is None:
            return None
        billing = Billing(session, user.id)
        if plan is SubscriptionType.FREE:
            await billing.cancel()
        else:
            await billing.grant(plan)
        await AuditLog(session).note(
            "shell", "grant", subject=("user", str(user.id)), details={"plan": plan.value}
        )
        return user.name or str(telegram_id)

    try:
        return await database.run(work)
    finally:
        await database.dispose()
