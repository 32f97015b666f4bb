"""Contact sheets: an ad at one glance, at every scene and every transition, labelled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from jobs.studio.canvas import Pixels
from jobs.studio.delivery import small_frames
from jobs.studio.faces import Face, file_of
from jobs.studio.files import replacing
from jobs.studio.probe import probe
from jobs.studio.timeline import FPS, Timeline

_GAP, _LABEL, _TITLE = 10, 24, 34
_GROUND, _INK = (24, 24, 28), (200, 200, 206)


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame of the ad worth looking at, and what is to be seen there."""

    frame: int
    label: str


def marks_of(timeline: Timeline) -> list[Mark]:
    """Two moments of every scene (one of a short one), and the middle of every transition, in order of time. Pure."""
    marks: list[Mark] = []
    for index, span in enumerate(timeline.scenes):
        begin, end = span.start + span.head, max(span.start + span.head + 1, span.end - span.tail)
        shares = (0.3, 0.8) if end - begin >= 1.5 * FPS else (0.6,)
        for share in shares:
            frame = begin + int((end - begin) * share)
            marks.append(Mark(frame, f"scene {span.number}, {frame / FPS:.1f} s"))
        if index < len(timeline.transitions) and timeline.transitions[index].length:
            marks.append(Mark(span.end, f"{timeline.transitions[index].kind}, {span.end / FPS:.1f} s"))
    return marks


async def sheet_of(videos: Sequence[tuple[Path, str]], marks: Sequence[Mark], out: Path) -> None:
    """The frames at `marks` of every video (file and title) as one PNG or JPEG by the name of `out`.

    Raises:
        BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    blocks = [_block(await _frames(video, marks), marks, title) for video, title in videos]
    width, height = max(block.width for block in blocks), sum(block.height for block in blocks)
    sheet = Image.new("RGB", (width, height), _GROUND)
    top = 0
    for block in blocks:
        sheet.paste(block, (0, top))
        top += block.height
    with replacing(out) as part:
        sheet.save(part, quality=84) if out.suffix.lower() in (".jpg", ".jpeg") else sheet.save(part)


async def _frames(video: Path, marks: Sequence[Mark]) -> list[Pixels]:
    facts = await probe(video)
    high = 480 if facts.height >= facts.width else 250
    size = (round(facts.width * high / facts.height / 2) * 2, high)
    wanted = "+".join(f"eq(n\\,{mark.frame})" for mark in marks)
    return await small_frames(video, facts, size, [], [f"select='{wanted}'"])


def _block(pictures: Sequence[Pixels], marks: Sequence[Mark], title: str) -> Image.Image:
    """One video's frames in rows."""
    high, wide = pictures[0].shape[:2]
    across = min(len(pictures), max(1, 1900 // (wide + _GAP)))
    rows = math.ceil(len(pictures) / across)
    block = Image.new(
        "RGB", (across * (wide + _GAP) + _GAP, _TITLE + rows * (high + _GAP + _LABEL) + _GAP), _GROUND
    )
    pen = ImageDraw.Draw(block)
    pen.text((_GAP, _GAP), title, font=_font("text-bold", 20), fill=(255, 255, 255))
    for number, (picture, mark) in enumerate(zip(pictures, marks, strict=False)):
        left = _GAP + number % across * (wide + _GAP)
        top = _TITLE + _GAP + number // across * (high + _GAP + _LABEL)
        block.paste(Image.fromarray(picture), (left, top))
        pen.text((left, top + high + 3), mark.label, font=_font("text-medium", 16), fill=_INK)
    return block


def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """For file names and labels: Latin, without the shaping that other scripts need."""
    return ImageFont.truetype(file_of(face), size, layout_engine=ImageFont.Layout.BASIC)
