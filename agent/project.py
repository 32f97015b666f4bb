"""What a turn starts from, as the model is shown it: the brief, the brand, the script and what was asked.
Pure.

It travels inside the system prompt as one JSON document between PROJECT_OPEN and PROJECT_CLOSE. Angle
brackets are escaped, so that no fact a marketer typed can close the document.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from agent.brief import BrandFacts, Brief
from agent.craftlog import CraftLevel
from agent.script import AdScript

PROJECT_OPEN: Final = "<project>"
PROJECT_CLOSE: Final = "</project>"
FREE: Final = "nothing: the local renderer is free"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that came with this turn: its asset id (or location) and its main colours, `#RRGGBB`."""

    asset: str
    palette: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """One ad project at the start of a turn.

    `asked` are the slots asked so far, in order. `stands_in` says that the AI model failed and the guided
    interviewer took the turn. `undo_steps` is how often the script can be undone. `uses` is what production
    would use up, in words. `captions` are the words that came under photos: they describe a picture and need
    not answer the question just asked. `craft` is how much is done before a script is shown.
    """

    brief: Brief
    brand: BrandFacts
    script: AdScript | None = None
    revision: int = 0
    asked: tuple[str, ...] = ()
    new_photos: tuple[Photo, ...] = ()
    first_turn: bool = False
    stands_in: bool = False
    can_undo: bool = False
    undo_steps: int = 0
    locale: str = "en"
    uses: str = FREE
    captions: tuple[str, ...] = ()
    craft: CraftLevel = "off"

    def to_json(self) -> str:
        """The document, safe to stand between the markers."""
        document: dict[str, Any] = {
            "brief": self.brief.model_dump(mode="json", by_alias=True),
            "brand": self.brand.model_dump(mode="json", by_alias=True),
            "script": self.script.model_dump(mode="json", by_alias=True) if self.script else None,
            "revision": self.revision,
            "asked": list(self.asked),
            "newPhotos": [{"asset": p.asset, "palette": list(p.palette)} for p in self.new_photos],
            "firstTurn": self.first_turn,
            "standsIn": self.stands_in,
            "canUndo": self.can_undo,
            "undoSteps": self.undo_steps,
            "locale": self.locale,
            "uses": self.uses,
            "captions": list(self.captions),
            "craft": self.craft,
        }
        text = json.dumps(document, ensure_ascii=False)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    @classmethod
    def from_json(cls, text: str) -> Project:
        """The project that `to_json` wrote.

        Raises:
            ValueError: when it is not such a document.
        """
        raw = json.loads(text)
        return cls(
            brief=Brief.model_validate(raw["brief"]),
            brand=BrandFacts.model_validate(raw["brand"]),
            script=AdScript.model_validate(raw["script"]) if raw["script"] else None,
            revision=raw["revision"],
            asked=tuple(raw["asked"]),
            new_photos=tuple(Photo(p["asset"], tuple(p["palette"])) for p in raw["newPhotos"]),
            first_turn=raw["firstTurn"],
            stands_in=raw["standsIn"],
            can_undo=raw["canUndo"],
            undo_steps=raw["undoSteps"],
            locale=raw["locale"],
            uses=raw["uses"],
            captions=tuple(raw["captions"]),
            craft=raw["craft"],
        )

    @classmethod
    def from_prompt(cls, prompt: str) -> Project:
        """The project in a system prompt (the last document between the markers)."""
        _, _, rest = prompt.rpartition(PROJECT_OPEN)
        return cls.from_json(rest.partition(PROJECT_CLOSE)[0])
