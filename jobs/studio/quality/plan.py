"""What a finished ad is measured against: its scenes, the words on it, what is heard. Pure; seconds and pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from agent.platforms import Placement
from agent.script import AdScript
from jobs.studio.ass import inks_of, sticker_of
from jobs.studio.colour import Rgb
from jobs.studio.fitting import fitting
from jobs.studio.graph import Clip, slowing
from jobs.studio.look import Look
from jobs.studio.plan import plan_scenes
from jobs.studio.stage import Area, Stage
from jobs.studio.timeline import FPS, SceneSpan, Timeline

GRID: Final = 24  # shorter side of the small pictures that are compared


@dataclass(frozen=True, slots=True)
class Source:
    """Where the picture of a scene comes from: a clip that shows, at `second` of itself, the scene's middle.

    `filters` bring it to the size of `grid_of`, in the colours of the cut; none: it is scaled.
    """

    path: Path
    demuxer: str
    second: float
    filters: str = ""


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

    `ink` holds the colours the type may have; none: not looked for in the picture. `mark` is the box of the word that
    is said: ground of that word, and of no other.
    """

    kind: Literal["caption", "overlay"]
    start: float
    end: float
    area: Area
    size: float = 0.0
    ink: tuple[Rgb, ...] = ()
    mark: Rgb | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Speech from `start` to `end` seconds of the ad: the voice file from second `source` on, `tempo` times as fast."""

    start: float
    end: float
    source: float = 0.0
    tempo: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """An ad as it should have come out. `said` is what is heard of the file `voice`.

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
    said: tuple[Said, ...] = ()
    voice: Path | None = None
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
    look: Look,
    clips: Sequence[Clip | None] = (),
    *,
    voice: Path | None = None,
    products: Sequence[Path] = (),
) -> Plan:
    """The plan of the cut of `timeline`. `clips[i]` is the clip of scene i, None where we paint it (no clips: all are
    painted), `voice` the file its narration comes from; `products` are local photos of the product."""
    placement = script.ad_details.placement
    said = tuple(
        Said(track.start, track.end, track.source, track.tempo)
        for track in timeline.tracks
        if track.kind == "voice"
    )
    music = any(track.kind == "music" for track in timeline.tracks)
    ends = [laid for laid in timeline.overlays if laid.kind == "end_card"]
    grounds = {scheme.name: (scheme.base, scheme.second) for scheme in look.schemes()}
    shots = []
    for index, (span, plan) in enumerate(zip(timeline.scenes, plan_scenes(script), strict=True)):
        clip = clips[index] if index < len(clips) else None
        begin, end = span.start / FPS, span.end / FPS
        # Under an end card a scene has the card's colours.
        seen = clip if all(card.start > (begin + end) / 2 or card.end <= begin for card in ends) else None
        shots.append(
            Shot(
                span.number, begin, end, span.head / FPS, span.tail / FPS,
                may_hold=any(card.start < end and card.end > begin for card in ends),
                source=_source(seen, span, stage) if seen is not None else None,
                palette=() if clip is not None else grounds[plan.scheme],
            )
        )  # fmt: skip
    return Plan(
        placement, stage.width, stage.height, timeline.seconds, stage.safe, tuple(shots), _type(timeline, look), said,
        voice, silent=not said and not music, music=music, products=tuple(products),
        own_size=(stage.width, stage.height) == (placement.width, placement.height),
    )  # fmt: skip


def _source(clip: Clip, span: SceneSpan, stage: Stage) -> Source:
    stretch = slowing(clip, span.clip_frames) / clip.speed
    middle = ((span.start + span.end) / 2 - span.clip_start) / stretch
    at = clip.start + min(middle, max(clip.frames - 1, 0)) / FPS
    width, height = grid_of(stage.width, stage.height)
    return Source(clip.path, clip.facts.demuxer, at, ",".join(fitting(clip.facts, width, height, clip.focus)))


def _type(timeline: Timeline, look: Look) -> tuple[Type, ...]:
    """Captions in their colours, and what is laid over clips; a scrim or an end card may fill the frame."""
    written = [
        Type(
            "caption",
            each.start,
            each.end,
            each.box,
            each.size,
            inks_of(look, each.style),
            sticker_of(look)[0] if each.style == "highlight" else None,
        )
        for each in timeline.captions
    ]
    laid = [each for each in timeline.overlays if each.kind not in ("scrim", "end_card")]
    areas = [Area(each.left, each.top, each.left + each.width, each.top + each.height) for each in laid]
    written += [Type("overlay", each.start, each.end, area) for each, area in zip(laid, areas, strict=True)]
    return tuple(written)


def grid_of(width: int, height: int) -> tuple[int, int]:
    """The small size (even sides) at which a scene is compared with its clip."""
    scale = GRID / min(width, height)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
