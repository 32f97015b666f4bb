"""What the clips of an ad themselves show: a small picture of each, and whether anything in it moves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jobs.studio.ffmpeg import SAFE, program, reading
from jobs.studio.process import Limits, run
from jobs.studio.quality.picture import is_still
from jobs.studio.quality.pixels import Pixels
from jobs.studio.quality.plan import Plan, Shot, Source, grid_of
from jobs.studio.quality.reading import SAMPLES

_AT_ONCE = 8  # clips that one ffmpeg opens
_SIDE = 240


async def references(plan: Plan, folder: Path, *, only: Sequence[int] | None = None) -> dict[int, Pixels]:
    """A small picture of each scene's clip about the scene's middle, by scene number.

    It is the key frame before it, which is quickly had; of the scenes in `only`, it is the very frame. What can't be
    read is left out: the cut would not have come so far with a bad clip.
    """
    pairs = [
        (shot.number, shot.source) for shot in plan.shots
        if shot.source is not None and (only is None or shot.number in only)
    ]  # fmt: skip
    width, height = grid_of(plan.width, plan.height)
    found: dict[int, Pixels] = {}
    for first in range(0, len(pairs), _AT_ONCE):
        group = {
            number: (source, folder / f"quality-clip-{number}.raw")
            for number, source in pairs[first:][:_AT_ONCE]
        }
        try:
            arguments = _picture_arguments(list(group.values()), width, height, exact=only is not None)
            await run([program(), *SAFE, *arguments], limits=Limits(deadline=120))
            for number, (_, out) in group.items():
                pixels = np.fromfile(out, np.uint8) if out.exists() else np.empty(0, np.uint8)
                if len(pixels) >= width * height * 3:
                    found[number] = pixels[: width * height * 3].reshape(height, width, 3)
        finally:
            for _, out in group.values():
                out.unlink(missing_ok=True)
    return found


def _picture_arguments(
    group: Sequence[tuple[Source, Path]], width: int, height: int, *, exact: bool
) -> list[str]:  # fmt: skip
    arguments: list[str] = []
    quick = () if exact else ("-skip_frame", "nokey", "-noaccurate_seek")
    for source, _ in group:
        at = f"{max(0.0, source.second):.3f}"
        arguments += reading(source.path, source.demuxer, "-threads", "1", *quick, "-ss", at)
    plain = f"scale={width}:{height}:flags=area"
    for index, (source, out) in enumerate(group):
        arguments += [
            "-map", f"{index}:v:0", "-vf", source.filters or plain, "-fps_mode", "passthrough", "-frames:v", "1", "-f",
            "rawvideo", "-pix_fmt", "rgb24", str(out),
        ]  # fmt: skip
    return arguments


async def stands_still(shot: Shot) -> bool:
    """Whether the clip of a shot itself shows nothing that moves in what is used of it."""
    if shot.source is None:
        return False
    length = shot.end - shot.start
    begin = max(0.0, shot.source.second - length / 2)
    source = reading(shot.source.path, shot.source.demuxer, "-ss", f"{begin:.3f}", "-t", f"{length:.3f}")
    done = await run(
        [program(), *SAFE, *source, "-map", "0:v:0", "-vf", f"fps={SAMPLES},scale={_SIDE}:{_SIDE}:flags=area", "-f",
         "rawvideo", "-pix_fmt", "gray", "pipe:1"],
        limits=Limits(deadline=60 + 10 * length),
    )  # fmt: skip
    frames = np.frombuffer(done.stdout, np.uint8)
    frames = frames[: len(frames) // _SIDE**2 * _SIDE**2].reshape(-1, _SIDE, _SIDE)
    pairs = list(zip(frames, frames[SAMPLES:], strict=False))
    return bool(pairs) and float(np.mean([is_still(one, other) for one, other in pairs])) > 0.5
