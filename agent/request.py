"""What a turn starts from: the lines of the conversation, and the project as it stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.brief import BrandFacts, Brief
from agent.craftlog import CraftLevel, CraftLog
from agent.outside import Source
from agent.project import FREE, Photo
from agent.script import AdScript

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message. `kind` is text, photo or another kind of message; a photo carries its asset and palette.

    `source` says that the words are not the marketer's own but came with the message from outside: then a model
    is shown them as data. `name` is where from (an address, a file's name).
    """

    role: Role
    content: str
    timestamp: datetime | None = None
    kind: str = "text"
    photo: Photo | None = None
    source: Source | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What a turn starts from.

    `history` is the window before this turn, `new_lines` the messages of this turn (bursts fold into one
    turn), `previous` the script that undo brings back and `earlier` those behind it (the oldest first), `asked`
    the slots asked so far, `uses` what production would use up. `person` is any key of who is answered: an
    outage of the model is told once to each. `craft` is how much is done before a script is shown, and `log` how the
    current one came about.
    """

    new_lines: Sequence[ChatLine]
    brief: Brief = field(default_factory=Brief)
    brand: BrandFacts = field(default_factory=BrandFacts)
    script: AdScript | None = None
    previous: AdScript | None = None
    earlier: Sequence[AdScript] = ()
    revision: int = 0
    history: Sequence[ChatLine] = ()
    summary: str = ""
    asked: Sequence[str] = ()
    locale: str = "en"
    first_turn: bool = False
    uses: str = FREE
    person: str = ""
    craft: CraftLevel = "off"
    log: CraftLog | None = None

    @property
    def photos(self) -> tuple[Photo, ...]:
        """The pictures that came with this turn."""
        return tuple(line.photo for line in self.new_lines if line.photo is not None)
