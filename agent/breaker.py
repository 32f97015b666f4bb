"""A circuit breaker: a model that keeps failing is left alone for a while, so that nobody waits for it in vain."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Literal

State = Literal["closed", "open", "half_open"]

FAILURES: Final = 3
FIRST_PAUSE_S: Final = 20.0
LONGEST_PAUSE_S: Final = 300.0
MOST_TOLD: Final = 10_000
"""So many people are remembered as told of one outage; whoever comes after is told each time."""


class Breaker:
    """Lets turns through to a model, or not. One for all turns of a process; not for threads.

    Closed lets everybody through. After `failures` failed turns in a row it opens: nobody is let through for
    `first_pause_s` seconds. Then it is half open: one turn tries the model. If that works, it closes; if not,
    it opens again for twice as long, up to `longest_pause_s`. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        first_pause_s: float = FIRST_PAUSE_S,
        longest_pause_s: float = LONGEST_PAUSE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._clock = clock
        self._failed = 0
        self._pause_s = first_pause_s
        self._opened_at: float | None = None
        self._probing = False
        self._told: set[str] = set()

    @property
    def state(self) -> State:
        """Where it stands now."""
        if self._opened_at is None:
            return "closed"
        waited = self._clock() - self._opened_at >= self._pause_s
        return "half_open" if waited or self._probing else "open"

    def admits(self) -> bool:
        """Whether the caller may try the model; whoever may must tell how it went (`succeeded`, `failed` or
        `left`)."""
        if self.state == "half_open" and not self._probing:
            self._probing = True
            return True
        return self._opened_at is None

    def succeeded(self) -> None:
        """The model answered: everything is as if nothing had happened."""
        self._failed, self._opened_at, self._probing = 0, None, False
        self._pause_s = self._first_pause_s
        self._told.clear()

    def failed(self) -> None:
        """The model's endpoint failed a turn."""
        self._failed += 1
        if self._probing:
            self._pause_s = min(self._longest_pause_s, self._pause_s * 2)
        elif self._opened_at is not None or self._failed < self._limit:
            # Turns that began before it opened say nothing new.
            return
        self._opened_at, self._probing = self._clock(), False

    def left(self) -> None:
        """The turn ended without telling anything about the endpoint: it was stopped, or refused for its content."""
        self._probing = False

    def tells(self, person: str) -> bool:
        """Whether `person` is still to be told of this outage; from then on they count as told."""
        if person in self._told:
            return False
        if person and len(self._told) < MOST_TOLD:
            self._told.add(person)
        return True
