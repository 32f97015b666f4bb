"""What an operator may want to count. The rooms tell it; who listens is the front door's business.

Seconds are wall time. Words are ours or a provider's ids: few, and never what people wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable

Stopwatch = Callable[[], float]
"""Tells seconds."""


class Watch:
    """Listens to nothing: for tests, and for processes that nobody looks at."""

    def http_answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request to our own port; `route` is a pattern, never a path with a token in it."""

    def role_died(self, role: str) -> None:
        """A role ended unasked and will be started again."""

    def update_taken(self, outcome: str, seconds: float) -> None:
        """An update was handled, or tried to be, so long after it came; `outcome` is taken, failed, given_up or
        no_database."""

    def reacted(self, by: str, seconds: float) -> None:
        """The first sign of life was handed to Telegram, so long after somebody wrote or pressed: `by` the bot itself,
        or by the turn that answers."""

    def telegram_called(self, method: str, outcome: str, seconds: float) -> None:
        """One call of the Bot API; `outcome` is ok, an HTTP status or network."""

    def turn_ended(self, outcome: str, seconds: float) -> None:
        """A turn ended as answered, stopped or apology, so long after it was asked for."""

    def said(self, kind: str, outcome: str) -> None:
        """Something of the outbox was sent, or was not: sent, wait, retry, blocked, refused."""

    def provider_called(
        self, provider: str, model: str, call: str, error: str | None, seconds: float
    ) -> None:
        """One request to a model or a provider: chat, create, get, list, cancel, upload, download."""

    def run_ended(self, provider: str, model: str, outcome: str, seconds: float | None) -> None:
        """A try at something paid ended; `seconds` is how long the provider had it."""


def stopwatch(clock: Callable[[], float] = time.monotonic) -> Stopwatch:
    """Seconds since now, whenever it is asked."""
    began = clock()
    return lambda: clock() - began
