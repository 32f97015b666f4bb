"""Work that ends in time: at its end, at a deadline, or when somebody stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

T = TypeVar("T")

_AGAIN_S: Final = 0.25
"""After which a task that took no notice of being cancelled is cancelled once more."""


async def bounded(work: Awaitable[None], stop: asyncio.Event, seconds: float) -> BaseException | None:
    """Run `work` until it ends, `stop` is set or `seconds` are over; None when it ended well, else why
    not.
    """
    task = asyncio.ensure_future(work)
    stopper = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopper}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        late = not task.done()
    finally:
        stopper.cancel()
        await end(task)
    if late or task.cancelled():
        return TimeoutError("stopped" if stop.is_set() else f"no answer within {seconds:.0f} s")
    return task.exception()


async def within(work: Awaitable[T], seconds: float) -> T:
    """The result of `work`; it has ended, and nothing of it goes on, when this returns or raises.

    Unlike with `asyncio.timeout`, work that swallows its cancellation (a library that takes it for a lost connection
    and goes on waiting) ends all the same.

    Raises:
        TimeoutError: `seconds` are over.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        late = not task.done()
    finally:
        await end(task)
    if late:
        raise TimeoutError(f"no whole answer within {seconds:g} s")
    return task.result()


async def end(task: asyncio.Future[Any]) -> None:
    """Cancel `task` until it has ended, however often it takes no notice, and however often we are cancelled."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        task.cancel()
        try:
            await asyncio.wait({task}, timeout=_AGAIN_S)
        except asyncio.CancelledError as error:
            cancelled = error
    if not task.cancelled():
        task.exception()  # it may be nobody's business, but it is looked at
    if cancelled is not None:
        raise cancelled
