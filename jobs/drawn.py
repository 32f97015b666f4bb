"""Pictures that are drawn when they are sent, by what their outbox row says: no file of them is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobs.crew import Crew
from jobs.studio.swatch import draw_swatch


async def draw(crew: Crew, wanted: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, Path | str]:
    """The pictures that a row's `drawn` names, each a brand at one glance. A logo that is gone is left out. May raise
    StorageAway."""
    made: dict[str, Path | str] = {}
    for key, brand in wanted.items():
        try:
            logo = await crew.storage.fetch(brand["logo"], folder) if brand.get("logo") else None
        except FileNotFoundError:
            logo = None
        folder.mkdir(parents=True, exist_ok=True)
        out = folder / f"{key}.jpg"
        await asyncio.to_thread(draw_swatch, out, brand["title"], brand["colors"], logo)
        made[key] = out
    return made
