"""Puts the agent together: a model, the tools of one turn, and bounds on how many steps it may take."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall
from langchain_core.tools import BaseTool
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


class Bounded:
    """A model as the agent asks it: with its tools, which are described to it once and not for every call, and within
    bounds. One call is bounded in time (`deadline_s`, seconds to the end of the answer, also where it only trickles),
    in the length of what is sent, and in how many came before it in the turn; half an answer is refused before any
    tool runs on it: a stream that was cut raises nothing by itself, only the missing finish reason tells.

    It stands where `create_agent` wants a chat model, of which it uses these two methods. As middleware each bound
    would be a step of the graph for every call, and one around the call four changes of thread.
    """

    def __init__(self, model: BaseChatModel, tools: Sequence[BaseTool], deadline_s: float | None) -> None:
        self._asked = model.bind_tools(tools)
        self._deadline_s = deadline_s

    def bind_tools(self, tools: Sequence[BaseTool], **settings: Any) -> Bounded:
        """The tools are bound already."""
        return self

    async def ainvoke(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """Ask the model; raises TimeoutError, PromptTooLong or ModelFailure."""
        if calls_before(messages) >= MOST_MODEL_CALLS:
            raise ModelFailure("too many calls in one turn")
        if self._deadline_s is None:
            answer = await self._asked.ainvoke(list(messages))
        else:
            length = sum(_length(message) for message in messages)
            if length > LONGEST_CONVERSATION:
                raise PromptTooLong(f"{length} characters")
            answer = await within(self._asked.ainvoke(list(messages)), self._deadline_s)
            answer.tool_calls = [
                ToolCall(**{**call, "args": storable(call["args"])}) for call in answer.tool_calls
            ]
        check_whole(answer)
        return answer


def calls_before(messages: Sequence[BaseMessage]) -> int:
    """How often a model has answered since the person's last word, which all turns begin with."""
    said = itertools.takewhile(lambda message: not isinstance(message, HumanMessage), reversed(messages))
    return sum(isinstance(message, AIMessage) for message in said)


def _length(message: BaseMessage) -> int:
    calls = message.tool_calls if isinstance(message, AIMessage) else ()
    return len(message.text) + sum(len(str(call["args"])) for call in calls)


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
    tools = build_tools(lambda: get_runtime(TurnState).context)
    model: Any = Bounded(recipe.model, tools, recipe.call_deadline_s)
    return create_agent(model, tools, context_schema=TurnState)


def model_name(model: BaseChatModel) -> str:
    """The id under which the writer of a script is remembered: `guided` or the model's own."""
    name = getattr(model, "model_name", None)
    return name if isinstance(name, str) else model._llm_type
