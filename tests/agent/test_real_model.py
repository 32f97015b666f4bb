"""The same turn with a real model, however small. Skipped unless BRIEFCUT_TEST_MODEL_URL names an endpoint that speaks
OpenAI's protocol (`http://127.0.0.1:11434/v1`); BRIEFCUT_TEST_MODEL is the model's id there, BRIEFCUT_TEST_MODEL_KEY
its key, if it wants one.

A small model may write nonsense or fail: what must hold is that the turn ends in time with a whole answer, and that
nothing but the brief, the brand and the script is other than before.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
from langchain_core.language_models import BaseChatModel

from agent.breaker import Breaker
from agent.build import ModelSettings, build_model, close_model
from agent.rules import violations
from agent.turn import REPLY_LENGTH
from tests.agent.conversation import Conversation

URL = os.environ.get("BRIEFCUT_TEST_MODEL_URL", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not URL, reason="BRIEFCUT_TEST_MODEL_URL names no endpoint"),
]

SAID = (
    "we sell dog leashes that glow in the dark",
    "for people who walk their dog late. 15 seconds on TikTok, they should order on our site",
    "just decide the rest and write it",
)


@pytest.fixture
async def real() -> AsyncIterator[BaseChatModel]:
    settings = ModelSettings(
        os.environ.get("BRIEFCUT_TEST_MODEL_KEY", "none"),
        base_url=URL,
        model=os.environ.get("BRIEFCUT_TEST_MODEL", "default"),
        timeout_s=110,
    )
    model = build_model(settings)
    yield model
    await close_model(model)


async def test_every_turn_ends_with_a_whole_answer_and_its_calls_are_known(real: BaseChatModel) -> None:
    talk = Conversation(real, breaker=Breaker())
    for words in SAID:
        result = await talk.say(words, deadline_s=120, call_deadline_s=110)

        assert result.reply.strip()
        assert len(result.reply) <= REPLY_LENGTH + 1
        assert result.used_fallback or result.writer != "guided"
        assert len(result.calls) >= len(result.failures)
        assert all(call.latency_ms > 0 for call in result.calls)
        if result.script is not None:
            assert len(result.script.scenes) >= 2
            assert isinstance(violations(result.script), list | tuple)
    assert talk.brand.product_images == ()
    assert any(call.call_id for result in talk.results for call in result.calls), "nobody answers there"
