"""How a try at something paid ended, for whoever watches and for the log."""

from __future__ import annotations

import logging

from db.models import GenerationAttempt
from db.settling import Ended
from db.trail import tell
from jobs.crew import Crew

log = logging.getLogger(__name__)


def tell_end(crew: Crew, settled: GenerationAttempt | None, ended: Ended) -> None:
    """Tell of the try, unless it had been ended before (`settled` is None)."""
    if settled is None:
        return
    reason = (ended.error or "").partition(":")[0]
    outcome = f"{ended.state} {reason}".strip()
    seconds = None
    if settled.submitted_at is not None and settled.finished_at is not None:
        seconds = max(0.0, (settled.finished_at - settled.submitted_at).total_seconds())
    crew.watch.run_ended(settled.provider, settled.model or "", outcome, seconds)
    tell(
        log,
        "run ended",
        provider=settled.provider,
        model=settled.model,
        outcome=outcome,
        charged=str(ended.charged),
        seconds=None if seconds is None else round(seconds, 1),
    )
