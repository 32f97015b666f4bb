"""A script at one glance, before anything of it is made: every scene as it will be painted, numbered, on one picture.

Run as `python -m jobs.studio.storyboard OUT`, with the script, its look and the folder of its pictures as JSON on
standard input. All scenes share one program, small: that takes less than a second, most of it to come up.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from agent.platforms import Placement
from agent.script import AdScript
from jobs.studio.canvas import to_rgb
from jobs.studio.compose import compose
from jobs.studio.errors import StudioError
from jobs.studio.faces import file_of
from jobs.studio.ffmpeg import deadline_for
from jobs.studio.files import replacing
from jobs.studio.look import Look, look_from
from jobs.studio.process import Limits, failure, run
from jobs.studio.stage import Stage

MOST: Final = 12
"""Scenes that are shown; of a longer script the others are counted in the last place."""
_LONGER: Final = 440  # pixels of a scene's longer side
_GAP, _LABEL = 16, 52
_GROUND, _INK, _PALE = (24, 24, 28), (240, 240, 244), (150, 150, 158)


async def draw_storyboard(script: AdScript, look: Look, out: Path, *, folder: Path = Path()) -> None:
    """Paint the scenes of `script` beside each other to `out` (JPEG). Media paths are relative to `folder`.

    Raises:
        BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    job = {
        "script": script.model_dump(mode="json", by_alias=True),
        "look": asdict(look),
        "folder": str(folder.absolute()),
    }
    with replacing(out) as part:
        finished = await run(
            [sys.executable, "-m", "jobs.studio.storyboard", str(part.absolute())],
            limits=Limits(deadline=deadline_for(len(script.scenes))),
            stdin=json.dumps(job).encode(),
            cwd=Path(__file__).parents[2],
        )
        if finished.code != 0:
            raise failure("painting the storyboard", finished)


def tile_size(placement: Placement) -> tuple[int, int]:
    """Width and height of one scene on the picture, both even. Pure."""
    scale = _LONGER / max(placement.width, placement.height)
    width = round(placement.width * scale / 2) * 2
    return width, round(placement.height * width / placement.width / 2) * 2


def columns(count: int, *, wide: bool) -> int:
    """How many scenes stand beside each other. Pure."""
    if wide:
        return min(count, 2 if count <= 4 else 3)
    return count if count <= 4 else 3 if count in (5, 6, 9) else 4


def paint(script: AdScript, look: Look, folder: Path) -> Image.Image:
    """The picture; a scene that can't be painted is a bare ground with its number."""
    size = tile_size(script.ad_details.placement)
    shown = script.scenes if len(script.scenes) <= MOST else script.scenes[: MOST - 1]
    places = len(shown) + (len(shown) < len(script.scenes))
    across = columns(places, wide=size[0] > size[1])
    high = size[1] + _LABEL + _GAP
    sheet = Image.new(
        "RGB", (across * (size[0] + _GAP) + _GAP, math.ceil(places / across) * high + _GAP), _GROUND
    )
    start = 0.0
    for place, scene in enumerate(shown):
        at = (_GAP + place % across * (size[0] + _GAP), _GAP + place // across * high)
        sheet.paste(_scene(script, scene.scene_number, look, size, folder), at)
        label = f"{_clock(start)}–{_clock(start + scene.duration)}"
        _label(sheet, (at[0], at[1] + size[1]), size[0], str(scene.scene_number), label)
        start += scene.duration
    if places > len(shown):
        at = (_GAP + (places - 1) % across * (size[0] + _GAP), _GAP + (places - 1) // across * high)
        _write(
            sheet,
            (at[0] + size[0] // 2, at[1] + size[1] // 2),
            f"+{len(script.scenes) - len(shown)}",
            72,
            "mm",
        )
    return sheet


def _scene(script: AdScript, number: int, look: Look, size: tuple[int, int], folder: Path) -> Image.Image:
    stage = Stage.of(script.ad_details.placement, size)
    try:
        art = compose(script, number, look, stage, folder)
        # When everything has arrived, as on a still.
        return Image.fromarray(to_rgb(art.frame(max(art.seconds * 0.72, min(2.0, art.seconds * 0.9)))))
    except StudioError:
        return Image.new("RGB", size, (58, 58, 66))


def _label(sheet: Image.Image, at: tuple[int, int], wide: int, number: str, span: str) -> None:
    middle = at[1] + _LABEL // 2 + 2
    _write(sheet, (at[0] + 2, middle), number, 34, "lm")
    _write(sheet, (at[0] + wide - 2, middle), span, 24, "rm", _PALE)


def _write(
    sheet: Image.Image,
    at: tuple[int, int],
    text: str,
    size: int,
    anchor: str,
    ink: tuple[int, int, int] = _INK,
) -> None:
    font = ImageFont.truetype(file_of("text-bold"), size)
    ImageDraw.Draw(sheet).text(at, text, font=font, fill=ink, anchor=anchor)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}".removesuffix(".0")


def main(argv: Sequence[str]) -> int:
    """Do the job on standard input."""
    np.seterr(all="ignore")
    cv2.setNumThreads(1)
    job: dict[str, Any] = json.load(sys.stdin)
    sheet = paint(AdScript.model_validate(job["script"]), look_from(job["look"]), Path(job["folder"]))
    sheet.save(argv[1], "JPEG", quality=88)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
