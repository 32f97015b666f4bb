"""What the calls of a turn's model cost goes into the ledger, in the transaction that ends the turn."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal
from typing import Final

from agent.metering import ModelCall
from db.engine import Session
from db.enums import CostCategory
from db.ledger import Costs, Told, Usage
from jobs.crew import Crew
from jobs.scene import Scene

# US dollars for a minute of speech, as OpenAI listed it in November 2026; other services count as free.
_MINUTE: Final = {("openai", "whisper-1"): Decimal("0.006")}


async def write_calls(crew: Crew, session: Session, scene: Scene) -> None:
    """Write down every call of the model, also those that failed. To be called once the turn has been ended under its
    lease, so that each is written once however often the turn was tried; the person's row must be held."""
    calls = [(_cost(crew, call), _told(crew, scene, call)) for call in scene.meter.calls]
    if calls:
        await Costs(session, scene.user.id).add_all(CostCategory.LLM, calls)


def _cost(crew: Crew, call: ModelCall) -> Decimal:
    return crew.prices.cost(call.model, **_tokens(call))


def _tokens(call: ModelCall) -> dict[str, int | None]:
    return {"prompt": call.prompt_tokens, "cached": call.cached_tokens, "answer": call.answer_tokens}


def _told(crew: Crew, scene: Scene, call: ModelCall) -> Told:
    return Told(
        project_id=scene.project.id,
        provider=call.provider,
        model_name=call.model,
        api_call_id=call.call_id,
        usage=Usage(tokens=call.tokens, latency_ms=call.latency_ms),
        error=call.fault,
        details={
            "tokens": _tokens(call),
            "prompt": call.prompt,
            "priced": crew.prices.of(call.model) is not None,
        },
    )


async def write_listening(session: Session, scene: Scene, call: ModelCall, seconds: float) -> None:
    """Write down a call that transcribed `seconds` of speech, or failed to; the person's row must be held."""
    minute = _MINUTE.get((call.provider, call.model))
    length = Decimal(str(seconds))
    paid = (
        Decimal(0)
        if minute is None or call.fault
        else (minute * length / 60).quantize(Decimal("0.0001"), ROUND_UP)
    )
    await Costs(session, scene.user.id).add(
        CostCategory.LLM,
        paid,
        project_id=scene.project.id,
        provider=call.provider,
        model_name=call.model,
        usage=Usage(seconds=length, latency_ms=call.latency_ms),
        error=call.fault,
        details={"priced": minute is not None},
    )
