"""The storyboard: every scene painted small beside the others, whatever the placement, in one program."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from agent.platforms import PLACEMENTS
from agent.script import AdDetails, AdScript, Scene
from jobs.studio.look import Look
from jobs.studio.storyboard import MOST, columns, draw_storyboard, tile_size


def script(count: int, placement: str) -> AdScript:
    scenes = tuple(Scene(scene_number=n, duration=2, on_screen_text=f"Line {n}") for n in range(1, count + 1))
    return AdScript(scenes=scenes, ad_details=AdDetails(ad_platform=placement, ad_duration=2 * count))


async def test_every_scene_is_to_be_seen(tmp_path: Path) -> None:
    ad, out = script(5, "instagram_reels"), tmp_path / "board.jpg"
    await draw_storyboard(ad, Look.of(ad, tmp_path), out, folder=tmp_path)
    wide, high = tile_size(ad.ad_details.placement)
    with Image.open(out) as found:
        sheet = np.asarray(found.convert("RGB")).astype(int)
    assert sheet.shape[1] == 3 * (wide + 16) + 16
    tiles = [
        sheet[16 + row * (high + 68) :][:high, 16 + column * (wide + 16) :][:, :wide]
        for row, column in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1))
    ]
    assert all(tile.std() > 5 for tile in tiles), "something is painted in each"
    assert all(abs(a - b).mean() > 5 for a, b in pairwise(tiles)), "and not the same"


def test_it_is_a_picture_that_telegram_takes() -> None:
    for placement in PLACEMENTS.values():
        wide, high = tile_size(placement)
        assert max(wide, high) <= 440
        for count in range(1, MOST + 1):
            across = columns(count, wide=wide > high)
            assert 1 <= across <= 4
            assert across * wide <= 1840
