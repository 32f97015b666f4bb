"""What a job is made from: files of earlier ones, of each scene the chosen one; and what is measured of a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from agent.script import AdScript
from db.engine import Session
from db.enums import AssetSource
from db.models import Asset, GenerationJob
from db.stock import load_stock
from jobs.providers import Made, Order, name_of
from jobs.studio.candidate import JUDGE, measure
from jobs.studio.errors import StudioError

_BOUGHT = (AssetSource.REPLICATE, AssetSource.USER_UPLOAD)


async def inputs_of(session: Session, job: GenerationJob) -> dict[str, Asset]:
    """What the job is made from, by name (`still-3`, `voice`): of each scene what the person chose."""
    if job.asset_kind not in ("clip", "cut"):
        return {}
    stock = await load_stock(session, job.project_id, job.script_revision)
    found: dict[str, Asset] = {}
    for scene in stock.scenes if job.asset_kind == "cut" else [job.scene_number or 0]:
        for kind in ("still", "clip"):
            chosen = stock.chosen(kind, scene)
            if chosen is not None and chosen.asset is not None and chosen.asset.url is not None:
                found[name_of(kind, scene)] = chosen.asset
    for kind in ("voice", "music") if job.asset_kind == "cut" else ():
        for one in stock.made(kind):
            if one.asset is not None and one.asset.url is not None:
                found[kind] = one.asset
    return found


def with_pictures(script: AdScript, inputs: Mapping[str, Path], assets: Mapping[str, Asset]) -> AdScript:
    """The script with the stills that were bought or sent as its pictures: what is painted here begins with them."""
    scenes = []
    for scene in script.scenes:
        name = name_of("still", scene.scene_number)
        bought = name in inputs and assets[name].source in _BOUGHT
        change = {"generated_image_url": str(inputs[name])} if bought else {}
        scenes.append(scene.model_copy(update=change))
    return script.model_copy(update={"scenes": tuple(scenes)})


async def measured(order: Order, made: Made) -> Made:
    """The still with its figures, by which the best of a scene is chosen. One that can't be measured has none."""
    if made.path is None:
        return made
    products = [Path(uri) for uri in order.script.brand.product_images[:1]]
    try:
        figures = await asyncio.to_thread(measure, made.path, products[0] if products else None)
    except (StudioError, OSError):
        return made
    return replace(made, figures=[(order.scene, *figure) for figure in figures.items()], judge=JUDGE)
