"""Everything that people send by mistake or on purpose: a clear sentence each, and nothing is lost.

One product and one stand-in for Telegram, each a process, for the whole file; every test is other people. Updates
come by webhook, so that what no client would send can be sent as well.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import struct
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from aiogram.types import Message
from PIL import Image
from sqlalchemy import text

from bot.callbacks import Approve, Cancel, ChangeScript, Continue, Say
from briefcut.simulator.client import Marketer
from db.engine import Database, DatabaseSettings
from tests.support.database import Cluster, temporary_home
from tests.support.invariants import broken
from tests.support.program import TOKEN, Program, answers, free_port, product, telegram

SECRET = "s3cret_for-tests"
BRIEF = (
    "6 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)


@dataclass
class Town:
    """Where the people of these tests live."""

    home: Path
    api: str
    port: int
    database: Database
    program: Program
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(time.time_ns()))

    def person(self, name: str) -> Marketer:
        return Marketer(self.api, name)

    async def deliver(self, **update: Any) -> int:
        """Post an update as Telegram would; the answer's status."""
        body = {"update_id": next(self.numbers), **update}
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        url = f"http://127.0.0.1:{self.port}/telegram/webhook"
        async with aiohttp.ClientSession() as http, http.post(url, json=body, headers=headers) as answer:
            return answer.status

    async def message(self, person: Marketer, **content: Any) -> int:
        """A message that no client would send."""
        event = {"message_id": 10_000_000 + next(self.numbers) % 1_000_000, "date": int(time.time())}
        return await self.deliver(message={**event, **_people(person), **content})

    async def press(self, person: Marketer, data: str) -> int:
        """A press on a button that nobody was shown."""
        under = {"message_id": 1, "date": int(time.time()), "chat": _people(person)["chat"], "text": "…"}
        query = {"id": str(next(self.numbers)), "from": _people(person)["from"], "chat_instance": "1"}
        return await self.deliver(callback_query={**query, "message": under, "data": data})

    async def number(self, query: str, person: Marketer) -> int:
        async with self.database.transaction() as session:
            return int(await session.scalar(text(query), {"chat": person.id}) or 0)

    async def turns(self, person: Marketer, state: str = "done") -> int:
        return await self.number(
            f"SELECT count(*) FROM turns WHERE chat_id = :chat AND state = '{state}'", person
        )

    async def ads(self, person: Marketer) -> list[UUID]:
        query = (
            "SELECT p.id FROM ad_projects p JOIN users u ON u.id = p.user_id "
            "WHERE u.telegram_user_id = :chat ORDER BY p.created_at"
        )
        async with self.database.transaction() as session:
            return list((await session.scalars(text(query), {"chat": person.id})).all())

    async def quiet(self, within_s: float = 30) -> list[str]:
        """The invariants that do not hold once everything had time to end."""
        deadline = time.monotonic() + within_s
        while (found := await broken(self.database)) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        return found


def _people(person: Marketer) -> dict[str, Any]:
    return {
        "chat": {"id": person.id, "type": "private", "first_name": "X"},
        "from": {"id": person.id, "is_bot": False, "first_name": "X", "language_code": "en"},
    }


@pytest.fixture(scope="module")
def place(cluster: Cluster) -> Iterator[tuple[Path, str, int, str, Program]]:
    """The running processes."""
    url = cluster.lend()
    with temporary_home() as home, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        api = runner.run(stack.enter_async_context(telegram(home)))
        port = free_port()
        briefcut = product(
            home,
            url,
            port=port,
            token=TOKEN,
            api_url=api,
            PUBLIC_URL=f"http://127.0.0.1:{port}",
            WEBHOOK_SECRET=SECRET,
        )
        try:
            runner.run(briefcut.start())
            runner.run(answers(f"http://127.0.0.1:{port}/readyz", program=briefcut))
            yield home, api, port, url, briefcut
            assert runner.run(briefcut.stop()) == 0, briefcut.said()[-3000:]
        finally:
            runner.run(briefcut.kill())
            runner.run(stack.aclose())
    cluster.take_back(url)


@pytest.fixture
async def town(place: tuple[Path, str, int, str, Program]) -> AsyncIterator[Town]:
    """The town; when a test has ended nothing may be open, unread or unsaid in it."""
    home, api, port, url, program = place
    database = Database(DatabaseSettings(url, pool_size=3))
    try:
        yield Town(home, api, port, database, program)
        found = await Town(home, api, port, database, program).quiet()
        assert found == [], program.said()[-3000:]
        assert "Traceback" not in program.said(), program.said()[-5000:]
    finally:
        await database.dispose()


def offers(message: Message) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any(button.text.startswith("✅") for row in rows for button in row)


def button_of(message: Message, label: str) -> str:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    (data,) = [button.callback_data for row in rows for button in row if label in button.text]
    assert data is not None
    return data


async def with_script(person: Marketer) -> Message:
    """The person has a script that waits for approval; its message."""
    await person.send(BRIEF)
    await person.press("Skip", timeout=30)
    return await person.wait_for(offers, timeout=30, after=0, what="the script")


# ── what can't be read ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "nothing",
    [
        "   ",
        "\u200b\u200b",
        "\n\t ",
        "\u2060\ufeff",
        "\u00a0\u3000",
        "\u2800",
        "\u3164",
        "\u200d\u200c\u00ad",
    ],
    ids=ascii,
)
async def test_a_message_without_a_word_is_said_to_be_empty(town: Town, nothing: str) -> None:
    async with town.person("Emma") as emma:
        await emma.start()
        await emma.wait_for("First question")
        seen = (await emma.messages())[-1].message_id
        assert await town.message(emma, text=nothing) == 200
        await emma.wait_for("That message was empty", after=seen, timeout=10)
        assert await town.ads(emma) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("sticker", "I can't make an ad out of it"),
        ("location", "write its name"),
        ("contact", "I can't use a contact"),
    ],
)
async def test_what_is_no_brief_gets_a_kind_answer(town: Town, kind: str, sentence: str) -> None:
    async with town.person("Olga") as olga:
        await olga.send_other(kind)
        await olga.wait_for(sentence)
        assert await town.ads(olga) == []


async def test_five_thousand_characters_are_one_brief(town: Town) -> None:
    async with town.person("Lena") as lena:
        filler = " We have thought about tea for a very long time and write down every bit of it here."
        messages = await lena.send((BRIEF + "." + filler * 80)[:5000])
        assert len(messages) == 2
        await lena.wait_for(lambda _: True, what="an answer")
        assert await town.quiet() == []
        assert await town.turns(lena) == 1
        answered = "SELECT count(*) FROM chat_messages WHERE chat_id = :chat AND role = 'assistant'"
        assert await town.number(answered, lena) == 1


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────


def jpeg(colour: tuple[int, int, int] = (180, 40, 40), **save: Any) -> bytes:
    out = io.BytesIO()
    picture = Image.effect_noise((240, 240), 60).convert("RGB")
    picture.paste(colour, (40, 40, 200, 200))
    picture.save(out, "JPEG", **save)
    return out.getvalue()


def located() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "CANARY-DESCRIPTION"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return jpeg(exif=exif, comment=b"CANARY-COMMENT")


def bomb() -> bytes:
    """A PNG of 5 kB that would be 41 megapixels: more than is taken, and no more than the stand-in can show."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    side = 6_400
    rows = zlib.compress(bytes((1 + side // 8) * side), 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>alert(1)</script></svg>'

REFUSED = {
    "brief.pdf": (b"%PDF-1.7\n%%EOF\n", "The file brief.pdf is damaged"),
    "notes.jpg": (b"Fable Tea, for students.\n" * 40, "is not a picture I can use"),
    "logo.png": (SVG, "is not a picture I can use"),
    "bomb.png": (bomb(), "too many pixels"),
    "cut.jpg": (jpeg()[:2000], "damaged or cut off"),
    "two.jpg": (jpeg() + SVG, "a picture and something else at once"),
    "huge.jpg": (b"\xff\xd8\xff" + bytes(30_000_000), "too big: 30.0 MB"),
    "logo.svg": (SVG, "I can't use pictures of the kind SVG"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_file_that_can_not_be_used_is_named_with_the_reason(town: Town, name: str) -> None:
    data, sentence = REFUSED[name]
    async with town.person(f"Paul {name}") as paul:
        await paul.send_file(data, name=name)
        await paul.wait_for(sentence)
        stored = (
            "SELECT count(*) FROM assets a JOIN users u ON u.id = a.user_id WHERE u.telegram_user_id = :chat"
        )
        assert await town.number(stored, paul) == 0


async def test_a_file_without_a_byte_is_said_to_be_empty(town: Town) -> None:
    shelf = town.home / "telegram" / "files"
    async with town.person("Zoe") as zoe:
        known = set(shelf.iterdir())
        sent = await zoe.send_file(jpeg(), name="a.jpg", caption="an ad for Fable Tea")
        await zoe.wait_for(lambda _: True, what="an answer")
        for file in set(shelf.iterdir()) - known:
            file.write_bytes(b"")
        assert sent.document is not None
        document = sent.document.model_dump(mode="json", exclude_none=True, exclude={"thumbnail"})
        assert await town.message(zoe, document=document) == 200
        await zoe.wait_for("That file is empty")


async def test_a_photo_is_kept_without_what_it_tells_about_the_place(town: Town) -> None:
    async with town.person("Gina") as gina:
        assert b"CANARY" in located()
        await gina.send_file(located(), name="tea.jpg", caption="an ad for Fable Tea")
        await gina.wait_for("Product photo: 1 photo", after=0)
        query = "SELECT a.url FROM assets a JOIN users u ON u.id = a.user_id WHERE u.telegram_user_id = :chat"
        async with town.database.transaction() as session:
            url = str(await session.scalar(text(query), {"chat": gina.id}))
        file = town.home / "media" / url.removeprefix("media:")
        data = file.read_bytes()
        assert b"CANARY" not in data
        assert b"Exif" not in data
        with Image.open(file) as picture:
            assert len(picture.getexif()) == 0


async def test_an_album_of_six_photos_is_one_turn(town: Town) -> None:
    async with town.person("Sixta") as sixta:
        shots = [jpeg((40 * n, 200 - 20 * n, 90)) for n in range(6)]
        messages = await sixta.send_album(shots, caption="an ad for Fable Tea")
        assert len({message.media_group_id for message in messages}) == 1
        await sixta.wait_for("Product photo: 6 photos", after=0)
        assert await town.quiet() == []
        assert await town.turns(sixta) == 1


# ── changed, hurried, stopped ────────────────────────────────────────────────────────────────────────────


async def test_a_message_edited_before_its_turn_counts_as_it_stands(town: Town) -> None:
    async with town.person("Edda") as edda:
        sent = await edda.send_photo(jpeg(), caption="an ad for Fable Tea")
        await edda.edit(sent.message_id, "an ad for Fable Coffee")
        await edda.wait_for("Product: Fable Coffee", after=0)
        assert await town.quiet() == []
        assert not [m for m in await edda.messages() if "Tea" in (m.text or "")]


async def test_a_message_edited_after_its_turn_is_a_correction(town: Town) -> None:
    async with town.person("Carl") as carl:
        (sent,) = await carl.send("an ad for Fable Tea")
        await carl.wait_for("Product: Fable Tea", after=0)
        await carl.edit(sent.message_id, "an ad for Fable Coffee")
        await carl.wait_for("Product: Fable Coffee", after=0)
        assert await town.turns(carl) == 2


async def test_ten_messages_at_once_are_few_turns(town: Town) -> None:
    words = ["Fable Tea", "for students", "playful", "6 seconds", "instagram story", "Try it today"]
    words += ["calm in one minute", "green cups", "no music please", "thanks"]
    async with town.person("Flo") as flo:
        await flo.start()
        assert await asyncio.gather(*(town.message(flo, text=each) for each in words)) == [200] * 10
        assert await town.quiet() == []
        heard = "SELECT count(*) FROM chat_messages WHERE chat_id = :chat AND role = 'user' AND turn_id IS NOT NULL"
        assert await town.number(heard, flo) == 10
        assert 1 <= await town.turns(flo) < 10
        assert len(await town.ads(flo)) == 1


async def test_cancel_where_nothing_runs_says_so(town: Town) -> None:
    async with town.person("Nina") as nina:
        await nina.send("/cancel")
        await nina.wait_for("Nothing is running")


async def test_cancel_during_a_turn_stops_it(town: Town) -> None:
    async with town.person("Tina") as tina:
        await tina.send_photo(jpeg(), caption=BRIEF)
        await tina.send("/cancel")
        await tina.wait_for("Stopped: the answer I was writing.")
        assert await town.quiet() == []
        assert await town.turns(tina, "stopped") == 1
        assert len([line for line in await tina.lines() if line.outgoing]) == 1
        await tina.send("an ad for Bolt Bikes")
        await tina.wait_for("Product: Bolt Bikes", after=0)


async def test_an_old_approve_button_starts_nothing_and_shows_the_current_script(town: Town) -> None:
    async with town.person("Dora") as dora:
        old = await with_script(dora)
        await dora.send("make it 8 seconds")
        await dora.wait_for(lambda m: offers(m) and m.message_id > old.message_id, what="the new script")
        answer = await dora.press(data=button_of(old, "✅"), message_id=old.message_id)
        assert answer.show_alert
        assert "This version of the script is old" in (answer.text or "")
        current = await dora.wait_for("belonged to an earlier version of the script", after=0)
        assert "Nothing was started and nothing was charged" in (current.text or "")
        shown = await dora.wait_for(offers, after=old.message_id, what="the current script")
        assert button_of(shown, "✅").endswith(":2")
        jobs = (
            "SELECT count(*) FROM generation_jobs j JOIN ad_projects p ON p.id = j.project_id "
            "JOIN users u ON u.id = p.user_id WHERE u.telegram_user_id = :chat"
        )
        assert await town.number(jobs, dora) == 0


async def test_forged_buttons_find_nothing(town: Town) -> None:
    async with town.person("Vera") as vera, town.person("Mallory") as mallory:
        await mallory.start()
        await mallory.wait_for("First question")
        script = await with_script(vera)
        (ad,) = await town.ads(vera)
        query = "SELECT id FROM chat_messages WHERE chat_id = :chat AND role = 'assistant' LIMIT 1"
        async with town.database.transaction() as session:
            line = await session.scalar(text(query), {"chat": vera.id})
        foreign = [
            Approve(project=ad, revision=1).pack(),
            Cancel(project=ad).pack(),
            ChangeScript(project=ad, revision=1).pack(),
            Continue(project=ad).pack(),
            Say(message=line, index=0).pack(),
        ]
        forged = [
            "",
            "ok",
            "ok:x:1",
            f"ok:{ad.hex}:-1",
            f"ok:{ad.hex}:99999999999999999999",
            "say:1:1",
            "\x00'; --",
        ]
        seen = len(await mallory.lines())
        for data in foreign + forged:
            assert await town.press(mallory, data) == 200, data
        assert await town.quiet() == []
        assert len(await mallory.lines()) == seen
        assert await town.ads(mallory) == []
        async with town.database.transaction() as session:
            status = await session.scalar(text("SELECT status FROM ad_projects WHERE id = :id"), {"id": ad})
        assert status == "script_generated"
        assert offers(script)


@pytest.mark.slow
async def test_a_video_is_made_whatever_happens_on_the_way(town: Town) -> None:
    """Double tap, a message and a cancel in the middle of it, again, the video, and a cancel when all is done."""
    async with town.person("Cara") as cara:
        script = await with_script(cara)
        query, again = await asyncio.gather(
            cara.tap(data=button_of(script, "✅")), cara.tap(data=button_of(script, "✅"))
        )
        both = [(await cara.answer(query)).text, (await cara.answer(again)).text]
        assert sorted(filter(None, both)) == ["It is being made already.", "On it! The video is being made."]
        await cara.send("and a warmer tone, please")
        await cara.wait_for("Your message is noted; I answer it as soon as the video is done.")
        await cara.send("/cancel")
        await cara.wait_for("Cancelled: the video of")
        # What waited is answered now: with a new script, which is then approved.
        newer = await cara.wait_for(
            lambda m: offers(m) and m.message_id > script.message_id, what="the answer", timeout=30, after=0
        )
        answer = await cara.press(data=button_of(newer, "✅"), message_id=newer.message_id)
        assert answer.text == "On it! The video is being made."
        await cara.send("one more thing")
        await cara.wait_for("Your message is noted")
        video = await cara.wait_for(lambda m: m.video is not None, timeout=90, after=0, what="the video")
        assert await town.quiet(within_s=60) == []
        assert (
            await town.number(
                "SELECT count(*) FROM chat_messages WHERE chat_id = :chat AND kind = 'video'", cara
            )
            == 1
        )
        lines = await cara.lines()
        assert [line for line in lines if line.outgoing][-1].message.message_id > video.message_id
        await cara.send("/cancel")
        await cara.wait_for("Nothing is running")
        assert len([line for line in await cara.lines() if line.message.video]) == 1
