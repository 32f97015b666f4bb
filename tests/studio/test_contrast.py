"""Words are measured against the pixels behind them, and what is laid between makes them legible."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.studio.canvas import Pixels
from jobs.studio.colour import Rgb, contrast
from jobs.studio.contrast import (
    LEVELS,
    WANTED,
    behind,
    contrast_behind,
    contrast_of_type,
    emphasis,
    least_opacity,
    luminances,
    veiled,
)
from jobs.studio.look import Look
from jobs.studio.overlay import style_of
from jobs.studio.overlays import overlays_of
from jobs.studio.plates import ground_of
from jobs.studio.plating import Kit, lay
from jobs.studio.shapes import panel
from jobs.studio.stage import Area, Stage
from jobs.studio.timeline import timeline_of
from jobs.studio.typeset import paint_text
from tests.studio.scripts import ad, drawn

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def plain(colour: Rgb, side: int = 40) -> Pixels:
    return np.full((side, side, 3), colour, np.uint8)


def noisy(low: int, high: int, seed: int = 1) -> Pixels:
    return np.random.default_rng(seed).integers(low, high, (60, 60, 3)).astype(np.uint8)


def test_ratios_are_those_of_the_standard() -> None:
    assert contrast_behind(WHITE, plain(BLACK)) == pytest.approx(21)
    assert contrast_behind((0x76, 0x76, 0x76), plain(WHITE)) == pytest.approx(4.54, abs=0.01)
    assert float(luminances(plain((255, 0, 0)))[0, 0]) == pytest.approx(0.2126)


@given(colours, colours)
@drawn(max_examples=60)
def test_on_a_plain_ground_it_is_the_contrast_of_two_colours(text: Rgb, ground: Rgb) -> None:
    assert contrast_behind(text, plain(ground, 3)) == pytest.approx(contrast(text, ground), rel=1e-6)


def test_a_few_sparks_hide_no_word_and_a_white_sleeve_does() -> None:
    picture = plain(BLACK)
    picture[:1, :20] = 255
    assert contrast_behind(WHITE, picture) > 20
    picture[:4] = 255
    assert contrast_behind(WHITE, picture) < 1.1


@given(st.integers(0, 255), st.integers(1, 255), st.booleans())
@drawn(max_examples=60)
def test_the_veil_that_is_chosen_is_enough_and_the_weaker_one_is_not(
    low: int, spread: int, light: bool
) -> None:
    pixels = noisy(low, min(low + spread, 255) + 1)
    text, veil = (WHITE, (16, 16, 20)) if light else ((16, 16, 20), WHITE)
    level = least_opacity(text, [pixels], veil)
    reached = [contrast_behind(text, veiled(pixels, veil, each)) >= WANTED for each in LEVELS]
    assert level == next((each for each, enough in zip(LEVELS, reached, strict=True) if enough), None)


@given(colours, colours, st.integers(0, 255), st.booleans())
@drawn(max_examples=80)
def test_emphasis_is_read_and_told_from_its_neighbours(one: Rgb, other: Rgb, grey: int, light: bool) -> None:
    pixels, text = plain((grey, grey, grey), 6), WHITE if light else (16, 16, 20)
    hot = emphasis((one, other), text, pixels)
    if hot is not None:
        assert contrast_behind(hot, pixels) >= WANTED
        assert contrast(hot, text) >= 1.25


# A light brand on a light picture, a dark one on a dark picture, and pictures that are everything at once.
@pytest.mark.parametrize("frames", ["bright", "dark", "grey", "everything", "nothing known"])
@pytest.mark.parametrize("brand", ["#FFF4D6", "#101820", "#E5383B", "#7A9E87"])
def test_bare_headlines_are_legible_whatever_the_clip_shows(brand: str, frames: str) -> None:
    script = ad([4, 4], colors=[brand, "#FFFFFF"], fonts=["Georgia"])
    look, stage = Look.of(script, Path()), Stage.of(script.ad_details.placement)
    assert style_of(look) == "scrim"
    overlays = overlays_of(script, look, stage, timeline_of(script, [True] * 2), [True] * 2)
    shown = {
        "bright": [noisy(225, 256)], "dark": [noisy(0, 40)], "grey": [noisy(100, 150)], "everything": [noisy(0, 256)],
        "nothing known": [],
    }[frames]  # fmt: skip
    ground = ground_of(Kit(stage, look, overlays, {0: shown}), 0)
    pixels = shown[0] if shown else np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    opacity = 0.88 if ground.plated else ground.opacity
    assert contrast_behind(ground.text, veiled(pixels, ground.veil, opacity)) >= WANTED
    if frames == "bright":
        assert ground.text != WHITE
        assert ground.opacity <= LEVELS[1]
    if frames == "dark":
        assert (ground.text, ground.opacity) == (WHITE, LEVELS[0])


def test_pixels_behind_a_box_are_found_at_any_scale() -> None:
    frame = plain(BLACK, 100)
    frame[50:, 50:] = 255
    assert set(behind([frame], Area(540, 960, 1080, 1920), 1080, 1920).ravel()) == {255}
    assert set(behind([frame, frame], Area(-50, 0, 500, 900), 1080, 1920).ravel()) == {0}
    assert behind([], Area(0, 0, 10, 10), 100, 100).shape == (0, 3)


def caption(ground: Pixels, ink: Rgb, plate: tuple[Rgb, float] | None = None) -> Pixels:
    canvas = np.dstack([ground, np.full(ground.shape[:2], 255, np.uint8)])
    if plate is not None:
        lay(canvas, panel(560, 100, 20, *plate), 20, 25)
    lay(canvas, paint_text("Ready when you are", "text-bold", 52, ink)[0], 40, 20)
    return canvas[..., :3]


def test_contrast_of_type_that_is_already_in_a_picture() -> None:
    bright = np.full((150, 600, 3), 250, np.uint8)
    assert (contrast_of_type(caption(bright, WHITE), [WHITE]) or 1) < 1.2
    plated = contrast_of_type(caption(bright, WHITE, ((20, 20, 24), 0.82)), [WHITE])
    assert plated is not None
    assert plated == pytest.approx(contrast_behind(WHITE, veiled(bright, (20, 20, 24), 0.82)), rel=0.1)
    grey = contrast_of_type(caption(np.full((150, 600, 3), 119, np.uint8), WHITE), [WHITE])
    assert grey == pytest.approx(contrast(WHITE, (119, 119, 119)), rel=0.05)
    assert contrast_of_type(bright, [BLACK]) is None
    assert contrast_of_type(bright, []) is None
