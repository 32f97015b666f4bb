"""Plays a simulated marketer against the agent, turn by turn, and counts what a marketer would feel.

A marketer of `marketers.jsonl` opens the conversation, answers what is asked by slot, says some things later on his
own, and has a truth that the brief is held against. Photos come as photos, links as the words of a link.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from langchain_core.language_models import BaseChatModel

from agent.brief import BrandFacts, Brief
from agent.project import Photo
from agent.rules import violations
from agent.script import AdScript
from agent.turn import ChatLine, TurnEvent, TurnRequest, TurnResult, run_turn
from benchmarks.conversation.grading import agrees

MARKETERS: Final = Path(__file__).with_name("marketers.jsonl")
MOST_TURNS: Final = 16
# What a script can't be written without.
NEEDED: Final = ("product", "target_audience", "key_message", "placement", "duration", "call_to_action")


@dataclass(slots=True)
class Outcome:
    """What a conversation came to. `filled` of `NEEDED`; wrong are facts that were said otherwise, of `known` ones."""

    filled: int = 0
    known: int = 0
    wrong: list[str] = field(default_factory=list)
    questions: int = 0
    repeated: int = 0
    turns: int = 0
    violations: int = 0
    cost: float = 0.0
    script: bool = False


@dataclass
class _Talk:
    model: BaseChatModel
    fallback: BaseChatModel
    locale: str
    brief: Brief = field(default_factory=Brief)
    brand: BrandFacts = field(default_factory=BrandFacts)
    script: AdScript | None = None
    previous: AdScript | None = None
    revision: int = 0
    asked: tuple[str, ...] = ()
    lines: list[ChatLine] = field(default_factory=list)
    results: list[TurnResult] = field(default_factory=list)

    async def say(self, *new: ChatLine) -> TurnResult:
        request = TurnRequest(
            new_lines=list(new), brief=self.brief, brand=self.brand, script=self.script, previous=self.previous,
            revision=self.revision, history=tuple(self.lines), asked=self.asked, first_turn=not self.lines,
            locale=self.locale,
        )  # fmt: skip
        result = await run_turn(
            request,
            model=self.model,
            fallback=self.fallback,
            on_event=_ignore,
            stop=asyncio.Event(),
            deadline_s=120,
        )
        self.lines += [*new, ChatLine("assistant", result.reply)]
        self.brief, self.brand, self.asked = result.brief, result.brand, result.asked
        if result.script is not None:
            self.previous, self.script, self.revision = self.script, result.script, self.revision + 1
        self.results.append(result)
        return result


async def _ignore(event: TurnEvent) -> None:
    """Nobody watches the words come."""


async def play(marketer: Mapping[str, Any], model: BaseChatModel, fallback: BaseChatModel) -> Outcome:
    """One conversation, from the first words to the script and what is said after it."""
    talk, outcome = _Talk(model, fallback, marketer["language"]), Outcome()
    later = {item["after"]: item["said"] for item in marketer["later"]}
    waiting = [_line(opening, number) for number, opening in enumerate(marketer["opening"])]
    turn = 0
    while turn < MOST_TURNS and (talk.script is None or later):
        turn += 1
        if waiting:
            said = waiting.pop(0)
        elif turn - 1 in later:
            said = ChatLine("user", later.pop(turn - 1))
        elif talk.script is not None:
            said = ChatLine("user", later.pop(min(later)))
        else:
            said = ChatLine("user", _reply(marketer, talk.asked))
        asked_before = talk.asked
        result = await talk.say(said)
        fresh = talk.asked[len(asked_before) :]
        outcome.questions += len(fresh)
        outcome.repeated += sum(1 for slot in fresh if _settled(slot, asked_before, talk))
        outcome.cost += sum(getattr(call, "cost", 0.0) or 0.0 for call in result.calls)
        if talk.script is not None and not outcome.script:
            outcome.script, outcome.turns = True, turn
    outcome.turns = outcome.turns or turn
    _judge(marketer, talk, outcome)
    return outcome


def _settled(slot: str, before: tuple[str, ...], talk: _Talk) -> bool:
    """Whether a question was put again in the very words it was put before."""
    if slot not in before:
        return False
    endings = [result.reply.rsplit("\n\n", 1)[-1] for result in talk.results]
    return endings[-1] in endings[:-1]


def _line(opening: Any, number: int) -> ChatLine:
    if isinstance(opening, str):
        return ChatLine("user", opening)
    if "photo" in opening:
        photo = Photo(f"photo-{number}", ("#2F4F4F", "#C0A080"))
        return ChatLine("user", opening.get("caption", ""), kind="photo", photo=photo)
    return ChatLine("user", opening["link"])


def _reply(marketer: Mapping[str, Any], asked: tuple[str, ...]) -> str:
    slot = asked[-1] if asked else "product"
    answers = marketer["answers"]
    return str(answers.get(slot, answers["other"]))


def _judge(marketer: Mapping[str, Any], talk: _Talk, outcome: Outcome) -> None:
    """Hold the brief against the truth: a fact is wrong when it was said, not assumed, and is something else."""
    brief = talk.brief
    outcome.filled = sum(brief.knows(slot) for slot in NEEDED)
    accepted = marketer.get("any", {})
    claimed = {name: value for name, value in brief.model_dump().items() if value not in (None, ())}
    if talk.brand.title:
        claimed["brand"] = talk.brand.title
    for name, truth in marketer["truth"].items():
        if name not in claimed or name in brief.assumed:
            continue
        outcome.known += 1
        if not agrees(name, claimed[name], truth, accepted.get(name, ())) and not _within(
            claimed[name], truth
        ):
            outcome.wrong.append(name)
    if talk.script is not None:
        language = brief.language or "en"
        outcome.violations = len(violations(talk.script, language=language, forbidden=brief.forbidden))


def _within(value: Any, truth: Any) -> bool:
    """Whether a text says all that the truth says, with words around it."""
    if not isinstance(value, str) or not isinstance(truth, str):
        return False
    words = re.findall(r"\w+", value.lower())
    return len(words) <= len(truth.split()) + 3 and all(
        word in words for word in re.findall(r"\w+", truth.lower())
    )
