"""What this process counts for Prometheus, in a registry of its own. What the rows tell is `briefcut.gauges`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

from briefcut.config import Config
from briefcut.supervisor import Supervisor
from db.engine import Database
from db.watch import Watch

QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)
"""Buckets for what somebody waits for with a finger on the screen, in seconds."""
SLOW: Final = (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300, 600, 1800)
"""Buckets for what models and providers take, in seconds."""


class Meters(Watch):
    """Counts what the rooms tell."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"briefcut_{name}", text, labels, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"briefcut_{name}_seconds", text, labels, buckets=buckets, registry=registry)

        self._requests = counter("http_requests", "Requests to our own port.", "route", "method", "status")
        self._request_s = histogram("http_request", "Requests to our own port.", QUICK, "route")
        self._deaths = counter("role_deaths", "Roles that ended unasked and were started again.", "role")
        self._updates = histogram("update", "From an update's arrival to its commit.", QUICK, "outcome")
        self._reaction = histogram(
            "first_reaction", "Until whoever wrote or pressed sees a first sign of life.", QUICK, "by"
        )
        self._telegram = counter("telegram_calls", "Calls of the Bot API.", "method", "outcome")
        self._telegram_s = histogram("telegram_call", "Calls of the Bot API but getUpdates.", QUICK, "method")
        self._turns = histogram("turn", "From a message to the committed answer.", SLOW, "outcome")
        self._said = counter("messages", "Messages of the outbox, by what became of them.", "kind", "outcome")
        place = ("provider", "model", "call")
        self._calls = histogram("provider_call", "Requests to models and providers.", SLOW, *place)
        self._errors = counter("provider_errors", "Requests that went wrong.", *place, "kind")
        self._runs = counter(
            "provider_runs", "Paid tries that ended, by how.", "provider", "model", "outcome"
        )
        self._run_s = histogram("provider_run", "How long a provider had a run.", SLOW, "provider", "model")

    # ── what the rooms tell ──────────────────────────────────────────────────────────────────────────

    def http_answered(self, route: str, method: str, status: int, seconds: float) -> None:
        self._requests.labels(route, method, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def role_died(self, role: str) -> None:
        self._deaths.labels(role).inc()

    def update_taken(self, outcome: str, seconds: float) -> None:
        self._updates.labels(outcome).observe(seconds)

    def reacted(self, by: str, seconds: float) -> None:
        self._reaction.labels(by).observe(seconds)

    def telegram_called(self, method: str, outcome: str, seconds: float) -> None:
        self._telegram.labels(method, outcome).inc()
        if method != "getUpdates":  # which waits for somebody to write
            self._telegram_s.labels(method).observe(seconds)

    def turn_ended(self, outcome: str, seconds: float) -> None:
        self._turns.labels(outcome).observe(seconds)

    def said(self, kind: str, outcome: str) -> None:
        self._said.labels(kind, outcome).inc()

    def provider_called(
        self, provider: str, model: str, call: str, error: str | None, seconds: float
    ) -> None:
        self._calls.labels(provider, model, call).observe(seconds)
        if error is not None:
            self._errors.labels(provider, model, call, error).inc()

    def run_ended(self, provider: str, model: str, outcome: str, seconds: float | None) -> None:
        self._runs.labels(provider, model, outcome).inc()
        if seconds is not None:
            self._run_s.labels(provider, model).observe(seconds)

    # ── what is asked when somebody looks ────────────────────────────────────────────────────────────

    def ask(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Show what `value` returns whenever somebody looks."""
        Gauge(f"briefcut_{name}", text, registry=self.registry).set_function(value)

    def ask_each(
        self, name: str, text: str, label: str, values: Iterable[tuple[str, Callable[[], float]]]
    ) -> None:
        """The same for several values, told apart by `label`."""
        gauge = Gauge(f"briefcut_{name}", text, (label,), registry=self.registry)
        for word, value in values:
            gauge.labels(word).set_function(value)


def show_house(
    meters: Meters, config: Config, database: Database, supervisor: Supervisor, ticks: Callable[[], bool]
) -> None:
    """Show how this process and its machine are: roles, connections, disk. `ticks`: whether it keeps the time."""

    def is_up(role: str) -> Callable[[], float]:
        return lambda: float(role in supervisor.running)

    roles = [(role, is_up(role)) for role in supervisor.names]
    meters.ask_each("role_up", "Whether the role runs (0: it waits to be started again).", "role", roles)
    meters.ask(
        "scheduler_active", "Whether this process keeps the time; of all, one does.", lambda: float(ticks())
    )
    meters.ask("pool_in_use", "Connections to the database that are lent out.", lambda: database.in_use)
    meters.ask(
        "pool_size", "Connections that this process may have for its rows.", lambda: config.database.pool_size
    )
    meters.ask("disk_free_bytes", "Free on the disk of BRIEFCUT_HOME.", lambda: free_bytes(config.home))
    ceiling = float(config.budgets.global_day)
    meters.ask("budget_ceiling_usd", "What all together may spend on one day.", lambda: ceiling)
    spool = config.home / "spool"
    meters.ask("spool_bytes", "Files that wait here because the storage is away.", lambda: bytes_below(spool))


def free_bytes(folder: Path) -> float:
    """What is free on the disk of the folder, or of its nearest parent; NaN where that can't be told."""
    try:
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        return float(shutil.disk_usage(nearest).free)
    except OSError:
        return float("nan")


def bytes_below(folder: Path) -> float:
    """What the files below the folder hold together; 0 where there is none."""
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue  # it has just been taken away
    return float(total)
