"""The picture that stands for an ad: sharp, well lit, settled, showing the product, with few words over it."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from agent.script import AdScript
from jobs.studio.canvas import Pixels
from jobs.studio.errors import BadMedia, StudioError
from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import SAFE, program, reading
from jobs.studio.files import replacing
from jobs.studio.pictures import load_picture
from jobs.studio.probe import probe
from jobs.studio.process import Limits, failure, run
from jobs.studio.reframe import product_box
from jobs.studio.timeline import FPS, Timeline

_LONGEST = 320
_MOST_BYTES = 200_000
_SETTLED = 1.0  # seconds after which a scene's type has arrived


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame of an ad at `second`, small."""

    second: float
    picture: Pixels


async def thumbnail(
    video: Path, out: Path, *, timeline: Timeline | None = None, product: Pixels | None = None
) -> None:
    """A JPEG of at most 320 pixels and 200 kB of the moment of `video` that shows best what is advertised.

    `timeline` tells when scenes have settled, `product` what to look for.

    Raises:
        BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    found = await _moments(video, await probe(video), [])
    _write(await asyncio.to_thread(_best, found, timeline, product), out)


async def best_moment(
    video: Path,
    *,
    timeline: Timeline | None = None,
    product: Pixels | None = None,
    said: Sequence[tuple[float, float]] = (),
) -> float:
    """The second of `video` that `thumbnail` would show; `said` are stretches (seconds) with words over them."""
    found = await _moments(video, await probe(video), [])
    return (await asyncio.to_thread(_best, found, timeline, product, said)).second


async def thumbnail_at(video: Path, second: float, out: Path) -> None:
    """The frame at `second` of `video` as such a JPEG."""
    found = await _moments(
        video, await probe(video), ["-ss", f"{max(0.0, second - 0.5 / FPS):.4f}"], frames=1
    )
    _write(found[0], out)


def product_of(script: AdScript, folder: Path) -> Pixels | None:
    """The product alone by the script's first photo, where it has one that can be read."""
    for name in script.brand.product_images[:1]:
        try:
            picture = load_picture(folder / name, longest=640)
        except StudioError:
            return None
        alone = picture.cut_out
        return picture.rgb if alone is None else alone
    return None


def _best(
    found: list[Moment],
    timeline: Timeline | None,
    product: Pixels | None,
    said: Sequence[tuple[float, float]] = (),
) -> Moment:
    later = [one for one in found if one.second > 0.4] or found
    return max(later, key=lambda one: appeal(one.picture, product) + _timing(one.second, timeline, said))


def appeal(picture: Pixels, product: Pixels | None = None) -> float:
    """How well a frame would stand for the ad: about 0 for a black or blurred one, up to 4. Pure."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    sharp = min(1.0, float(np.log1p(cv2.Laplacian(grey, cv2.CV_32F).var())) / 8)
    lost = float(((grey < 12) | (grey > 246)).mean())
    exposed = 1 - min(1.0, abs(float(grey.mean()) / 255 - 0.5) * 1.6) - 0.5 * lost
    colour = min(1.0, float(picture.astype(np.float32).std(axis=2).mean()) / 45)
    value = 1.2 * sharp + 0.7 * exposed + 0.6 * colour
    return value if product is None else value + 1.5 * _presence(picture, product)


def _presence(picture: Pixels, product: Pixels) -> float:
    """0…1: whether and how largely the product is seen, by its features, else by its colours."""
    box = product_box(picture, product)
    if box is not None:
        return min(1.0, 0.6 + 2 * (box[2] - box[0]) * (box[3] - box[1]))
    mask = product[..., 3] if product.shape[2] == 4 else None
    colours = [0, 1], [24, 24], [0, 180, 0, 256]
    wanted = cv2.calcHist([cv2.cvtColor(product[..., :3], cv2.COLOR_RGB2HSV)], colours[0], mask, *colours[1:])
    shown = cv2.calcHist([cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)], colours[0], None, *colours[1:])
    overlap = np.minimum(wanted / max(float(wanted.sum()), 1), shown / max(float(shown.sum()), 1)).sum()
    return 0.5 * float(overlap)


def _timing(second: float, timeline: Timeline | None, said: Sequence[tuple[float, float]]) -> float:
    """Less for a scene that is still arriving or already leaving, and while a caption stands over it."""
    value = -0.25 if any(start <= second < end for start, end in said) else 0.0
    if timeline is None:
        return value
    frame = second * FPS
    for index, span in enumerate(timeline.scenes):
        if span.start <= frame < span.end:
            settled = min(_SETTLED, (span.end - span.start) / FPS / 2)
            if (frame - span.start) / FPS < settled or frame >= span.end - max(span.tail, 1):
                value -= 0.8
            if index == len(timeline.scenes) - 1 and len(timeline.scenes) > 1:
                value -= 0.3  # the end card says "buy" before anybody has looked
    return value


def _write(moment: Moment, out: Path) -> None:
    for quality in (88, 75, 60, 40):
        buffer = io.BytesIO()
        Image.fromarray(moment.picture).save(buffer, "JPEG", quality=quality)
        if buffer.tell() < _MOST_BYTES:
            break
    with replacing(out) as part:
        part.write_bytes(buffer.getvalue())


async def _moments(video: Path, facts: MediaFacts, before: list[str], *, frames: int = 0) -> list[Moment]:
    """The first `frames` frames after the input options `before`, or all that stand by themselves, with their times."""
    across, down = facts.shown
    scale = _LONGEST / max(across, down, 1)
    size = (max(2, round(across * scale / 2) * 2), max(2, round(down * scale / 2) * 2))
    few = ["-frames:v", str(frames)] if frames else []
    alone = [] if frames else ["-skip_frame", "nokey"]
    done = await run(
        [program(), *SAFE, "-loglevel", "info", "-nostats", *reading(video, facts.demuxer, *alone, *before),
         "-map", "0:V:0", "-vf", f"showinfo=checksum=0,scale={size[0]}:{size[1]}:flags=area", *few, "-fps_mode",
         "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
        limits=Limits(deadline=60 + 4 * facts.seconds),
    )  # fmt: skip
    if done.code != 0:
        raise failure(f"reading frames of {video.name}", done)
    one = size[0] * size[1] * 3
    pictures = [
        np.frombuffer(done.stdout, np.uint8, one, at).reshape(size[1], size[0], 3)
        for at in range(0, len(done.stdout) - one + 1, one)
    ]
    if not pictures or "pts_time" not in done.stderr:
        raise BadMedia(f"{video.name} has no picture")
    # Of what is said on standard error the end is kept, so the last times belong to the last pictures.
    times = [float(value) for value in re.findall(r" pts_time:(-?[\d.]+)", done.stderr)][-len(pictures) :]
    return [
        Moment(second, picture)
        for second, picture in zip(times, pictures[len(pictures) - len(times) :], strict=True)
    ]
