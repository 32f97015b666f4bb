"""Two people at once, over HTTP, from the first word to the video: each gets their own and only their own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiogram.types import Message

from agent.platforms import PLACEMENTS
from briefcut.simulator.client import Marketer, NothingCame
from db.engine import Database
from jobs.providers.local import scaled
from jobs.studio.delivery import check_delivery
from tests.support.database import temporary_home
from tests.support.invariants import quiet
from tests.support.program import answers, free_port, product

WIDTH = 540
"""Half of what is delivered, a quarter of the work; one in whole size is cut in tests/studio."""
BRIEFS = {
    "Ada": "6 second Instagram story for Fable Tea, audience: students, tone calm, call to action: Try it today, "
    "key message: calm in one minute",
    "Ben": "6 second X ad for Bolt Bikes, audience: commuters, tone bold, call to action: Book a ride, "
    "key message: home in half the time",
}


def offers(message: Message) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any(button.text.startswith("✅") for row in rows for button in row)


async def makes_an_ad(url: str, name: str, folder: Path) -> tuple[Message, Path]:
    """Play the person until the video is there; the message and the downloaded file."""
    async with Marketer(url, name) as person:
        await person.start()
        await person.wait_for("First question", timeout=30, after=0)
        await person.send(BRIEFS[name])
        await person.press("Skip", timeout=60)
        await person.wait_for(offers, timeout=60, what="the script")
        answer = await person.press("✅")
        assert answer.text
        message = await person.wait_for(lambda m: m.video is not None, timeout=150, after=0, what="the video")
        file = folder / f"{name}.mp4"
        await person.download(message, file)
        await no_foreign_words(person, name)
        return message, file


async def no_foreign_words(person: Marketer, name: str) -> None:
    """Nothing of the other person's ad is in this chat, and there is exactly one video."""
    foreign = "Bolt" if name == "Ada" else "Fable"
    messages = await person.messages()
    assert not [m for m in messages if foreign in (m.text or m.caption or "")]
    assert len([m for m in messages if m.video]) == 1


async def test_two_people_at_once_get_their_own_videos(database: Database) -> None:
    with temporary_home() as home:
        port = free_port()
        briefcut = product(home, database.settings.url, port=port, BRIEFCUT_TEST_WIDTH=str(WIDTH))
        await briefcut.start()
        url = f"http://127.0.0.1:{port}"
        try:
            await answers(f"{url}/readyz", program=briefcut)
            (ada, ada_file), (ben, ben_file) = await asyncio.gather(
                makes_an_ad(url, "Ada", home), makes_an_ad(url, "Ben", home)
            )
            assert await quiet(database) == []
            assert await briefcut.stop() == 0, briefcut.said()[-3000:]
        except NothingCame as error:
            raise AssertionError(f"{error}\n{briefcut.said()[-4000:]}") from error
        finally:
            await briefcut.kill()
        told = ((ada, ada_file, PLACEMENTS["instagram_stories"]), (ben, ben_file, PLACEMENTS["x"]))
        for message, file, placement in told:
            size = scaled(placement, WIDTH)
            assert await check_delivery(file, placement, 6, size=size) == []
            assert message.video is not None
            assert (message.video.width, message.video.height) == size
            assert message.video.duration == 6
            assert message.video.thumbnail is not None
            assert "Music: composed by Briefcut" in (message.caption or ""), (
                "what it was made of goes with it"
            )
        assert ada_file.read_bytes() != ben_file.read_bytes()
