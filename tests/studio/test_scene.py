"""The painter as a program of its own: scenes as frames for encoders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jobs.studio.canvas import Plate
from jobs.studio.compose import compose
from jobs.studio.errors import RenderFailed, UndrawableText
from jobs.studio.ffmpeg import reading_raw
from jobs.studio.look import Look
from jobs.studio.scene import Piece, paint_pieces
from jobs.studio.stage import Stage
from tests.studio.scripts import ad

SIZE = (180, 320)
FRAME = 180 * 320 * 3 // 2


def raw(begin: int, end: int, name: str) -> Piece:
    """Frames as they are, for looking at."""
    return Piece(begin, end, (*reading_raw(*SIZE, 24), "-c:v", "copy", "-f", "rawvideo", name))


async def test_pieces_get_their_frames_of_every_scene(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Still tired?", "Order"))
    look, told = Look.of(script, tmp_path), list[float]()
    one = [raw(0, 3, "head"), raw(3, 9, "body"), raw(7, 11, "over")]
    await paint_pieces(
        script, [(2, [raw(4, 6, "second")]), (1, one)], look, size=SIZE, cwd=tmp_path, progress=told.append
    )
    stage = Stage.of(script.ad_details.placement, SIZE)
    for number, name, begin, end in (
        (1, "head", 0, 3),
        (1, "body", 3, 9),
        (1, "over", 7, 11),
        (2, "second", 4, 6),
    ):
        art, plate = compose(script, number, look, stage, tmp_path), Plate(*SIZE)
        data = np.fromfile(tmp_path / name, np.uint8)
        assert len(data) == FRAME * (end - begin)
        for frame in (begin, end - 1):
            art.paint(frame / 24, plate)
            assert np.array_equal(data[(frame - begin) * FRAME : (frame - begin + 1) * FRAME], plate.data)
    assert told[-1] == 1.0
    assert told == sorted(told)


async def test_an_encoder_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Go", "Order"))
    broken = Piece(0, 2, (*reading_raw(*SIZE, 24), "-c:v", "nonesuch", "-f", "mp4", "out.mp4"))
    with pytest.raises(RenderFailed, match="Encoder not found"):
        await paint_pieces(script, [(1, [broken])], Look.of(script, tmp_path), size=SIZE, cwd=tmp_path)


async def test_letters_without_a_font_are_named(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Go 𓂀", "Order"))
    with pytest.raises(UndrawableText, match="𓂀"):
        await paint_pieces(
            script, [(1, [raw(0, 2, "a")])], Look.of(script, tmp_path), size=SIZE, cwd=tmp_path
        )


async def test_nothing_wanted_is_nothing_done(tmp_path: Path) -> None:
    script = ad([2, 1])
    await paint_pieces(script, [(1, [])], Look.of(script, tmp_path), size=SIZE, cwd=tmp_path)
    assert not list(tmp_path.iterdir())
