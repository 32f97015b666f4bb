"""Taps on the other angles of a script, as the turn finds them among its messages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.turn import TurnResult
from bot.scripts import ANGLE_LINE
from db.models import ChatMessage


@dataclass(frozen=True, slots=True)
class Tap:
    """Which angle was tapped; None asks for new ones."""

    angle: int | None


def tapped(lines: Sequence[ChatMessage]) -> Tap | None:
    """The last tap among the messages of a turn."""
    taps = [line.trace.get("angle") for line in lines if line.kind == ANGLE_LINE]
    if not taps:
        return None
    return Tap(taps[-1] if isinstance(taps[-1], int) else None)


def both(told: TurnResult, answered: TurnResult) -> TurnResult:
    """What a turn came to that first told the script from another angle and then answered words about it."""
    if answered.script is not None and not answered.back:
        script, craft, back = answered.script, answered.craft, 0
    elif answered.back:
        # The words took the tap back.
        script, craft, back = None, None, 0
    else:
        script, craft, back = told.script, told.craft, 0
    return replace(
        answered,
        reply=f"{told.reply}\n\n{answered.reply}".strip(),
        script=script,
        craft=craft,
        back=back,
        trace=(*told.trace, *answered.trace),
        failures=(*told.failures, *answered.failures),
    )
