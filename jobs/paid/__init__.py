"""Paid generation: asking a provider once, finding out what became of it, bringing the result home, settling the bill.

    work (a job's next move) ─► submit ─┐                    look (all open tries) ─► settle, wake the job
          ▲     ▲     └──────► bring home│ parked            hooks (a call from outside) ─► look now
          └─────┴────────────────────────┘                   audit (hourly): nothing ran that nobody asked for

Which move comes next is decided from rows alone (`course`, pure); what a run came to is `verdict` (pure).
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.catalog import Catalog
from jobs.paid.hooks import Hooks
from jobs.providers.replicate import Replicate

PROVIDER = "replicate"


@dataclass(frozen=True, slots=True)
class PaidStudio:
    """The provider's account, the models that it is asked for, and where it may call back (None: it is polled)."""

    api: Replicate
    catalog: Catalog
    hooks: Hooks | None = None


class NotNow(Exception):
    """The provider takes nothing now; the job waits for `wait_s` seconds in the queue. `begun` is False where it only
    waits for its turn: patience with the provider begins later. `sentence` is what the person is told at its end."""

    def __init__(
        self, wait_s: float, reason: str, *, begun: bool = True, sentence: str = "failed-provider-away"
    ) -> None:
        super().__init__(reason)
        self.sentence = sentence
        self.wait_s = wait_s
        self.begun = begun
