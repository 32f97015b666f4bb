"""Whether the colours of a scene are those of the clip (or the palette) it is made from.

Absolute differences say little: captions, crops and moments differ. So a scene is only said to be wrong where its
source, turned in one of a few ways in which colours go wrong, explains it much better than as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from jobs.studio.colour import Rgb
from jobs.studio.ffmpeg import SAFE, program, reading
from jobs.studio.process import Limits, run
from jobs.studio.quality.pixels import Floats, Mask, Pixels
from jobs.studio.quality.plan import Plan, Shot, grid_of

_TOLERATED = 14.0  # levels: what crops, moments and compression do
_AT_ONCE = 8  # clips that one ffmpeg opens
_SWAPS: Mapping[str, tuple[int, int, int]] = {
    "red and blue": (2, 1, 0), "red and green": (1, 0, 2), "green and blue": (0, 2, 1),
    "turned": (1, 2, 0), "turned back": (2, 0, 1),
}  # fmt: skip


def _swapped(order: tuple[int, int, int]) -> Callable[[Floats], Floats]:
    return lambda picture: picture[..., list(order)]


def _opposite(picture: Floats) -> Floats:
    """The opposite hue, at the same brightness."""
    grey = (picture @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    return np.asarray(np.clip(2 * grey - picture, 0, 255), np.float32)


TURNED: Mapping[str, Callable[[Floats], Floats]] = {
    "inverted": lambda picture: 255 - picture,
    "opposite": _opposite,
    **{name: _swapped(order) for name, order in _SWAPS.items()},
}


async def references(plan: Plan, folder: Path) -> dict[int, Pixels]:
    """A small picture of each scene's clip about the scene's middle (its key frame), by scene number. What can't be read
    is left out: the cut would not have come so far with a bad clip."""
    shots = [shot for shot in plan.shots if shot.source is not None]
    width, height = grid_of(plan.width, plan.height)
    found: dict[int, Pixels] = {}
    for first in range(0, len(shots), _AT_ONCE):
        group = shots[first : first + _AT_ONCE]
        outs = [folder / f"quality-source-{shot.number}.raw" for shot in group]
        try:
            await run(
                [program(), *SAFE, *_reference_arguments(group, outs, width, height)],
                limits=Limits(deadline=60),
            )
            for shot, out in zip(group, outs, strict=True):
                pixels = np.fromfile(out, np.uint8) if out.exists() else np.empty(0, np.uint8)
                if len(pixels) >= width * height * 3:
                    found[shot.number] = pixels[: width * height * 3].reshape(height, width, 3)
        finally:
            for out in outs:
                out.unlink(missing_ok=True)
    return found


def _reference_arguments(shots: Sequence[Shot], outs: Sequence[Path], width: int, height: int) -> list[str]:
    arguments: list[str] = []
    for shot in shots:
        assert shot.source is not None
        begin = (
            "-threads",
            "1",
            "-skip_frame",
            "nokey",
            "-noaccurate_seek",
            "-ss",
            f"{max(0.0, shot.source.second):.3f}",
        )
        arguments += reading(shot.source.path, shot.source.demuxer, *begin)
    plain = f"scale={width}:{height}:flags=area"
    for index, (shot, out) in enumerate(zip(shots, outs, strict=True)):
        filters = (shot.source and shot.source.filters) or plain
        arguments += [
            "-map", f"{index}:v:0", "-vf", filters, "-fps_mode", "passthrough", "-frames:v", "1", "-f", "rawvideo",
            "-pix_fmt", "rgb24", str(out),
        ]  # fmt: skip
    return arguments


def error_against_source(shown: Pixels, source: Pixels, free: Mask) -> float:
    """0 … 100: by how much the turned (or overturned) `source` explains `shown` better than as it is. All (h, w, …);
    only where `free`."""
    now, was = shown.astype(np.float32), source.astype(np.float32)
    own = _apart(now, was, free)
    if own < _TOLERATED:
        return 0.0
    best = min(_apart(now, turn(was), free) for turn in TURNED.values())
    over = min(
        _apart(now, np.ascontiguousarray(was[::-1, :]), free),
        _apart(now, np.ascontiguousarray(was[::-1, ::-1]), free),
    )
    return 100 * max(0.0, 1 - min(best, over) / own)


def _apart(one: Floats, other: Floats, free: Mask) -> float:
    """Mean distance in levels: half place by place, half of the colours wherever they are."""
    soft = [cv2.blur(each, (3, 3)) for each in (one, other)]
    here = float(np.abs(soft[0] - soft[1])[free].mean())
    ranked = [np.sort(each[free].reshape(-1, 3), axis=0) for each in (one, other)]
    return (here + float(np.abs(ranked[0] - ranked[1]).mean())) / 2


def error_against_palette(shown: Pixels, palette: Sequence[Rgb], free: Mask) -> float:
    """The same for a scene of ours, most of whose ground has one of the colours of `palette`."""
    pixels = shown[free].astype(np.float32)
    own = np.asarray(palette, np.float32)
    right = _explained(pixels, own)
    if right > 0.15 or not len(pixels):
        return 0.0
    wrong = max(_explained(pixels, turn(own)) for turn in TURNED.values())
    return 100 * max(0.0, wrong - right) if wrong > 0.3 else 0.0


def _explained(pixels: Floats, colours: Floats) -> float:
    """Share of pixels that have one of the colours."""
    near = np.abs(pixels[:, None, :] - colours[None, :, :]).max(axis=2).min(axis=1) <= 22
    return float(near.mean())
