"""ffmpeg, as the makers call it: raw frames or samples in by a pipe, a file out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import imageio_ffmpeg


def encode(arguments: list[str], parts: Iterable[bytes], out: Path) -> None:
    """Pipe `parts` through ffmpeg into `out`. Raises RuntimeError where that fails."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", *arguments, str(out),
    ]  # fmt: skip
    program = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if program.stdin is None or program.stderr is None:
        raise RuntimeError("ffmpeg has no pipes")
    try:
        for part in parts:
            program.stdin.write(part)
        program.stdin.close()
    except BrokenPipeError:
        pass
    said = program.stderr.read()
    program.stderr.close()
    if program.wait() != 0:
        raise RuntimeError(f"ffmpeg failed: {said.decode(errors='replace')[:200]}")
