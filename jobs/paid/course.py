"""The next move of a job that a provider makes. Pure: the job's tries in, one move out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db.models import GenerationAttempt, GenerationJob
from jobs.paid.verdict import EXPIRED, FAILED, UNSAFE

MOST_TRIES: Final = 3
"""The first and two automatic ones, all within what was set aside; what was charged is never tried again unasked."""

BUSY, AWAY, REFUSED, ACCOUNT = (
    "failed-provider-busy",
    "failed-provider-away",
    "failed-provider-refused",
    "failed-provider-account",
)


@dataclass(frozen=True, slots=True)
class Submit:
    """Ask the provider."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It is not known whether the provider has it; whoever looks finds out."""


@dataclass(frozen=True, slots=True)
class Ask:
    """It ran when we last heard of it."""

    attempt: GenerationAttempt


@dataclass(frozen=True, slots=True)
class Fetch:
    """It is made and paid; bring it home."""

    attempt: GenerationAttempt


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Only the person can go on; `sentence` is the key of what they are told."""

    sentence: str
    reason: str


Move = Submit | Wait | Ask | Fetch | GiveUp


def next_move(job: GenerationJob, attempts: Sequence[GenerationAttempt]) -> Move:
    """What to do for a job that is not done, `attempts` being all its tries in their order."""
    return next_of_request(job.request_number, attempts)


def next_of_request(request_number: int, attempts: Sequence[GenerationAttempt]) -> Move:
    """The same for anything that is asked for: a job, or the training of a model."""
    last = attempts[-1] if attempts else None
    if last is None:
        return Submit()
    if last.state == "sending":
        return Wait()
    if last.state == "running":
        return Ask(last)
    if last.state == "succeeded" and last.output_urls:
        return Fetch(last)
    if last.request_number < request_number:
        # An earlier request's: the person has asked anew.
        return Submit()
    return _after_failure([one for one in attempts if one.request_number == request_number])


def _after_failure(tries: Sequence[GenerationAttempt]) -> Move:
    last = tries[-1]
    sentence, _, reason = (last.error_message or "").partition(": ")
    if last.state == "succeeded":
        return GiveUp(sentence or EXPIRED, reason or "its output is gone")
    if last.charged_amount > 0 or sentence in (UNSAFE, REFUSED, ACCOUNT):
        return GiveUp(sentence or FAILED, reason)
    # Those that never reached the provider cost it nothing and tell nothing about the job.
    if sum(not is_held_up(one) for one in tries) >= MOST_TRIES:
        return GiveUp(sentence or FAILED, reason)
    return Submit()


def is_held_up(attempt: GenerationAttempt) -> bool:
    """Whether the request was turned away at the door: too many at once, or nobody there."""
    return attempt.state == "not_created" and (attempt.error_message or "").startswith(BUSY)
