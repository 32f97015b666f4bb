"""Replicate's rate limits: so many requests a minute, bursts of a minute's worth forgiven."""

from __future__ import annotations

import math
from dataclasses import dataclass

from briefcut.replicate_stand_in.settings import Settings

LOW_CREDIT_PER_MINUTE = 6


@dataclass(slots=True)
class Bucket:
    """A token bucket of one limit; a refused request takes nothing."""

    per_minute: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> int:
        """0 where the request may pass (it is counted), else the whole seconds until one may."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.per_minute / 60)
        self.at = now
        if self.tokens >= 1 - 1e-9:
            self.tokens -= 1
            return 0
        return max(1, math.ceil((1 - self.tokens) * 60 / self.per_minute))


class Limits:
    """The two buckets of one account."""

    def __init__(self, settings: Settings, now: float) -> None:
        low = settings.low_credit
        rate = LOW_CREDIT_PER_MINUTE if low else settings.creates_per_minute
        self._low = low
        self._creates = Bucket(rate, 1 if low else rate, 1 if low else rate, now)
        calls = settings.calls_per_minute
        self._calls = Bucket(calls, calls, calls, now)

    def refuse(self, *, create: bool, now: float) -> tuple[str, int] | None:
        """None where a request may pass, else the text of the 429 and the seconds to wait."""
        wait = (self._creates if create else self._calls).wait(now)
        if not wait:
            return None
        return throttled(wait, low_credit=create and self._low), wait


def throttled(seconds: int, *, low_credit: bool = False) -> str:
    """Replicate's words for a 429."""
    reduced = (
        f"Your rate limit for creating predictions is reduced to {LOW_CREDIT_PER_MINUTE} requests per minute "
        "with a burst of 1 requests while you have less than $5.0 in credit. "
        if low_credit
        else ""
    )
    return f"Request was throttled. {reduced}Your rate limit resets in ~{seconds}s."
