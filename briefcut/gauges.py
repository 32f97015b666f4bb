"""What the rows tell Prometheus, read when somebody looks and remembered for some seconds.

A database that is away, slow or busy costs the answer its gauges and nothing else: `briefcut_database_up` says so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from db.engine import Database
from db.figures import Figure, read_figures, spend_before
from db.wakeups import QUEUES

log = structlog.get_logger(__name__)

_SHOWN: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    # figure: metric, what it is, labels
    "queue_jobs": ("queue_jobs", "Jobs of the engine: due, later, doing.", ("queue", "state")),
    "queue_oldest": ("queue_oldest_seconds", "How long the oldest due job has waited.", ("queue",)),
    "updates_waiting": ("updates_waiting", "Updates that were kept and not handled yet.", ()),
    "turns_open": ("turns_open", "Answers that are asked for or worked on.", ("state",)),
    "turns_oldest": ("turns_oldest_seconds", "How long the oldest of them has waited.", ()),
    "outbox_waiting": ("outbox_waiting", "Messages that were not sent yet.", ()),
    "outbox_oldest": ("outbox_oldest_seconds", "How long the oldest due message has waited.", ()),
    "jobs": (
        "generation_jobs",
        "Things to make: all that are open, and those of the last 24 hours that ended.",
        ("status", "kind"),
    ),
    "attempts_open": ("attempts_open", "Paid tries that may still cost something.", ("state",)),
    "attempts_oldest": ("attempts_oldest_seconds", "Age of the oldest open paid try.", ("state",)),
    "attempts_overdue": ("attempts_overdue", "Open paid tries past their deadline.", ()),
    "spend_today": ("spend_today_usd", "Spent since midnight UTC.", ("provider", "category")),
    "spend_total": ("spend_total_usd", "Spent ever.", ("provider", "category")),
    "orphan_runs": ("orphan_runs_today", "Runs since midnight UTC that nobody asked for.", ()),
    "orphan_usd": ("orphan_today_usd", "What they cost.", ()),
    "budget": ("budget_today_usd", "Of what all may spend today: reserved, spent.", ("part",)),
    "connections": ("database_connections", "Connections to the database server.", ()),
    "connections_max": ("database_connections_max", "How many it allows.", ()),
}
_ZEROS: Final = (
    *(Figure("queue_jobs", queue, state, 0.0) for queue in QUEUES for state in ("due", "later", "doing")),
    *(Figure("queue_oldest", queue, "", 0.0) for queue in QUEUES),
    *(Figure("turns_open", state, "", 0.0) for state in ("queued", "running")),
    *(Figure(name, "", "", 0.0) for name in ("turns_oldest", "outbox_oldest")),
    *(
        Figure(name, state, "", 0.0)
        for name in ("attempts_open", "attempts_oldest")
        for state in ("sending", "running")
    ),
    *(Figure("budget", part, "", 0.0) for part in ("reserved", "spent")),
)
"""What is shown where there are no rows to tell of: an alarm should find nothing wrong, not nothing."""

_SETTLED: Final = timedelta(hours=1)
"""A day's ledger is closed so long after midnight: by then every transaction of that day has been committed."""
_AGAIN_S: Final = 600.0
"""After a sum of the whole ledger took too long, until it is tried again."""


class Gauges(Collector):
    """`await look()` before the registry is read. `cache_s`: nobody asks the database more often; `limit_s`: how long
    it may take."""

    def __init__(
        self,
        database: Database,
        *,
        cache_s: float = 5.0,
        limit_s: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._cache_s = cache_s
        self._limit_s = limit_s
        self._clock = clock
        self._now = now
        self._looking = asyncio.Lock()
        self._looked_at = float("-inf")
        self._figures: Sequence[Figure] | None = None
        self._closed: tuple[datetime, Sequence[Figure]] | None = None
        self._sum_again_at = float("-inf")

    async def look(self) -> None:
        """Ask the database, unless somebody did so moments ago. Never raises."""
        async with self._looking:
            if self._clock() - self._looked_at < self._cache_s:
                return
            try:
                async with asyncio.timeout(2 * self._limit_s):
                    self._figures = await self._read()
            except Exception as error:
                log.warning("the database could not be asked for its figures", why=type(error).__name__)
                self._figures = None
            self._looked_at = self._clock()

    async def _read(self) -> Sequence[Figure]:
        closed_at = (self._now() - _SETTLED).replace(hour=0, minute=0, second=0, microsecond=0)
        async with self._database.transaction() as session:
            recent = await read_figures(session, closed_at, self._limit_s)
        return [*(one for one in recent if one.name != "spend_recent"), *await self._total(recent, closed_at)]

    async def _total(self, recent: Sequence[Figure], closed_at: datetime) -> list[Figure]:
        """Spent ever: the sum of the days that are closed is kept, so that the ledger is read whole once a day."""
        if (self._closed is None or self._closed[0] != closed_at) and self._clock() >= self._sum_again_at:
            self._sum_again_at = self._clock() + _AGAIN_S
            try:
                async with self._database.transaction() as session:
                    self._closed = closed_at, await spend_before(session, closed_at, self._limit_s)
            except Exception as error:
                log.warning("the ledger could not be summed", why=type(error).__name__)
        if self._closed is None or self._closed[0] != closed_at:
            return []
        totals: dict[tuple[str, str], float] = {}
        for one in (*self._closed[1], *(one for one in recent if one.name == "spend_recent")):
            key = one.first, one.second
            totals[key] = totals.get(key, 0.0) + one.value
        return [Figure("spend_total", *key, value) for key, value in totals.items()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What was read last."""
        up = self._figures is not None
        yield GaugeMetricFamily("briefcut_database_up", "Whether the database answered in time.", float(up))
        families = {
            name: GaugeMetricFamily(f"briefcut_{metric}", text, labels=labels)
            for name, (metric, text, labels) in _SHOWN.items()
        }
        known = {(one.name, one.first, one.second): one for one in (*_ZEROS, *(self._figures or ()))}
        for one in known.values() if up else ():
            labels = _SHOWN[one.name][2]
            families[one.name].add_metric((one.first, one.second)[: len(labels)], one.value)
        yield from families.values()
