"""The pictures of a cut: every segment taken from the cache or encoded, each scene's material read only once."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.script import AdScript
from jobs.studio.ass import ass_of
from jobs.studio.cache import Cache, file_digest, key_of
from jobs.studio.captions import fonts_of
from jobs.studio.easel import Easels
from jobs.studio.ffmpeg import ffmpeg
from jobs.studio.graph import (
    Clip,
    Dressing,
    Encoding,
    Piece,
    Print,
    Raw,
    dressing_chains,
    prepared,
    printing_arguments,
    scene_arguments,
    transition_arguments,
)
from jobs.studio.look import Look
from jobs.studio.process import Progress, cores
from jobs.studio.scene import Piece as Painting
from jobs.studio.scene import Shoot
from jobs.studio.schedule import Job, Milestones, carry_out
from jobs.studio.sources import Source, painted_digest
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, Segment, Timeline

_PLAIN_FONTCONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'


@dataclass(frozen=True, slots=True)
class Film:
    """All that the pictures of one cut are made of. `media` is where the script's paths begin, `room` a working folder.

    `overlays` are the pictures of the timeline's overlays, in their order. Films that share a room differ by `prefix`.
    `easels` are painters who may be up already.
    """

    script: AdScript
    timeline: Timeline
    sources: Sequence[Source]
    look: Look
    stage: Stage
    encoding: Encoding
    media: Path
    room: Path
    overlays: Sequence[Path] = ()
    prefix: str = ""
    easels: Easels | None = None

    def segment_name(self, number: int) -> str:
        return f"{self.prefix}segment-{number:03}.mp4"

    @property
    def env(self) -> dict[str, str]:
        return {"FONTCONFIG_FILE": str(self.room / "fonts.conf")}


async def make_segments(film: Film, cache: Cache | None, progress: Progress) -> list[str]:
    """The names of all encoded segments in `film.room`, in order.

    Raises:
        UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    return (await make_formats([film], cache, progress))[0]


async def make_formats(films: Sequence[Film], cache: Cache | None, progress: Progress) -> list[list[str]]:
    """`make_segments` for several formats of one material in one room: every clip is read once for all of them."""
    _furnish(films[0].room, fonts_of([caption for film in films for caption in film.timeline.captions]))
    makings = [await _making(film, cache) for film in films]
    await _carry_out(makings, progress)
    return [[film.segment_name(number) for number in range(len(film.timeline.segments()))] for film in films]


async def _making(film: Film, cache: Cache | None) -> _Making:
    """What is left to be encoded of `film` once the cache has given what it has."""
    segments = film.timeline.segments()
    dressings = [_dressing(film, number, segment) for number, segment in enumerate(segments)]
    if cache is None:
        return _Making(film, segments, dressings, range(len(segments)), (), None)
    keys = await asyncio.to_thread(_keys, film, segments, dressings)
    wanted: list[int] = []
    for number, key in enumerate(keys):
        out = film.room / film.segment_name(number)
        if not await asyncio.to_thread(cache.take, key, out):
            wanted.append(number)
    return _Making(film, segments, dressings, wanted, keys, cache)


def _furnish(room: Path, fonts: Sequence[Path]) -> None:
    """The fonts of the captions, and a fontconfig that knows no others."""
    (room / "fonts").mkdir()
    for font in fonts:
        (room / "fonts" / font.name).symlink_to(font)
    (room / "fonts.conf").write_text(_PLAIN_FONTCONFIG)


def _dressing(film: Film, number: int, segment: Segment) -> Dressing:
    """What lies over a segment; its captions are written to a file."""
    begin, end = segment.start / FPS, segment.end / FPS
    name = None
    if any(caption.end > begin and caption.start < end for caption in film.timeline.captions):
        name = f"{film.prefix}segment-{number:03}.ass"
        words = ass_of(film.timeline.captions, film.stage, film.look, begin, end)
        (film.room / name).write_text(words, encoding="utf-8")
    laid = tuple(
        (overlay, path.name)
        for overlay, path in zip(film.timeline.overlays, film.overlays, strict=True)
        if overlay.start < end and overlay.end > begin
    )
    return Dressing(begin, end, name, laid)


def _keys(film: Film, segments: Sequence[Segment], dressings: Sequence[Dressing]) -> list[str]:
    """A key for every segment: of its frames' sources, of what lies over them, of how it is encoded."""
    scenes = [_scene_facts(film, index) for index in range(len(film.sources))]
    pictures = {path.name: file_digest(path) for path in film.overlays}
    keys = []
    for segment, dressing in zip(segments, dressings, strict=True):
        laid = [(overlay, pictures[name]) for overlay, name in dressing.overlays]
        chains = dressing_chains(Dressing(dressing.start, dressing.end, None, tuple(laid)), "in", "out", "")
        words = (film.room / dressing.captions).read_text(encoding="utf-8") if dressing.captions else ""
        last = segment.first + (2 if segment.transition else 1)
        keys.append(
            key_of(
                {
                    "scenes": scenes[segment.first : last],
                    "offset": segment.offset,
                    "frames": segment.frames,
                    "transition": segment.transition,
                    "words": words,
                    "overlays": chains,
                    "encoding": film.encoding.arguments(),
                }
            )
        )
    return keys


def _scene_facts(film: Film, index: int) -> object:
    """What the frames of a scene's clip depend on."""
    source, span = film.sources[index], film.timeline.scenes[index]
    if source.clip is None:
        return painted_digest(film.script, index, film.look, film.stage, film.media, span)
    length = span.clip_frames
    return (
        source.digest,
        source.clip.start,
        length,
        prepared(source.clip, length, 0, 0, length, film.encoding),
    )


Report = Callable[[str, float], Progress]


async def _carry_out(makings: Sequence[_Making], progress: Progress) -> None:
    total = sum(making.total for making in makings)
    if not total:
        progress(1.0)
        return
    done: dict[str, float] = {}

    def report(name: str, frames: float) -> Progress:
        def tell(value: float) -> None:
            done[name] = value * frames
            progress(min(1.0, sum(done.values()) / total))

        return tell

    jobs: list[Job] = []
    for index in range(len(makings[0].film.sources)):
        sharing = [making for making in makings if making.is_filmed(index)]
        if sharing:
            jobs.append(_filmed(sharing, index, report))
    milestones = Milestones()
    for making in makings:
        jobs += [*making.painters(report, milestones), *making.transitions(report)]
    await carry_out(jobs, cores(), milestones)


def _filmed(makings: Sequence[_Making], index: int, report: Report) -> Job:
    """One decoding of a scene's clip for all formats that want something of it."""
    pieces = [making.pieces()[index] for making in makings]
    everything = [part for parts in pieces for part in parts]
    frames = max(part.end for part in everything) - min(part.begin for part in everything)
    name = f"scene {index + 1}"
    tell = report(name, sum(part.end - part.begin for part in everything if part.dressing))
    film = makings[0].film
    clip = film.sources[index].clip

    async def work() -> None:
        if clip is None:
            raise ValueError(f"{name} has no clip")
        prints = [Print(parts, making.film.encoding) for parts, making in zip(pieces, makings, strict=True)]
        threads = makings[0].threads(frames) if len(makings) == 1 else 1
        arguments = printing_arguments(clip, film.timeline.scenes[index].clip_frames, prints, threads)
        await _run(film, arguments, name, frames, tell)
        for making, parts in zip(makings, pieces, strict=True):
            await making.keep(parts)

    # Several encoders keep all cores busy by themselves; two such programs would only take twice the memory.
    slots = cores() if len(makings) > 1 else 1
    return Job(_scene(index), frames * len(makings) * _heaviness(film, clip), work, slots=slots)


def _heaviness(film: Film, clip: Clip | None) -> float:
    """How dear a frame of `clip` is beside the mean of all clips: what took many bits will take many again."""
    rates = [_rate(source.clip) for source in film.sources if source.clip]
    return _rate(clip) * len(rates) / sum(rates) if clip and sum(rates) else 1.0


def _rate(clip: Clip) -> float:
    """Bytes to a second of its file."""
    return clip.facts.bytes / clip.facts.seconds if clip.facts.seconds else 0.0


@dataclass(slots=True)
class _Making:
    """The segments of one film that have to be encoded, as jobs that wait for each other."""

    film: Film
    segments: Sequence[Segment]
    dressings: Sequence[Dressing]
    wanted: Sequence[int]
    keys: Sequence[str]
    cache: Cache | None

    @property
    def total(self) -> int:
        """Frames of the ad that are wanted."""
        return sum(self.segments[number].frames for number in self.wanted)

    def threads(self, frames: int) -> int:
        """One thread each while there is enough to do side by side; more for what would be left alone."""
        return max(1, min(cores(), math.ceil(cores() * frames / self.total - 0.2)))

    def pieces(self) -> dict[int, list[Piece]]:
        """For each scene (from 0) the pieces of its clip that are wanted, in order of time."""
        pieces: dict[int, list[Piece]] = {}
        for number in self.wanted:
            segment, index = self.segments[number], self.segments[number].first
            begin, end = segment.offset, segment.offset + segment.frames
            if segment.transition is None:
                body = Piece(begin, end, self.film.segment_name(number), self.dressings[number])
                pieces.setdefault(index, []).append(body)
            else:
                pieces.setdefault(index, []).append(Piece(begin, end, self._handle(number, 0)))
                pieces.setdefault(index + 1, []).append(Piece(0, segment.frames, self._handle(number, 1)))
        return {index: sorted(parts, key=lambda part: part.begin) for index, parts in pieces.items()}

    def is_filmed(self, index: int) -> bool:
        """Whether something is wanted of scene `index`, and a clip gives it."""
        return self.film.sources[index].clip is not None and index in self.pieces()

    def painters(self, report: Report, milestones: Milestones) -> list[Job]:
        """All that has to be painted, shared by as many jobs as there are painters; each scene is a milestone."""
        pieces = {i: parts for i, parts in self.pieces().items() if self.film.sources[i].clip is None}
        if not pieces:
            return []
        film, bodies = self.film, [part for parts in pieces.values() for part in parts if part.dressing]

        def painting(part: Piece) -> Painting:
            if part.dressing is None:
                return Painting(part.begin, part.end, raw=part.out)
            length = part.end - part.begin
            moved = replace(part, begin=0, end=length)
            return Painting(
                part.begin, part.end, tuple(scene_arguments(Raw("pipe:0"), length, [moved], film.encoding))
            )

        finished: list[int] = []

        def painted(number: int) -> None:
            finished.append(number - 1)
            milestones.reach(self._painted(number - 1))

        scenes = sorted(pieces.items(), key=lambda item: -sum(part.end - part.begin for part in item[1]))
        shoot = Shoot(
            film.script, [(index + 1, [painting(part) for part in parts]) for index, parts in scenes], film.look,
            film.room, folder=film.media, size=(film.stage.width, film.stage.height), env=film.env,
            easels=film.easels, progress=report(f"{film.prefix}paintings", sum(p.end - p.begin for p in bodies)),
            painted=painted,
        )  # fmt: skip

        async def work() -> None:
            await shoot.paint()
            while finished:
                await self.keep(pieces[finished.pop()])

        share = sum(part.end - part.begin for parts in pieces.values() for part in parts) / shoot.painters
        return [Job(f"{film.prefix}painter {number}", share, work) for number in range(shoot.painters)]

    def _painted(self, index: int) -> str:
        return f"{self.film.prefix}{_scene(index)} painted"

    def transitions(self, report: Report) -> list[Job]:
        """What is left over when cores have shared them out, the lightest, gets the threads of all cores."""
        numbers = [number for number in self.wanted if self.segments[number].transition]
        numbers.sort(key=lambda number: -self.segments[number].frames)
        left = len(numbers) % cores()
        shared = len(numbers) - left
        return [
            self._transition(number, report, 1 if place < shared else cores() // left)
            for place, number in enumerate(numbers)
        ]

    def _transition(self, number: int, report: Report, threads: int) -> Job:
        segment, film = self.segments[number], self.film
        name = f"{film.prefix}the change after scene {segment.first + 1}"
        tell = report(name, segment.frames)
        handles = (self._handle(number, 0), self._handle(number, 1))

        async def work() -> None:
            if segment.transition is None:
                raise ValueError(f"segment {number} is no transition")
            arguments = transition_arguments(
                segment.transition, handles, self.dressings[number], film.encoding, film.segment_name(number),
                max(threads, self.threads(segment.frames)),
            )  # fmt: skip
            await _run(film, arguments, name, segment.frames, tell)
            for handle in handles:
                (film.room / handle).unlink()
            await self.keep([Piece(0, segment.frames, film.segment_name(number), self.dressings[number])])

        scenes = (segment.first, segment.first + 1)
        after = {_scene(i) if film.sources[i].clip else self._painted(i) for i in scenes}
        return Job(name, segment.frames, work, frozenset(after))

    def _handle(self, number: int, side: int) -> str:
        return f"{self.film.prefix}handle-{number:03}-{side}.yuv"

    async def keep(self, parts: Sequence[Piece]) -> None:
        """Put finished segments into the cache."""
        if self.cache is None:
            return
        names = {self.film.segment_name(number): number for number in self.wanted}
        for part in parts:
            if part.dressing is not None:
                key = self.keys[names[part.out]]
                await asyncio.to_thread(self.cache.put, key, self.film.room / part.out)


async def _run(film: Film, arguments: list[str], name: str, frames: int, tell: Progress) -> None:
    await ffmpeg(
        arguments, what=f"encoding {name}", seconds=frames / FPS, cwd=film.room, progress=tell, env=film.env
    )


def _scene(index: int) -> str:
    return f"scene {index}"
