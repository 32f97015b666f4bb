"""Once an hour: everything that the account ran must be somebody's try."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Final, Protocol

from db.attempts import Attempts
from db.engine import Database
from db.settling import note_orphan
from jobs.paid import PROVIDER, PaidStudio
from jobs.paid.verdict import verdict
from jobs.providers.replicate import ProviderAway, Run
from jobs.rhythm import Rhythm

log = logging.getLogger(__name__)

BACK_S: Final = 55 * 60.0
"""How far back runs are looked at: after an hour the provider forgets what they were given."""
MOST_PAGES: Final = 400


class Books(Protocol):
    """Where tries are written down, and the account that ran them."""

    @property
    def database(self) -> Database: ...
    @property
    def rhythm(self) -> Rhythm: ...
    @property
    def paid(self) -> PaidStudio | None: ...


async def audit(crew: Books, back_s: float = BACK_S) -> int:
    """Compare the runs of the last `back_s` seconds with our tries; how many are nobody's.

    Each is an alarm, and a line of the ledger once it has ended. It may be another program's, with the same token, so
    it is not stopped."""
    if crew.paid is None:
        return 0
    try:
        orphans = await _unowned(crew, crew.paid, back_s)
    except ProviderAway as away:
        log.warning("the audit is put off, the list can't be read: %s", away)
        return 0
    for run in orphans:
        log.error("orphan: run %s of %s is nobody's (%s)", run.id, run.model, run.word)
        if run.status.ended:
            model = crew.paid.catalog.named(run.model)
            charged = verdict(run, model, Decimal(0)).charged
            name = model.model if model else run.model or "unknown"
            await crew.database.run(
                lambda session, r=run, n=name, c=charged: note_orphan(  # type: ignore[misc]
                    session, r.id, n, c, provider=PROVIDER, reason="found by the audit"
                )
            )
    return len(orphans)


async def _unowned(crew: Books, paid: PaidStudio, back_s: float) -> list[Run]:
    young_s = 2 * crew.rhythm.prediction_grace
    found: list[Run] = []
    for training in (False, True):
        found += await _unowned_of(crew, paid, (young_s, back_s), training=training)
    return found


async def _unowned_of(
    crew: Books, paid: PaidStudio, ages_s: tuple[float, float], *, training: bool
) -> list[Run]:
    young_s, back_s = ages_s
    found: list[Run] = []
    pages = 0
    async for page in paid.api.pages(training=training):
        pages += 1
        async with crew.database.transaction() as session:
            known = await Attempts(session).known([run.id for run in page])
        ages = {run.id: run.age_s for run in page if run.age_s is not None}
        found += [run for run in page if run.id not in known and young_s <= ages.get(run.id, -1.0) <= back_s]
        if pages >= MOST_PAGES or any(age > back_s for age in ages.values()):
            break
    return found
