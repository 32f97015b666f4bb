"""A scripted model over HTTP: the same client, wire and stream as a real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from langchain_core.language_models import BaseChatModel
from llmock.pytest_plugin import LLMock

from agent.build import ModelSettings, build_model, close_model

if TYPE_CHECKING:
    from llmock.testing import LLMockServer


@pytest.fixture
def peer(llmock_server: LLMockServer) -> LLMock:
    """The scripted model, with nothing scripted yet."""
    return LLMock(llmock_server).reset()


@pytest.fixture
async def model(peer: LLMock) -> AsyncIterator[BaseChatModel]:
    """A client of the scripted model with patience for a busy machine."""
    built = build_model(ModelSettings("key", base_url=peer.base_url(), model="gpt-scripted", timeout_s=10))
    yield built
    await close_model(built)
