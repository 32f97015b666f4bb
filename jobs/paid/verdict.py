"""What a run that has ended came to: a state, a sum, and what the person is told. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from agent.catalog import Model
from agent.pricing import charge
from db.settling import Ended
from jobs.providers.replicate import Run, Status
from jobs.storage import unsigned

UNSAFE, FAILED, STUCK = "failed-unsafe", "failed-provider", "failed-stuck"
EXPIRED, CANCELLED, EMPTY = "failed-output-expired", "failed-cancelled", "failed-provider-empty"

_UNSAFE: Final = re.compile(r"nsfw|sensitive|flagged|safety|moderat|prohibited|\bE005\b|content policy", re.I)
"""Words of providers for pictures that they don't make."""
_TOO_LONG: Final = re.compile(r"prediction timed out|\btime limit\b", re.I)


def verdict(run: Run, model: Model | None, estimated: Decimal, *, unwanted: bool = False) -> Ended:
    """The end of a try whose run has ended. `unwanted`: the person stopped the production."""
    succeeded = run.status is Status.SUCCEEDED
    if model is None:
        charged = estimated if succeeded else Decimal(0)
    else:
        charged = charge(model, run.metrics, succeeded=succeeded, estimated=estimated)
    state, error = _outcome(run, unwanted)
    seconds = run.metrics.get("predict_time")
    total = run.metrics.get("total_time")
    return Ended(
        state,
        charged,
        error,
        status=run.word,
        urls=run.urls if state == "succeeded" else (),
        seconds=None if seconds is None else Decimal(str(round(min(seconds, 99_999.0), 2))),
        latency_ms=None if total is None else round(min(total, 1_000_000.0) * 1000),
        details={"metrics": dict(run.metrics)},
    )


def verdict_of_training(
    run: Run, model: Model | None, estimated: Decimal, *, unwanted: bool = False
) -> Ended:
    """The same for a training, whose only output is the version that it made."""
    made = replace(run, urls=(run.trained,) if run.trained else ())
    return verdict(made, model, estimated, unwanted=unwanted)


def _outcome(run: Run, unwanted: bool) -> tuple[str, str | None]:
    match run.status:
        case Status.SUCCEEDED if run.urls:
            return "succeeded", None
        case Status.SUCCEEDED if run.removed:
            return "failed", f"{EXPIRED}: its output was removed before it was fetched"
        case Status.SUCCEEDED:
            return "failed", f"{EMPTY}: succeeded without an output"
        case Status.FAILED:
            reason = unsigned(run.error or "no reason given")
            if _UNSAFE.search(reason):
                return "failed", f"{UNSAFE}: {reason}"
            return "failed", f"{STUCK if _TOO_LONG.search(reason) else FAILED}: {reason}"
        case Status.ABORTED:
            return "failed", f"{FAILED}: ended before it started"
        case Status.CANCELED if unwanted:
            return "cancelled", f"{CANCELLED}: by the person"
        case Status.CANCELED:
            return "failed", f"{STUCK}: it did not end before its deadline"
    return "failed", f"{STUCK}: still {run.word or 'without a status'} after its deadline"
