"""One turn of the conversation: the marketer's new lines in, a reply and a changed brief, brand and script
out.

No database, no Telegram and no network but the model's. The model is tried, at most twice and inside the
deadline; then the guided interviewer takes the turn and says so. A half answer is never handed back as a
whole one.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langsmith import tracing_context

from agent import rules
from agent.brief import SLOTS, BrandFacts, Brief
from agent.build import build_agent, check_whole, model_name
from agent.failures import ModelFailure
from agent.guided import PHOTO_ONLY
from agent.platforms import PLACEMENTS
from agent.project import PROJECT_CLOSE, PROJECT_OPEN, Photo, Project
from agent.prompts import fill
from agent.script import AdScript
from agent.tools import TurnState

HISTORY_LINES: Final = 20
LINE_LENGTH: Final = 1500
NEW_LENGTH: Final = 6000
SUMMARY_LENGTH: Final = 2000
REPLY_LENGTH: Final = 3500
ATTEMPTS: Final = 2
# Kept of the deadline for the guided interviewer, which needs milliseconds.
RESERVE_S: Final = 1.0
STOPPED_MARK: Final = "… (stopped)"

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message. `kind` is text, photo or another kind of message; a photo carries its asset and
    palette.
    """

    role: Role
    content: str
    timestamp: datetime | None = None
    kind: str = "text"
    photo: Photo | None = None


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What a turn starts from.

    `history` is the window before this turn, `new_lines` the messages of this turn (bursts fold into one
    turn), `previous` the script before the current one, `asked` the slots asked so far, `uses` what
    production would use up.
    """

    new_lines: Sequence[ChatLine]
    brief: Brief = field(default_factory=Brief)
    brand: BrandFacts = field(default_factory=BrandFacts)
    script: AdScript | None = None
    previous: AdScript | None = None
    revision: int = 0
    history: Sequence[ChatLine] = ()
    summary: str = ""
    asked: Sequence[str] = ()
    locale: str = "en"
    first_turn: bool = False
    uses: str = "nothing: the local renderer is free"


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn ends with.

    `reply` is plain text (no markup; escape it for the channel), `script` the new one or None when the turn
    left it alone, `trace` the tool calls as JSON, `writer` who answered: `guided` or the model's id.
    `stopped` says that the marketer stopped it: what was there is kept.
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


async def run_turn(
    request: TurnRequest,
    *,
    model: BaseChatModel,
    fallback: BaseChatModel,
    on_event: OnEvent,
    stop: asyncio.Event,
    deadline_s: float,
) -> TurnResult:
    """Answer `request` within `deadline_s` seconds; setting `stop` ends it with what is there.

    Raises nothing for a model's faults: `failures` says what went wrong, `used_fallback` that the guided
    one answered.
    """
    ends = time.monotonic() + deadline_s - RESERVE_S
    failures: list[str] = []
    for _ in range(0 if model is fallback else ATTEMPTS):
        attempt = _begin(request)
        left = ends - time.monotonic()
        if left <= 0:
            break
        outcome = await _stoppable(_drive(attempt, model, request, on_event, stands_in=False), stop, left)
        if outcome is None or stop.is_set():
            return _result(request, attempt, model, stopped=outcome is not None, failures=failures)
        failures.append(_fault(outcome))
        if attempt.text:
            await on_event(DraftReset())
        pause = _pause(outcome)
        if pause is None or time.monotonic() + pause >= ends:
            break
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        if stop.is_set():
            return _result(request, _begin(request), model, stopped=True, failures=failures)
    attempt = _begin(request)
    drive = _drive(attempt, fallback, request, on_event, stands_in=bool(failures))
    outcome = await _stoppable(drive, stop, max(RESERVE_S, ends + RESERVE_S - time.monotonic()))
    if outcome is not None and not stop.is_set():
        raise outcome
    return _result(request, attempt, fallback, stopped=outcome is not None, failures=failures)


def _begin(request: TurnRequest) -> _Attempt:
    """A fresh state: nothing of a failed try is kept. Photos that came count as product photos from the
    start.
    """
    photos = _photos(request)
    known = request.brand.product_images
    fresh = tuple(photo.asset for photo in photos if photo.asset not in known)
    brand = request.brand.model_copy(update={"product_images": known + fresh})
    state = TurnState(
        brief=request.brief,
        brand=brand,
        script=request.script,
        previous=request.previous,
        asked=list(request.asked),
        assets=frozenset(brand.product_images) | frozenset(filter(None, [brand.logo])),
    )
    if fresh and state.script is not None:
        state.script = state.script.model_copy(update={"brand": brand.look(request.brief.tone)})
        state.written = True
    return _Attempt(state)


def _photos(request: TurnRequest) -> tuple[Photo, ...]:
    return tuple(line.photo for line in request.new_lines if line.photo is not None)


async def _stoppable(work: Awaitable[None], stop: asyncio.Event, seconds: float) -> BaseException | None:
    """Run `work` until it ends, `stop` is set or `seconds` are over; None when it ended well, else why
    not.
    """
    task = asyncio.ensure_future(work)
    stopper = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopper}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopper.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(task, stopper, return_exceptions=True)
    if task.cancelled():
        return TimeoutError("stopped" if stop.is_set() else f"no answer within {seconds:.0f} s")
    return task.exception()


async def _drive(
    attempt: _Attempt, model: BaseChatModel, request: TurnRequest, on_event: OnEvent, *, stands_in: bool
) -> None:
    """Let `model` answer, passing words and tool notes on; raises ModelFailure when its answer is not
    whole.
    """
    agent = build_agent(model, attempt.state)
    messages = {"messages": _messages(request, attempt.state, stands_in=stands_in)}
    with tracing_context(enabled=False):
        async for mode, data in agent.astream(messages, stream_mode=["messages", "updates"]):
            if mode == "messages":
                chunk = data[0]
                if isinstance(chunk, AIMessageChunk) and chunk.text:
                    attempt.text += chunk.text
                    await on_event(TextDelta(chunk.text))
            else:
                await _note(attempt, data, on_event)
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


def _result(
    request: TurnRequest, attempt: _Attempt, model: BaseChatModel, *, stopped: bool, failures: list[str]
) -> TurnResult:
    state = attempt.state
    text = _readable(attempt.text)
    if stopped:
        text = (
            f"{text.rstrip('… ')}{STOPPED_MARK}" if text else "Stopped. Nothing of this answer was kept back."
        )
    used_fallback = bool(failures) and not stopped and getattr(model, "model_name", "") == "guided"
    return TurnResult(
        reply=text,
        suggestions=state.suggestions,
        brief=state.brief,
        brand=state.brand,
        script=state.script if state.written else None,
        asked=tuple(state.asked),
        writer=model_name(model),
        trace=tuple(attempt.trace),
        stopped=stopped,
        used_fallback=used_fallback,
        failures=tuple(failures),
    )


def _readable(text: str) -> str:
    """`text` without Markdown marks and control characters, cut at a sentence when it is over-long."""
    kept = "".join(c for c in text if c in "\n\u200d" or c.isprintable()).replace("**", "").strip()
    if len(kept) <= REPLY_LENGTH:
        return kept
    cut = kept[:REPLY_LENGTH]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return f"{cut[: end + 1] if end > 0 else cut}…"


# What a model sees


def _messages(request: TurnRequest, state: TurnState, *, stands_in: bool) -> list[BaseMessage]:
    """The prompt, the window of history and the new lines; bounded in size."""
    project = Project(
        brief=request.brief,
        brand=state.brand,
        script=request.script,
        revision=request.revision,
        asked=tuple(request.asked),
        new_photos=_photos(request),
        first_turn=request.first_turn,
        stands_in=stands_in,
        can_undo=request.previous is not None,
        locale=request.locale,
        uses=request.uses,
        captions=tuple(
            line.content.strip()
            for line in request.new_lines
            if line.kind == "photo" and line.content.strip()
        ),
    )
    prompt = fill(
        "interviewer",
        slots=", ".join(slot.replace("_", " ") for slot in SLOTS),
        rules=_rules(),
        placements="\n".join(f"- {p.name}: {p.title}, {p.aspect_ratio}" for p in PLACEMENTS.values()),
        uses=request.uses,
        locale=request.locale,
        summary=request.summary[:SUMMARY_LENGTH] or "none",
        project=f"{PROJECT_OPEN}{project.to_json()}{PROJECT_CLOSE}",
    )
    said = "\n".join(line.content.strip() for line in request.new_lines if line.content.strip())[:NEW_LENGTH]
    window: list[BaseMessage] = [
        (HumanMessage if line.role == "user" else AIMessage)(content=line.content[:LINE_LENGTH])
        for line in request.history[-HISTORY_LINES:]
        if line.content.strip()
    ]
    return [SystemMessage(prompt), *window, HumanMessage(said or PHOTO_ONLY)]


def _rules() -> str:
    return "\n".join(
        (
            "- The scenes' durations add up to the ad's duration exactly, in steps of 0.5 s; 4 to 7 scenes for 30 s.",
            (
                f"- Scene 1 is the hook and lasts at most {rules.HOOK_SECONDS:g} s; every scene "
                f"{rules.SHORTEST_SCENE:g} to "
                f"{rules.LONGEST_SCENE:g} s."
            ),
            "- The last scene is the packshot; its on-screen text shows the call to action word for word.",
            f"- The voice-over fills 60 to 75 % of the duration (English: {rules.RATES['en']} words a second).",
            (
                f"- On-screen text: at most {rules.MOST_LINES} lines of {rules.LINE_LENGTH} characters, better "
                f"one short line."
            ),
            f"- Every visual prompt names the product the same way and ends with “{rules.FORBIDS}”",
            "- Claim nothing the marketer did not say. Keep out what the brief rules out.",
        )
    )


# What went wrong


def _fault(error: BaseException) -> str:
    """The fault in a few words, without anything a prompt or a key could be read from."""
    status = getattr(error, "status_code", None)
    detail = (
        f" {status}" if status else f": {error}" if isinstance(error, (ModelFailure, TimeoutError)) else ""
    )
    return f"{type(error).__name__}{detail}"


def _pause(error: BaseException) -> float | None:
    """Seconds to wait before another try; None when another try is no use."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and 400 <= status < 500 and status not in (408, 409, 429):
        return None
    response = getattr(error, "response", None)
    asked = response.headers.get("retry-after") if response is not None else None
    try:
        return max(0.2, float(asked)) if asked else 0.2
    except ValueError:
        return 0.2
