"""Who makes pictures, motion and sound. A provider turns one job of a script into one file.

The pipeline does not ask which one it talks to; `jobs.providers.local` needs no key and no network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

from agent.script import AdScript
from db.lora import TrainedLook


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to make: what `db.enums` calls an asset's kind, or a `storyboard`, a picture of the whole script.

    `script` has local paths for its pictures; `inputs` maps what was made before (`still-3`, `clip-1`, `voice`,
    `music`) to local paths; `folder` is the job's own, emptied afterwards. `language` is the ad's (ISO 639-1), `owner`
    the person whose ad it is; `gender` and `speed` are the voice's. `makers` are the models that made inputs for
    money; `stored` says of local paths under which URI the file lies in storage. A
    `bare` order has neither inputs nor local pictures: nothing can be made of it, only brought home.
    `look` is the brand's trained one, where the order was approved with it.
    `variant` counts the pictures or clips of a scene, `turn` how often this one was asked for; `consistency` is
    the seed that the pictures of an ad share, `keywords` what they have in common.
    """

    kind: str
    scene: int | None
    script: AdScript
    inputs: Mapping[str, Path]
    folder: Path
    seed: int
    language: str = "en"
    owner: UUID | None = None
    gender: Literal["female", "male"] = "female"
    speed: float = 1.0
    makers: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False
    look: TrainedLook | None = None
    variant: int = 1
    turn: int = 1
    consistency: int = 0
    keywords: Sequence[str] = ()

    @property
    def name(self) -> str:
        """What this order's result is called; the chosen one of a scene loses its variant in `inputs` of later ones."""
        return name_of(self.kind, self.scene, self.variant)


def name_of(kind: str, scene: int | None, variant: int = 1) -> str:
    """What a result is called: `voice`, `still-3`, its second variant `still-3-2`."""
    plain = kind if scene is None else f"{kind}-{scene}"
    return plain if variant == 1 else f"{plain}-{variant}"


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an order. No `path` means: nothing to make, go on without (a voice nobody has).

    `about` are columns of its asset: how it was asked for. `figures` judge what was made: (scene or None for the whole,
    metric, 0 … 100), by the rules named `judge`.
    """

    path: Path | None
    media_type: str = ""
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    source: str = "local"
    model: str | None = None
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    figures: Sequence[tuple[int | None, str, float]] = ()
    judge: str | None = None


class OrderRefused(Exception):
    """The order can't be made, and trying again would not help; `sentence` is the key of what to tell the person."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(reason)
        self.sentence = sentence


class OrderFailed(Exception):
    """The order was not made this time; trying again may help. `sentence` is what to tell the person if it does
    not."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(reason)
        self.sentence = sentence


class Provider(Protocol):
    """Makes one order. Cancelling the task stops the work within a second and leaves no process behind."""

    name: str

    async def make(self, order: Order, progress: Callable[[float], None]) -> Made:
        """The finished file; `progress` is told 0 … 1 as it goes.

        Raises:
            OrderRefused: it can't be made as ordered.
            OrderFailed: it went wrong this time.
        """
        ...
