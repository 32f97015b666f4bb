"""One turn of the conversation: the marketer's new lines in, a reply and a changed brief, brand and script
out.

No database, no Telegram and no network but the model's. The model is tried, at most twice and inside the
deadline, unless the breaker knows that it is down; then the guided interviewer takes the turn and says so. A half
answer is never handed back as a whole one.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, ToolMessage
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context

from agent.breaker import Breaker
from agent.brief import BrandFacts, Brief
from agent.build import agent_of, check_whole, model_name
from agent.craftlog import CraftLog
from agent.failures import ModelFailure, fault_of, is_outage, pause_after
from agent.metering import Meter, ModelCall, identity
from agent.outside import storable
from agent.prompting import PROMPT, messages_of
from agent.request import ChatLine, Role, TurnRequest
from agent.script import AdScript
from agent.stopping import bounded
from agent.tools import TurnState

REPLY_LENGTH: Final = 3500
ATTEMPTS: Final = 2
CALL_DEADLINE_S: Final = 60.0
# Kept of the deadline for the guided interviewer, which needs milliseconds.
RESERVE_S: Final = 1.0
STOPPED_MARK: Final = "… (stopped)"
SKIPPED: Final = "not tried: the model was down a moment ago"


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn ends with.

    `reply` is plain text (no markup; escape it for the channel), `script` the new one or None when the turn
    left it alone, `trace` the tool calls as JSON, `writer` who answered: `guided` or the model's id.
    `stopped` says that the marketer stopped it: what was there is kept. `calls` are those of the model, also the
    failed ones; the guided interviewer makes none. `back` says that `script` is an earlier one, so many steps of undo
    away; `beside` is a version to choose from, which replaces nothing. `craft` says how `script` came about; None where
    that was not looked into.
    """

    reply: str
    suggestions: tuple[str, ...]
    brief: Brief
    brand: BrandFacts
    script: AdScript | None
    asked: tuple[str, ...]
    writer: str
    trace: tuple[dict[str, Any], ...] = ()
    stopped: bool = False
    used_fallback: bool = False
    failures: tuple[str, ...] = ()
    calls: tuple[ModelCall, ...] = ()
    back: int = 0
    beside: AdScript | None = None
    craft: CraftLog | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More words of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolNote:
    """A tool is at work: its name, for a short note."""

    tool: str


@dataclass(frozen=True, slots=True)
class DraftReset:
    """The words so far are void: the answer starts anew."""


TurnEvent = TextDelta | ToolNote | DraftReset
OnEvent = Callable[[TurnEvent], Awaitable[None]]


@dataclass
class _Attempt:
    """One try of one model: its state, what it said and did so far."""

    state: TurnState
    text: str = ""
    trace: list[dict[str, Any]] = field(default_factory=list)
    last: AIMessage | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """What all tries of one turn share. `ends` is the time, by the monotonic clock, for the model to be done."""

    request: TurnRequest
    on_event: OnEvent
    stop: asyncio.Event
    ends: float
    call_deadline_s: float
    meter: Meter
    failures: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds left for the model."""
        return self.ends - time.monotonic()


async def run_turn(
    request: TurnRequest,
    *,
    model: BaseChatModel,
    fallback: BaseChatModel,
    on_event: OnEvent,
    stop: asyncio.Event,
    deadline_s: float,
    call_deadline_s: float = CALL_DEADLINE_S,
    breaker: Breaker | None = None,
    meter: Meter | None = None,
) -> TurnResult:
    """Answer `request` within `deadline_s` seconds; setting `stop` ends it with what is there.

    One call of the model takes at most `call_deadline_s`. `breaker` remembers from turn to turn whether the model
    is down (none: every turn tries it). `meter` watches the calls; hand one in to have them also when this raises.

    Raises nothing for a model's faults: `failures` says what went wrong, `used_fallback` that the guided
    one answered.
    """
    ends = time.monotonic() + deadline_s - RESERVE_S
    turn = _Turn(request, on_event, stop, ends, call_deadline_s, meter or Meter())
    stands_in = False
    if model is not fallback:
        breaker = breaker or Breaker()
        # While it works by and large, every failure is told; an outage once to everybody.
        works = breaker.state == "closed"
        result = await _try_model(turn, model, breaker)
        if result is not None:
            return result
        stands_in = breaker.tells(request.person) or works
    attempt = _begin(request)
    drive = _drive(turn, attempt, fallback, stands_in=stands_in, guided=True)
    outcome = await bounded(drive, stop, RESERVE_S + max(0.0, turn.left))
    if outcome is not None and not stop.is_set():
        raise outcome
    return _result(turn, attempt, fallback, stopped=outcome is not None)


async def _try_model(turn: _Turn, model: BaseChatModel, breaker: Breaker) -> TurnResult | None:
    """The turn as `model` answers it, or as far as it came when it was stopped; None when it could not."""
    if not breaker.admits():
        turn.failures.append(SKIPPED)
        return None
    report = breaker.left
    try:
        for _ in range(ATTEMPTS):
            if turn.left <= 0:
                break
            attempt = _begin(turn.request)
            outcome = await bounded(_drive(turn, attempt, model), turn.stop, turn.left)
            if outcome is None:
                report = breaker.succeeded
                return _result(turn, attempt, model)
            turn.meter.settle(fault_of(outcome), unusable=isinstance(outcome, ModelFailure))
            if turn.stop.is_set():
                return _result(turn, attempt, model, stopped=True)
            turn.failures.append(fault_of(outcome))
            report = breaker.failed if is_outage(outcome) else breaker.left
            if attempt.text:
                await turn.on_event(DraftReset())
            pause = pause_after(outcome)
            if pause is None or pause >= turn.left:
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(turn.stop.wait(), pause)
            if turn.stop.is_set():
                return _result(turn, _begin(turn.request), model, stopped=True)
    finally:
        report()
    return None


def _begin(request: TurnRequest) -> _Attempt:
    """A fresh state: nothing of a failed try is kept. Photos that came count as product photos from the
    start.
    """
    known = request.brand.product_images
    fresh = tuple(photo.asset for photo in request.photos if photo.asset not in known)
    brand = request.brand.model_copy(update={"product_images": known + fresh})
    state = TurnState(
        brief=request.brief,
        brand=brand,
        script=request.script,
        previous=request.previous,
        earlier=tuple(request.earlier),
        asked=list(request.asked),
        assets=frozenset(brand.product_images) | frozenset(filter(None, [brand.logo])),
    )
    if fresh and state.script is not None:
        state.script = state.script.model_copy(update={"brand": brand.look(request.brief.tone)})
        state.written = True
    return _Attempt(state)


async def _drive(
    turn: _Turn, attempt: _Attempt, model: BaseChatModel, *, stands_in: bool = False, guided: bool = False
) -> None:
    """Let `model` answer, passing words and tool notes on; raises ModelFailure when its answer is not
    whole.
    """
    agent = agent_of(model, call_deadline_s=None if guided else turn.call_deadline_s)
    messages = messages_of(turn.request, attempt.state.brand, stands_in=stands_in, whole=guided)
    config: RunnableConfig = (
        {} if guided else {"callbacks": [turn.meter], "metadata": identity(model, PROMPT)}
    )
    stream = agent.astream(
        {"messages": messages}, config, context=attempt.state, stream_mode=["messages", "updates"]
    )
    with tracing_context(enabled=False):
        async for mode, data in stream:
            if mode == "messages":
                chunk = data[0]
                if isinstance(chunk, AIMessageChunk) and chunk.text:
                    words = storable(chunk.text)
                    attempt.text += words
                    await turn.on_event(TextDelta(words))
            else:
                await _note(attempt, data, turn.on_event)
    check_whole(attempt.last)
    if attempt.last is None or not attempt.last.text.strip():
        raise ModelFailure("no words at the end")


async def _note(attempt: _Attempt, update: Any, on_event: OnEvent) -> None:
    """Take the tool calls and their answers out of a step of the graph."""
    for part in update.values():
        for message in (part or {}).get("messages", ()):
            if isinstance(message, AIMessage):
                attempt.last = message
                for call in message.tool_calls:
                    attempt.trace.append({"id": call["id"], "tool": call["name"], "arguments": call["args"]})
                    await on_event(ToolNote(call["name"]))
                if message.tool_calls and attempt.text:
                    attempt.text = attempt.text.rstrip() + "\n\n"
            elif isinstance(message, ToolMessage):
                for entry in attempt.trace:
                    if entry["id"] == message.tool_call_id:
                        entry["result"] = message.text[:500]


def _result(turn: _Turn, attempt: _Attempt, model: BaseChatModel, *, stopped: bool = False) -> TurnResult:
    state = attempt.state
    text = _readable(attempt.text)
    if stopped:
        text = (
            f"{text.rstrip('… ')}{STOPPED_MARK}" if text else "Stopped. Nothing of this answer was kept back."
        )
    used_fallback = bool(turn.failures) and not stopped and model_name(model) == "guided"
    return TurnResult(
        reply=text,
        suggestions=state.suggestions,
        brief=state.brief,
        brand=state.brand,
        script=state.script if state.written else None,
        back=state.back or 0,
        beside=state.beside,
        asked=tuple(state.asked),
        writer=model_name(model),
        trace=tuple(attempt.trace),
        stopped=stopped,
        used_fallback=used_fallback,
        failures=tuple(turn.failures),
        calls=tuple(turn.meter.calls),
    )


def _readable(text: str) -> str:
    """`text` without Markdown marks and control characters, cut at a sentence when it is over-long."""
    kept = "".join(c for c in text if c in "\n\u200d" or c.isprintable()).replace("**", "").strip()
    if len(kept) <= REPLY_LENGTH:
        return kept
    cut = kept[:REPLY_LENGTH]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return f"{cut[: end + 1] if end > 0 else cut}…"


__all__ = ["ChatLine", "Role", "TurnRequest", "TurnResult", "run_turn"]
