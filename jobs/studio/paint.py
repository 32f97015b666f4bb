"""The painter: two lines of JSON on standard input, the plan and the order; on the output what is painted so far.

Run as `python -m jobs.studio.paint`. The plan says what the scenes look like, and which one to lay out before the order
comes; the order asks for a still, a clip, or the frames of several scenes for ffmpegs whose arguments it brings
(`jobs.studio.scene` writes both). Frames go as raw 4:2:0 through pipes to programs in the same process group. A line is
a number of frames, or `scene N` when all of that scene is written. A `StudioError` is told on standard error as
`KIND: message`, with an exit code of 3.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, PngImagePlugin

from agent.script import AdScript
from jobs.studio.art import Art
from jobs.studio.canvas import Pixels, Plate, to_rgb
from jobs.studio.compose import compose
from jobs.studio.errors import StudioError
from jobs.studio.facts import CLIP_MARK, STILL_MARK
from jobs.studio.ffmpeg import BT709, SAFE, program, reading_raw
from jobs.studio.launch import Limits, launchers, launching
from jobs.studio.look import look_from
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, timeline_of

_FREE = Limits(nice=0, memory=0, file_size=0)  # what holds for the painter holds for what it starts
_PIPE = 1 << 20  # bytes a pipe holds: a frame goes over in three steps rather than fifty


def main() -> int:
    """Carry out the order on standard input."""
    cv2.setNumThreads(1)
    try:
        return _paint(json.loads(sys.stdin.readline()))
    except StudioError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        return 4


def _paint(plan: Any) -> int:
    script, look = AdScript.model_validate(plan["script"]), look_from(plan["look"])
    stage = Stage.of(script.ad_details.placement, tuple(plan["size"]) if plan["size"] else None)
    folder, fps, ahead = Path(plan["folder"]), plan["fps"], plan["ahead"]
    ready = None if ahead is None else compose(script, ahead, look, stage, folder)
    line = sys.stdin.readline()
    if not line:
        return 0  # nothing is wanted any more
    order, painted = json.loads(line), _Count()
    for row in sorted(order["scenes"], key=lambda row: row["scene"] != ahead):
        number = row["scene"]
        if not _claimed(order["claims"], number):
            continue
        art = ready if ready is not None and number == ahead else compose(script, number, look, stage, folder)
        ready = None
        if order["still"]:
            _still(art, Path(order["still"]))
            continue
        pieces: list[_Piece] = [
            (_Piece if piece["arguments"] else _Raw)(order, piece) for piece in row["pieces"]
        ]
        if order["clip"]:
            frames = round(timeline_of(script).scenes[number - 1].clip_frames * fps / FPS)
            whole = {"begin": 0, "end": frames, "arguments": clip_arguments(stage, order["clip"], fps)}
            pieces = [_Piece(order, whole)]
        _shoot(art, pieces, fps, painted.more)
        print(f"scene {number}", flush=True)
    return 0


def _claimed(claims: str | None, scene: int) -> bool:
    """Whether this painter is the first of those that share the job to come to `scene`."""
    if claims is None:
        return True
    try:
        os.close(os.open(Path(claims) / f"scene-{scene}", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


class _Count:
    """Tells how many frames are painted, every sixth time."""

    def __init__(self) -> None:
        self._frames = 0

    def more(self) -> None:
        self._frames += 1
        if self._frames % 6 == 0:
            print(self._frames, flush=True)


def _still(art: Art, out: Path) -> None:
    """The moment when everything has arrived. The file says that it is a painted still, not a photo."""
    image = Image.fromarray(to_rgb(art.frame(max(art.seconds * 0.72, min(2.0, art.seconds * 0.9)))))
    if out.suffix.lower() == ".png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", STILL_MARK)
        image.save(out, pnginfo=info)
    else:
        image.save(out, quality=90, comment=STILL_MARK.encode())


def clip_arguments(stage: Stage, out: str, fps: int) -> list[str]:
    """ffmpeg that makes a clip which is quick to write and all but lossless, and says that we painted it."""
    return [
        *reading_raw(stage.width, stage.height, fps), "-c:v", "libx264", "-preset", "ultrafast", "-crf", "13",
        "-g", "12", "-bf", "0", "-threads", "2", "-pix_fmt", "yuv420p", *BT709, "-metadata", f"comment={CLIP_MARK}",
        "-f", "mp4", out,
    ]  # fmt: skip


def _shoot(art: Art, pieces: Sequence[_Piece], fps: int, tell: Callable[[], None]) -> None:
    """Paint every frame that a piece wants, once, in order, and give it to all pieces that want it."""
    waiting = sorted(pieces, key=lambda piece: piece.begin)
    begin, end = min(p.begin for p in pieces), max(p.end for p in pieces)
    plate = Plate(art.stage.width, art.stage.height)
    with contextlib.ExitStack() as stack:
        for piece in waiting:
            stack.callback(piece.stop)
        for number in range(begin, end):
            wanted = [piece for piece in waiting if piece.begin <= number < piece.end]
            if not wanted:
                continue
            art.paint(number / fps, plate)
            for piece in wanted:
                piece.write(plate.data, last=number == piece.end - 1)
            tell()
        for piece in waiting:
            piece.finish()


class _Piece:
    """An ffmpeg that takes the frames `begin` … `end` of a scene, started with the first of them."""

    def __init__(self, order: Any, told: Any) -> None:
        self.begin: int = told["begin"]
        self.end: int = told["end"]
        self._arguments: list[str] = told["arguments"]
        self._cwd: str | None = order["cwd"]
        self._env: dict[str, str] = order["env"]
        self._child: subprocess.Popen[bytes] | None = None

    def write(self, frame: Pixels, *, last: bool) -> None:
        """Raises BrokenPipeError when ffmpeg has ended, which has then said why on standard error."""
        if self._child is None:
            # It dies with this painter, also where that is killed.
            start = launching(_FREE, launchers())
            self._child = subprocess.Popen(
                [*start, program(), *SAFE, *self._arguments], stdin=subprocess.PIPE, bufsize=0, cwd=self._cwd,
                restore_signals=False, env={**os.environ, **self._env, "BRIEFCUT_PARENT": str(os.getpid())},
            )  # fmt: skip
            _widen(self._child.stdin)
        pipe = self._child.stdin
        if pipe is None:
            raise BrokenPipeError("no pipe to ffmpeg")
        _write_all(pipe, frame)
        if last:
            pipe.close()

    def finish(self) -> None:
        """Wait for the file.

        Raises:
            BrokenPipeError: ffmpeg ended badly.
        """
        if self._child is not None and (code := self._child.wait()):
            raise BrokenPipeError(f"ffmpeg ended with code {code}")

    def stop(self) -> None:
        """Let ffmpeg end, whatever happened; harmless after `finish`. It tells its own errors."""
        if self._child is None or self._child.stdin is None:
            return
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        self._child.wait()


class _Raw(_Piece):
    """A file of frames as they are."""

    def __init__(self, order: Any, told: Any) -> None:
        super().__init__(order, told)
        self._file = (Path(order["cwd"] or "") / told["raw"]).open("wb", buffering=0)

    def write(self, frame: Pixels, *, last: bool) -> None:
        _write_all(self._file, frame)

    def finish(self) -> None:
        self._file.close()

    def stop(self) -> None:
        self._file.close()


def _write_all(out: Any, frame: Pixels) -> None:
    """All of `frame`, however little is taken at a time."""
    left = frame.data.cast("B")
    while left:
        left = left[out.write(left) :]


def _widen(pipe: Any) -> None:
    """A larger pipe where the system grants it."""
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
