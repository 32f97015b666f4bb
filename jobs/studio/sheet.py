"""Contact sheets: a video at one glance."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw

from jobs.studio.delivery import small_frames
from jobs.studio.files import replacing
from jobs.studio.probe import probe
from jobs.studio.typeset import font


async def contact_sheet(video: Path, out: Path, *, frames: int = 12, columns: int | None = None) -> None:
    """`frames` pictures spread over `video`, with their times, as one PNG or JPEG by the name of `out`.

    Raises:
        BadMedia, OutputFull, RenderTimedOut, RenderFailed.
    """
    facts = await probe(video)
    tall = facts.height >= facts.width
    high = 480 if tall else 250
    size = (round(facts.width * high / facts.height / 2) * 2, high)
    rate = frames / max(facts.seconds, 0.1)
    # A frame every 1/rate seconds, from half a step on.
    shift = 0.5 / rate
    pictures = await small_frames(
        video, facts, size, ["-ss", f"{shift:.4f}"], [f"fps={rate:.6f}:round=up:start_time=0"]
    )
    pictures = pictures[:frames]
    across = columns or (6 if tall else 4)
    gap, label = 10, 24
    rows = math.ceil(len(pictures) / across)
    sheet = Image.new(
        "RGB", (across * (size[0] + gap) + gap, rows * (size[1] + gap + label) + gap), (24, 24, 28)
    )
    pen = ImageDraw.Draw(sheet)
    for number, picture in enumerate(pictures):
        left = gap + number % across * (size[0] + gap)
        top = gap + number // across * (size[1] + gap + label)
        sheet.paste(Image.fromarray(picture), (left, top))
        pen.text(
            (left, top + size[1] + 4),
            f"{shift + number / rate:.1f} s",
            font=font("text-medium", 16),
            fill=(200, 200, 206),
        )
    with replacing(out) as part:
        sheet.save(part, quality=84) if out.suffix.lower() in (".jpg", ".jpeg") else sheet.save(part)
