"""Scenes as pictures, clips, or frames for encoders, painted by programs of their own (`jobs.studio.easel`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.script import AdScript
from jobs.studio.easel import Easel, Easels, plan_of
from jobs.studio.files import replacing
from jobs.studio.look import Look
from jobs.studio.process import Progress, cores, nothing
from jobs.studio.timeline import FPS, timeline_of

_PAINTED = "scene "  # how a painter's line begins that says which scene's files are all written


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames `begin` … `end` (exclusive, counted from 0) of a painted scene's clip, and what is made of them.

    `arguments` are ffmpeg's, with its input: `ffmpeg.reading_raw(width, height, fps)` takes the frames from `pipe:0`.
    Without any the frames are written as they are, to `raw` in the same folder.
    """

    begin: int
    end: int
    arguments: tuple[str, ...] = ()
    raw: str = ""


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
    plan = plan_of(script, look, folder, size, FPS)
    with replacing(out) as part:
        order = _order([(scene_number, ())]) | {"still": str(part.absolute())}
        async with Easel(plan, 1) as easel:
            await easel.work(order, f"painting scene {scene_number}", lambda _: None)
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
    plan = plan_of(script, look, folder, size, fps)
    frames = round(timeline_of(script).scenes[scene_number - 1].clip_frames * fps / FPS)

    def hear(line: str) -> None:
        if not line.startswith(_PAINTED):
            progress(min(1.0, int(line) / frames))

    with replacing(out) as part:
        order = _order([(scene_number, ())]) | {"clip": str(part.absolute())}
        async with Easel(plan, frames / fps) as easel:
            await easel.work(order, f"painting scene {scene_number}", hear)
    progress(1.0)


class Shoot:
    """Pieces of painted scenes, shared by painters: every frame is painted once, straight into its ffmpegs.

    `painters` says how many may usefully `paint` at once. Scenes (number from 1, pieces) are taken in the order given,
    so: the longest first. ffmpeg runs in `room`, with `env`; what an error leaves there is the caller's. `progress`
    hears the share of frames, `painted` the number of each scene of which all files are written.
    """

    def __init__(
        self,
        script: AdScript,
        scenes: Sequence[tuple[int, Sequence[Piece]]],
        look: Look,
        room: Path,
        *,
        folder: Path = Path(),
        fps: int = FPS,
        size: tuple[int, int] | None = None,
        env: Mapping[str, str] | None = None,
        easels: Easels | None = None,
        progress: Progress = nothing,
        painted: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Media paths of the script are relative to `folder`. `easels` are painters who may be up already."""
        wanted = [(number, pieces) for number, pieces in scenes if pieces]
        self.painters = min(cores(), len(wanted))
        self._frames = sum(len({n for p in pieces for n in range(p.begin, p.end)}) for _, pieces in wanted)
        self._seconds = self._frames / fps
        self._plan, self._easels = plan_of(script, look, folder, size, fps), easels
        self._room, self._env, self._wanted = room, dict(env or {}), wanted
        self._counts: list[int] = []  # frames, of each painter
        self._ended = 0
        self._progress, self._painted = progress, painted

    async def paint(self) -> None:
        """Be one of the painters, until no scene is left to be taken.

        Raises:
            UndrawableText, BadMedia, OutputFull, RenderTimedOut, RenderFailed.
        """
        number = len(self._counts)
        self._counts.append(0)

        def hear(line: str) -> None:
            if line.startswith(_PAINTED):
                self._painted(int(line.removeprefix(_PAINTED)))
            else:
                self._counts[number] = int(line)
                self._progress(min(1.0, sum(self._counts) / self._frames))

        claims = self._room / f"claims-{id(self)}"
        claims.mkdir(exist_ok=True)
        order = _order(self._wanted) | {
            "claims": str(claims.absolute()), "cwd": str(self._room.absolute()), "env": self._env,
        }  # fmt: skip
        easel = self._easels.take(self._plan) if self._easels else None
        async with easel or Easel(self._plan, self._seconds) as painter:
            await painter.work(order, "painting scenes", hear)
        self._ended += 1
        if self._ended == len(self._counts):
            self._progress(1.0)


def _order(scenes: Sequence[tuple[int, Sequence[Piece]]]) -> dict[str, Any]:
    """What a painter is to make of which scenes."""
    return {
        "scenes": [
            {"scene": number, "pieces": [asdict(piece) for piece in pieces]} for number, pieces in scenes
        ],
        "still": None,
        "clip": None,
        "claims": None,
        "cwd": None,
        "env": {},
    }
