"""Work that is held by a lease: renewed while it runs, stopped at once when it was cancelled or lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from db.claims import Lease

T = TypeVar("T")


class LeaseEnded(Exception):
    """The work was stopped because its lease was lost or it was cancelled; nothing of it may be written."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(lease.value)
        self.lease = lease


async def under_lease(
    work: Coroutine[Any, Any, T],
    renew: Callable[[], Awaitable[Lease]],
    *,
    every_s: float,
    bell: asyncio.Event,
) -> T:
    """What `work` returns. `renew` is asked every `every_s` seconds, and at once when the bell rings.

    Raises:
        LeaseEnded: `renew` said so; the work was cancelled and has ended.
    """
    task = asyncio.ensure_future(work)
    try:
        while True:
            ring = asyncio.ensure_future(bell.wait())
            try:
                await asyncio.wait({task, ring}, timeout=every_s, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ring.cancel()
            if task.done():
                return task.result()
            bell.clear()
            lease = await renew()
            if task.done():
                # It ended while we asked, and its last write may itself be why there is no lease any more.
                return task.result()
            if lease is not Lease.HELD:
                raise LeaseEnded(lease)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task
