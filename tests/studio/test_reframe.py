"""The subject stays in view in all proportions, though a crop of the middle would cut it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from jobs.studio.fitting import MIDDLE, Focus
from jobs.studio.material import admit
from jobs.studio.reframe import focus_in, focus_of, product_box
from tests.studio.media import film, scenery, with_thing

Frame = NDArray[np.uint8]


def window(focus: Focus, picture: tuple[int, int], wanted: float) -> tuple[float, float, float, float]:
    """The part of a picture (width, height) that a crop of proportions `wanted` around `focus` shows, in shares."""
    width, height = picture
    across, down = min(1.0, height * wanted / width), min(1.0, width / wanted / height)
    left = min(max(focus.x - across / 2, 0), 1 - across)
    top = min(max(focus.y - down / 2, 0), 1 - down)
    return left, top, left + across, top + down


def seen(focus: Focus, thing: tuple[float, float, float], picture: tuple[int, int], wanted: float) -> float:
    """The share of a thing (x, y, size as in `with_thing`) that such a crop shows."""
    x, y, size = thing
    high = size * min(picture)
    wide = high * 0.5
    left, top, right, bottom = window(focus, picture, wanted)
    across = min(right, x + wide / 2 / picture[0]) - max(left, x - wide / 2 / picture[0])
    down = min(bottom, y + high / 2 / picture[1]) - max(top, y - high / 2 / picture[1])
    return max(0.0, across) * max(0.0, down) * picture[0] * picture[1] / (wide * high)


@pytest.mark.parametrize("picture", [(192, 108), (108, 192), (150, 150)])
@pytest.mark.parametrize("place", [(0.2, 0.4), (0.8, 0.6), (0.5, 0.2), (0.5, 0.8), (0.75, 0.25)])
def test_a_thing_off_the_middle_stays_in_view(picture: tuple[int, int], place: tuple[float, float]) -> None:
    thing = (*place, 0.34)
    frames = [with_thing(scenery(*picture, seed=number), *thing) for number in range(3)]
    focus = focus_in(frames)
    for wanted in (9 / 16, 4 / 5, 1.0, 16 / 9):
        assert seen(focus, thing, picture, wanted) > 0.9, wanted
    assert focus.to is None


def test_the_middle_would_have_cut_it() -> None:
    """So that the test above means something."""
    assert seen(MIDDLE, (0.2, 0.4, 0.34), (192, 108), 9 / 16) < 0.1
    assert seen(MIDDLE, (0.5, 0.2, 0.34), (108, 192), 16 / 9) < 0.4


def test_a_crop_does_not_shiver() -> None:
    """Two looks at the same scene, in other noise and a hair apart, give the same crop."""
    rng = np.random.default_rng(4)
    points = []
    for shift in (0.0, 0.004, -0.004):
        frames = [
            np.clip(with_thing(scenery(192, 108), 0.7 + shift, 0.5, 0.4) + rng.normal(0, 5, (108, 192, 3)), 0, 255)
            .astype(np.uint8)
            for _ in range(4)
        ]  # fmt: skip
        points.append(focus_in(frames).x)
    assert max(points) - min(points) < 0.03


def test_who_walks_is_followed_once_and_evenly() -> None:
    walk = np.linspace(0.15, 0.85, 8)
    focus = focus_in([with_thing(scenery(192, 108), float(x), 0.5, 0.5) for x in walk])
    assert focus.to is not None
    assert focus.x == pytest.approx(0.15, abs=0.1)
    assert focus.to[0] == pytest.approx(0.85, abs=0.1)
    # What only sways about a place is not followed.
    sway = [0.5 + 0.1 * (-1) ** n for n in range(8)]
    assert focus_in([with_thing(scenery(192, 108), x, 0.5, 0.5) for x in sway]).to is None


def test_nothing_to_see_is_the_middle() -> None:
    grey = np.full((90, 160, 3), 128, np.uint8)
    focus = focus_in([grey, grey])
    assert focus.x == pytest.approx(0.5, abs=0.08)
    assert focus.y == pytest.approx(0.5, abs=0.08)
    assert focus_in([]) == MIDDLE


def product() -> Frame:
    """A package with a label that features can be found on."""
    rng = np.random.default_rng(8)
    label = np.full((200, 120, 3), (240, 236, 225), np.uint8)
    for _ in range(26):
        a, b = rng.integers(8, 110), rng.integers(8, 190)
        colour = tuple(int(v) for v in rng.integers(0, 200, 3))
        cv2.rectangle(
            label, (int(a), int(b)), (int(a + rng.integers(4, 30)), int(b + rng.integers(4, 30))), colour, -1
        )
    cv2.putText(label, "NORTH", (12, 70), cv2.FONT_HERSHEY_DUPLEX, 0.9, (120, 30, 20), 2)
    return label


def test_a_known_product_wins_over_what_is_merely_loud() -> None:
    ground = with_thing(scenery(480, 270), 0.2, 0.5, 0.8)
    photo = product()
    ground[80:230, 360:450] = cv2.resize(photo, (90, 150), interpolation=cv2.INTER_AREA)
    box = product_box(ground, photo)
    assert box is not None
    assert box == pytest.approx((360 / 480, 80 / 270, 450 / 480, 230 / 270), abs=0.04)
    focus = focus_in([ground] * 3, photo)
    assert focus.x == pytest.approx(405 / 480, abs=0.04)
    assert product_box(with_thing(scenery(480, 270), 0.2, 0.5, 0.8), photo) is None


async def test_a_file_is_looked_at_where_it_is_used(tmp_path: Path) -> None:
    """The first second shows the thing on the left, the second one on the right."""
    left, right = (with_thing(scenery(256, 144), x, 0.5, 0.5) for x in (0.2, 0.8))
    path = film(tmp_path / "two.mp4", [left] * 24 + [right] * 24, "-g", "24")
    facts = await admit(path)
    assert (await focus_of(path, facts, seconds=0.9)).x < 0.35
    assert (await focus_of(path, facts, begin=1.05)).x > 0.65
