"""The mark that a video is made by AI: in the file, also in the copy for the chat, and where the placement asks for it in
the caption."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from agent.platforms import PLACEMENTS
from bot.i18n import Speech
from bot.views.production import delivered
from jobs.studio.delivery import chat_copy
from jobs.studio.graph import joining_arguments
from jobs.studio.probe import probe
from tests.studio.media import made

MARK = "AI-generated advertisement. Made with Briefcut."


async def test_a_copy_that_fits_into_a_chat_keeps_the_mark(tmp_path: Path) -> None:
    arguments = joining_arguments("list", Path("sound"), 1.0, Path("out"))
    assert f"comment={MARK}" in arguments
    noise = "nullsrc=size=320x180:rate=24:duration=2,geq=random(1)*255:128:128"
    sound = ("-f", "lavfi", "-i", "sine=440:duration=2", "-c:a", "aac")
    master = made(
        tmp_path / "master.mp4",
        "-f",
        "lavfi",
        "-i",
        noise,
        *sound,
        "-pix_fmt",
        "yuv420p",
        "-metadata",
        f"comment={MARK}",
    )
    copy = await chat_copy(master, tmp_path / "chat.mp4", limit=master.stat().st_size - 1)
    assert copy != master
    assert (await probe(copy)).comment == MARK


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=lambda one: one.name)
def test_the_caption_says_so_where_the_placement_asks_for_it(placement) -> None:  # type: ignore[no-untyped-def]
    words = delivered(
        Speech.load().of("en"), project=uuid4(), revision=1, title="Tea", placement=placement, seconds=15
    )
    assert ("Made with AI." in words.text) == placement.disclose_ai
    assert placement.disclose_ai == (placement.name == "tiktok")
