"""Puts the agent together: a model, the tools of one turn, and bounds on how many steps it may take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolCall
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import get_runtime

from agent.failures import ModelFailure, PromptTooLong
from agent.guided import GuidedModel
from agent.outside import storable
from agent.stopping import within
from agent.tools import TurnState, build_tools

MOST_MODEL_CALLS: Final = 8
MOST_TOOL_CALLS_AT_ONCE: Final = 8
LONGEST_CONVERSATION: Final = 160_000
"""Of the messages of one turn, with its tool calls and their answers, in characters."""


@dataclass(frozen=True)
class ModelSettings:
    """How to reach an OpenAI-compatible chat model with tool calling. `timeout_s` bounds one call and
    every wait in it.
    """

    api_key: str
    base_url: str | None = None
    model: str = "gpt-4.1-mini"
    timeout_s: float = 30.0
    temperature: float | None = None

    def __repr__(self) -> str:
        return f"ModelSettings(model={self.model!r}, base_url={self.base_url!r}, api_key=…)"


class CallBounds(AgentMiddleware[Any, Any, Any]):
    """Bounds one call of the model: in time (`deadline_s`, seconds to the end of the answer, also where it only
    trickles) and in the length of what is sent."""

    def __init__(self, deadline_s: float) -> None:
        super().__init__()
        self._deadline_s = deadline_s

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Call the model; raises TimeoutError or PromptTooLong."""
        length = sum(_length(message) for message in request.messages)
        if length > LONGEST_CONVERSATION:
            raise PromptTooLong(f"{length} characters")
        response = await within(handler(request), self._deadline_s)
        for message in response.result:
            if isinstance(message, AIMessage):
                message.tool_calls = [
                    ToolCall(**{**call, "args": storable(call["args"])}) for call in message.tool_calls
                ]
        return response


def _length(message: BaseMessage) -> int:
    calls = message.tool_calls if isinstance(message, AIMessage) else ()
    return len(message.text) + sum(len(str(call["args"])) for call in calls)


class WholeAnswers(AgentMiddleware[Any, Any, Any]):
    """Refuses half an answer before any tool runs on it.

    A stream that was cut raises nothing by itself; only the missing finish reason tells.
    """

    def after_model(self, state: Any, runtime: Any) -> None:
        """Raise ModelFailure unless the last answer is whole."""
        check_whole(state["messages"][-1])

    async def aafter_model(self, state: Any, runtime: Any) -> None:
        """Raise ModelFailure unless the last answer is whole."""
        check_whole(state["messages"][-1])


def check_whole(message: object) -> None:
    """Raise ModelFailure when `message` is no whole answer of a model."""
    if not isinstance(message, AIMessage):
        raise ModelFailure("no answer")
    reason = message.response_metadata.get("finish_reason")
    if message.additional_kwargs.get("refusal"):
        raise ModelFailure("refused")
    if message.invalid_tool_calls:
        raise ModelFailure("malformed tool call")
    if reason not in ("stop", "tool_calls", "function_call"):
        raise ModelFailure(f"cut short ({reason or 'no finish reason'})", endpoint=not reason)
    if len(message.tool_calls) > MOST_TOOL_CALLS_AT_ONCE:
        raise ModelFailure("too many tool calls at once")
    if not message.text.strip() and not message.tool_calls:
        raise ModelFailure("empty answer")


def build_model(settings: ModelSettings | None) -> BaseChatModel:
    """The chat model of `settings`; the guided interviewer without them.

    Retries are the turn's business, so the client itself makes none.
    """
    if settings is None:
        return GuidedModel()
    # Imported here, because guided mode need not wait half a second for it.
    import httpx
    from pydantic import SecretStr

    from agent.openai_model import StrictChatOpenAI

    return StrictChatOpenAI(
        model=settings.model,
        api_key=SecretStr(settings.api_key),
        base_url=settings.base_url,
        timeout=settings.timeout_s,
        stream_chunk_timeout=settings.timeout_s,
        # A client of its own, so that it can be closed: the default one is shared by the whole process and
        # never is.
        http_async_client=httpx.AsyncClient(timeout=settings.timeout_s),
        max_retries=0,
        temperature=settings.temperature,
        # Without it an endpoint that is not OpenAI's own is not asked what a call took.
        stream_usage=True,
        use_responses_api=False,
    )


async def close_model(model: BaseChatModel) -> None:
    """Close the connections of a model that `build_model` made; the guided one has none."""
    client = getattr(model, "http_async_client", None)
    if client is not None:
        await client.aclose()


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What an agent is made of; two of the same model object are the same."""

    model: BaseChatModel
    call_deadline_s: float | None

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Recipe)
            and self.model is other.model
            and self.call_deadline_s == other.call_deadline_s
        )

    def __hash__(self) -> int:
        return hash((id(self.model), self.call_deadline_s))


def agent_of(
    model: BaseChatModel, *, call_deadline_s: float | None = None
) -> CompiledStateGraph[Any, TurnState, Any, Any]:
    """An agent that answers turns: at most MOST_MODEL_CALLS calls each, every answer checked to be whole.
    `call_deadline_s` bounds each call; None is for a model that answers at once.

    It is the same for all turns, also at the same time: run it with the turn's state as `context`.
    """
    return _build(_Recipe(model, call_deadline_s))


@lru_cache(maxsize=8)
def _build(recipe: _Recipe) -> CompiledStateGraph[Any, TurnState, Any, Any]:
    bounds = [] if recipe.call_deadline_s is None else [CallBounds(recipe.call_deadline_s)]
    return create_agent(
        recipe.model,
        build_tools(lambda: get_runtime(TurnState).context),
        middleware=[
            *bounds,
            WholeAnswers(),
            ModelCallLimitMiddleware(run_limit=MOST_MODEL_CALLS, exit_behavior="error"),
        ],
        context_schema=TurnState,
    )


def model_name(model: BaseChatModel) -> str:
    """The id under which the writer of a script is remembered: `guided` or the model's own."""
    name = getattr(model, "model_name", None)
    return name if isinstance(name, str) else model._llm_type
