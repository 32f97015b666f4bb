"""What a message says: facts for the brief and the brand, wishes about the script, and intents.

Free text is read by a small network (`agent.reading`), manners and wishes by rules. A reader prefers to
miss a fact over inventing one: a missed fact is asked for, a wrong one ends up in the ad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from agent.reading.languages import WORDS
from agent.reading.reader import read
from agent.understand_foreign import read_foreign, spoken_language
from agent.understand_go_on import asks_to_go_on, without_go_on

Intent = Literal[
    "greeting", "thanks", "yes", "no", "decide_this", "decide_all", "no_photo", "abuse", "off_topic",
    "no_voice", "film_it", "no_music", "foreign", "renamed", "go_on",
    "ask_cost", "ask_help", "ask_time", "ask_who", "ask_language", "ask_formats", "ask_photo", "ask_other",
]  # fmt: skip

LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Reading:
    """One message understood.

    `facts` are fields of `Brief`, `brand` fields of `BrandFacts`; `edits` are wishes about a written
    script: `shorter`, `longer`, `undo` (`undo N`, `undo first`), `again`, `framework`, `beside` (what is wished is to
    stand beside the script), or `scene N…` in the marketer's words.
    """

    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    brand: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    intents: frozenset[str] = frozenset()
    edits: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether anything in the message changes the brief, the brand or the script."""
        return bool(self.facts or self.brand or self.edits)


def understand(
    text: str, *, open_slot: str | None = None, has_script: bool = False, language: str = "en"
) -> Reading:
    """`text` read in the language it is plainly written in, else in `language`, the conversation's own.

    `open_slot` is the question the message probably answers: what fits no other fact is taken as its
    answer. A message in a language without a reader gives only what can't be mistaken, and the intent
    `foreign`.
    """
    text = text[:LONGEST]
    if asks_to_go_on(text):
        return Reading(intents=frozenset({"go_on"}))
    text = without_go_on(text)
    code = spoken_language(text) or language
    if code in WORDS:
        facts, brand, intents, edits = read(text, open_slot, has_script, code)
    else:
        facts, brand, intents, edits = read_foreign(text, open_slot, has_script, code)
    return Reading(MappingProxyType(facts), MappingProxyType(brand), frozenset(intents), tuple(edits))
