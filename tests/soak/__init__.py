"""The soak: many productions at once while workers are killed, Postgres restarts and the provider fails now and then.

    python -m tests.soak --productions 200 --kills 500        (make soak)

Then it is left in peace, and everything that must always hold is looked at: `tests.soak.verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a soak does.

    `factor` shrinks every period of the product, and the provider's run times with them (1: production values).
    `at_once` people make an ad each at the same time. A process is killed every `pause_s` seconds (from, to) until so
    many `productions` were begun and so many workers killed, but no longer than `minutes`. `faults` is the share of the
    provider's answers, runs, files and calls that go wrong.
    """

    productions: int = 200
    kills: int = 500
    restarts: int = 2
    minutes: float = 180.0
    factor: float = 1.0
    workers: int = 4
    at_once: int = 16
    pause_s: tuple[float, float] = (1.0, 3.0)
    faults: float = 0.05
    width: int = 360
    blank: bool = False
    seed: int = 1
    quiet_s: float = 1800.0
    """How long everything may take to end once it is left in peace."""
