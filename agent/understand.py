"""What a message says, read by rules: facts for the brief and the brand, wishes about the script, and
intents.

One reader per language; `understand` picks it. A reader prefers to miss a fact over inventing one: a missed
fact is asked for, a wrong one ends up in the ad.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from agent import understand_en
from agent.understand_clauses import read_clauses
from agent.understand_foreign import read_foreign, spoken_language
from agent.understand_go_on import asks_to_go_on, without_go_on
from agent.understand_page import Page
from agent.understand_tongue import Tongue
from agent.understand_tongue_es import SPANISH
from agent.understand_tongue_ru import RUSSIAN

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


Reader = Callable[[str, str | None, bool], tuple[dict[str, Any], dict[str, Any], set[str], list[str]]]


def _reader(tongue: Tongue) -> Reader:
    """The reader by clauses of a language, with wishes about a script where there is one."""

    def read(
        text: str, open_slot: str | None, has_script: bool
    ) -> tuple[dict[str, Any], dict[str, Any], set[str], list[str]]:
        page = Page(text)
        edits = [name for name, pattern in tongue.edits if page.take(pattern)] if has_script else []
        facts, brand, intents = read_clauses(tongue, page.text, open_slot)
        return facts, brand, intents, edits

    return read


READERS: Final[Mapping[str, Reader]] = {
    "en": understand_en.read, "es": _reader(SPANISH), "ru": _reader(RUSSIAN),
}  # fmt: skip


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
    reader = READERS.get(spoken_language(text) or language, read_foreign)
    facts, brand, intents, edits = reader(text, open_slot, has_script)
    return Reading(MappingProxyType(facts), MappingProxyType(brand), frozenset(intents), tuple(edits))
