"""Whether somebody is seen in a picture: a real face, and what only looks a little like one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jobs.studio.people import face_score, shows_face
from jobs.studio.pictures import load_picture

DOCS = Path(__file__).parents[2] / "docs"
# Its first three pictures show Eileen Collins (NASA, public domain).
SHEET = DOCS / "contact-sheets" / "user-clips.jpg"


def test_a_face_is_seen_also_where_it_is_small() -> None:
    assert shows_face(SHEET)
    scene = load_picture(SHEET).rgb[:450, :250]
    assert face_score(scene) > 0.7
    wide = np.full((900, 900, 3), 128, np.uint8)
    wide[200 : 200 + scene.shape[0], 300 : 300 + scene.shape[1]] = scene
    assert face_score(wide) > 0.7


@pytest.mark.parametrize(
    "name", ["examples/headphones", "examples/can", "contact-sheets/emoji", "contact-sheets/skincare"]
)
def test_products_and_drawings_have_none(name: str) -> None:
    assert not shows_face(DOCS / f"{name}.jpg")
