"""What a worker holds while it answers a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from agent.brief import BrandFacts
from agent.content import ALLOWED, Verdict
from agent.craftlog import CraftLog
from agent.metering import Meter
from agent.script import AdScript
from db.models import AdProject, Brand, ChatMessage, Turn, User
from jobs.intake import Received

if TYPE_CHECKING:
    from jobs.material.propose import Proposal
    from jobs.material.take import Material


@dataclass(slots=True)
class Scene:
    """A claimed turn with everything that is needed to answer it; rows as they were when it was claimed.

    `previous` is the script that undo brings back, `earlier` those behind it, the oldest first.
    `craft` says how that script came about.
    `aims` are the scenes that lines are about because they answer a message that shows them, by line.
    """

    turn: Turn
    user: User
    project: AdProject
    brand: Brand
    script: AdScript | None
    previous: AdScript | None
    lines: Sequence[ChatMessage]
    earlier: Sequence[AdScript] = ()
    aims: Mapping[UUID, int] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    material: list[Material] = field(default_factory=list)
    style: Proposal | None = None
    craft: CraftLog | None = None
    verdict: Verdict = ALLOWED
    """What the rules make of the ad as the answer leaves it."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    meter: Meter = field(default_factory=Meter)

    @property
    def asked(self) -> tuple[str, ...]:
        """Which facts the agent asked for so far."""
        return tuple(self.project.settings.get("asked", ()))


def known_brand(scene: Scene) -> BrandFacts:
    """The brand as it was before this turn: the photos of this turn come with their lines."""
    fresh = {photo.uri for photo in scene.received}
    pictures = [uri for uri in scene.brand.product_images if uri not in fresh]
    return BrandFacts.from_stored(
        scene.brand.title, scene.brand.description, scene.brand.brand_guidelines, pictures
    )
