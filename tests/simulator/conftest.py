"""A served stand-in, a bot that talks to it by HTTP, and Ada."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot

from briefcut.simulator import ADA, ChatStandIn, Limits
from briefcut.simulator.client import Marketer
from tests.simulator.stage import TOKEN, Clock, bot_at, serving


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(tmp_path: Path, clock: Clock) -> ChatStandIn:
    """A stand-in not served yet."""
    return ChatStandIn(tmp_path / "chat", bot_token=TOKEN, limits=Limits(flood=False), clock=clock)


@pytest.fixture
async def url(stand_in: ChatStandIn) -> AsyncIterator[str]:
    async with serving(stand_in) as address:
        yield address


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    async with bot_at(url) as made:
        yield made


@pytest.fixture
async def ada(url: str) -> AsyncIterator[Marketer]:
    async with Marketer(url, ADA.id) as person:
        yield person


@pytest.fixture
async def started(ada: Marketer) -> Marketer:
    """Ada after pressing Start."""
    await ada.start()
    return ada
