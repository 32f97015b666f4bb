"""Work under a lease ends when its lease does."""

from __future__ import annotations

import asyncio

import pytest

from db.claims import Lease
from jobs.lease import LeaseEnded, under_lease


async def held() -> Lease:
    return Lease.HELD


async def test_the_result_comes_through() -> None:
    async def work() -> int:
        return 7

    assert await under_lease(work(), held, every_s=10, bell=asyncio.Event()) == 7


async def test_the_error_comes_through() -> None:
    async def work() -> int:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await under_lease(work(), held, every_s=10, bell=asyncio.Event())


@pytest.mark.parametrize("lease", [Lease.LOST, Lease.CANCELLED])
async def test_a_ring_ends_the_work_at_once(lease: Lease) -> None:
    started, cleaned, bell = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    async def renew() -> Lease:
        return lease

    task = asyncio.ensure_future(under_lease(work(), renew, every_s=3600, bell=bell))
    await started.wait()
    bell.set()
    with pytest.raises(LeaseEnded) as ended:
        await task
    assert ended.value.lease is lease
    assert cleaned.is_set()


async def test_it_is_renewed_while_the_work_goes_on() -> None:
    renewed = 0
    enough = asyncio.Event()

    async def renew() -> Lease:
        nonlocal renewed
        renewed += 1
        if renewed == 3:
            enough.set()
        return Lease.HELD

    await under_lease(enough.wait(), renew, every_s=0.01, bell=asyncio.Event())
    assert renewed >= 3


async def test_cancelling_from_outside_ends_the_work() -> None:
    started, cleaned = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    task = asyncio.ensure_future(under_lease(work(), held, every_s=3600, bell=asyncio.Event()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned.is_set()


async def test_work_that_ends_while_its_lease_is_asked_for_has_ended() -> None:
    """Its last write frees the lease, so the answer is “lost”, and that is no loss."""
    asked = asyncio.Event()
    answer = asyncio.Event()

    async def work() -> int:
        await asked.wait()
        answer.set()
        return 7

    async def renew() -> Lease:
        asked.set()
        await answer.wait()
        return Lease.LOST

    assert await under_lease(work(), renew, every_s=0.001, bell=asyncio.Event()) == 7
