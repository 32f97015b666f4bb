"""The maker of plates: one job as JSON on standard input, a PNG for every overlay of it.

Run as `python -m jobs.studio.platemaker` (`jobs.studio.overlays` writes the job). It opens clips of strangers, and is
therefore a bounded program of its own. A `StudioError` is told on standard error as `KIND: message`, with an exit
code of 3.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import av as av  # what glimpses are taken with; there is time for it while the job is awaited
import cv2
import numpy as np

from agent.platforms import PLACEMENTS
from jobs.studio.canvas import Pixels
from jobs.studio.errors import OutputFull, StudioError
from jobs.studio.glimpse import glimpses
from jobs.studio.look import look_from
from jobs.studio.overlay import Overlay
from jobs.studio.pictures import load_picture
from jobs.studio.plates import draw_overlay
from jobs.studio.plating import Kit
from jobs.studio.stage import Stage
from jobs.studio.subject import find_subject

_QUICK = [cv2.IMWRITE_PNG_COMPRESSION, 0]  # read once, then gone


def main() -> int:
    """Do the job on standard input."""
    cv2.setNumThreads(1)
    job = json.load(sys.stdin)
    try:
        kit = _kit(job)
        for overlay, out in zip(kit.overlays, job["out"], strict=True):
            picture = cv2.cvtColor(draw_overlay(overlay, kit), cv2.COLOR_RGBA2BGRA)
            if not cv2.imwrite(out, picture, _QUICK):
                raise OutputFull(f"{Path(out).name} could not be written")
    except StudioError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 3
    return 0


def _kit(job: dict[str, Any]) -> Kit:
    stage = Stage.of(PLACEMENTS[job["placement"]], tuple(job["size"]))
    overlays = [overlay_from(raw) for raw in job["overlays"]]
    frames = _Glimpses(job["clips"], stage)
    kit = Kit(stage, look_from(job["look"]), overlays, frames, mirrored=job["mirrored"])
    pieces = {overlay.piece for overlay in overlays}
    if job["logo"] and pieces & {"logo", "brand"}:
        kit.logo = _mark(Path(job["logo"]))
    if job["photo"] and "product" in pieces:
        kit.product, kit.photo = _product(Path(job["photo"]))
    return kit


class _Glimpses(Mapping[int, Sequence[Pixels]]):
    """Glimpses of each scene's clip, taken when first asked for: plates that are legible by themselves need none."""

    def __init__(self, clips: dict[str, dict[str, Any]], stage: Stage) -> None:
        self._clips = {int(index): clip for index, clip in clips.items()}
        self._stage = stage
        self._taken: dict[int, list[Pixels]] = {}

    def __getitem__(self, scene: int) -> Sequence[Pixels]:
        if scene not in self._taken:
            clip, stage = self._clips[scene], self._stage
            self._taken[scene] = glimpses(
                Path(clip["path"]),
                clip["demuxer"],
                stage.width,
                stage.height,
                tuple(clip["focus"]),
                clip["start"],
            )
        return self._taken[scene]

    def __iter__(self) -> Iterator[int]:
        return iter(self._clips)

    def __len__(self) -> int:
        return len(self._clips)


def overlay_from(raw: dict[str, Any]) -> Overlay:
    """The inverse of `dataclasses.asdict` after JSON made lists of tuples."""
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return Overlay(**fields)


def _mark(path: Path) -> Pixels:
    """A logo alone where it can be cut out, else all of its picture."""
    picture = load_picture(path, longest=900)
    alone = picture.cut_out
    opaque = np.full(picture.rgb.shape[:2], 255, np.uint8)
    return alone if alone is not None else np.dstack([picture.rgb, opaque])


def _product(path: Path) -> tuple[Pixels | None, Pixels]:
    """The product cut out, where that can be done, and its photo cropped towards what it shows."""
    picture = load_picture(path, longest=760)
    alone = picture.cut_out
    if alone is not None:
        return alone, picture.rgb
    high, wide = picture.rgb.shape[:2]
    left, top, right, bottom = find_subject(picture.rgb).box
    air = 0.14
    across = slice(round(max(0.0, left - air) * wide), round(min(1.0, right + air) * wide))
    down = slice(round(max(0.0, top - air) * high), round(min(1.0, bottom + air) * high))
    return None, np.ascontiguousarray(picture.rgb[down, across])


if __name__ == "__main__":
    sys.exit(main())
