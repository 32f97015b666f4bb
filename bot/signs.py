"""How the product is, in a dozen signs: each well or not, with its numbers. Pure. What is not well is an alert.

The limits are those of `docs/alerts.yml`, for operators without Prometheus.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from db.figures import Figure
from db.operations import Trouble

PEOPLE_WAIT_S: Final = 30
WORK_WAITS_S: Final = 900
ANSWERS_WAIT_S: Final = 300
MESSAGES_WAIT_S: Final = 300
UNKNOWN_S: Final = 900
BUDGET_SHARE: Final = 0.8
CONNECTIONS_SHARE: Final = 0.8
DISK_BYTES: Final = 2_000_000_000
FAILED_RUNS: Final = 4
FAILED_SHARE: Final = 0.3

STORAGE: Final = "storage"

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that can be well or not; `values` are the arguments of its sentence `health-<name>`."""

    name: str
    well: bool
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rows don't tell: the ceiling of a day (USD), free bytes of the disk, whether generation is held, and
    whether the storage takes files: `well`, `away` or `full` (None: nobody looked), and how many wait on this machine
    to be stored."""

    ceiling: Decimal
    free_bytes: int | None = None
    paused: bool = False
    storage: str | None = None
    unstored: int = 0


def read_signs(figures: Iterable[Figure], trouble: Trouble, around: Surroundings) -> tuple[Sign, ...]:
    """All signs, in the order in which a person would ask for them."""
    told = {(one.name, one.first, one.second): one.value for one in figures}
    return (
        *_waiting(told),
        _making(told, trouble, around),
        *_paying(told, trouble, around),
        *_house(told, around),
    )


Told = Mapping[tuple[str, str, str], float]


def _sum(told: Told, name: str, first: str | None = None) -> int:
    return round(sum(value for key, value in told.items() if key[0] == name and first in (None, key[1])))


def _most(told: Told, name: str, *firsts: str) -> int:
    found = [value for key, value in told.items() if key[0] == name and (not firsts or key[1] in firsts)]
    return max(0, round(max(found, default=0)))


def _waiting(told: Told) -> tuple[Sign, ...]:
    chat = _most(told, "queue_oldest", "chat", "delivery")
    work = _most(told, "queue_oldest", "generation", "media")
    due = round(sum(v for key, v in told.items() if key[0] == "queue_jobs" and key[2] != "later"))
    answers, messages = _most(told, "turns_oldest"), _most(told, "outbox_oldest")
    return (
        Sign(
            "queue",
            chat <= PEOPLE_WAIT_S and work <= WORK_WAITS_S,
            {"count": due, "chat": chat, "work": work},
        ),
        Sign("answers", answers <= ANSWERS_WAIT_S, {"count": _sum(told, "turns_open"), "seconds": answers}),
        Sign(
            "messages",
            messages <= MESSAGES_WAIT_S,
            {"count": _sum(told, "outbox_waiting"), "seconds": messages},
        ),
    )


def _making(told: Told, trouble: Trouble, around: Surroundings) -> Sign:
    values = {name: _sum(told, "jobs", name) for name in ("queued", "processing", "failed")}
    return Sign("making", around.paused or trouble.stuck == 0, {**values, "stuck": trouble.stuck})


def _paying(told: Told, trouble: Trouble, around: Surroundings) -> tuple[Sign, ...]:
    overdue, unknown = _sum(told, "attempts_overdue"), _most(told, "attempts_oldest", "sending")
    orphans, lost = _sum(told, "orphan_runs"), float(told.get(("orphan_usd", "", ""), 0))
    used = sum(value for key, value in told.items() if key[0] == "budget")
    ceiling = float(around.ceiling)
    failing = trouble.runs_failed > FAILED_RUNS + FAILED_SHARE * trouble.runs
    return (
        Sign(
            "provider",
            not failing,
            {"runs": trouble.runs, "failed": trouble.runs_failed, "model": trouble.worst_model or "–"},
        ),
        Sign(
            "tries",
            overdue == 0 and unknown <= UNKNOWN_S,
            {"count": _sum(told, "attempts_open"), "overdue": overdue, "seconds": unknown},
        ),
        Sign("orphans", orphans == 0, {"count": orphans, "usd": f"{lost:.2f}"}),
        Sign("budget", used <= BUDGET_SHARE * ceiling, {"used": f"{used:.2f}", "ceiling": f"{ceiling:.2f}"}),
    )


def _house(told: Told, around: Surroundings) -> tuple[Sign, ...]:
    used, most = _sum(told, "connections"), _sum(told, "connections_max")
    signs = [Sign("connections", used <= CONNECTIONS_SHARE * most, {"used": used, "most": most})]
    if around.storage is not None:
        values: Mapping[str, Value] = {"state": around.storage, "waiting": around.unstored}
        signs.append(Sign(STORAGE, around.storage == "well", values))
    if around.free_bytes is not None:
        gigabytes = f"{around.free_bytes / 1e9:.1f}"
        signs.append(Sign("disk", around.free_bytes >= DISK_BYTES, {"gigabytes": gigabytes}))
    return tuple(signs)
