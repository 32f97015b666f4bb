"""Files made when they are sent, by what their outbox row says, and not kept: charts, swatches, galleries, tables; and
those that we brought along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.charts import Chart
from jobs.charts import draw
from jobs.crew import Crew
from jobs.storage import StorageAway
from jobs.studio.gallery import Tile, draw_gallery
from jobs.studio.swatch import draw_swatch

PACKED: Final = Path(__file__).parent / "examples"


async def made_here(crew: Crew, payload: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """The files that a row's `charts`, `swatches`, `galleries`, `tables` and `packed` name, by their keys.

    Raises:
        StudioError: a chart could not be drawn.
        StorageAway: a logo can't be read now; one that is gone is left out.
    """
    made: dict[str, Path] = {}
    for key, chart in payload.get("charts", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.png")
        await draw(Chart.model_validate(chart), out, crew.work.parent.parent / "matplotlib")
    for key, brand in payload.get("swatches", {}).items():
        logo = await _logo(crew, brand, folder)
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.jpg")
        await asyncio.to_thread(draw_swatch, out, brand["title"], brand["colors"], logo)
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
