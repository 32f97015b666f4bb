"""What was understood, held against what was said. Pure.

An utterance of `tests/agent/data/utterances/<language>.jsonl` lists its required `facts`; `any` holds further values
that count as right, `may` facts that are neither required nor penalised. Half of the lines are `held`: they were
frozen before the rules were tuned, nobody looks at them, and theirs is the only score that is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from agent.platforms import find_placement
from agent.understand import Reading, understand

Split = Literal["dev", "held"]

UTTERANCES: Final = Path(__file__).parents[2] / "tests" / "agent" / "data" / "utterances"
LANGUAGES: Final = ("en", "es", "ru")
_LISTS: Final = ("must_have", "must_not", "colors")
# Words that name nothing: with or without them a value is the same.
_ARTICLES: Final = re.compile(
    r"^(?:(?:an?|the|our|my|el|la|los|las|una?|unos|unas|nuestr[oa]s?|наш[аеи]?)\s+)+"
)


@dataclass(frozen=True, slots=True)
class Score:
    """Counted facts. `accuracy` is right / (required + wrong): a wrong fact costs twice, as a miss and as a lie."""

    required: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.required + other.required, self.right + other.right, self.wrong + other.wrong)

    @property
    def accuracy(self) -> float:
        """Between 0 and 1; 1 where nothing was required and nothing invented."""
        total = self.required + self.wrong
        return self.right / total if total else 1.0


def lines(path: Path, split: Split) -> list[dict[str, Any]]:
    """The lines of one half of a data file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row["split"] == split]


def folded(value: Any) -> Any:
    """A value with case, signs and articles set aside; a placement by its own name."""
    if isinstance(value, str) and value.startswith("#"):
        return value.lower()
    if isinstance(value, str):
        words = re.findall(r"[^\W_]+|[$€£₽%]|[-+](?=\d)|(?<=\d)\+", value.lower().replace("ё", "е"))
        return _ARTICLES.sub("", " ".join(words))
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def place(name: Any) -> Any:
    """A placement by the name that we know it by; the name itself where we make none for it."""
    found = find_placement(name) if isinstance(name, str) else None
    return found.name if found else name


def said(reading: Reading) -> dict[str, Any]:
    """What a reading claims, in the words of the data files."""
    facts = {name: value for name, value in reading.facts.items() if value not in (None, ())}
    if reading.intents & {"decide_this", "decide_all"}:
        facts["decide"] = True
    for theirs, ours in (("brand", "title"), ("colors", "colors")):
        if reading.brand.get(ours):
            facts[theirs] = reading.brand[ours]
    return facts


def agrees(name: str, value: Any, truth: Any, accepted: Iterable[Any] = ()) -> bool:
    """Whether `value` is `truth` or one of the `accepted` other ways to say it."""
    if name in _LISTS:
        allowed = {folded(item) for item in (*truth, *accepted)}
        return len(value) >= len(truth) and all(folded(item) in allowed for item in value)
    if name == "placement":
        return place(value) in {place(other) for other in (truth, *accepted)}
    return folded(value) in {folded(other) for other in (truth, *accepted)}


def faults(case: Mapping[str, Any], claimed: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(missed, wrong) facts of one utterance."""
    right = {
        name
        for name, truth in case["facts"].items()
        if name in claimed and agrees(name, claimed[name], truth, case.get("any", {}).get(name, ()))
    }
    missed = [name for name in case["facts"] if name not in right]
    wrong = [name for name in claimed if name not in right and name not in case.get("may", {})]
    return missed, wrong


def read(case: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What guided mode understands of one utterance."""
    return said(understand(case["said"], open_slot=case["asked"], language=language))


def slot_score(language: str, split: Split) -> Score:
    """The score over one half of a language's utterances."""
    total = Score()
    for case in lines(UTTERANCES / f"{language}.jsonl", split):
        missed, wrong = faults(case, read(case, language))
        total += Score(len(case["facts"]), len(case["facts"]) - len(missed), len(wrong))
    return total
