"""Director, critic and writer as a model plays them: three angles, marks with reasons, a script from an angle.

Each is one question with an answer of a given form (`agent/asking.py`), from a prompt that holds the project as data
and is bounded in size. None means that the model didn't answer it; whoever asked goes on without.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, BeforeValidator, Field

from agent.asking import Desk, ask
from agent.brief import FRAMEWORKS, BrandFacts, Brief
from agent.craftlog import (
    BEST,
    CRITERIA,
    IDEA_LENGTH,
    NAME_LENGTH,
    OPENING_LENGTH,
    REASON_LENGTH,
    Angle,
    Mark,
)
from agent.critic import judge
from agent.outside import inert
from agent.project import PROJECT_CLOSE, PROJECT_OPEN, Project
from agent.prompting import PROJECT_LENGTH, rules_of_a_script, shortened
from agent.prompts import fill
from agent.rules import repair, violations
from agent.script import AdScript, Framework
from agent.tools import REPAIR_ROUNDS, ScriptDraft, drafted

ANGLES: Final = 3
# Seconds for a short answer, and for a whole script.
SHORT_S: Final = 25.0
LONG_S: Final = 60.0
MOST_CANDIDATES: Final = 4000
"""Characters that a candidate takes in the critic's prompt."""
_LANGUAGES: Final = {
    "en": "English", "es": "Spanish", "ru": "Russian", "de": "German", "fr": "French", "it": "Italian",
    "pt": "Portuguese",
}  # fmt: skip


def _clipped(length: int) -> BeforeValidator:
    """Text on one line and at most so long: a model's “at most” is a wish."""

    def clip(value: object) -> object:
        line = " ".join(inert(str(value)).replace("**", "").split()).strip("“”\"'")
        return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"

    return BeforeValidator(clip)


class Proposal(BaseModel):
    """One angle."""

    name: Annotated[str, _clipped(NAME_LENGTH), Field(min_length=1)]
    framework: Framework
    idea: Annotated[str, _clipped(IDEA_LENGTH), Field(min_length=1)]
    opening: Annotated[str, _clipped(OPENING_LENGTH)] = ""


class Angles(BaseModel):
    """Three angles for the ad; the first is the draft's."""

    angles: list[Proposal] = Field(min_length=ANGLES, max_length=ANGLES)


class Scored(BaseModel):
    """A mark and its reason."""

    score: Annotated[int, BeforeValidator(lambda value: _whole(value)), Field(ge=0, le=BEST)]
    reason: Annotated[str, _clipped(REASON_LENGTH), Field(min_length=1)]


class Verdict(BaseModel):
    """The five marks of one candidate."""

    candidate: int = Field(ge=1, le=9)
    hook: Scored
    clarity: Scored
    brand_fit: Scored
    platform_fit: Scored
    call_to_action: Scored

    @property
    def marks(self) -> tuple[Mark, ...]:
        scored: dict[str, Scored] = {name: getattr(self, name) for name in CRITERIA}
        return tuple(
            Mark(criterion=name, score=scored[name].score, reason=scored[name].reason) for name in CRITERIA
        )


class Verdicts(BaseModel):
    """The marks of all candidates."""

    verdicts: list[Verdict] = Field(min_length=1, max_length=9)


def _whole(value: object) -> object:
    return round(value) if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class Case:
    """The ad that is worked on. `told_in` is the marketer's language, an ISO 639-1 code."""

    brief: Brief
    brand: BrandFacts
    told_in: str

    @property
    def language(self) -> str:
        return self.brief.language or "en"

    def shown(self, script: AdScript | None) -> dict[str, str]:
        """What every prompt is filled with."""
        project = Project(self.brief, self.brand, script).to_json()
        return {
            "placement": self.brief.where.title,
            "seconds": f"{self.brief.seconds:g}",
            "project": f"{PROJECT_OPEN}{shortened(project, PROJECT_LENGTH)}{PROJECT_CLOSE}",
        }


def named_language(code: str) -> str:
    """The English name of a language; its code where we have none."""
    return _LANGUAGES.get(code, f"the language “{code}”")


async def propose(
    desk: Desk, case: Case, script: AdScript, *, without: Sequence[str] | None = None
) -> tuple[Angle, ...] | None:
    """The director's three angles: the one that `script` takes and two others, or three new ones where `without` names
    those that were had before."""
    draft = "The first angle is the one that the script in the project takes: name it as it is."
    if without is not None:
        names = ", ".join(f"“{inert(name)}”" for name in without) or "that of the script in the project"
        draft = f"All three are new; don't repeat these: {names}."
    system = fill(
        "director",
        frameworks=", ".join(FRAMEWORKS),
        draft=draft,
        told_in=named_language(case.told_in),
        ad_language=named_language(case.language),
        **case.shown(script),
    )
    wish = "Propose the three angles."
    answer = await ask(desk, "director", _messages(system, wish), Angles, seconds=SHORT_S, check=_differ)
    if answer is None:
        return None
    return tuple(Angle(**proposal.model_dump()) for proposal in answer.angles)


def _differ(answer: Angles) -> str | None:
    names = {proposal.name.lower() for proposal in answer.angles}
    return None if len(names) == len(answer.angles) else "angles with the same name"


async def mark(desk: Desk, case: Case, candidates: Sequence[Angle]) -> list[tuple[Mark, ...]] | None:
    """The critic's marks for each candidate, in order; for one with a script, those of the script."""
    shown = [_candidate(case, number, angle) for number, angle in enumerate(candidates, start=1)]
    system = fill(
        "critic",
        candidates="\n".join(shown),
        told_in=named_language(case.told_in),
        **case.shown(None),
    )

    def complete(answer: Verdicts) -> str | None:
        numbers = sorted(verdict.candidate for verdict in answer.verdicts)
        return None if numbers == list(range(1, len(candidates) + 1)) else "marks for other candidates"

    wish = f"Mark the {len(candidates)} candidates."
    answer = await ask(desk, "critic", _messages(system, wish), Verdicts, seconds=SHORT_S, check=complete)
    if answer is None:
        return None
    return [verdict.marks for verdict in sorted(answer.verdicts, key=lambda verdict: verdict.candidate)]


def _candidate(case: Case, number: int, angle: Angle) -> str:
    """A candidate as the critic reads it: one line of JSON that closes nothing."""
    document: dict[str, Any] = {
        "candidate": number,
        "name": angle.name,
        "framework": angle.framework,
        "idea": angle.idea,
        "opening": angle.opening,
    }
    if angle.script is not None:
        document["voiceOver"] = angle.script.voiceover_text
        document["scenes"] = [
            {"seconds": scene.duration, "picture": scene.description, "onScreen": scene.on_screen_text}
            for scene in angle.script.scenes
        ]
        measured = judge(angle.script, case.brief, case.brand)
        document["measured"] = {mark.criterion: mark.reason for mark in measured}
    text = json.dumps(document, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return shortened(text, MOST_CANDIDATES)


async def develop(
    desk: Desk,
    case: Case,
    angle: Angle,
    *,
    base: AdScript | None = None,
    notes: Sequence[Mark] = (),
) -> AdScript | None:
    """The writer's script of `angle`; `base` is the script to improve by the critic's `notes`. A broken rule goes back
    to the writer with its sentence, and is mended by code in the end; None where that is not enough."""
    wish = "Write the script."
    if base is not None:
        wish = "Improve the script in the project: change what costs marks, keep the rest."
    script = base
    for _ in range(REPAIR_ROUNDS + 1):
        system = _writers_prompt(case, angle, script, notes)
        draft = await ask(desk, "writer", _messages(system, wish), ScriptDraft, seconds=LONG_S)
        if draft is None:
            return None
        script = drafted(draft, case.brief, case.brand)
        faults = violations(script, language=case.language, forbidden=case.brief.forbidden)
        if not faults:
            return script
        wish = f"Your script, now in the project, breaks rules. Mend exactly these: {' '.join(faults)}"
    mended = repair(script, language=case.language) if script is not None else None
    if mended is None or violations(mended, language=case.language, forbidden=case.brief.forbidden):
        return None
    return mended


def _writers_prompt(case: Case, angle: Angle, script: AdScript | None, notes: Sequence[Mark]) -> str:
    told = (f"- {mark.criterion.replace('_', ' ')} {mark.score}/10: {inert(mark.reason)}" for mark in notes)
    return fill(
        "writer",
        angle=_angle(angle),
        notes="\n".join(told) or "nothing yet",
        rules=rules_of_a_script(),
        ad_language=named_language(case.language),
        **case.shown(script),
    )


def _angle(angle: Angle) -> str:
    told = {"name": angle.name, "framework": angle.framework, "idea": angle.idea, "opening": angle.opening}
    text = json.dumps(told, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _messages(system: str, *wishes: str) -> list[BaseMessage]:
    return [SystemMessage(system), HumanMessage("\n".join(wishes))]
