"""What stands in a scene: moving pictures, and the subject that the scene shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jobs.studio.canvas import Pixels
from jobs.studio.motion import Motion
from jobs.studio.sprites import Sprite


@dataclass(frozen=True, slots=True)
class Actor:
    """A sprite and where it is at every second of the clip."""

    sprite: Sprite
    pose: Motion


@dataclass(frozen=True, slots=True)
class Subject:
    """What a scene shows: the product cut out, a photo, or a tile with a pictogram where there is neither."""

    kind: Literal["product", "photo", "token"]
    picture: Pixels
    glyph: str | None = None
    box: tuple[float, float, float, float] = (
        0.2,
        0.2,
        0.8,
        0.8,
    )  # of what a photo shows, in shares of its sides

    @property
    def focus(self) -> tuple[float, float]:
        """The middle of what is shown, in shares of the picture."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
