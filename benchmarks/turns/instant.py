"""A chat model that answers at once: what is left of a turn is everything but the model.

It does what a model does in an interview: writes down a fact and offers answers with two tool calls, then says a few
sentences, streamed in words where it is asked to stream. It runs in the process that asks it, so that no client of a
model endpoint is measured either. Both sides talk to this one.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

SAID: Final = (
    "Noted. I would open on a quiet desk at night and let the can be all that moves; the line comes in with it. "
    "Which of these should people do when they have seen the ad?"
)
CALLS: Final = (
    ("update_brief", {"key_message": "Calm in one minute", "tone": "calm"}),
    (
        "suggest_replies",
        {"replies": ["Try it today", "Find a shop", "Just decide"], "asks": "call_to_action"},
    ),
)


class InstantModel(BaseChatModel):
    """Two tool calls, then SAID."""

    model_name: str = "instant"

    @property
    def _llm_type(self) -> str:
        return "instant"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with `tools`, described as for an endpoint: that is our own time, whoever answers."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=_answer(messages))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        answer = _answer(messages)
        calls = [
            tool_call_chunk(
                name=call["name"], args=json.dumps(call["args"]), id=f"call_{call['name']}", index=index
            )
            for index, call in enumerate(answer.tool_calls)
        ]
        last = AIMessageChunk(
            content="",
            tool_call_chunks=calls,
            response_metadata=answer.response_metadata,
            usage_metadata=UsageMetadata(input_tokens=1, output_tokens=1, total_tokens=2),
        )
        for word in answer.text.split(" ") if answer.text else ():
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))
        yield ChatGenerationChunk(message=last)


def _answer(messages: Sequence[BaseMessage]) -> AIMessage:
    if isinstance(messages[-1], HumanMessage):
        calls = [{"name": name, "args": arguments, "id": f"call_{name}"} for name, arguments in CALLS]
        return AIMessage("", tool_calls=calls, response_metadata={"finish_reason": "tool_calls"})
    return AIMessage(SAID, response_metadata={"finish_reason": "stop"})
