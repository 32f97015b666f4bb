"""Where the frames of every scene come from: a clip file, judged and measured, or the painter."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.script import AdScript
from jobs.studio.cache import file_digest
from jobs.studio.errors import BadMedia
from jobs.studio.facts import CLIP_MARK, MediaFacts
from jobs.studio.fitting import MIDDLE, Focus
from jobs.studio.graph import Clip
from jobs.studio.look import Look
from jobs.studio.material import admit_all, look_from_outside
from jobs.studio.plan import plan_scenes
from jobs.studio.process import both
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, SceneSpan


@dataclass(frozen=True, slots=True)
class Source:
    """The material of one scene; `clip` is None where the painter makes it.

    `digest` stands for the frames it gives. `foreign`: not painted by us, so it has no type and no logo of its own.
    """

    clip: Clip | None
    digest: str
    foreign: bool


async def sources_of(
    script: AdScript, clips: Sequence[Path | None], focuses: Sequence[Focus | None] = ()
) -> list[Source]:
    """The material of every scene, in order; painted ones have no digest yet (`painted_digest`).

    Raises:
        BadMedia: a clip is none, or of a refused kind; named.
        ValueError: there are not as many clips as scenes.
    """
    if len(clips) != len(script.scenes):
        raise ValueError(f"{len(script.scenes)} scenes want as many clips, not {len(clips)}")
    files = list(dict.fromkeys(path.absolute() for path in clips if path is not None))
    facts, digests = await _judged(files) if files else ({}, {})
    found: list[Source] = []
    for index, (path, scene) in enumerate(zip(clips, script.scenes, strict=True)):
        if path is None:
            found.append(Source(None, "", foreign=False))
            continue
        at = path.absolute()
        if scene.clip_start and scene.clip_start >= facts[at].seconds - 1 / FPS:
            raise BadMedia(
                f"{path.name} lasts {facts[at].seconds:.1f} s; nothing of it is left after {scene.clip_start:.1f} s"
            )
        focus = (focuses[index] if index < len(focuses) else None) or MIDDLE
        clip = Clip(at, facts[at], scene.clip_start, scene.clip_speed, focus)
        found.append(Source(clip, digests[at], foreign=facts[at].comment != CLIP_MARK))
    return found


async def _judged(files: Sequence[Path]) -> tuple[dict[Path, MediaFacts], dict[Path, str]]:
    """Facts and digests of clips, found at the same time."""
    for path in files:  # what is missing is to be named before anybody reads it
        await asyncio.to_thread(look_from_outside, path, "clip")
    digesting = asyncio.to_thread(lambda: [file_digest(path) for path in files])
    facts, digests = await both(admit_all(files), digesting)
    return dict(zip(files, facts, strict=True)), dict(zip(files, digests, strict=True))


def painted_digest(
    script: AdScript, index: int, look: Look, stage: Stage, folder: Path, span: SceneSpan
) -> dict[str, object]:
    """What the painting of scene `index` (from 0) depends on, and nothing else of the script."""
    from jobs.studio.compose import pictogram, sold  # all layouts: not for a cut of clips

    scene = script.scenes[index]
    media = [scene.generated_image_url, script.brand.logo, *script.brand.product_images]
    return {
        "scene": scene.model_dump(include={"on_screen_text", "description"}),
        "plan": asdict(plan_scenes(script)[index]),
        "span": (span.clip_frames, span.head),
        "signs": (sold(script), pictogram(script, index), index == len(script.scenes) - 1),
        "brand": script.brand.title,
        "details": script.ad_details.model_dump(include={"call_to_action", "key_message", "ad_platform"}),
        "look": asdict(look),
        "stage": asdict(stage),
        "photos": len(script.brand.product_images),
        "media": [file_digest(folder / name) if name else None for name in media],
    }
