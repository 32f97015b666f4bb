"""Read a finished ad once: a few small pictures a second, a thumbnail of every frame, and its sound.

One ffmpeg decodes the file and writes three streams: planar samples to its standard output (taken one by one, so that
memory does not grow with the ad), grey thumbnails and 48 kHz sound into temporary files.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import SAFE, deadline_for, program, reading
from jobs.studio.process import Limits, failure, run
from jobs.studio.sound import SILENCE, Loudness

Plane = npt.NDArray[np.uint8]

RATE = 48_000
SAMPLES = 4  # pictures a second
LARGEST = 540  # shorter side of a sample
THUMB = 36  # shorter side of a thumbnail
_LONGEST = 900.0  # seconds that are looked at; no placement's ad is longer


@dataclass(frozen=True, slots=True)
class Sample:
    """The picture shown at `second`: luma of the sample's size, chroma of half of it, all studio range."""

    second: float
    y: Plane
    u: Plane
    v: Plane


@dataclass(frozen=True, slots=True)
class Read:
    """What was read beside the samples. `thumbs` is (frames, height, width) of luma, `sound` (n, 2) of 16 bit."""

    thumbs: Plane
    sound: npt.NDArray[np.int16]
    loud: Loudness | None


def small(width: int, height: int, shorter: int) -> tuple[int, int]:
    """The size at which the shorter side is at most `shorter` pixels; both even."""
    factor = min(1.0, shorter / min(width, height))
    return max(2, round(width * factor / 2) * 2), max(2, round(height * factor / 2) * 2)


async def read(
    path: Path,
    facts: MediaFacts,
    size: tuple[int, int],
    folder: Path,
    take: Callable[[Sample], None],
    *,
    loud: Loudness | None = None,
) -> Read:
    """Read the file at `path`, whose planned size is `size`; `take` gets every sample, in a thread.

    Raises:
        OutputFull, RenderTimedOut, RenderFailed, BadMedia.
    """
    sampled, thumb = small(*size, LARGEST), small(*size, THUMB)
    step = max(1, round((facts.fps or 24) / SAMPLES))
    thumbs, sound = folder / "quality-thumbs.raw", folder / "quality-sound.raw"
    arguments = _arguments(path, facts, sampled, thumb, step, thumbs, sound, measured=loud is not None)
    width, height = sampled
    one = width * height * 3 // 2
    held = bytearray()
    count = 0

    async def on_bytes(chunk: bytes) -> None:
        nonlocal count
        held.extend(chunk)
        while len(held) >= one:
            planes = np.frombuffer(bytes(held[:one]), np.uint8)
            del held[:one]
            await asyncio.to_thread(take, _sample(planes, width, height, count * step / (facts.fps or 24)))
            count += 1

    try:
        done = await run(
            [program(), *SAFE, "-loglevel", "info", "-nostats", *arguments],
            limits=Limits(deadline=deadline_for(min(facts.seconds, _LONGEST))), on_bytes=on_bytes,
        )  # fmt: skip
        if done.code != 0:
            raise failure(f"measuring {path.name}", done)
        tiny = np.fromfile(thumbs, np.uint8) if thumbs.exists() else np.empty(0, np.uint8)
        heard = np.fromfile(sound, np.int16) if sound.exists() else np.empty(0, np.int16)
    finally:
        thumbs.unlink(missing_ok=True)
        sound.unlink(missing_ok=True)
    area = thumb[0] * thumb[1]
    tiny = tiny[: len(tiny) // area * area].reshape(-1, thumb[1], thumb[0])
    return Read(tiny, heard[: len(heard) // 2 * 2].reshape(-1, 2), loud or _loudness(done.stderr))


def _arguments(
    path: Path, facts: MediaFacts, sampled: tuple[int, int], thumb: tuple[int, int], step: int, thumbs: Path,
    sound: Path, *, measured: bool,
) -> list[str]:  # fmt: skip
    chains = [
        "[0:v:0]split=2[s][t]",
        f"[s]select='not(mod(n,{step}))',scale={sampled[0]}:{sampled[1]}:flags=area,format=yuv420p[samples]",
        f"[t]scale={thumb[0]}:{thumb[1]}:flags=area,format=yuv420p,extractplanes=y[thumbs]",
    ]
    outputs = [
        "-map", "[samples]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
        "-map", "[thumbs]", "-fps_mode", "passthrough", "-f", "rawvideo", str(thumbs),
    ]  # fmt: skip
    if facts.audio:
        gauge = "" if measured else "ebur128=peak=true:framelog=quiet,"
        chains.append(
            f"[0:a:0]{gauge}aformat=sample_fmts=s16:sample_rates={RATE}:channel_layouts=stereo[sound]"
        )
        outputs += ["-map", "[sound]", "-f", "s16le", str(sound)]
    bound = ["-t", f"{_LONGEST:g}"]
    return [*reading(path, facts.demuxer, *bound), "-filter_complex", ";".join(chains), *outputs]


def _sample(planes: Plane, width: int, height: int, second: float) -> Sample:
    area, half = width * height, (height // 2, width // 2)
    quarter = half[0] * half[1]
    return Sample(
        second,
        planes[:area].reshape(height, width),
        planes[area : area + quarter].reshape(half),
        planes[area + quarter : area + 2 * quarter].reshape(half),
    )


def _loudness(told: str) -> Loudness | None:
    integrated = re.findall(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", told)
    peak = re.findall(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", told)
    if not integrated or not peak:
        return None
    return Loudness(
        *(float(text) if re.fullmatch(r"-?[\d.]+", text) else SILENCE for text in (integrated[-1], peak[-1]))
    )
