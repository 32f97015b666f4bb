"""Files made when they are sent, by what their outbox row says, and not kept: charts, swatches, galleries, storyboards,
tables; and those that we brought along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bot.charts import Chart
from db import outbox
from db.production import Production
from jobs.advance import script_of
from jobs.charts import draw
from jobs.crew import Crew
from jobs.make import local_script, spoken_in
from jobs.providers import Order, OrderFailed
from jobs.storage import StorageAway
from jobs.studio.gallery import Tile, draw_gallery
from jobs.studio.swatch import draw_swatch

PACKED: Final = Path(__file__).parent / "examples"


async def made_here(crew: Crew, payload: Mapping[str, Any], folder: Path) -> dict[str, Path | str]:
    """The files that a row's `charts`, `swatches`, `galleries`, `storyboards`, `tables` and `packed` name, by their
    keys.

    Raises:
        StudioError, OrderFailed, OrderRefused: a picture could not be drawn.
        StorageAway: a logo can't be read now; one that is gone is left out.
        FileNotFoundError: the script of a storyboard is gone.
    """
    made: dict[str, Path | str] = {}
    for key, chart in payload.get("charts", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.png")
        await draw(Chart.model_validate(chart), out, crew.work.parent.parent / "matplotlib")
    for key, brand in payload.get("swatches", {}).items():
        logo = await _logo(crew, brand, folder)
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.jpg")
        await asyncio.to_thread(draw_swatch, out, brand["title"], brand["colors"], logo)
    for key, of in payload.get("storyboards", {}).items():
        made[key] = await _storyboard(crew, UUID(of["project"]), of["revision"], folder)
    for key, lines in payload.get("galleries", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.jpg")
        tiles = [Tile(one["number"], one["title"], await _seen(crew, one, folder)) for one in lines]
        await asyncio.to_thread(draw_gallery, out, tiles)
    for key, words in payload.get("tables", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.csv")
        await asyncio.to_thread(out.write_text, words, "utf-8")
    for key, name in payload.get("packed", {}).items():
        made[key] = PACKED / Path(name).name
    return made


async def _storyboard(crew: Crew, project_id: UUID, revision: int, folder: Path) -> Path | str:
    """The picture of a script's scenes: as Telegram has it from before, else painted. While the storage is away it
    shows no photos, so that nobody waits for it to read the script."""
    async with crew.database.transaction() as session:
        project = await Production(session).project(project_id)
        known = await outbox.drawn_as(session, project_id, revision)
        script = await script_of(session, project, revision) if project is not None and not known else None
    if known is not None:
        return known
    if project is None or script is None:
        raise FileNotFoundError(f"script {project_id} {revision}")
    await asyncio.to_thread(_room_for, folder, "storyboard.jpg")
    try:
        local = await local_script(crew, script, folder, {})
    except StorageAway:
        bare = script.brand.model_copy(update={"product_images": (), "logo": None})
        local = script.model_copy(update={"brand": bare})
    order = Order("storyboard", None, local, {}, folder, 0, spoken_in(project, script), project.user_id)
    made = await crew.provider.make(order, lambda _: None)
    if made.path is None:
        raise OrderFailed("failed-unexpected", "no storyboard was painted")
    return made.path


async def _logo(crew: Crew, brand: Mapping[str, Any], folder: Path) -> Path | None:
    try:
        return await crew.storage.fetch(brand["logo"], folder) if brand.get("logo") else None
    except FileNotFoundError:
        return None


async def _seen(crew: Crew, line: Mapping[str, Any], folder: Path) -> Path | None:
    """The picture of a line; a list does not wait for one that can't be had now."""
    try:
        return await crew.storage.fetch(line["picture"], folder) if line.get("picture") else None
    except (FileNotFoundError, StorageAway):
        return None


def _room_for(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
