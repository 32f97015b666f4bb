"""The provider's ledger beside ours: what it charged, and everywhere that we keep what was charged."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import aiohttp
from sqlalchemy import text

from db.attempts import Attempts
from db.engine import Database, Session
from db.spending import reserved_of_all

_HALF_A_HUNDREDTH = Decimal("0.0001")
"""Both round to a hundredth of a cent, each in its own way."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How two ledgers compare, in USD. `orphans` are runs that our ledger names as nobody's; `unknown` are runs of
    the provider that ours does not have; `wrong` says what else differs."""

    theirs: Decimal
    ours: Decimal
    runs: int
    orphans: int = 0
    orphaned: Decimal = Decimal(0)
    twice: int = 0
    unknown: tuple[str, ...] = ()
    wrong: tuple[str, ...] = field(default=())

    @property
    def even(self) -> bool:
        """Every run is ours, charged as it was, once."""
        return not (self.unknown or self.wrong or self.twice)


async def charged(base: str) -> dict[str, Decimal]:
    """What the provider charged, by run; nothing of it runs any more."""
    async with aiohttp.ClientSession() as http, http.get(f"{base}/ledger") as response:
        document: dict[str, Any] = await response.json()
    assert document["running"] == 0, "something still runs with the provider"
    return {entry["id"]: Decimal(entry["usd"]) for entry in document["entries"]}


async def compared(database: Database, theirs: dict[str, Decimal]) -> Balance:
    """Their ledger with `generation_costs`, the tries, the ads' sums and the budgets."""
    async with database.transaction() as session:
        return await _compared(session, theirs)


async def _compared(session: Session, theirs: dict[str, Decimal]) -> Balance:
    rows = (
        await session.execute(
            text(
                "SELECT api_call_id, amount, user_id IS NULL AS orphan FROM generation_costs"
                " WHERE provider = 'replicate' AND api_call_id IS NOT NULL"
            )
        )
    ).all()
    ours = {row.api_call_id: row.amount for row in rows}
    wrong = [f"run {run} is in our ledger alone" for run in sorted(ours.keys() - theirs.keys())]
    wrong += [
        f"run {run}: they charged {usd}, we wrote {ours[run]}"
        for run, usd in sorted(theirs.items())
        if run in ours and abs(ours[run] - usd) > _HALF_A_HUNDREDTH
    ]
    owned = sum((row.amount for row in rows if not row.orphan), Decimal(0))
    sums = {
        "the tries": "SELECT coalesce(sum(charged_amount), 0) FROM generation_attempts",
        "the ads": "SELECT coalesce(sum(total_cost), 0) FROM ad_projects",
        "the budgets": "SELECT coalesce(sum(spent), 0) FROM budgets WHERE user_id IS NULL",
        "the people's budgets": "SELECT coalesce(sum(spent), 0) FROM budgets WHERE user_id IS NOT NULL",
    }
    for name, query in sums.items():
        found = Decimal(await session.scalar(text(query)) or 0)
        if found != owned:
            wrong.append(f"{name} say {found}, the ledger {owned}")
    held, carried = await reserved_of_all(session), await Attempts(session).reserved()
    if held or carried:
        wrong.append(f"{held} is set aside and {carried} carried though all is quiet")
    twice = await session.scalar(
        text(
            "SELECT count(*) FROM (SELECT 1 FROM generation_attempts WHERE charged_amount > 0 AND job_id IS NOT NULL"
            " GROUP BY job_id, request_number HAVING count(*) > 1) twice"
        )
    )
    lost = [row for row in rows if row.orphan]
    return Balance(
        theirs=sum(theirs.values(), Decimal(0)),
        ours=sum(ours.values(), Decimal(0)),
        runs=len(theirs),
        orphans=len(lost),
        orphaned=sum((row.amount for row in lost), Decimal(0)),
        twice=int(twice or 0),
        unknown=tuple(sorted(run for run in theirs if run not in ours)),
        wrong=tuple(wrong),
    )
