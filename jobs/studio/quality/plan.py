"""What a finished ad is measured against: its scenes, the words on it, what is heard. Pure; seconds and pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent.platforms import Placement
from agent.script import AdScript
from jobs.studio.captions import Caption
from jobs.studio.colour import Rgb
from jobs.studio.narration import Narration
from jobs.studio.overlays import Overlay
from jobs.studio.stage import Area, Stage
from jobs.studio.timeline import FPS, Timeline

WHITE: Rgb = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the picture of a scene comes from: a clip that shows, at `second` of itself, the scene's middle."""

    path: Path
    demuxer: str
    second: float


@dataclass(frozen=True, slots=True)
class Shot:
    """One scene on the screen from `start` to `end`; transitions take its first `head` and last `tail` seconds.

    `may_hold`: standing still is no fault here (an end card). Its colours are compared with the clip `source`, or where
    there is none with the colours `palette` that fill most of a scene of ours.
    """

    number: int
    start: float
    end: float
    head: float = 0.0
    tail: float = 0.0
    may_hold: bool = False
    source: Source | None = None
    palette: tuple[Rgb, ...] = ()


@dataclass(frozen=True, slots=True)
class Type:
    """Type or a mark that the cut lays over the picture. `size` is the height of an em, 0 where it isn't known.

    `ink` holds the colours the type may have; none: not looked for in the picture.
    """

    kind: Literal["caption", "overlay"]
    start: float
    end: float
    area: Area
    size: float = 0.0
    ink: tuple[Rgb, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An ad as it should have come out. `spoken` are the seconds in which somebody is heard.

    `silent`: no sound is promised at all. `music`: a bed plays from the beginning to the end. `products` are photos of
    what is advertised. `own_size`: the cut is of the placement's size, not a smaller one of the same proportions.
    """

    placement: Placement
    width: int
    height: int
    seconds: float
    safe: Area
    shots: tuple[Shot, ...]
    type: tuple[Type, ...] = ()
    spoken: tuple[tuple[float, float], ...] = ()
    silent: bool = False
    music: bool = False
    products: tuple[Path, ...] = ()
    own_size: bool = True
    fps: int = FPS

    @property
    def unit(self) -> float:
        """Pixels of this cut to a pixel of the placement."""
        return self.width / self.placement.width


def plan_of(
    script: AdScript,
    timeline: Timeline,
    stage: Stage,
    told: Narration,
    captions: Sequence[Caption],
    *,
    inks: Sequence[Rgb] = (WHITE,),
    overlays: Sequence[Overlay] = (),
    sources: Sequence[Source | None] = (),
    palettes: Sequence[Sequence[Rgb]] = (),
    products: Sequence[Path] = (),
    music: bool = False,
) -> Plan:
    """The plan of a cut. `inks` are the colours of caption type, `sources[i]` the clip of scene i where it is a file,
    `palettes[i]` the colours of its ground where we paint it.

    `told` counts as heard where its lines have a source; `products` are local photos of the product.
    """
    placement = script.ad_details.placement
    shots = tuple(
        Shot(
            span.number, span.start / FPS, span.end / FPS, span.head / FPS, span.tail / FPS,
            may_hold=index == len(timeline.scenes) - 1 and len(timeline.scenes) > 1,
            source=sources[index] if index < len(sources) else None,
            palette=tuple(palettes[index]) if index < len(palettes) else (),
        )
        for index, span in enumerate(timeline.scenes)
    )  # fmt: skip
    spoken = tuple((line.start, line.end) for line in told.lines if line.source)
    written = [
        Type("caption", caption.start, caption.end, caption.box, caption.size, tuple(inks))
        for caption in captions
    ]
    # A scrim is a shade and may fill the frame.
    written += [
        Type("overlay", laid.start, laid.end, Area(laid.left, laid.top, laid.left + laid.width, laid.top + laid.height))
        for laid in overlays if laid.kind not in ("scrim", "end_card")
    ]  # fmt: skip
    return Plan(
        placement, stage.width, stage.height, timeline.seconds, stage.safe, shots, tuple(written), spoken,
        silent=not spoken and not music, music=music, products=tuple(products),
        own_size=(stage.width, stage.height) == (placement.width, placement.height),
    )  # fmt: skip
