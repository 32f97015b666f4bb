"""Scenes as pictures, clips, or frames for an encoder. The painter runs as a program of its own.

The painter (`python -m jobs.studio.paint`) reads one job as JSON from standard input, so that painting never blocks an
event loop, is niced, and dies with its process group.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.script import AdScript
from jobs.studio.ffmpeg import deadline_for
from jobs.studio.files import replacing
from jobs.studio.look import Look
from jobs.studio.process import Limits, Progress, cores, failure, nothing, run, together
from jobs.studio.timeline import FPS, timeline_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `begin` … `end` (exclusive, counted from 0) of a painted scene's clip, and what is made of them.

    `arguments` are ffmpeg's, with its input: `ffmpeg.reading_raw(width, height, fps)` takes the frames from `pipe:0`.
    """

    begin: int
    end: int
    arguments: tuple[str, ...]


async def paint_still(
    script: AdScript,
    scene_number: int,
    look: Look,
    out: Path,
    *,
    folder: Path = Path(),
    size: tuple[int, int] | None = None,
    progress: Progress = nothing,
) -> None:
    """Paint the storyboard still of scene `scene_number` (from 1) to `out` (`.jpg` or `.png`).

    Media paths of the script are relative to `folder`; `size` (even, the placement's proportions) makes it smaller.

    Raises:
        UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    job = _job(script, look, folder, size, FPS, [(scene_number, ())])
    with replacing(out) as part:
        await _painter(job | {"still": str(part.absolute())}, f"painting scene {scene_number}", 1)
    progress(1.0)


async def paint_clip(
    script: AdScript,
    scene_number: int,
    look: Look,
    out: Path,
    *,
    folder: Path = Path(),
    fps: int = FPS,
    size: tuple[int, int] | None = None,
    progress: Progress = nothing,
) -> None:
    """Paint scene `scene_number` as a silent clip (MP4, high bitrate) with the handles its transitions need.

    Raises:
        UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    job = _job(script, look, folder, size, fps, [(scene_number, ())])
    frames = round(timeline_of(script).scenes[scene_number - 1].clip_frames * fps / FPS)
    with replacing(out) as part:
        await _painter(
            job | {"clip": str(part.absolute())}, f"painting scene {scene_number}", frames / fps,
            lambda painted: progress(min(1.0, painted / frames)),
        )  # fmt: skip
    progress(1.0)


async def paint_pieces(
    script: AdScript,
    scenes: Sequence[tuple[int, Sequence[Piece]]],
    look: Look,
    *,
    folder: Path = Path(),
    fps: int = FPS,
    size: tuple[int, int] | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    progress: Progress = nothing,
) -> None:
    """Paint the pieces of `scenes` (number from 1, pieces), every frame once, straight into the ffmpegs they name.

    As many painters as there are cores share the scenes, taking them in the order given (so: the longest first).
    `cwd` and `env` are ffmpeg's. Files are the caller's: what an error leaves behind is not removed.

    Raises:
        UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    wanted = [(number, tuple(pieces)) for number, pieces in scenes if pieces]
    if not wanted:
        return
    frames = sum(len({n for p in pieces for n in range(p.begin, p.end)}) for _, pieces in wanted)
    job = _job(script, look, folder, size, fps, wanted)
    painters = min(cores(), len(wanted))
    painted = [0] * painters

    def telling(painter: int) -> Callable[[int], None]:
        def report(count: int) -> None:
            painted[painter] = count
            progress(min(1.0, sum(painted) / frames))

        return report

    with tempfile.TemporaryDirectory(prefix="briefcut-claims-") as claims:
        job |= {"claims": claims, "cwd": str(cwd.absolute()) if cwd else None, "env": dict(env or {})}
        await together(
            [_painter(job, "painting scenes", frames / fps, telling(number)) for number in range(painters)],
            painters,
        )
    progress(1.0)


def _job(
    script: AdScript,
    look: Look,
    folder: Path,
    size: tuple[int, int] | None,
    fps: int,
    scenes: Sequence[tuple[int, Sequence[Piece]]],
) -> dict[str, Any]:
    return {
        "script": script.model_dump(mode="json", by_alias=True),
        "look": asdict(look),
        "folder": str(folder.absolute()),
        "size": size,
        "fps": fps,
        "scenes": [
            {"scene": number, "pieces": [asdict(piece) for piece in pieces]} for number, pieces in scenes
        ],
        "still": None,
        "clip": None,
        "claims": None,
        "cwd": None,
        "env": {},
    }


async def _painter(
    job: dict[str, Any], what: str, seconds: float, on_painted: Callable[[int], None] = lambda _: None
) -> None:
    """Run one painter over at most `seconds` of material; `on_painted` hears how many frames it has painted."""
    finished = await run(
        [sys.executable, "-m", "jobs.studio.paint"],
        limits=Limits(deadline=deadline_for(seconds)),
        stdin=json.dumps(job).encode(),
        on_line=lambda line: on_painted(int(line)),
        # Large arrays go back to the system at once: painting many scenes takes no more memory than painting one.
        env={"MALLOC_MMAP_THRESHOLD_": str(1 << 20)},
        cwd=Path(__file__).parents[2],
    )
    if finished.code != 0:
        raise failure(what, finished)
