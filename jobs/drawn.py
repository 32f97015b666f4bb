"""Files made when they are sent, by what their outbox row says, and not kept: charts, swatches, tables; and those that
we brought along."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.charts import Chart
from jobs.charts import draw
from jobs.crew import Crew
from jobs.studio.swatch import draw_swatch

PACKED: Final = Path(__file__).parent / "examples"


async def made_here(crew: Crew, payload: Mapping[str, Any], folder: Path) -> dict[str, Path | str]:
    """The files that a row's `charts`, `swatches`, `tables` and `packed` name, by their keys. What Telegram has already
    is its `file_id`.

    Raises:
        StudioError: a chart could not be drawn.
        StorageAway: a logo can't be read now; one that is gone is left out.
    """
    made: dict[str, Path | str] = {}
    for key, chart in payload.get("charts", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.png")
        await draw(Chart.model_validate(chart), out, crew.work.parent.parent / "matplotlib")
    for key, brand in payload.get("swatches", {}).items():
        logo = await _logo(crew, brand, folder)
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.jpg")
        await asyncio.to_thread(draw_swatch, out, brand["title"], brand["colors"], logo)
    for key, words in payload.get("tables", {}).items():
        made[key] = out = await asyncio.to_thread(_room_for, folder, f"{key}.csv")
        await asyncio.to_thread(out.write_text, words, "utf-8")
    for key, name in payload.get("packed", {}).items():
        made[key] = crew.packed.get(name, PACKED / Path(name).name)
    return made


def keep_packed(crew: Crew, payload: Mapping[str, Any], file_id: str) -> None:
    """Telegram has the file of the row now: it goes out by its id from now on."""
    name = payload.get("packed", {}).get(payload.get("file"))
    if name is not None:
        crew.packed[name] = file_id


async def _logo(crew: Crew, brand: Mapping[str, Any], folder: Path) -> Path | None:
    try:
        return await crew.storage.fetch(brand["logo"], folder) if brand.get("logo") else None
    except FileNotFoundError:
        return None


def _room_for(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
