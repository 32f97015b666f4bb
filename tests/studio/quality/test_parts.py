"""The measures one by one, on pictures and sounds whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from jobs.studio.colour import Rgb, contrast
from jobs.studio.quality.colours import error_against_palette, error_against_source
from jobs.studio.quality.hearing import Voice, heard_of
from jobs.studio.quality.likeness import likeness, products_of
from jobs.studio.quality.motion import motion_of
from jobs.studio.quality.picture import blurredness
from jobs.studio.quality.pixels import Pixels, rgb_of
from jobs.studio.quality.plan import Said, Type
from jobs.studio.quality.reading import RATE, Sample, small
from jobs.studio.quality.words import Words
from jobs.studio.stage import Area
from jobs.studio.typeset import FONTS
from tests.studio.products import draw_product
from tests.studio.quality.cuts import GOOD, plan_for


def sample_of(picture: Image.Image, second: float = 1.0) -> Sample:
    """A picture as ffmpeg would hand it over (BT.709, studio range)."""
    pixels = np.asarray(picture, np.float32) / 255
    y = pixels @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    u, v = (pixels[..., 2] - y) / 1.8556, (pixels[..., 0] - y) / 1.5748
    half = (picture.width // 2, picture.height // 2)
    small_u, small_v = (cv2.resize(each, half, interpolation=cv2.INTER_AREA) for each in (u, v))
    planes = (16 + 219 * y, 128 + 224 * small_u, 128 + 224 * small_v)
    return Sample(second, *(np.round(plane).astype(np.uint8) for plane in planes))


def test_colours_come_back() -> None:
    for colour in ((255, 255, 255), (0, 0, 0), (200, 40, 90), (10, 150, 240)):
        sample = sample_of(Image.new("RGB", (4, 4), colour))
        shown = rgb_of(sample.y[::2, ::2], sample.u, sample.v)[0, 0]
        assert np.abs(shown.astype(int) - colour).max() <= 3


@pytest.mark.parametrize(
    ("ink", "ground"),
    [((255, 255, 255), (20, 20, 30)), ((255, 255, 255), (110, 110, 120)), ((40, 30, 30), (240, 190, 60))],
)
def test_contrast_is_that_of_the_colours(ink: Rgb, ground: Rgb, tmp_path: Path) -> None:
    plan = plan_for(GOOD["captions off"], tmp_path)
    picture = Image.new("RGB", (270, 480), ground)
    pen, face = ImageDraw.Draw(picture), ImageFont.truetype(FONTS / "text-bold.ttf", 20)
    pen.text((135, 240), "Twist. Sip. Go.", fill=ink, font=face, anchor="mm")
    caption = Type("caption", 0.5, 1.5, Area(40, 222, 230, 258), 20, (ink,))
    words = Words(replace(plan, type=(caption,)), 1.0)
    words.take(sample_of(picture))
    found = words.sights[0].contrast
    assert found is not None
    assert abs(found / contrast(ink, ground) - 1) < 0.2


@pytest.mark.parametrize(("on_the_mark", "legible"), [("sip", True), ("Twist sip go", False)])
def test_the_box_of_a_marked_word_is_no_ground_of_its_neighbours(
    on_the_mark: str, legible: bool, tmp_path: Path
) -> None:
    """A light box close to white words; and white words that really stand on it."""
    plan, mark, white = plan_for(GOOD["captions off"], tmp_path), (242, 198, 176), (255, 255, 255)
    picture = Image.new("RGB", (270, 480), (20, 30, 24))
    pen, face = ImageDraw.Draw(picture), ImageFont.truetype(FONTS / "text-bold.ttf", 20)
    left = 60.0
    for word in ("Twist", "sip", "go"):
        wide = face.getlength(word)
        if word in on_the_mark.split():
            pen.rectangle((left - 4, 228, left + wide + 4, 254), fill=mark)
        pen.text(
            (left, 241), word, fill=(20, 30, 24) if on_the_mark == word else white, font=face, anchor="lm"
        )
        left += wide + 5
    caption = Type("caption", 0.5, 1.5, Area(40, 222, 230, 258), 20, (white, (20, 30, 24)), mark)
    words = Words(replace(plan, type=(caption,)), 1.0)
    words.take(sample_of(picture))
    assert ((words.sights[0].contrast or 0) >= 4.5) == legible


def test_a_product_is_recognised_and_another_is_not(tmp_path: Path) -> None:
    draw_product("bottle", tmp_path / "bottle.jpg", 700)
    draw_product("box", tmp_path / "box.jpg", 700)
    scene = Image.new("RGB", (540, 960), (246, 241, 231))
    with Image.open(tmp_path / "bottle.jpg") as photo:
        scene.paste(photo.resize((420, 420)), (60, 300))
    products = products_of([tmp_path / "bottle.jpg", tmp_path / "missing.jpg"])
    assert len(products) == 1
    assert likeness(sample_of(scene), products) >= 60
    noise = np.random.default_rng(2).integers(0, 90, (960, 540, 1), np.uint8)
    grey = Image.fromarray(np.repeat(cv2.GaussianBlur(noise, (0, 0), 3)[..., None], 3, axis=2))
    assert likeness(sample_of(grey), products_of([tmp_path / "box.jpg"])) < 25


def test_a_voice_is_found_where_it_is_and_missed_where_it_is_not() -> None:
    draw = np.random.default_rng(3)
    loud = np.interp(np.arange(4 * RATE) / RATE * 6, np.arange(26), draw.random(26))
    voice = (draw.normal(0, 0.2, 4 * RATE) * loud).astype(np.float32)
    said = [Said(1.0, 3.0, 0.0), Said(3.4, 5.4, 2.0)]
    track = np.zeros(6 * RATE, np.float32)
    for each in said:
        begin, source = round((each.start + 0.3) * RATE), round(each.source * RATE)
        track[begin : begin + 2 * RATE] += voice[source : source + 2 * RATE]
    hum = 0.05 * np.sin(2 * np.pi * 220 * np.arange(6 * RATE) / RATE)
    stereo = (np.repeat((track + hum)[:, None], 2, axis=1) * 20000).astype(np.int16)
    heard = heard_of(stereo, 6, said, Voice(voice[:, None], RATE))
    assert heard.lag == pytest.approx(0.3, abs=0.021)
    assert heard.coverage == 100
    alone = (np.repeat(hum[:, None], 2, axis=1) * 20000).astype(np.int16)
    missed = heard_of(alone, 6, said, Voice(voice[:, None], RATE))
    assert (missed.lag, missed.coverage, missed.silence) == (None, 0, 0)
    cut_off = stereo.copy()
    cut_off[round(3.5 * RATE) :] = alone[round(3.5 * RATE) :]
    assert heard_of(cut_off, 6, said, Voice(voice[:, None], RATE)).coverage == 50


def test_a_word_or_two_under_loud_music_are_not_looked_for_elsewhere() -> None:
    """Where the music rises later, and is there as much like half a second of speech as the speech in it."""
    draw = np.random.default_rng(5)
    count, half, begin = 6 * RATE, round(0.6 * RATE), round(3.4 * RATE)
    word = (draw.normal(0, 0.2, half) * np.hanning(half)).astype(np.float32)
    at = np.arange(count) / RATE
    music = draw.normal(0, 0.08, count) * np.where((at > 4.5) & (at < 5.2), 1.0, 0.4)
    said, voice = [Said(3.4, 4.0, 0.0)], Voice(word[:, None], RATE)

    def lag(track: npt.NDArray[np.floating], start: float) -> float | None:
        track[round(start * RATE) :][:half] += 0.5 * word
        return heard_of((np.repeat(track[:, None], 2, axis=1) * 20000).astype(np.int16), 6, said, voice).lag

    assert lag(music, begin / RATE) == 0, "although 1.2 s later suits it a little better"
    assert lag(np.zeros(count), 4.2) == pytest.approx(0.8, abs=0.021)


def test_flashes_are_counted_and_movement_is_no_flicker() -> None:
    frames = np.full((48, 64, 36), 60, np.uint8)
    for begin in (6, 18, 30):
        frames[begin : begin + 3] = 220
    assert 1.5 <= motion_of(frames, 24).flashes <= 2.5, "two in the worst second"
    moving = np.stack([np.tile(np.arange(36) * 6 + step, (64, 1)).astype(np.uint8) for step in range(24)])
    motion = motion_of(moving, 24)
    assert (motion.flicker, motion.flashes) == (0, 0)
    assert motion.smoothness > 99


def test_what_is_blurred_before_loses_little_by_blurring() -> None:
    ground = (np.indices((120, 120)).sum(axis=0) // 20 % 2 * 200 + 20).astype(np.uint8)
    free = np.ones(ground.shape, np.bool_)
    results = [
        blurredness(np.asarray(cv2.GaussianBlur(ground, (0, 0), by), np.uint8), free) for by in (0.3, 2, 5)
    ]
    assert results == sorted(results, key=lambda value: value or 0.0)
    assert results[0] is not None and results[0] < 30  # noqa: PT018
    assert blurredness(np.full((50, 50), 90, np.uint8), np.ones((50, 50), np.bool_)) is None


def test_turned_colours_are_told_from_other_pictures() -> None:
    source, other = _clouds(4), _clouds(5)
    free = np.ones(source.shape[:2], np.bool_)
    assert error_against_source(source, source, free) == 0
    assert error_against_source(255 - source, source, free) > 90
    assert error_against_source(source[..., [2, 1, 0]], source, free) > 90
    assert error_against_source(other, source, free) < 30
    ground: Rgb = (200, 60, 30)
    painted = np.full((42, 24, 3), ground, np.uint8)
    assert error_against_palette(painted, (ground,), free) == 0
    assert error_against_palette(255 - painted, (ground,), free) > 90
    assert error_against_palette(np.full_like(painted, 128), (ground,), free) == 0, (
        "a photo may fill the frame"
    )


def _clouds(seed: int) -> Pixels:
    dots = np.random.default_rng(seed).integers(0, 255, (6, 4, 3), np.uint8)
    return np.asarray(cv2.resize(dots, (24, 42), interpolation=cv2.INTER_CUBIC), np.uint8)


def test_samples_keep_their_proportions() -> None:
    assert small(1080, 1920, 540) == (540, 960)
    assert small(1920, 1080, 540) == (960, 540)
    assert small(270, 480, 540) == (270, 480)
