"""One question to a model with an answer of a given form: bounded in time and size, metered, never half an answer.

The answer is a tool call that the model must make; a model that writes the JSON as text is understood too. Whatever
goes wrong is a None and a line in `Desk.failures`, so that whoever asks goes on without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_chunk_to_message
from langchain_core.runnables import RunnableConfig
from langsmith import tracing_context
from pydantic import BaseModel, ValidationError

from agent.breaker import Breaker
from agent.build import check_whole, model_name
from agent.failures import ModelFailure, fault_of, is_outage, pause_after
from agent.metering import Meter, identity
from agent.outside import storable
from agent.prompts import version
from agent.stopping import bounded

Answer = TypeVar("Answer", bound=BaseModel)
Check = Callable[[Answer], str | None]
"""What is wrong with an answer of the right form; None when nothing is."""

ATTEMPTS: Final = 2
SKIPPED: Final = "not asked: the model was down a moment ago"


@dataclass(slots=True)
class Desk:
    """Where the questions of one turn are asked. `ends` is the time, by the monotonic clock, for all of them to be
    done; one call takes at most `call_deadline_s`. `failures` are the faults so far, by prompt."""

    model: BaseChatModel
    stop: asyncio.Event
    ends: float
    call_deadline_s: float
    breaker: Breaker
    meter: Meter
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.ends - time.monotonic()

    @property
    def critic(self) -> str:
        """The model's id, as whoever marks is remembered."""
        return model_name(self.model)

    def failed(self, prompt: str) -> bool:
        """Whether a question of that prompt had no answer."""
        return any(name == prompt for name, _ in self.failures)


async def ask(
    desk: Desk,
    prompt: str,
    messages: Sequence[BaseMessage],
    form: type[Answer],
    *,
    seconds: float,
    check: Check[Answer] = lambda answer: None,
) -> Answer | None:
    """The answer to `messages` (filled from `prompt`) as a `form`, within `seconds`; None when there was none."""
    until = time.monotonic() + min(seconds, desk.left)
    if desk.stop.is_set() or until <= time.monotonic() or not desk.breaker.admits():
        desk.failures.append((prompt, SKIPPED))
        return None
    report = desk.breaker.left
    found: list[Answer] = []

    async def call() -> None:
        found.append(_read(await _whole(desk, prompt, messages, form), form, check))

    try:
        for _ in range(ATTEMPTS):
            left = min(desk.call_deadline_s, until - time.monotonic())
            if left <= 0:
                break
            outcome = await bounded(call(), desk.stop, left)
            if outcome is None:
                report = desk.breaker.succeeded
                return found[0]
            desk.meter.settle(fault_of(outcome), unusable=isinstance(outcome, ModelFailure))
            desk.failures.append((prompt, fault_of(outcome)))
            report = desk.breaker.failed if is_outage(outcome) else desk.breaker.left
            pause = pause_after(outcome)
            if desk.stop.is_set() or pause is None or pause >= until - time.monotonic():
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(desk.stop.wait(), pause)
    finally:
        report()
    return None


async def _whole(
    desk: Desk, prompt: str, messages: Sequence[BaseMessage], form: type[BaseModel]
) -> AIMessage:
    """The model's whole answer, streamed, because only streams are checked for being whole."""
    bound = desk.model.bind_tools([form], tool_choice=form.__name__)
    config: RunnableConfig = {
        "callbacks": [desk.meter],
        "metadata": identity(desk.model, version(prompt)),
    }
    whole: AIMessageChunk | None = None
    with tracing_context(enabled=False):
        async for chunk in bound.astream(list(messages), config):
            if isinstance(chunk, AIMessageChunk):
                whole = chunk if whole is None else whole + chunk
    message = message_chunk_to_message(whole) if whole is not None else None
    check_whole(message)
    if not isinstance(message, AIMessage):
        raise ModelFailure("no answer")
    return message


def _read(message: AIMessage, form: type[Answer], check: Check[Answer]) -> Answer:
    """The answer in `message`; raises ModelFailure when it has not the form."""
    calls = [call["args"] for call in message.tool_calls if call["name"] == form.__name__]
    try:
        answer = form.model_validate(storable(calls[0] if calls else _json_in(message.text)))
    except (ValidationError, ValueError) as error:
        raise ModelFailure("an answer of another form") from error
    complaint = check(answer)
    if complaint:
        raise ModelFailure(complaint)
    return answer


def _json_in(text: str) -> object:
    """The JSON object in a text; raises ValueError where there is none."""
    begin, end = text.find("{"), text.rfind("}")
    return json.loads(text[begin : end + 1])
