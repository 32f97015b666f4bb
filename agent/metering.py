"""What every call of a model took: tokens, time, and how it ended. Also of calls that failed or were cut off."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, GenerationChunk, LLMResult

from agent.failures import fault_of


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call. `prompt_tokens` include `cached_tokens`; all three are None where the endpoint did not tell.
    `prompt` is the version of the prompt, `call_id` the endpoint's own id of the answer, `latency_ms` the time to
    its end, `fault` None when the answer was used.
    """

    model: str
    provider: str
    prompt: str = ""
    call_id: str | None = None
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    answer_tokens: int | None = None
    latency_ms: int = 0
    fault: str | None = None

    @property
    def tokens(self) -> int | None:
        """All tokens; None where unknown."""
        if self.prompt_tokens is None and self.answer_tokens is None:
            return None
        return (self.prompt_tokens or 0) + (self.answer_tokens or 0)


@dataclass(slots=True)
class _Open:
    began: float
    call: ModelCall = field(default_factory=lambda: ModelCall("", ""))


class Meter(AsyncCallbackHandler):
    """Watches the calls of one turn; pass it among the `callbacks` of a run. `calls` are in order of their end.
    `clock` gives seconds."""

    run_inline = True

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[UUID, _Open] = {}
        self.calls: list[ModelCall] = []

    async def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """A call begins. Model and provider are as `identity` named them in the run's metadata."""
        known = metadata or {}
        model, provider, prompt = (str(known.get(name, "")) for name in ("model", "provider", "prompt"))
        call = ModelCall(model, provider, prompt)
        self._open[run_id] = _Open(self._clock(), call)

    async def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """A piece of the answer; the last one carries the usage, and the call may still fail after it."""
        if isinstance(chunk, ChatGenerationChunk):
            self._note(run_id, chunk.message)

    async def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        """The answer is complete."""
        for generation in response.generations[0] if response.generations else ():
            self._note(run_id, getattr(generation, "message", None))
        self._end(run_id, None)

    async def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """The call failed."""
        self._end(run_id, fault_of(error))

    def settle(self, fault: str, *, unusable: bool) -> None:
        """The try is over and failed: calls that are still open were cut off by it; where there are none and the
        last answer was `unusable`, the fault is that call's."""
        cut_off = list(self._open)
        for run_id in cut_off:
            self._end(run_id, fault)
        if unusable and not cut_off and self.calls and self.calls[-1].fault is None:
            self.calls[-1] = replace(self.calls[-1], fault=fault)

    def _note(self, run_id: UUID, message: object) -> None:
        entry = self._open.get(run_id)
        if entry is None or not isinstance(message, AIMessage):
            return
        call_id = message.response_metadata.get("id")
        if call_id and entry.call.call_id is None:
            entry.call = replace(entry.call, call_id=str(call_id)[:200])
        usage = message.usage_metadata
        if usage is not None:
            entry.call = replace(
                entry.call,
                prompt_tokens=usage["input_tokens"],
                cached_tokens=usage.get("input_token_details", {}).get("cache_read", 0) or 0,
                answer_tokens=usage["output_tokens"],
            )

    def _end(self, run_id: UUID, fault: str | None) -> None:
        entry = self._open.pop(run_id, None)
        if entry is not None:
            took = round((self._clock() - entry.began) * 1000)
            self.calls.append(replace(entry.call, latency_ms=took, fault=fault))


def identity(model: object, prompt: str) -> dict[str, str]:
    """Metadata by which a Meter knows whose call it is: the model's id, `openai` or the host that serves it, and the
    version of the prompt."""
    host = urlsplit(getattr(model, "openai_api_base", None) or "").hostname
    provider = "openai" if host in (None, "api.openai.com") else host
    return {"model": str(getattr(model, "model_name", "")), "provider": str(provider), "prompt": prompt}
