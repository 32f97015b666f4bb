"""The better of two pictures has the better figures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from jobs.studio.candidate import measure
from jobs.studio.errors import BadMedia


def drawn(path: Path, colour: tuple[int, int, int], *, blur: float = 0.0) -> Path:
    """A thing of this colour on a textured ground."""
    rng = np.random.default_rng(3)
    pixels = np.kron(rng.integers(150, 240, (32, 18, 1)), np.ones((10, 10, 3))).astype(np.uint8)
    pixels[120:240, 60:120] = colour
    if blur:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.uint8)
    Image.fromarray(pixels).save(path, quality=95)
    return path


def test_the_sharper_one_scores_higher(tmp_path: Path) -> None:
    sharp, soft = (drawn(tmp_path / f"{b}.jpg", (190, 30, 40), blur=b) for b in (0.0, 6.0))
    one, other = measure(sharp, None), measure(soft, None)
    assert 0 <= other["image_quality"] < one["image_quality"] <= 100
    assert one["image_quality"] > other["image_quality"] + 20
    assert "subject_consistency" not in one


def test_the_one_with_the_product_scores_higher(tmp_path: Path) -> None:
    product = tmp_path / "product.png"
    pixels = np.full((200, 200, 3), 250, np.uint8)
    pixels[40:160, 70:130] = (190, 30, 40)
    Image.fromarray(pixels).save(product)
    right, wrong = (drawn(tmp_path / f"{c[0]}.jpg", c) for c in ((190, 30, 40), (30, 60, 200)))
    likeness = [measure(each, product)["subject_consistency"] for each in (right, wrong)]
    assert 100 >= likeness[0] > likeness[1] + 20 >= 20


def test_what_is_no_picture_has_no_figures(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no")
    with pytest.raises(BadMedia):
        measure(tmp_path / "a.jpg", None)
