"""Work that ends in time: at its end, at a deadline, or when somebody stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def bounded(work: Awaitable[None], stop: asyncio.Event, seconds: float) -> BaseException | None:
    """Run `work` until it ends, `stop` is set or `seconds` are over; None when it ended well, else why
    not.
    """
    task = asyncio.ensure_future(work)
    stopper = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopper}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopper.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(task, stopper, return_exceptions=True)
    if task.cancelled():
        return TimeoutError("stopped" if stop.is_set() else f"no answer within {seconds:.0f} s")
    return task.exception()
