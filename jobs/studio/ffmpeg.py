"""The ffmpeg program: where it is, the words every call starts with, and live progress."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jobs.studio.process import Finished, Limits, Progress, failure, nothing, run

# Never asks, never reaches the network, says only what matters; progress goes to standard output.
SAFE = ("-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-protocol_whitelist", "file,pipe")
BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


_FOUND = "IMAGEIO_FFMPEG_EXE"  # where imageio-ffmpeg itself would look first


@cache
def program() -> str:
    """Path of the ffmpeg that comes with imageio-ffmpeg. To find it means to run it once, so our programs are told."""
    if _FOUND not in os.environ:
        import imageio_ffmpeg

        os.environ[_FOUND] = str(imageio_ffmpeg.get_ffmpeg_exe())
    return os.environ[_FOUND]


def reading(path: Path, demuxer: str, *before: str) -> list[str]:
    """Arguments that open `path` with a forced demuxer; `before` are input options such as `-ss`."""
    return [*before, "-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", str(path)]


def reading_raw(width: int, height: int, fps: int) -> list[str]:
    """Arguments that take raw 4:2:0 frames (BT.709, studio range) from standard input, as the painter gives them."""
    return [
        "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(fps), *BT709, "-i", "pipe:0",
    ]  # fmt: skip


def deadline_for(seconds: float) -> float:
    """Wall seconds a job over `seconds` of video may take: generous, but it grows and it ends."""
    return 60 + 15 * seconds


async def ffmpeg(
    arguments: Sequence[str],
    *,
    what: str,
    seconds: float,
    cwd: Path | None = None,
    progress: Progress = nothing,
    limits: Limits | None = None,
    info: bool = False,
    env: dict[str, str] | None = None,
) -> Finished:
    """Run ffmpeg over `seconds` of material. `info` raises the log level, for filters that print measures.

    Raises:
        StudioError: typed by what ffmpeg said (`process.failure`).
    """

    def on_line(line: str) -> None:
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.lstrip("-").isdigit():
            progress(min(1.0, max(0.0, int(value) / 1e6 / max(seconds, 0.01))))

    start = ["-loglevel", "info"] if info else []
    argv = [program(), *SAFE, *start, "-progress", "pipe:1", "-stats_period", "0.25", *arguments]
    finished = await run(
        argv, limits=limits or Limits(deadline=deadline_for(seconds)), cwd=cwd, on_line=on_line, env=env
    )
    if finished.code != 0:
        raise failure(what, finished)
    progress(1.0)
    return finished
