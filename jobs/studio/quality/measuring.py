"""Measure a finished ad: read it once, look at every sample, listen, and judge."""

from __future__ import annotations

import asyncio
import wave
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from jobs.studio.delivery import container_faults
from jobs.studio.errors import BadMedia
from jobs.studio.facts import MediaFacts
from jobs.studio.probe import probe
from jobs.studio.quality.clips import references, stands_still
from jobs.studio.quality.colours import error_against_palette, error_against_source
from jobs.studio.quality.figures import Figure, Quality
from jobs.studio.quality.hearing import Voice, heard_of
from jobs.studio.quality.judge import judged
from jobs.studio.quality.likeness import Product, likeness, products_of
from jobs.studio.quality.motion import motion_of
from jobs.studio.quality.picture import Glance, Glances, free_of
from jobs.studio.quality.pixels import Mask, Pixels, reduced, scaled
from jobs.studio.quality.plan import Plan, Shot, Type, grid_of
from jobs.studio.quality.reading import LARGEST, RATE, SAMPLES, Read, Sample, read, small
from jobs.studio.quality.thresholds import THRESHOLDS
from jobs.studio.quality.words import Words, beyond
from jobs.studio.sound import SILENCE, TARGET, Loudness, decoded
from jobs.studio.stage import Area
from jobs.studio.standby import Standby
from jobs.studio.voice import read_wav

Raw = dict[str, dict[int | None, float]]


async def measure(
    path: Path, plan: Plan, folder: Path, *, loud: Loudness | None = None, by: Standby | None = None
) -> Quality:
    """Judge the file at `path` against `plan`. `folder` takes small temporary files; `loud` is its loudness where that
    was measured before (it isn't again), `by` a `prober` that is up.

    Raises:
        OutputFull, RenderTimedOut, RenderFailed: measuring itself went wrong. A bad file is no error but a verdict.
    """
    try:
        facts = await probe(path, by=by)
    except BadMedia as error:
        return _unreadable(str(error))
    if not facts.video:
        return _unreadable(f"{path.name} has no picture")
    watch = Watch(plan, await references(plan, folder), await asyncio.to_thread(products_of, plan.products))
    try:
        found = await read(path, facts, (plan.width, plan.height), folder, watch.take, loud=loud)
    except BadMedia as error:
        return _unreadable(str(error))
    await _second_look(plan, watch, folder)
    voice = await _voice(plan, folder)
    still = [shot.number for shot in plan.shots if await _held_by_itself(shot, watch)]
    return await asyncio.to_thread(_judge, plan, facts, watch, found, voice, still)


async def _second_look(plan: Plan, watch: Watch, folder: Path) -> None:
    """Colours that seem wrong are compared once more, with the very frame of the clip and not its last key frame."""
    doubtful = [number for number in watch.colour_errors if watch.is_doubtful(number)]
    if doubtful:
        watch.compare_again(await references(plan, folder, only=doubtful))


async def _held_by_itself(shot: Shot, watch: Watch) -> bool:
    """Whether a shot may stand still, or does so because its clip does."""
    if shot.may_hold or shot.source is None:
        return shot.may_hold
    still = _still(watch.glances.seen)
    inside = [still[index] for index in _inside(shot, watch.glances.seen)]
    return bool(inside) and float(np.mean(inside)) > 0.2 and await stands_still(shot)


async def _voice(plan: Plan, folder: Path) -> Voice | None:
    """The voice before it was mixed; None where there is none or it can't be read."""
    if plan.voice is None or not plan.said:
        return None
    with suppress(wave.Error, EOFError, OSError):  # a plain WAV, as ours are, needs no program
        return await asyncio.to_thread(_plain_wav, plan.voice)
    out = folder / "quality-voice.wav"
    try:
        return Voice(await decoded(plan.voice, out, channels=1), RATE)
    except BadMedia:
        return None
    finally:
        out.unlink(missing_ok=True)


def _plain_wav(path: Path) -> Voice:
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2 or not 12_000 <= file.getframerate() <= 192_000:
            raise wave.Error("of another kind")
    return Voice(*read_wav(path))


def _unreadable(why: str) -> Quality:
    return Quality((Figure("container_faults", None, 1, 0, "fail"),), (f"The file: {why}.",), ())


class Watch:
    """Takes the samples of an ad in order and keeps what is needed of them, not the pictures."""

    def __init__(self, plan: Plan, sources: Mapping[int, Pixels], products: Sequence[Product]) -> None:
        self._plan = plan
        self._sources = sources
        self._products = products
        width, _ = small(plan.width, plan.height, LARGEST)
        self._factor = width / plan.width
        self.glances = Glances()
        self.words = Words(plan, self._factor)
        self.colour_errors: dict[int, float] = {}
        self.likenesses: dict[int, float] = {}
        self._shown: dict[int, tuple[Pixels, Mask]] = {}
        self._middles = {(shot.start + shot.end) / 2: shot for shot in plan.shots}

    def take(self, sample: Sample) -> None:
        covered = [
            scaled(each.area, self._factor)
            for each in self._plan.type
            if each.start <= sample.second < each.end
        ]
        self.glances.take(sample, covered)
        self.words.take(sample)
        for middle, shot in list(self._middles.items()):
            if sample.second > middle - 0.5 / SAMPLES:
                del self._middles[middle]
                self._compare(sample, shot, covered)

    def _compare(self, sample: Sample, shot: Shot, covered: Sequence[Area]) -> None:
        """Hold one sample of a shot against its clip (or palette) and against the product."""
        if self._products:
            self.likenesses[shot.number] = likeness(sample, self._products)
        size = grid_of(self._plan.width, self._plan.height)
        free = (
            cv2.resize(
                free_of(sample.y.shape, covered).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST
            )
            > 0
        )
        if float(free.mean()) < 0.2:
            return
        shown = reduced(sample, size)
        if shot.number in self._sources:
            self._shown[shot.number] = (shown, free)
            self.colour_errors[shot.number] = error_against_source(shown, self._sources[shot.number], free)
        elif shot.palette:
            self.colour_errors[shot.number] = error_against_palette(shown, shot.palette, free)

    def is_doubtful(self, number: int) -> bool:
        limit = THRESHOLDS["colour_error"].warn or 0.0
        return number in self._shown and self.colour_errors[number] > limit

    def compare_again(self, sources: Mapping[int, Pixels]) -> None:
        """Hold shots against other pictures of their clips."""
        for number, source in sources.items():
            self.colour_errors[number] = error_against_source(
                self._shown[number][0], source, self._shown[number][1]
            )


def _judge(
    plan: Plan, facts: MediaFacts, watch: Watch, found: Read, voice: Voice | None, still: Sequence[int]
) -> Quality:
    values: Raw = defaultdict(dict)
    container = _file(values, plan, facts)
    _sound(values, plan, facts, found, voice, watch)
    _picture(values, plan, watch, still)
    _motion(values, plan, facts, found)
    _captions(values, plan, watch)
    return judged(values, found.loud, container, excused=still)


def _file(values: Raw, plan: Plan, facts: MediaFacts) -> list[str]:
    """Figures of the container; the sentences about it that no metric of its own tells."""
    size = None if plan.own_size else (plan.width, plan.height)
    values["duration_error"][None] = abs(facts.seconds - plan.seconds)
    values["size_error"][None] = abs(facts.width - plan.width) + abs(facts.height - plan.height)
    values["audio_missing"][None] = float(not facts.audio)
    faults = container_faults(facts, plan.placement, plan.seconds, size=size)
    told = ("duration is", "size is", *(() if facts.audio else ("audio is",)))
    others = [fault for fault in faults if not fault.startswith(told)]
    if values["duration_error"][None] > 0.1:  # one reason, not two
        others = [fault for fault in others if not fault.startswith("there are")]
    values["container_faults"][None] = len(others)
    return others


def _sound(
    values: Raw, plan: Plan, facts: MediaFacts, found: Read, voice: Voice | None, watch: Watch
) -> None:
    if not facts.audio:
        return
    heard = heard_of(found.sound, plan.seconds, plan.said, voice)
    values["clipping"][None] = heard.clipping
    if plan.silent:
        return
    values["silence"][None] = heard.silence
    if found.loud is not None and found.loud.integrated > SILENCE + 1:
        values["loudness_error"][None] = abs(found.loud.integrated - TARGET)
        values["true_peak"][None] = found.loud.peak
    if heard.coverage is not None:
        values["voice_coverage"][None] = heard.coverage
    captions = watch.words.lag()
    if heard.lag is not None or (captions is not None and plan.said):
        values["out_of_step"][None] = abs((heard.lag or 0.0) - (captions or 0.0))


def _picture(values: Raw, plan: Plan, watch: Watch, excused: Sequence[int]) -> None:
    seen = watch.glances.seen
    still = _still(seen)
    total: list[Glance] = []
    held: list[bool] = []
    jumps = [_inside(shot, seen) for shot in plan.shots]
    for shot, inside in zip(plan.shots, jumps, strict=True):
        glances = [seen[index] for index in inside]
        if not glances:
            continue
        _look(values, shot.number, glances)
        values["frozen_frames"][shot.number] = 100 * float(np.mean([still[index] for index in inside]))
        if shot.number not in excused:
            held += [still[index] for index in inside]
        total += glances
    _look(values, None, total)
    values["frozen_frames"][None] = 100 * float(np.mean(held)) if held else 0.0
    for shot, one, other in zip(plan.shots, jumps, jumps[1:], strict=False):
        if one and other:
            values["colour_jump"][shot.number] = _distance(seen[one[-1]], seen[other[0]])
    if values["colour_jump"]:
        values["colour_jump"][None] = max(values["colour_jump"].values())
    if watch.colour_errors:
        for number, error in watch.colour_errors.items():
            values["colour_error"][number] = error
        values["colour_error"][None] = max(watch.colour_errors.values())
    if watch.likenesses:  # a product need not be in every shot: only the best one is judged
        values["product_similarity"][None] = max(watch.likenesses.values())


def _inside(shot: Shot, seen: Sequence[Glance]) -> list[int]:
    """Indices of the samples of a shot that no transition touches; of a very short one, the nearest."""
    begin, end = shot.start + shot.head, shot.end - shot.tail
    found = [index for index, glance in enumerate(seen) if begin <= glance.second < end]
    if found or not seen:
        return found
    middle = (begin + end) / 2
    nearest = min(range(len(seen)), key=lambda index: abs(seen[index].second - middle))
    return [nearest] if abs(seen[nearest].second - middle) < 0.5 / SAMPLES + 1e-6 else []


def _still(seen: Sequence[Glance]) -> list[bool]:
    """Which samples belong to a second or more in which nothing moved."""
    still = [False] * len(seen)
    for index, glance in enumerate(seen):
        if glance.still:
            still[max(0, index - SAMPLES) : index + 1] = [True] * (index + 1 - max(0, index - SAMPLES))
    return still


def _look(values: Raw, scene: int | None, glances: Sequence[Glance]) -> None:
    if not glances:
        return
    values["black_frames"][scene] = 100 * float(np.mean([glance.black for glance in glances]))
    blurs = [glance.blur for glance in glances if glance.blur is not None]
    if blurs:
        values["blur"][scene] = float(np.median(blurs))
    contrast = float(np.median([glance.lightest - glance.darkest for glance in glances])) / 2.19
    values["dynamic_range"][scene] = contrast
    colours = min(1.0, float(np.median([glance.colourfulness for glance in glances])) / 40)
    values["aesthetic_quality"][scene] = 50 * colours + 0.5 * min(100.0, contrast)
    if scene is not None and len(glances) > 1:
        alike = [float(one.signature @ other.signature) for one, other in pairwise(glances)]
        values["subject_consistency"][scene] = 100 * float(np.mean(alike))
    elif scene is None and values["subject_consistency"]:
        values["subject_consistency"][None] = float(np.mean(list(values["subject_consistency"].values())))


def _distance(one: Glance, other: Glance) -> float:
    """ΔE (CIE76) of mean colours."""
    labs = []
    for glance in (one, other):
        y, u, v = ((level - zero) * scale for level, zero, scale in zip(
            glance.colour, (16, 128, 128), (1 / 219, 1 / 224, 1 / 224), strict=True
        ))  # fmt: skip
        colour = (y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u)
        pixel = np.clip(np.array([[colour]], np.float32), 0, 1)
        labs.append(np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB), np.float32).ravel())
    return float(np.linalg.norm(labs[0] - labs[1]))


def _motion(values: Raw, plan: Plan, facts: MediaFacts, found: Read) -> None:
    fps = facts.fps or plan.fps
    parts = []
    for shot in plan.shots:
        begin, end = round((shot.start + shot.head) * fps), round((shot.end - shot.tail) * fps)
        thumbs = found.thumbs[begin:end]
        if len(thumbs) < 3:
            continue
        motion = motion_of(thumbs, fps)
        parts.append((len(thumbs), motion))
        values["flicker"][shot.number], values["flashes"][shot.number] = motion.flicker, motion.flashes
        values["temporal_consistency"][shot.number] = motion.consistency
        values["motion_smoothness"][shot.number] = motion.smoothness
    if not parts:
        return
    weights = [length for length, _ in parts]
    values["flicker"][None] = float(np.average([motion.flicker for _, motion in parts], weights=weights))
    values["flashes"][None] = max(motion.flashes for _, motion in parts)
    for metric, each in (
        ("temporal_consistency", [motion.consistency for _, motion in parts]),
        ("motion_smoothness", [motion.smoothness for _, motion in parts]),
    ):
        values[metric][None] = float(np.average(each, weights=weights))


def _captions(values: Raw, plan: Plan, watch: Watch) -> None:
    looked = [sight for sight in watch.words.sights if sight.looks]
    if looked:
        gone = [sight for sight in looked if sight.missing and not sight.outside]
        values["captions_missing"][None] = 100 * len(gone) / len(looked)
    for shot in plan.shots:
        own = [each for each in plan.type if each.start < shot.end and each.end > shot.start]
        outside = [beyond(each.area, plan.safe) / plan.unit for each in own]
        outside += [sight.outside for sight in watch.words.sights if sight.caption in own]
        if outside:
            values["safe_box"][shot.number] = max(outside)
        # A caption counts for the scene it begins in.
        begun = [sight for sight in watch.words.sights if shot.start <= sight.caption.start < shot.end]
        contrasts = [sight.contrast for sight in begun if sight.contrast is not None]
        if contrasts:
            values["caption_contrast"][shot.number] = min(contrasts)
        sizes = _sizes(begun_type(plan, shot), plan)
        if sizes:
            values["caption_size"][shot.number] = min(sizes)
    for metric, worst in (("safe_box", max), ("caption_contrast", min), ("caption_size", min)):
        if values[metric]:
            values[metric][None] = worst(values[metric].values())


def begun_type(plan: Plan, shot: Shot) -> list[Type]:
    """The captions that begin in `shot`."""
    return [each for each in plan.type if each.kind == "caption" and shot.start <= each.start < shot.end]


def _sizes(captions: Sequence[Type], plan: Plan) -> list[float]:
    return [100 * each.size / min(plan.width, plan.height) for each in captions if each.size]
