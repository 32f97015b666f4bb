"""Fault 41, what a provider hands out: what is not a picture that moves, or a sound, never reaches a video."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest
from aiogram.methods import SendVideo

from db.enums import AdProjectStatus
from tests.paid.test_production import asks_about, try_again
from tests.paid.till import Till, write_clip
from tests.support.invariants import broken

Spoil = Callable[[Path], object]


def cut_short(path: Path) -> None:
    """The first half of a good file: its index is missing."""
    write_clip(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def without_picture(path: Path) -> None:
    """An MP4 with a sound track alone."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate, frame.pts = 8000, 0
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


SPOILED: dict[str, tuple[str, Spoil]] = {
    "an empty clip": ("clip", lambda path: path.write_bytes(b"")),
    "half a clip": ("clip", cut_short),
    "a clip that is a playlist": (
        "clip",
        lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    ),
    "a clip without a picture": ("clip", without_picture),
    "a voice without a sound": ("voice", lambda path: write_clip(path, "mp4")),
    "music that is text": ("music", lambda path: path.write_text("la la la")),
}


@pytest.mark.parametrize("name", SPOILED)
async def test_a_file_that_is_not_what_was_paid_for_is_not_used(
    till: Till, tmp_path: Path, name: str
) -> None:
    kind, spoil = SPOILED[name]
    till = till.paying_for(kind)
    file = tmp_path / "props" / {"clip": "clip.mp4", "voice": "voice.wav", "music": "music.wav"}[kind]
    good = file.read_bytes()
    spoil(file)
    project = await till.approved_ad()
    await till.work_off()
    await asks_about(till, project, "damaged", "It cost ")
    assert till.shop.session.of(SendVideo) == []
    assert "cut" not in till.shop.provider.orders
    assert await broken(till.shop.database) == []
    await till.adds_up()
    file.write_bytes(good)
    await try_again(till, project, kind)
    await till.work_off()
    assert (await till.shop.project(project)).status is AdProjectStatus.COMPLETED
    await till.adds_up()


@pytest.mark.parametrize("codec", ["mpeg4", "mjpeg"])
async def test_a_clip_of_another_codec_is_a_clip(till: Till, tmp_path: Path, codec: str) -> None:
    """The cut encodes it anew (`tests/studio/test_material.py`)."""
    till = till.paying_for("clip")
    write_clip(tmp_path / "props" / "clip.mp4", "mp4", codec)
    project = await till.approved_ad()
    await till.work_off()
    assert (await till.shop.project(project)).status is AdProjectStatus.COMPLETED
    await till.adds_up()
