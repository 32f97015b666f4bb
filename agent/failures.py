"""What can be wrong with a model's answer, and what that calls for."""

from __future__ import annotations

SHORTEST_PAUSE_S = 0.2


class ModelFailure(Exception):
    """The model's answer can't be used: cut short, empty, refused, or malformed.

    `endpoint` says that the fault lies with whoever serves the model (a stream that broke off), not with what
    the model said.
    """

    def __init__(self, why: str, *, endpoint: bool = False) -> None:
        super().__init__(why)
        self.endpoint = endpoint


class PromptTooLong(Exception):
    """The conversation of one turn outgrew what a model is sent."""


def fault_of(error: BaseException) -> str:
    """The fault in a few words, without anything a prompt or a key could be read from."""
    status = getattr(error, "status_code", None)
    told = isinstance(error, (ModelFailure, PromptTooLong, TimeoutError))
    detail = f" {status}" if status else f": {error}" if told else ""
    return f"{type(error).__name__}{detail}"


def pause_after(error: BaseException) -> float | None:
    """Seconds to wait before another try; None when another try is no use."""
    if isinstance(error, PromptTooLong):
        return None
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and 400 <= status < 500 and status not in (408, 409, 429):
        return None
    response = getattr(error, "response", None)
    asked = response.headers.get("retry-after") if response is not None else None
    try:
        return max(SHORTEST_PAUSE_S, float(asked)) if asked else SHORTEST_PAUSE_S
    except ValueError:
        return SHORTEST_PAUSE_S


def is_outage(error: BaseException) -> bool:
    """Whether `error` tells that the endpoint is down, overloaded or shut to us, so that other turns would fail
    likewise. A refused request or an unusable answer tells only about this conversation."""
    if isinstance(error, ModelFailure):
        return error.endpoint
    if isinstance(error, PromptTooLong):
        return False
    status = getattr(error, "status_code", None)
    return not (isinstance(status, int) and status in (400, 413, 422))
