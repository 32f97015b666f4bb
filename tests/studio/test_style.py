"""What is measured in a picture is what one sees, and a style is only proposed where several pictures agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jobs.studio.colour import rgb, to_oklch
from jobs.studio.seen import Seen, cluster, look_at, to_lab
from jobs.studio.style import FEWEST_PICTURES, propose
from tests.studio.products import draw_product


def plain(tmp_path: Path, ground: tuple[int, int, int], thing: tuple[int, int, int], name: str = "a") -> Path:
    """A square of one colour with an upright block of another in its middle."""
    pixels = np.full((300, 300, 3), ground, np.uint8)
    pixels[60:240, 110:190] = thing
    path = tmp_path / f"{name}.png"
    Image.fromarray(pixels).save(path)
    return path


def test_a_block_on_a_plain_ground_is_found_with_its_colours(tmp_path: Path) -> None:
    seen = look_at(plain(tmp_path, (245, 245, 240), (20, 130, 120)))
    assert seen.background is not None
    assert np.allclose(rgb(seen.background), (245, 245, 240), atol=3)
    assert seen.box is not None
    assert np.allclose(seen.box, (0.367, 0.2, 0.633, 0.8), atol=0.05)
    assert np.allclose(rgb(seen.vivid[0]), (20, 130, 120), atol=8)
    assert [round(share, 1) for _, share in seen.palette] == [0.8, 0.2]
    assert seen.light > 0.8


def test_one_colour_all_over_has_nothing_standing_out(tmp_path: Path) -> None:
    seen = look_at(plain(tmp_path, (90, 90, 90), (90, 90, 90)))
    assert (seen.box, seen.vivid, len(seen.palette), seen.contrast) == (None, (), 1, 0.0)


def test_a_see_through_picture_is_measured_without_what_lies_around(tmp_path: Path) -> None:
    pixels = np.zeros((200, 200, 4), np.uint8)
    pixels[50:150, 50:150] = (200, 30, 40, 255)
    path = tmp_path / "logo.png"
    Image.fromarray(pixels).save(path)
    seen = look_at(path)
    assert seen.background is None
    assert [colour for colour, _ in seen.palette] == ["#C81E28"]


def test_colours_that_look_alike_are_one() -> None:
    shades = [(200, 30, 40)] * 50 + [(206, 34, 44)] * 50 + [(30, 60, 200)] * 100
    found = cluster(to_lab(np.array(shades, np.uint8)))
    assert len(found) == 2
    assert sorted(share for _, share in found) == [0.5, 0.5]


def test_a_picture_is_measured_the_same_every_time_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "bottle.jpg"
    draw_product("bottle", path)
    seen = look_at(path)
    assert look_at(path) == seen
    assert Seen.from_json(seen.to_json()) == seen
    assert Seen.from_json({"palette": ["#FF0000"]}) is None


@pytest.mark.parametrize(
    ("ground", "thing", "theme", "mood"),
    [
        ((20, 20, 24), (60, 60, 66), "dark", "elegant"),
        ((255, 120, 0), (0, 160, 255), "vibrant", "playful"),
        ((244, 244, 244), (225, 226, 228), "minimal", "modern"),
        ((228, 200, 165), (150, 100, 60), "natural", "warm"),
    ],
)
def test_a_style_follows_what_the_pictures_share(
    tmp_path: Path, ground: tuple[int, int, int], thing: tuple[int, int, int], theme: str, mood: str
) -> None:
    seen = [look_at(plain(tmp_path, ground, thing, str(n))) for n in range(FEWEST_PICTURES)]
    style = propose(seen)
    assert style is not None
    assert (style.theme, style.mood) == (theme, mood)
    assert style.colors
    assert propose(seen[1:]) is None


def test_the_leading_colour_is_that_of_the_things(tmp_path: Path) -> None:
    seen = [look_at(plain(tmp_path, (240, 240, 240), (20, 130, 120), str(n))) for n in range(3)]
    style = propose(seen)
    assert style is not None
    light, _, hue = to_oklch(rgb(style.colors[0]))
    assert abs(hue - to_oklch((20, 130, 120))[2]) < 10
    assert light < 0.7
    assert len(set(style.colors)) == len(style.colors)
