"""Small finished ads for the tests of quality: good ones of many kinds, and ones broken on purpose.

Pictures are drawn by arithmetic, the voice is a hum in syllables; a cut takes about half a second to make.
"""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from agent.platforms import PLACEMENTS
from jobs.studio.colour import Rgb
from jobs.studio.ffmpeg import BT709, SAFE, program
from jobs.studio.quality import Plan, Said, Shot, Source, Type
from jobs.studio.stage import Area, Stage
from jobs.studio.typeset import FONTS

Frame = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]

FPS, RATE = 24, 48_000
PLATE: Rgb = (24, 22, 30)
WHITE: Rgb = (255, 255, 255)
LINES = ("Mornings are slow", "this one is quick", "order yours today")


@dataclass(frozen=True)
class Recipe:
    """How a cut is made, and (by the functions at its end) how it is broken."""

    material: str = "street"
    seconds: float = 6.0
    scenes: int = 3
    placement: str = "instagram_reels"
    voice: bool = True
    music: bool = True
    captions: bool = True
    ink: Rgb = WHITE
    plate: Rgb | None = PLATE
    sourced: bool = True
    texts: tuple[str, ...] = LINES
    draw: Callable[[Frame, float], Frame] | None = None
    still_from: float | None = None
    drop: float = 0.0
    shown_seconds: float | None = None
    shown_size: tuple[int, int] | None = None
    hear: Callable[[Sound], Sound] | None = None
    sound: bool = True
    extra: tuple[str, ...] = field(default=())

    @property
    def size(self) -> tuple[int, int]:
        placement = PLACEMENTS[self.placement]
        return placement.width // 8 * 2, placement.height // 8 * 2

    @property
    def stage(self) -> Stage:
        return Stage.of(PLACEMENTS[self.placement], self.size)

    @property
    def ends(self) -> list[float]:
        return [self.seconds * (index + 1) / self.scenes for index in range(self.scenes)]

    @property
    def spoken(self) -> list[tuple[float, float]]:
        """Three sentences, with pauses between them."""
        part = self.seconds / len(self.texts)
        return [(index * part + 0.25, (index + 1) * part - 0.35) for index in range(len(self.texts))]


def plan_for(recipe: Recipe, folder: Path) -> Plan:
    """What a cut of `recipe` should have become."""
    stage = recipe.stage
    source = Source(clip_of(recipe, folder), "mov", 0.5) if recipe.sourced else None
    starts = [0.0, *recipe.ends[:-1]]
    shots = tuple(
        Shot(index + 1, start, end, source=source if index == 0 else None)
        for index, (start, end) in enumerate(zip(starts, recipe.ends, strict=True))
    )
    words = captions_for(recipe) if recipe.captions else []
    return Plan(
        PLACEMENTS[recipe.placement], stage.width, stage.height, recipe.seconds, stage.safe, shots, tuple(words),
        tuple(Said(start, end, start) for start, end in recipe.spoken) if recipe.voice else (),
        voice_of(recipe, folder) if recipe.voice else None, silent=not (recipe.voice or recipe.music),
        music=recipe.music,
        own_size=False,
    )  # fmt: skip


def captions_for(recipe: Recipe) -> list[Type]:
    band, size = recipe.stage.captions, recipe.stage.caption_size
    found = []
    for text, (start, end) in zip(recipe.texts, recipe.spoken, strict=True):
        wide, high = _width(text, size) + 16, size * 1.5
        box = Area(band.x - wide / 2, band.y - high / 2, band.x + wide / 2, band.y + high / 2)
        found.append(Type("caption", start, end, box, size, (recipe.ink,)))
    return found


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────


def frame_of(recipe: Recipe, second: float) -> Frame:
    """The picture at `second`, without type."""
    scene = min(int(second / recipe.seconds * recipe.scenes), recipe.scenes - 1)
    width, height = recipe.size
    ground, speed, zoom = _ground(recipe.material, scene, recipe.size)
    within = second - scene * recipe.seconds / recipe.scenes
    scale = 1 + zoom * within
    move = np.array([[scale, 0, -20 - speed * within], [0, scale, -20 - 0.4 * speed * within]], np.float32)
    frame = cv2.warpAffine(
        ground, move, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    if recipe.material == "noisy":
        frame = np.clip(
            frame.astype(np.int16) + np.roll(_grain(recipe.size), round(second * 4099), axis=(0, 1)), 0, 255
        )
    return np.asarray(frame, np.uint8)


@cache
def _ground(material: str, scene: int, size: tuple[int, int]) -> tuple[Frame, float, float]:
    """A picture larger than the frame, how fast it moves (pixels a second) and how it grows."""
    width, height = size[0] + 120, size[1] + 120
    draw = np.random.default_rng(scene + 3)
    hues = [
        np.array(colour, np.float32)
        for colour in ((196, 84, 40), (36, 92, 150), (60, 130, 72), (150, 60, 120))
    ]
    first, second = hues[scene % 4], hues[(scene + 1) % 4]
    cloud = cv2.resize(
        draw.random((height // 40, width // 40), np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.resize(
        draw.random((height // 3, width // 3), np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    mixed = np.clip(0.8 * cloud + 0.3 * (grain - 0.5), 0, 1)[..., None]
    picture = first * (1 - mixed) + second * mixed
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    left, top = width // 2 - 50 + 12 * scene, height // 3
    pen.rounded_rectangle((left, top, left + 90, top + 150), 14, fill=(240, 226, 190))
    for stripe in range(5):
        pen.rectangle(
            (left + 8, top + 16 + 26 * stripe, left + 82, top + 26 + 26 * stripe), fill=(30, 40, 60)
        )
    if material == "words":
        image = Image.new("RGB", (width, height), (246, 241, 231))
        pen = ImageDraw.Draw(image)
        face = ImageFont.truetype(FONTS / "text-bold.ttf", 22)
        for row in range(height // 34):
            pen.text((50, 34 * row + 10), "No sugar, no fuss", fill=(50, 34, 20), font=face)
    picture = np.asarray(image, np.float32)
    if material == "dark":
        picture *= 0.22
    if material == "bright":
        picture = 255 - (255 - picture) * 0.4
    speed, zoom = {"slow": (0.0, 0.004), "words": (2.0, 0.0), "poster": (0.0, 0.0)}.get(material, (14.0, 0.0))
    return np.asarray(np.clip(picture, 0, 255), np.uint8), speed, zoom


@cache
def _grain(size: tuple[int, int]) -> npt.NDArray[np.int16]:
    return np.random.default_rng(1).normal(0, 11, (size[1], size[0], 1)).astype(np.int16)


def _width(text: str, size: float) -> float:
    return float(ImageFont.truetype(FONTS / "text-bold.ttf", size).getlength(text))


@cache
def _label(text: str, area: Area, size: float, ink: Rgb, plate: Rgb | None) -> Frame:
    """A caption as RGBA, of the size of its area."""
    image = Image.new("RGBA", (round(area.width), round(area.height)), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if plate is not None:
        pen.rounded_rectangle((0, 0, image.width - 1, image.height - 1), 6, fill=(*plate, 235))
    face = ImageFont.truetype(FONTS / "text-bold.ttf", size)
    pen.text((image.width / 2, image.height / 2), text, fill=(*ink, 255), font=face, anchor="mm")
    return np.asarray(image)


def _laid_over(frame: Frame, label: Frame, left: int, top: int) -> None:
    part = frame[top : top + label.shape[0], left : left + label.shape[1]]
    label = label[: part.shape[0], : part.shape[1]]
    alpha = label[..., 3:].astype(np.uint16)
    part[:] = (part * (255 - alpha) + label[..., :3] * alpha) // 255


def _frames(recipe: Recipe) -> bytes:
    captions = captions_for(recipe) if recipe.captions else []
    seconds = recipe.shown_seconds or recipe.seconds
    found = []
    for number in range(round(seconds * FPS)):
        at = number / FPS
        shown = at
        if (
            recipe.still_from is not None
            and recipe.still_from <= at < recipe.still_from + recipe.seconds / recipe.scenes
        ):
            shown = recipe.still_from
        frame = frame_of(recipe, shown)
        if recipe.draw is not None:
            frame = recipe.draw(frame, at)
        for text, caption in zip(recipe.texts, captions, strict=False):
            if caption.start <= at < caption.end:
                label = _label(text, caption.area, caption.size, recipe.ink, recipe.plate)
                frame = frame.copy()
                _laid_over(frame, label, round(caption.area.left), round(caption.area.top + recipe.drop))
        if recipe.shown_size:
            frame = np.asarray(cv2.resize(frame, recipe.shown_size), np.uint8)
        found.append(frame.tobytes())
    return b"".join(found)


# ── sound ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _sound(seconds: float, spoken: tuple[tuple[float, float], ...], *, voice: bool, music: bool) -> Sound:
    """Mono, at −14 LUFS or so."""
    at = np.arange(round(seconds * RATE)) / RATE
    track = np.zeros(len(at))
    speaks = np.zeros(len(at))
    for begin, end in spoken:
        speaks[(at >= begin) & (at < end)] = 1
    if voice:
        syllables = np.random.default_rng(5).random((3, round(seconds * 5) + 2))
        loud, low, high = (np.interp(at * 5, np.arange(len(row)), row) for row in syllables)
        hums = [
            sum(np.sin(2 * np.pi * 170 * k * at + k) for k in part) for part in (range(2, 6), range(6, 14))
        ]
        track += speaks * (0.25 + loud) * (low * hums[0] + 0.6 * high * hums[1])
    if music:
        chord = sum(np.sin(2 * np.pi * pitch * at) for pitch in (110, 165, 220, 277, 440))
        track += (0.14 if voice else 1.0) * chord * (1 - 0.5 * speaks * voice)
    level = float(np.abs(track).max()) or 1.0
    return np.asarray(0.5 * np.tanh(2 * track / level), np.float32)


def voice_of(recipe: Recipe, folder: Path) -> Path:
    """The voice alone, as it went into the cut."""
    out = folder / f"voice-{recipe.seconds:g}-{len(recipe.texts)}.wav"
    if not out.exists():
        _write(_sound(recipe.seconds, tuple(recipe.spoken), voice=True, music=False), out)
    return out


def _wav(recipe: Recipe, path: Path) -> None:
    spoken = tuple(recipe.spoken)
    track = _sound(recipe.seconds, spoken, voice=recipe.voice, music=recipe.music)
    if recipe.voice or recipe.music:
        track = track * _gain(recipe.seconds, spoken, recipe.voice, recipe.music)
    if recipe.hear is not None:
        track = recipe.hear(track)
    track = track[: round((recipe.shown_seconds or recipe.seconds) * RATE)]
    _write(track, path)


def _write(track: Sound, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.repeat((np.clip(track, -1, 1) * 32767).astype(np.int16), 2).tobytes())


@cache
def _gain(seconds: float, spoken: tuple[tuple[float, float], ...], voice: bool, music: bool) -> float:
    """What brings the sound to −14 LUFS, as ffmpeg measures it."""
    track = _sound(seconds, spoken, voice=voice, music=music)
    told = subprocess.run(
        [program(), "-hide_banner", "-nostdin", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0",
         "-af", "ebur128=framelog=quiet", "-f", "null", "-"],
        input=np.repeat(track, 2).tobytes(), capture_output=True, check=True,
    ).stderr.decode()  # fmt: skip
    loud = float(told.split("I:")[-1].split("LUFS")[0])
    return float(10 ** ((-14 - loud) / 20))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def make(recipe: Recipe, out: Path) -> Path:
    """The finished cut of `recipe`."""
    size = recipe.shown_size or recipe.size
    inputs = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{size[0]}x{size[1]}",
        "-r",
        str(FPS),
        "-i",
        "pipe:0",
    ]
    maps = ["-map", "0:v"]
    if recipe.sound:
        _wav(recipe, out.with_suffix(".wav"))
        inputs += ["-i", str(out.with_suffix(".wav"))]
        maps += ["-map", "1:a", "-c:a", "aac", "-b:a", "128k", "-ac", "2"]
    subprocess.run(
        [program(), *SAFE, *inputs, *maps, *_ENCODED, *recipe.extra, "-movflags", "+faststart", str(out)],
        input=_frames(recipe), check=True,
    )  # fmt: skip
    return out


_FITTED = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
_TAGGED = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_ENCODED: Sequence[str] = (
    "-vf", f"{_FITTED},{_TAGGED}", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high",
    "-threads", "1", *BT709,
)  # fmt: skip


def clip_of(recipe: Recipe, folder: Path) -> Path:
    """The clip that the first scene of the cut was made from: whole, without type."""
    out = folder / f"{recipe.material}-{recipe.size[0]}x{recipe.size[1]}-clip.mp4"
    if not out.exists():
        width, height = recipe.size
        frames = b"".join(frame_of(recipe, number / FPS).tobytes() for number in range(FPS * 3 // 2))
        subprocess.run(
            [program(), *SAFE, "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FPS),
             "-i", "pipe:0", *_ENCODED, str(out)],
            input=frames, check=True,
        )  # fmt: skip
    return out


GOOD: dict[str, Recipe] = {
    "dark and moody": Recipe("dark"),
    "bright": Recipe("bright"),
    "still but for a slow zoom": Recipe("slow"),
    "fast cuts": Recipe(scenes=12, seconds=7.2),
    "no voice": Recipe(voice=False),
    "no music": Recipe(music=False),
    "captions off": Recipe(captions=False),
    "square": Recipe(placement="x"),
    "wide": Recipe(placement="youtube_instream"),
    "noisy clips": Recipe("noisy"),
    "text-heavy": Recipe("words", sourced=False),
    "short and silent": Recipe(seconds=3.0, scenes=1, voice=False, music=False, texts=("Quick.",)),
}


def _black(frame: Frame, second: float) -> Frame:
    return np.full_like(frame, 2) if 2 <= second < 4 else frame


def _flickering(frame: Frame, second: float) -> Frame:
    return (
        np.asarray(cv2.convertScaleAbs(frame, alpha=1.0, beta=14.0), np.uint8)
        if round(second * FPS) % 2
        else frame
    )


def _late(track: Sound) -> Sound:
    return np.roll(track, round(0.9 * RATE))


def _clipped(track: Sound) -> Sound:
    found = track.copy()
    for begin in range(RATE // 4, len(found), RATE // 4):
        found[begin : begin + 60] = 1.0
    return found


# The metric by whose name each has to fail.
BROKEN: dict[str, tuple[str, Recipe]] = {
    "black": ("black_frames", Recipe(draw=_black)),
    "frozen": ("frozen_frames", Recipe(still_from=2.0)),
    "silent": ("silence", Recipe(hear=lambda track: track * 0)),
    "clipped": ("clipping", Recipe(hear=_clipped)),
    "off the box": ("safe_box", Recipe(drop=110)),
    "low contrast": ("caption_contrast", Recipe(ink=(120, 116, 128), plate=(90, 86, 98))),
    "wrong length": ("duration_error", Recipe(shown_seconds=5.5)),
    "out of step": ("out_of_step", Recipe(hear=_late)),
    "wrong size": ("size_error", Recipe(shown_size=(288, 512))),
    "no audio": ("audio_missing", Recipe(sound=False)),
    "flicker": ("flicker", Recipe(draw=_flickering)),
    "upside-down colour": ("colour_error", Recipe(draw=lambda frame, _: 255 - frame)),
}


def changed(recipe: Recipe, **values: object) -> Recipe:
    """`recipe` with other values."""
    return replace(recipe, **values)  # type: ignore[arg-type]
