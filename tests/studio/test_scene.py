"""Painters as programs of their own: scenes as frames for encoders, shared, begun ahead, and errors in words."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from jobs.studio.canvas import Plate
from jobs.studio.compose import compose
from jobs.studio.easel import Easels, plan_of
from jobs.studio.errors import RenderFailed, UndrawableText
from jobs.studio.ffmpeg import reading_raw
from jobs.studio.look import Look
from jobs.studio.process import together
from jobs.studio.scene import Piece, Shoot
from jobs.studio.stage import Stage
from tests.studio.scripts import ad

SIZE = (180, 320)
FRAME = 180 * 320 * 3 // 2


def raw(begin: int, end: int, name: str) -> Piece:
    """Frames as they are, for looking at."""
    return Piece(begin, end, (*reading_raw(*SIZE, 24), "-c:v", "copy", "-f", "rawvideo", name))


async def paint(shoot: Shoot) -> None:
    await together([shoot.paint() for _ in range(shoot.painters)], shoot.painters)


async def test_pieces_get_their_frames_of_every_scene(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Still tired?", "Order"))
    look, told, scenes = Look.of(script, tmp_path), list[float](), list[int]()
    one = [Piece(0, 3, raw="head"), raw(3, 9, "body"), raw(7, 11, "over")]
    await paint(
        Shoot(
            script, [(2, [raw(4, 6, "second")]), (1, one)], look, tmp_path, size=SIZE, progress=told.append,
            painted=scenes.append,
        )
    )  # fmt: skip
    assert sorted(scenes) == [1, 2]
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
        await paint(Shoot(script, [(1, [broken])], Look.of(script, tmp_path), tmp_path, size=SIZE))


async def test_letters_without_a_font_are_named(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Go 𓂀", "Order"))
    with pytest.raises(UndrawableText, match="𓂀"):
        await paint(Shoot(script, [(1, [raw(0, 2, "a")])], Look.of(script, tmp_path), tmp_path, size=SIZE))


async def test_nothing_wanted_is_nothing_done(tmp_path: Path) -> None:
    script = ad([2, 1])
    assert Shoot(script, [(1, [])], Look.of(script, tmp_path), tmp_path, size=SIZE).painters == 0
    assert not list(tmp_path.iterdir())


async def test_painters_who_are_up_paint_what_others_would(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Still tired?", "Order"))
    look = Look.of(script, tmp_path)
    wanted = [(1, [Piece(2, 4, raw="one")]), (2, [Piece(0, 2, raw="two")])]
    files = [tmp_path / name for name in ("one", "two")]
    await paint(Shoot(script, wanted, look, tmp_path, size=SIZE))
    expected = [file.read_bytes() for file in files]
    plan = plan_of(script, look, Path(), SIZE, 24)
    async with Easels(plan, [1, 2], script.duration) as easels:
        easels.come_up()
        assert easels.take({**plan, "fps": 25}) is None  # what they know would make other pictures
        await paint(Shoot(script, wanted, look, tmp_path, size=SIZE, easels=easels))
        assert easels.take(plan) is None  # both have been taken, or there is but one core
    assert [file.read_bytes() for file in files] == expected


async def test_painters_nobody_needs_are_gone_at_the_end(tmp_path: Path) -> None:
    script = ad([2, 1], texts=("Go 𓂀", "Order"))  # the first scene can't be laid out: nobody hears of it
    async with Easels(plan_of(script, Look.of(script, tmp_path), Path(), SIZE, 24), [1, 2], 3) as easels:
        easels.come_up()
        assert await within_seconds(lambda: len(painters_of_ours()) > 0)
    assert painters_of_ours() == []


def painters_of_ours() -> list[int]:
    """Painters that are children of this process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            if parent == os.getpid() and b"jobs.studio.paint" in status.with_name("cmdline").read_bytes():
                found.append(int(status.parent.name))
    return found


async def within_seconds(true: Callable[[], bool]) -> bool:
    for _ in range(500):
        if true():
            return True
        await asyncio.sleep(0.01)
    return False
