"""The focus of every clip of an ad that has to be cropped or bears a headline, looked for once and kept."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from agent.script import AdScript
from jobs.studio.cache import Cache, file_digest, key_of
from jobs.studio.errors import StudioError
from jobs.studio.facts import MediaFacts
from jobs.studio.fitting import MIDDLE, Focus, needs_crop, shown_box
from jobs.studio.graph import Clip
from jobs.studio.process import cores, together
from jobs.studio.sources import Source
from jobs.studio.stage import Area, Stage
from jobs.studio.timeline import FPS, Timeline

if TYPE_CHECKING:
    from jobs.studio.canvas import Pixels


async def aimed(
    sources: Sequence[Source],
    script: AdScript,
    timeline: Timeline,
    sizes: Sequence[tuple[int, int]],
    folder: Path,
    cache: Cache | None = None,
) -> list[Source]:
    """`sources` with a focus for each clip whose proportions are not those of all `sizes`, or that bears a headline
    of ours; for the latter a glance will do.

    A clip that has a focus keeps it. The product is looked for by the script's first product photo, relative to
    `folder`.
    """
    found = list(sources)
    unknown = [i for i, source in enumerate(sources) if source.clip and source.clip.focus == MIDDLE]
    cropped = {i for i in unknown if any(needs_crop(_facts(sources[i]), *size) for size in sizes)}
    wanted = [i for i in unknown if i in cropped or (sources[i].foreign and script.scenes[i].on_screen_text)]
    if not wanted:
        return found
    name = next(iter(script.brand.product_images), None)
    photo = folder / name if name else None
    product = await asyncio.to_thread(_product, photo)
    sign = await asyncio.to_thread(file_digest, photo) if photo and product is not None else None

    async def look(index: int) -> Focus:
        source = sources[index]
        if source.clip is None:
            return MIDDLE
        seconds = timeline.scenes[index].clip_frames / FPS * source.clip.speed
        key = key_of(
            {
                "focus": source.digest, "start": source.clip.start, "seconds": seconds, "product": sign,
                "glance": index not in cropped,
            }
        )  # fmt: skip
        return await _kept(cache, key, source.clip, product, seconds, glance=index not in cropped)

    for index, focus in zip(wanted, await together([look(index) for index in wanted], cores()), strict=True):
        clip = sources[index].clip
        if clip is not None:
            found[index] = replace(sources[index], clip=replace(clip, focus=focus))
    return found


def _facts(source: Source) -> MediaFacts:
    if source.clip is None:
        raise ValueError("a painted scene has no facts")
    return source.clip.facts


def _product(photo: Path | None) -> Pixels | None:
    """The product alone, where it can be cut out, else its photo; one that can't be read says nothing here."""
    if photo is None:
        return None
    from jobs.studio.pictures import load_picture

    try:
        picture = load_picture(photo, longest=640)
    except StudioError:
        return None
    alone = picture.cut_out
    return picture.rgb if alone is None else alone


async def _kept(
    cache: Cache | None, key: str, clip: Clip, product: Pixels | None, seconds: float, *, glance: bool
) -> Focus:
    """From the cache, or looked for."""
    from jobs.studio.reframe import focus_of

    with tempfile.TemporaryDirectory(prefix="briefcut-focus-") as room:
        file = Path(room) / "focus.json"
        if cache is not None and await asyncio.to_thread(cache.take, key, file):
            raw = json.loads(file.read_text())
            return Focus(raw["x"], raw["y"], tuple(raw["box"]), tuple(raw["to"]) if raw["to"] else None)
        focus = await focus_of(
            clip.path, clip.facts, product=product, begin=clip.start, seconds=seconds, glance=glance
        )
        if cache is not None:
            file.write_text(json.dumps(asdict(focus)))
            await asyncio.to_thread(cache.put, key, file)
        return focus


def subject_of(clip: Clip | None, stage: Stage) -> Area | None:
    """Where on `stage` a clip shows what it is about; None where that isn't known."""
    if clip is None or clip.focus == MIDDLE:
        return None
    left, top, right, bottom = shown_box(clip.facts, stage.width, stage.height, clip.focus)
    return Area(left * stage.width, top * stage.height, right * stage.width, bottom * stage.height)
