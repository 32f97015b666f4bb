"""Whoever writes sees that they were heard before anybody has thought about an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from aiogram.methods import SendChatAction, SendMessage
from langchain_core.outputs import ChatGenerationChunk

from agent.guided import GuidedModel
from tests.jobs.shop import Shop
from tests.support.watching import Recorder

PATIENCE_S = 20.0


class Late(GuidedModel):
    """Says nothing before `shown` is set."""

    shown: asyncio.Event

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        async with asyncio.timeout(PATIENCE_S):
            await self.shown.wait()
        async for chunk in super()._astream(*args, **kwargs):
            yield chunk


async def test_typing_is_shown_before_the_model_says_a_word(shop: Shop) -> None:
    shown = asyncio.Event()

    async def show(_: object) -> bool:
        shown.set()
        return True

    shop.session.plan(SendChatAction, show)
    model = Late(shown=shown)
    watch = Recorder()
    shop.crew = replace(shop.crew, model=model, fallback=model, watch=watch)
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await shop.work_off(within_s=2 * PATIENCE_S)
    kinds = [type(call) for call in shop.session.calls]
    assert kinds.index(SendChatAction) < kinds.index(SendMessage)
    assert watch.told[0] == ("reacted", "turn")
    assert watch.told.count(("reacted", "turn")) == 1
