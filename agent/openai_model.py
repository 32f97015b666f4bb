"""The OpenAI-compatible chat model, strict about what it takes for an answer.

LangChain repairs arguments that broke off (`{"product": "cold br` becomes a product “cold br”); half a fact
is worse than none, so a stream whose arguments are no JSON fails as a whole. So does one that does not end.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, Final

import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from agent.failures import ModelFailure

LONGEST_ANSWER: Final = 60_000
"""Text and tool arguments of one answer, in characters: a script of thirty scenes takes half of it."""


class StrictChatOpenAI(ChatOpenAI):
    """ChatOpenAI whose streams raise ModelFailure when a tool call's arguments are not whole, when a piece of the
    stream is no JSON, and when the answer grows past LONGEST_ANSWER.

    Asks what the call took; an endpoint that refuses to be asked is not asked again.
    """

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        # Two things that LangChain drops from a stream: the answer's id, and the words of a refusal.
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if made is not None:
            if isinstance(call_id := chunk.get("id"), str):
                made.message.response_metadata["id"] = call_id
            for choice in chunk.get("choices") or ():
                if refusal := (choice.get("delta") or {}).get("refusal"):
                    made.message.additional_kwargs["refusal"] = str(refusal)
        return made

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        try:
            async for chunk in self._strictly(messages, stop, run_manager, **kwargs):
                yield chunk
        except openai.BadRequestError as error:
            if not self.stream_usage or "stream_options" not in str(error):
                raise
            self.stream_usage = False
            async for chunk in self._strictly(messages, stop, run_manager, **kwargs):
                yield chunk

    async def _strictly(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None,
        run_manager: AsyncCallbackManagerForLLMRun | None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        arguments: dict[int, str] = {}
        length = 0
        try:
            async for chunk in super()._astream(messages, stop, run_manager, **kwargs):
                length += len(chunk.text)
                if isinstance(chunk.message, AIMessageChunk):
                    for part in chunk.message.tool_call_chunks:
                        index = part["index"] or 0
                        arguments[index] = arguments.get(index, "") + (part["args"] or "")
                        length += len(part["args"] or "")
                if length > LONGEST_ANSWER:
                    raise ModelFailure("over-long answer")
                yield chunk
        except json.JSONDecodeError as error:
            raise ModelFailure("malformed stream", endpoint=True) from error
        for text in arguments.values():
            _check_json(text)


def _check_json(text: str) -> None:
    try:
        json.loads(text or "{}")
    except json.JSONDecodeError as error:
        raise ModelFailure("malformed tool arguments") from error
