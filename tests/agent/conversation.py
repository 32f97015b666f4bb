"""Plays a marketer against the agent, turn by turn, keeping what the database would keep."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel

from agent.breaker import Breaker
from agent.brief import BrandFacts, Brief
from agent.craftlog import CraftLevel
from agent.guided import GuidedModel
from agent.project import Photo
from agent.script import AdScript
from agent.turn import ChatLine, TurnEvent, TurnRequest, TurnResult, run_turn

PHOTO = ChatLine("user", "", kind="photo", photo=Photo("asset-1", ("#112233", "#FFFFFF")))


@dataclass
class Conversation:
    """One project; `say` runs a turn and keeps its outcome."""

    model: BaseChatModel = field(default_factory=GuidedModel)
    brief: Brief = field(default_factory=Brief)
    brand: BrandFacts = field(default_factory=BrandFacts)
    script: AdScript | None = None
    chain: tuple[AdScript, ...] = ()
    revision: int = 0
    asked: tuple[str, ...] = ()
    lines: list[ChatLine] = field(default_factory=list)
    events: list[TurnEvent] = field(default_factory=list)
    results: list[TurnResult] = field(default_factory=list)
    breaker: Breaker | None = None
    person: str = ""
    summary: str = ""
    craft: CraftLevel = "off"

    async def say(
        self,
        *said: str | ChatLine,
        stop: asyncio.Event | None = None,
        deadline_s: float = 20,
        call_deadline_s: float = 15,
    ) -> TurnResult:
        new = [line if isinstance(line, ChatLine) else ChatLine("user", line) for line in said]
        request = TurnRequest(
            new_lines=new, brief=self.brief, brand=self.brand, script=self.script,
            previous=self.chain[-1] if self.chain else None, earlier=self.chain[:-1],
            revision=self.revision, history=tuple(self.lines), asked=self.asked, first_turn=not self.lines,
            person=self.person, summary=self.summary, craft=self.craft,
        )  # fmt: skip
        fallback = self.model if isinstance(self.model, GuidedModel) else GuidedModel()
        result = await run_turn(
            request, model=self.model, fallback=fallback, on_event=self._keep, stop=stop or asyncio.Event(),
            deadline_s=deadline_s, call_deadline_s=call_deadline_s, breaker=self.breaker,
        )  # fmt: skip
        self.lines += [*new, ChatLine("assistant", result.reply)]
        self.brief, self.brand, self.asked = result.brief, result.brand, result.asked
        if result.script is not None:
            behind = (
                self.chain[: -result.back] if result.back else (*self.chain, *filter(None, [self.script]))
            )
            self.chain, self.script, self.revision = behind, result.script, self.revision + 1
        self.results.append(result)
        return result

    async def _keep(self, event: TurnEvent) -> None:
        self.events.append(event)

    def fork(self) -> Conversation:
        """A copy to try another way on."""
        return replace(self, lines=list(self.lines), events=[], results=[])
