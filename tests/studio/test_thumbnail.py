"""The picture that stands for an ad is not its first frame: sharp, well lit, settled, with the product, no words."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from jobs.studio.thumbnail import appeal, best_moment, thumbnail, thumbnail_at
from jobs.studio.timeline import timeline_of
from tests.studio.media import film, scenery, with_thing
from tests.studio.scripts import ad

GOOD = with_thing(scenery(240, 320), 0.5, 0.5, 0.6)
SOFT = np.asarray(cv2.GaussianBlur(GOOD, (0, 0), 9), np.uint8)
DARK = (GOOD // 9).astype(np.uint8)
WHITE = np.full_like(GOOD, 250)
EMPTY = scenery(240, 320)


def test_appeal_puts_pictures_in_order() -> None:
    assert appeal(GOOD) > max(appeal(SOFT), appeal(DARK), appeal(WHITE), appeal(EMPTY))
    product = GOOD[64:256, 72:168]
    other = with_thing(scenery(240, 320), 0.5, 0.5, 0.6)[..., ::-1].copy()
    assert appeal(GOOD, product) - appeal(other, product) > appeal(GOOD) - appeal(other)


async def test_the_best_key_frame_is_taken(tmp_path: Path) -> None:
    frames = [picture for picture in (SOFT, DARK, EMPTY, GOOD, WHITE) for _ in range(12)]
    path = film(tmp_path / "ad.mp4", frames, "-g", "12", "-keyint_min", "12", "-sc_threshold", "0")
    second = await best_moment(path)
    assert 1.45 < second < 1.55
    await thumbnail(path, tmp_path / "a.jpg")
    await thumbnail_at(path, second, tmp_path / "b.jpg")
    assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()
    with Image.open(tmp_path / "a.jpg") as image:
        assert (image.format, image.size) == ("JPEG", (240, 320))


async def test_words_arriving_scenes_and_end_cards_count_against_a_moment(tmp_path: Path) -> None:
    """The same picture throughout: what decides is when."""
    path = film(tmp_path / "ad.mp4", [GOOD] * 96, "-g", "12", "-keyint_min", "12", "-sc_threshold", "0")
    timeline = timeline_of(ad([2.0, 2.0]))
    assert 1.0 <= await best_moment(path, timeline=timeline) < 1.8
    assert await best_moment(path, timeline=timeline, said=[(0.0, 1.6)]) >= 1.0
    assert await best_moment(path, said=[(0.0, 3.2)]) >= 3.2
