"""The OpenAI-compatible chat model, strict about tool arguments.

LangChain repairs arguments that broke off (`{"product": "cold br` becomes a product “cold br”); half a fact
is worse than none, so a stream whose arguments are no JSON fails as a whole.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from agent.failures import ModelFailure


class StrictChatOpenAI(ChatOpenAI):
    """ChatOpenAI whose streams raise ModelFailure when a tool call's arguments are not whole."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        arguments: dict[int, str] = {}
        async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
            if isinstance(chunk.message, AIMessageChunk):
                for part in chunk.message.tool_call_chunks:
                    index = part["index"] or 0
                    arguments[index] = arguments.get(index, "") + (part["args"] or "")
            yield chunk
        for text in arguments.values():
            _check_json(text)


def _check_json(text: str) -> None:
    try:
        json.loads(text or "{}")
    except json.JSONDecodeError as error:
        raise ModelFailure("malformed tool arguments") from error
