"""Foreign clips become frames of ours: upright, square, constant, BT.709, and cropped around what they show."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.studio.delivery import small_frames
from jobs.studio.facts import MediaFacts
from jobs.studio.ffmpeg import SAFE, program, reading
from jobs.studio.fitting import MIDDLE, Focus, fits_as_it_is, fitting, needs_crop, shown_box
from jobs.studio.material import admit
from jobs.studio.process import Limits, run
from tests.studio.media import Array, bright_film, film, made, scenery, with_thing
from tests.studio.scripts import drawn

TALL = (1080, 1920)
HD = MediaFacts(
    "mov", 5.0, 9, 1920, 1080, fps=30, video="h264", pixels="yuv420p", primaries=1, transfer=1, matrix=1,
    decoded=True,
)  # fmt: skip


def test_a_clip_of_the_right_kind_is_left_alone() -> None:
    ours = replace(HD, width=1080, height=1920)
    assert fitting(ours, *TALL) == ()
    assert fitting(replace(ours, matrix=2), *TALL) == ()  # players take what is untagged and large for BT.709
    changes: list[dict[str, Any]] = [
        {"rotation": 90}, {"pixel_shape": 1.5}, {"pixels": "yuv420p10le"}, {"full_range": True}, {"width": 1082},
        {"interlaced": True}, {"matrix": 6}, {"transfer": 16}, {"primaries": 9},
    ]  # fmt: skip
    for change in changes:
        assert fitting(replace(ours, **change), *TALL), change


def test_only_cropped_where_only_proportions_differ() -> None:
    """9:16 to 4:5 and 1:1 costs no scaling at all."""
    ours = replace(HD, width=1080, height=1920)
    assert fitting(ours, 1080, 1080, Focus(0.5, 0.3)) == ("crop=1080:1080:0:36", "format=yuv420p")
    assert fitting(ours, 1080, 1350, Focus(0.5, 0.9)) == ("crop=1080:1350:0:570", "format=yuv420p")


def test_the_crop_is_around_the_focus_and_inside_the_picture() -> None:
    for x, left in ((0.0, 0), (0.5, 656), (0.7, 1040), (1.0, 1312)):
        steps = fitting(HD, *TALL, Focus(x, 0.5))
        assert steps[0] == f"crop=608:1080:{left}:0"
        assert steps[1].startswith("scale=1080:1920")


def test_what_does_not_fit_a_crop_stands_whole_before_itself() -> None:
    wide = Focus(0.5, 0.5, (0.1, 0.2, 0.9, 0.8))
    (whole, last) = fitting(HD, *TALL, wide, name="q")
    assert "gblur" in whole
    assert "overlay" in whole
    assert last == "format=yuv420p"
    assert set(re.findall(r"\[(\w+)\]", whole)) == {"qx", "qy", "qb", "qp"}
    assert "gblur" not in "".join(fitting(HD, *TALL, replace(wide, box=(0.4, 0.1, 0.6, 0.9))))


def test_what_is_shown_is_found_again_in_the_frame() -> None:
    """Cropped, whole before itself, turned, or as it is."""
    small = Focus(0.7, 0.5, (0.65, 0.2, 0.75, 0.6))
    left, top, right, bottom = shown_box(HD, *TALL, small)
    assert (left + right) / 2 == pytest.approx(0.5, abs=0.01)
    assert right - left == pytest.approx(0.1 * 1920 / 608, abs=0.01)
    assert (top, bottom) == (pytest.approx(0.2), pytest.approx(0.6))
    left, top, right, bottom = shown_box(HD, *TALL, Focus(0.5, 0.5, (0.1, 0.2, 0.9, 0.8)))
    assert left < 0.06
    assert right > 0.94
    assert 0.35 < top < 0.45
    assert 0.55 < bottom < 0.65
    phone = replace(HD, rotation=90)
    assert shown_box(phone, *TALL, Focus(0.5, 0.2, (0.4, 0.1, 0.6, 0.3))) == pytest.approx(
        (0.4, 0.1, 0.6, 0.3)
    )


def test_a_pan_moves_by_the_same_even_step_every_frame() -> None:
    walking = Focus(0.2, 0.5, (0.1, 0.3, 0.3, 0.7), to=(0.8, 0.5))
    crop = fitting(HD, *TALL, walking, frame=12, frames=120)[0]
    x = re.search(r"crop=608:1080:'(.*?)':0", crop)
    assert x is not None
    begin, first, step, way = (
        int(v) for v in re.findall(r"(\d+)\+clip\(\(n\+(-?\d+)\)\*(\d+),0,(\d+)\)", x[1])[0]
    )
    places = [begin + min(max((n + first) * step, 0), way) for n in range(-12, 108)]
    moves = set(np.diff(places).tolist())
    assert moves <= {0, step, way % step}
    assert step % 2 == begin % 2 == way % 2 == 0
    assert (places[0], places[-1]) == (80, 1232)


@drawn(max_examples=300)
@given(
    st.integers(64, 4096), st.integers(64, 2304), st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([1.0, 4 / 3, 0.9]), st.floats(0, 1), st.floats(0, 1),
    st.sampled_from([(1080, 1920), (1080, 1350), (1080, 1080), (1920, 1080), (180, 320)]), st.floats(0.05, 0.5),
)  # fmt: skip
def test_every_crop_lies_inside_the_picture(
    width: int,
    height: int,
    rotation: int,
    shape: float,
    x: float,
    y: float,
    size: tuple[int, int],
    half: float,
) -> None:
    facts = replace(HD, width=width, height=height, rotation=rotation, pixel_shape=shape)
    box = (max(0.0, x - half), max(0.0, y - half), min(1.0, x + half), min(1.0, y + half))
    text = ",".join(fitting(facts, *size, Focus(x, y, box)))
    across, down = (height, width) if rotation % 180 else (width, height)
    for wide, high, left, top in (
        map(int, found) for found in re.findall(r"crop=(\d+):(\d+):(\d+):(\d+)", text)
    ):
        assert 2 <= wide <= across
        assert 2 <= high <= down
        assert 0 <= left <= across - wide
        assert 0 <= top <= down - high
    for wide, high in (map(int, found) for found in re.findall(r"scale=(\d+):(\d+)", text)):
        assert wide <= size[0]
        assert high <= size[1]


async def _fitted(path: Path, size: tuple[int, int], focus: Focus = MIDDLE) -> list[Array]:
    """The frames of `path` as the graph would make them, as RGB by BT.709, 0…1."""
    facts = await admit(path)
    chain = ",".join(["fps=24", *fitting(facts, *size, focus), "setparams=colorspace=bt709:range=tv"])
    done = await run(
        [program(), *SAFE, *reading(path, facts.demuxer), "-filter_complex",
         f"[0:v]{chain},scale=in_color_matrix=bt709[o]", "-map", "[o]", "-f", "rawvideo", "-pix_fmt", "rgb24",
         "pipe:1"],
        limits=Limits(deadline=30),
    )  # fmt: skip
    assert done.code == 0, done.stderr
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, size[1], size[0], 3)
    return [frame.astype(np.float64) / 255 for frame in frames]


PICTURE = with_thing(scenery(160, 90), 0.3, 0.5, 0.7)


@pytest.mark.parametrize("kind", ["pq", "hlg"])
async def test_bright_films_look_as_they_were_meant(kind: str, tmp_path: Path) -> None:
    """HDR10 and HLG of a picture come back as the picture; taken for BT.709 they would be grey."""
    picture = PICTURE.astype(np.float64) / 255
    path = bright_film(tmp_path / "bright.mp4", picture, kind)
    facts = await admit(path)
    assert facts.hdr
    assert facts.bits == 10
    shown = (await _fitted(path, (160, 90)))[0]
    assert float(np.abs(shown - picture).mean()) < 0.04
    dull = (await small_frames(path, facts, (160, 90), [], []))[0].astype(np.float64) / 255
    full = float(picture.std(axis=2).mean())
    assert float(shown.std(axis=2).mean()) == pytest.approx(full, rel=0.2)
    assert float(dull.std(axis=2).mean()) < 0.85 * full


async def test_ten_bits_full_range_old_matrix_and_rgb_keep_their_colours(tmp_path: Path) -> None:
    frames = [PICTURE] * 2
    ways = {
        "ten": ["-pix_fmt", "yuv420p10le"],
        "full": [
            "-vf",
            "scale=out_range=pc:out_color_matrix=bt709,format=yuv420p,setparams=range=pc:colorspace=bt709",
        ],
        "old": ["-vf", "scale=out_color_matrix=bt601,format=yuv420p,setparams=colorspace=smpte170m"],
        "untagged": ["-vf", "scale=out_color_matrix=bt601,format=yuv420p"],
        "rgb": ["-c:v", "libx264rgb", "-vf", "null", "-pix_fmt", "rgb24"],
        "444": ["-vf", "scale=out_color_matrix=bt709,format=yuv444p,setparams=colorspace=bt709"],
    }
    wanted = PICTURE.astype(np.float64) / 255
    for name, more in ways.items():
        shown = await _fitted(film(tmp_path / f"{name}.mp4", frames, *more), (160, 90))
        assert float(np.abs(shown[0] - wanted).mean()) < 0.025, name


async def test_phones_rates_odd_sizes_and_oblong_pixels(tmp_path: Path) -> None:
    plain = film(tmp_path / "plain.mp4", [PICTURE] * 12)
    upright = made(tmp_path / "turned.mp4", "-display_rotation", "90", "-i", str(plain), "-c", "copy")
    shown = (await _fitted(upright, (90, 160)))[0]
    wanted = cv2.rotate(PICTURE, cv2.ROTATE_90_COUNTERCLOCKWISE).astype(np.float64) / 255
    assert float(np.abs(shown - wanted).mean()) < 0.03
    # Every third frame shown twice as long, the others short: a quarter of a second stays a quarter of a second.
    uneven = made(
        tmp_path / "uneven.mp4", "-i", str(plain), "-vf", "setpts=N*(1+mod(N\\,3))/(48*TB)", "-fps_mode", "vfr",
        "-c:v", "libx264", "-preset", "ultrafast",
    )  # fmt: skip
    facts = await admit(uneven)
    assert len(await _fitted(uneven, (160, 90))) == pytest.approx(facts.seconds * 24, abs=1.5)
    odd = film(
        tmp_path / "odd.mp4",
        [np.asarray(cv2.resize(PICTURE, (161, 91)), np.uint8)],
        "-pix_fmt",
        "yuv444p",
        "-vf",
        "null",
    )
    assert (await _fitted(odd, (160, 90)))[0].shape == (90, 160, 3)
    oblong = made(tmp_path / "oblong.mp4", "-i", str(plain), "-c", "copy", "-aspect", "32:9")
    facts = await admit(oblong)
    assert needs_crop(facts, 160, 90)
    assert not fits_as_it_is(facts, 160, 90)
    middle = (await _fitted(oblong, (160, 90), Focus(0.5, 0.5)))[0]
    part = cv2.resize(PICTURE[:, 40:120], (160, 90)).astype(np.float64) / 255
    assert float(np.abs(middle - part).mean()) < 0.05
