"""How a script was worked out: the angles that were weighed, how each was marked and why, step by step. Pure.

A `CraftLog` belongs to one revision of a script and is kept beside it (`script_revisions.craft`); its steps are the
`scripts.craft_log` of the script as it stands. Marks are 0–10 a criterion, scores of steps 0–100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from agent.script import AdScript, Framework

CraftLevel = Literal["off", "fast", "thorough"]
"""How much is done before a script is shown: nothing; three angles weighed once; the best two developed, weighed
again, and the winner improved."""

Criterion = Literal["hook", "clarity", "brand_fit", "platform_fit", "call_to_action"]

LEVELS: Final[tuple[CraftLevel, ...]] = get_args(CraftLevel)
CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
USUAL_LEVEL: Final[CraftLevel] = "fast"
BEST: Final = 10
RULES: Final = "rules"
NAME_LENGTH: Final = 32
REASON_LENGTH: Final = 240
IDEA_LENGTH: Final = 300
OPENING_LENGTH: Final = 120
MOST_STEPS: Final = 40


class _Kept(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
    )


class Mark(_Kept):
    """One criterion: 0–10, and why in a sentence."""

    criterion: Criterion
    score: int = Field(ge=0, le=BEST)
    reason: str = ""


class Angle(_Kept):
    """One way to tell the ad. `name` fits a button, `opening` is what is read or heard first.

    `take` is the guided writer's version of it, None where a model thought of it. `marks` are empty where nobody could
    judge it, `script` is None where it was not developed (or no longer fits the brief).
    """

    name: str = Field(max_length=NAME_LENGTH)
    framework: Framework
    idea: str = Field(default="", max_length=IDEA_LENGTH)
    opening: str = Field(default="", max_length=OPENING_LENGTH)
    take: int | None = None
    marks: tuple[Mark, ...] = ()
    script: AdScript | None = None


class Step(_Kept):
    """One step of the work: an angle of the director's, a verdict of the critic's, a draft of the writer's."""

    role: Literal["director", "critic", "writer"]
    iteration: int = Field(ge=1)
    content: str
    score: Annotated[float, Field(ge=0, le=100)] | None = None
    timestamp: str


class CraftLog(_Kept):
    """How one revision came about. `critic` is who gave `marks`: `rules` or a model's id. `chosen` is the index of the
    angle that the script tells, None where it tells none of them any more; `tapped` says that the marketer chose it.
    """

    level: CraftLevel = "off"
    critic: str = RULES
    angles: tuple[Angle, ...] = Field(default=(), max_length=6)
    chosen: int | None = None
    tapped: bool = False
    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def others(self) -> tuple[tuple[int, Angle], ...]:
        """The angles that the script does not tell, with their index."""
        return tuple((i, angle) for i, angle in enumerate(self.angles) if i != self.chosen)

    def document(self) -> dict[str, Any]:
        """The log as it is kept."""
        return self.model_dump(mode="json", by_alias=True)


def read_log(document: Mapping[str, Any] | None) -> CraftLog | None:
    """The log in `document`; None where there is none, or none that can be read."""
    if not document:
        return None
    try:
        return CraftLog.model_validate(document)
    except ValidationError:
        return None


def total(marks: Sequence[Mark]) -> int:
    """All marks together: at most 50."""
    return sum(mark.score for mark in marks)


def percent(marks: Sequence[Mark]) -> float:
    """All marks together, 0–100."""
    return round(100 * total(marks) / (BEST * len(CRITERIA)), 1)


def best(marked: Sequence[Sequence[Mark]]) -> int:
    """The index of the one with the most marks; of several, the first."""
    return max(range(len(marked)), key=lambda i: (total(marked[i]), -i))
