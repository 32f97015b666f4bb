"""Scenes as pictures and clips. `paint_still` and `paint_clip` run the painter as a program of its own.

The painter (`python -m jobs.studio.paint`) reads one job as JSON from standard input, so that painting never blocks an
event loop, is niced, and dies with its process group.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent.script import AdScript
from jobs.studio.ffmpeg import deadline_for
from jobs.studio.files import replacing
from jobs.studio.look import Look
from jobs.studio.process import Limits, Progress, failure, nothing, run
from jobs.studio.timeline import FPS, timeline_of


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
    await _paint(script, scene_number, look, out, folder, size, FPS, "still", progress)


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
    await _paint(script, scene_number, look, out, folder, size, fps, "clip", progress)


async def _paint(
    script: AdScript,
    scene_number: int,
    look: Look,
    out: Path,
    folder: Path,
    size: tuple[int, int] | None,
    fps: int,
    kind: str,
    progress: Progress,
) -> None:
    seconds = timeline_of(script).scenes[scene_number - 1].clip_frames / FPS
    with replacing(out) as part:
        job: dict[str, Any] = {
            "kind": kind,
            "script": script.model_dump(mode="json", by_alias=True),
            "scene": scene_number,
            "look": asdict(look),
            "folder": str(folder.absolute()),
            "size": size,
            "fps": fps,
            "out": str(part.absolute()),
        }

        def on_line(line: str) -> None:
            progress(float(line))

        finished = await run(
            [sys.executable, "-m", "jobs.studio.paint"],
            limits=Limits(deadline=deadline_for(seconds)),
            stdin=json.dumps(job).encode(),
            on_line=on_line,
            cwd=Path(__file__).parents[2],
        )
        if finished.code != 0:
            raise failure(f"painting scene {scene_number}", finished)
    progress(1.0)
