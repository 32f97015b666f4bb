"""Compositing: moving by fractions of a pixel is smooth, and what is skipped was not to be seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.platforms import PLACEMENTS
from jobs.studio import shapes
from jobs.studio.canvas import Backdrop, Pixels, Plate, Pose, colour_ycc
from jobs.studio.compose import compose
from jobs.studio.look import Look
from jobs.studio.sprites import Sprite, draw_all
from jobs.studio.stage import Stage
from tests.studio.scripts import ad, drawn

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def cloth(high: int, wide: int, coarse: int = 6) -> Pixels:
    """A picture with detail everywhere, `coarse` pixels large."""
    rough = np.random.default_rng(1).integers(0, 255, (high // coarse + 2, wide // coarse + 2, 3), np.uint8)
    return np.asarray(cv2.resize(rough, (wide, high), interpolation=cv2.INTER_CUBIC), np.uint8)


def spots(high: int, wide: int, coarse: int) -> Pixels:
    """Many spots of one colour, as RGBA."""
    return shapes.filled(
        cloth(high, wide, coarse)[..., 0].astype(np.float32) / np.float32(255), (240, 90, 30)
    )


def displacement(one: Pixels, other: Pixels) -> np.ndarray:
    """By how many pixels (dx, dy) a picture moved as a whole: the least squares of the equation of optical flow."""
    first, second = one.astype(np.float64), other.astype(np.float64)
    mean = (first + second) / 2
    down, across = (np.gradient(mean, axis=axis)[4:-4, 4:-4].ravel() for axis in (0, 1))
    gone = (first - second)[4:-4, 4:-4].ravel()
    return np.asarray(np.linalg.lstsq(np.stack([across, down], axis=1), gone, rcond=None)[0])


@pytest.mark.parametrize("kind", ["colours", "one colour", "soft", "backdrop", "photo"])
@pytest.mark.parametrize("speed", [0.13, 0.5, 0.77])
def test_a_slow_move_is_steady(kind: str, speed: float) -> None:
    """Rounding to whole pixels would jump between nothing and a pixel; here no step is off by a thirtieth."""
    ground = Backdrop(cloth(300, 300, 24), 256, 256, sharp=kind == "photo")
    pictures = {
        "colours": lambda: Sprite.of(shapes.masked(cloth(400, 400, 24), np.ones((400, 400), np.float32))),
        "one colour": lambda: Sprite.of(spots(400, 400, 24)),
        "soft": lambda: Sprite.of(spots(400, 400, 24), soft=4),
    }
    sprite = pictures[kind]() if kind in pictures else None

    def shot(time: int) -> Pixels:
        plate = Plate(256, 256)
        ground.shot(plate, 1.3, 0 if sprite else time * speed, 0 if sprite else -time * speed / 2)
        if sprite:
            plate.y[:] = 16
            draw_all(plate, [(sprite, Pose(128 + time * speed, 128 - time * speed / 2, 1.01))])
        return plate.y[64:192, 64:192]

    moved = np.array([displacement(a, b) for a, b in pairwise([shot(time) for time in range(9)])])
    assert np.abs(moved - [speed, -speed / 2]).max() < 1 / 30


def test_a_photo_is_pushed_in_without_jitter() -> None:
    """Pan, zoom and sway together: the step itself changes evenly, to a thirtieth of a pixel."""
    stage = Stage.of(PLACEMENTS["instagram_reels"], (360, 640))
    script = ad([4, 4], images=("can.jpg",), texts=("It keeps cold", "Order"))
    art = compose(script, 1, Look.of(script, EXAMPLES), stage, EXAMPLES)
    room = stage.split(0.36)[1]
    top, left = int(room.y) - 80, int(room.x) - 80
    plate, shots = Plate(360, 640), []
    for number in range(40, 64):
        art.paint(number / 24, plate)
        shots.append(plate.y[top : top + 160, left : left + 160].copy())
    moved = np.array([displacement(a, b) for a, b in pairwise(shots)])
    assert 0.1 < np.abs(moved).max() < 2
    assert np.abs(np.diff(moved, n=2, axis=0)).max() < 1 / 30


def test_type_grows_without_jitter() -> None:
    stage = Stage.of(PLACEMENTS["instagram_reels"], (360, 640))
    script = ad([6, 4], texts=("Five quiet minutes", "Order"))
    art = compose(script, 1, Look.of(script, Path()), stage, Path())
    word = art.actors[-1]
    white = replace(word.sprite, colour=(235, 128, 128))
    places = [word.pose(number / 24) for number in range(60, 90)]
    assert all(0 < abs(b.x - a.x) < 0.2 and b.scale > a.scale for a, b in pairwise(places))
    plate, off = Plate(360, 640), []
    for place in places:
        plate.y[:] = 16
        draw_all(plate, [(white, place)])
        ink = plate.y.astype(np.float64) - 16
        off.append((ink.sum(axis=0) @ (np.arange(360) + 0.5)) / ink.sum() - place.x)
    assert np.abs(np.diff(off)).max() < 1 / 30  # the middle of the ink keeps to its path


pose = st.builds(
    Pose, st.floats(-80, 480), st.floats(-80, 480), st.floats(0.4, 1.6), st.floats(-180, 180),
    st.sampled_from([0.3, 1.0]),
    st.none() | st.just((101.3, 40.5, 300.25, 222.0)),
)  # fmt: skip


@given(pose)
@drawn(max_examples=60)
def test_skipping_empty_tiles_changes_nothing(where: Pose) -> None:
    colours = shapes.masked(cloth(330, 350), shapes.rounded_mask(350, 330, 90))
    for rgba in (shapes.ring(390, 5, (250, 200, 20), dashes=20), colours):
        sprite = Sprite.of(rgba)
        assert sprite.table is not None
        plates = Plate(400, 400), Plate(400, 400)
        for plate, own in zip(plates, (sprite, replace(sprite, table=None)), strict=True):
            plate.data[:] = 90
            draw_all(plate, [(own, where)])
        assert int(np.abs(plates[0].data.astype(int) - plates[1].data).max()) <= 1


@given(pose, pose)
@drawn(max_examples=60)
def test_leaving_out_what_is_hidden_changes_nothing(below: Pose, above: Pose) -> None:
    under = Sprite.of(spots(420, 420, 5))
    card = Sprite.of(shapes.panel(380, 340, 40, (20, 90, 200)))
    plates = Plate(400, 400), Plate(400, 400)
    for plate, cover in zip(plates, (card, replace(card, table=None)), strict=True):
        plate.data[:] = 90
        draw_all(plate, [(under, below), (cover, above)])
    assert int(np.abs(plates[0].data.astype(int) - plates[1].data).max()) <= 1


def test_colours_arrive_as_they_are_mixed() -> None:
    red, size = (200, 30, 40), 64
    plate = Plate(size, size)
    for plane, value in zip((plate.y, plate.cb, plate.cr), colour_ycc((255, 255, 255)), strict=True):
        plane[:] = value
    draw_all(plate, [(Sprite.of(shapes.panel(40, 40, 0, red)), Pose(32, 32, alpha=0.5))])
    middle = plate.ycc()[32, 32].astype(int)
    half = (np.array(colour_ycc(red)) + colour_ycc((255, 255, 255))) / 2
    assert np.abs(middle - half).max() <= 1
    assert tuple(plate.ycc()[4, 4]) == colour_ycc((255, 255, 255))


def test_a_clip_cuts_within_a_pixel() -> None:
    plate = Plate(64, 64)
    plate.y[:] = 0
    draw_all(
        plate, [(Sprite.of(shapes.panel(40, 40, 0, (255, 255, 255))), Pose(32, 32, clip=(20.25, 0, 64, 64)))]
    )
    row = plate.y[32].astype(int)
    assert row[19] == 0
    assert row[20] == pytest.approx(0.75 * row[30], abs=2)
    assert row[21] == row[30]
