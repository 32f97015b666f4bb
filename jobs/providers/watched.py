"""Each request to Replicate is told to whoever watches and leaves a line: which call, how it ended, how long it was."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
from replicate.exceptions import ReplicateError

from db.trail import tell
from db.watch import Watch, stopwatch

log = logging.getLogger(__name__)

PROVIDER: Final = "replicate"
_OFTEN: Final = ("list", "get")
"""Asked again and again: their lines are for DEBUG, as long as they are answered."""


@contextmanager
def watched(watch: Watch, call: str, model: str = "") -> Iterator[None]:
    """Around one request. `model` is empty where the request is about none, or about many."""
    took = stopwatch()
    error: str | None = "cut_off"
    try:
        yield
        error = None
    except Exception as raised:
        error = kind_of(raised)
        raise
    finally:
        watch.provider_called(PROVIDER, model, call, error, took())
        level = logging.DEBUG if call in _OFTEN and error is None else logging.INFO
        tell(
            log,
            "provider call",
            level=level,
            call=call,
            provider=PROVIDER,
            model=model or None,
            error=error,
            ms=round(took() * 1000),
        )


def kind_of(error: Exception) -> str:
    """The HTTP status, or what happened where no answer came."""
    match error:
        case ReplicateError():
            return str(error.status or "refused")
        case httpx.TimeoutException() | asyncio.TimeoutError():
            return "timeout"
        case httpx.ConnectError():
            return "unreachable"
        case httpx.HTTPError():
            return "broken_off"
    # What an adapter makes of an answer: an output that is gone, a file that is too long.
    return type(error).__name__
