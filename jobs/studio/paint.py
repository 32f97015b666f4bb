"""The painter: one job as JSON on standard input, a still or a clip as a file, progress (0…1) line by line.

Run as `python -m jobs.studio.paint`. Frames go as raw 4:2:0 through a pipe to an ffmpeg in the same process group.
A `StudioError` is told on standard error as `KIND: message`, with an exit code of 3.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
from PIL import Image, PngImagePlugin

from agent.script import AdScript
from jobs.studio.art import Art
from jobs.studio.canvas import i420, to_rgb
from jobs.studio.compose import compose
from jobs.studio.errors import StudioError
from jobs.studio.ffmpeg import BT709, SAFE, program
from jobs.studio.look import Look
from jobs.studio.pictures import STILL_MARK
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, timeline_of


def look_from(raw: Any) -> Look:
    """The inverse of `dataclasses.asdict` after JSON made lists of tuples."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    return Look(**fields)


def main() -> int:
    """Do the job on standard input."""
    cv2.setNumThreads(1)
    job = json.load(sys.stdin)
    script = AdScript.model_validate(job["script"])
    stage = Stage.of(script.ad_details.placement, tuple(job["size"]) if job["size"] else None)
    try:
        art = compose(script, job["scene"], look_from(job["look"]), stage, Path(job["folder"]))
        if job["kind"] == "still":
            _still(art, Path(job["out"]))
        else:
            span = timeline_of(script).scenes[job["scene"] - 1]
            _clip(art, Path(job["out"]), round(span.clip_frames * job["fps"] / FPS), job["fps"])
    except StudioError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        return 4
    return 0


def _still(art: Art, out: Path) -> None:
    """The moment when everything has arrived. The file says that it is a painted still, not a photo."""
    image = Image.fromarray(to_rgb(art.frame(max(art.seconds * 0.72, min(2.0, art.seconds * 0.9)))))
    if out.suffix.lower() == ".png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", STILL_MARK)
        image.save(out, pnginfo=info)
    else:
        image.save(out, quality=90, comment=STILL_MARK.encode())


def _clip(art: Art, out: Path, frames: int, fps: int) -> None:
    with _encoder(art.stage, out, fps) as pipe:
        for number in range(frames):
            pipe.write(i420(art.frame(number / fps)))
            if number % 6 == 5:
                print(f"{(number + 1) / frames:.4f}", flush=True)


@contextlib.contextmanager
def _encoder(stage: Stage, out: Path, fps: int) -> Iterator[IO[bytes]]:
    """An ffmpeg that takes frames and writes a clip that is quick to make and all but lossless."""
    # -xerror is not needed: a failed write ends ffmpeg, which ends the pipe, which ends the painter.
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "13", "-g", "12", "-bf", "0", "-threads", "2",
              "-pix_fmt", "yuv420p", *BT709, "-f", "mp4"]  # fmt: skip
    child = subprocess.Popen(
        [program(), *SAFE, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{stage.width}x{stage.height}",
         "-r", str(fps), *BT709, "-i", "pipe:0", *encode, str(out)],
        stdin=subprocess.PIPE,
    )  # fmt: skip
    if child.stdin is None:
        raise BrokenPipeError("no pipe to ffmpeg")
    try:
        with contextlib.suppress(BrokenPipeError):
            yield child.stdin
            child.stdin.close()
    finally:
        code = child.wait()
    if code:
        raise BrokenPipeError(f"ffmpeg ended with code {code}")


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
