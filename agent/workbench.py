"""What one pass of the craft loop works with: the questions' desk, the ad, the steps so far and what is to be said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from agent.asking import Desk
from agent.brief import BrandFacts, Brief
from agent.craftlog import LEVELS, MOST_STEPS, RULES, USUAL_LEVEL, Angle, CraftLevel, Mark, Step, percent
from agent.critic import AngleCopy, angle_copy, judge
from agent.director import Case
from agent.guided import GuidedModel
from agent.request import TurnRequest
from agent.script import AdScript
from agent.turn import TurnEvent
from agent.understand_foreign import spoken_language

OnEvent = Callable[[TurnEvent], Awaitable[None]]


def level_of(settings: object) -> CraftLevel:
    """The level that an ad's settings name; the usual one where they name none."""
    return next((level for level in LEVELS if level == settings), USUAL_LEVEL)


@dataclass(slots=True)
class Bench:
    """One pass of the craft loop: what it is about, what was done so far, and what must be said about it."""

    desk: Desk
    case: Case
    level: CraftLevel
    on_event: OnEvent
    copy: AngleCopy
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    critic: str = RULES

    @property
    def guided(self) -> bool:
        """Whether there is no model."""
        return isinstance(self.desk.model, GuidedModel)

    def judge(self, script: AdScript) -> tuple[Mark, ...]:
        """The marks of `script` by rules."""
        return judge(script, self.case.brief, self.case.brand, told_in=self.case.told_in)

    def note(self, key: str, **values: object) -> None:
        """Let the reply say this once."""
        sentence = self.copy("say", key, **values)
        if sentence not in self.notes:
            self.notes.append(sentence)

    def log(self, role: str, iteration: int, content: str, marks: Sequence[Mark] | None = None) -> None:
        """One more step."""
        if len(self.steps) < MOST_STEPS:
            step = {"role": role, "iteration": iteration, "content": content[:2000]}
            score = percent(marks) if marks else None
            now = self.desk.clock().isoformat()
            self.steps.append(Step.model_validate(step | {"score": score, "timestamp": now}))

    def log_marks(self, iteration: int, angles: Sequence[Angle]) -> None:
        """A step of the critic's for each angle."""
        for angle in angles:
            reasons = " ".join(f"{mark.criterion} {mark.score}: {mark.reason}" for mark in angle.marks)
            self.log("critic", iteration, f"{angle.name}: {reasons}", angle.marks)

    @property
    def clause(self) -> str:
        """What went another way than wished, in one clause; empty where nothing did."""
        notes = [self.copy("say", "stopped")] if self.desk.stop.is_set() and self.notes else self.notes
        return self.copy("say", "clause", notes=self.copy("say", "and").join(notes)) if notes else ""


def bench(desk: Desk, request: TurnRequest, brief: Brief, brand: BrandFacts, on_event: OnEvent) -> Bench:
    """A bench for the ad of `request`, whose brief and brand the turn has made these."""
    language = spoken_by(request)
    return Bench(desk, Case(brief, brand, language), request.craft, on_event, angle_copy(language))


def spoken_by(request: TurnRequest) -> str:
    """The marketer's language: that of the last words of theirs that show one, else their account's."""
    for line in reversed((*request.history, *request.new_lines)):
        if line.role == "user" and line.source is None and (spoken := spoken_language(line.content)):
            return spoken
    return request.locale[:2].lower() or "en"
