"""Work ends in time, also work that takes no notice of being told so."""

from __future__ import annotations

import asyncio

import pytest

from agent.stopping import bounded, within


class Deaf:
    """Work that swallows its first `times` cancellations."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.ended = False

    async def run(self) -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.left -= 1
                if self.left < 0:
                    self.ended = True
                    raise


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_a_deadline_holds_against_work_that_swallows_its_cancellation(times: int) -> None:
    work = Deaf(times)

    outcome = await bounded(work.run(), asyncio.Event(), 0.01)

    assert isinstance(outcome, TimeoutError)
    assert work.ended


async def test_a_result_that_comes_too_late_is_none() -> None:
    async def obstinate() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    assert isinstance(await bounded(obstinate(), asyncio.Event(), 0.01), TimeoutError)


async def test_stop_is_told_from_a_deadline() -> None:
    stop = asyncio.Event()
    stop.set()

    outcome = await bounded(Deaf(1).run(), stop, 60)

    assert str(outcome) == "stopped"


async def test_a_call_within_its_time_gives_its_result_or_its_error() -> None:
    async def answer() -> int:
        return 7

    async def fail() -> int:
        raise ValueError("no")

    assert await within(answer(), 60) == 7
    with pytest.raises(ValueError, match="no"):
        await within(fail(), 60)


@pytest.mark.parametrize("times", [0, 2])
async def test_a_call_beyond_its_time_has_ended_when_that_is_told(times: int) -> None:
    work = Deaf(times)

    with pytest.raises(TimeoutError, match="no whole answer"):
        await within(work.run(), 0.01)

    assert work.ended


async def test_who_is_cancelled_meanwhile_leaves_nothing_behind() -> None:
    work = Deaf(2)
    caller = asyncio.ensure_future(within(work.run(), 60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    caller.cancel()

    with pytest.raises(asyncio.CancelledError):
        await caller

    assert work.ended
