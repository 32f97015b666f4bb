"""The bot against the Bot API stand-in over HTTP: real polling, real limits, real markup."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiogram import Bot

from bot.app import ChatSettings, build_dispatcher
from bot.arriving import poll
from bot.callbacks import Approve
from bot.commands import COMMANDS
from bot.inbox import Inbox
from bot.intake import Intake
from bot.live import LiveDraft
from bot.outcomes import Sent
from bot.outgoing import send
from bot.profile import introduce
from bot.views.words import Storyboard
from briefcut.simulator import ADA, ChatStandIn, Limits
from briefcut.simulator.client import Marketer
from db import outbox
from db.engine import Database
from tests.bot.conftest import PACE, SPEECH, Room
from tests.simulator.stage import TOKEN, bot_at, jpeg, serving
from tests.support.telegram import Client, RecordingSession


@dataclass
class Line:
    """A bot that polls a stand-in, and somebody who sends what waits in the outbox."""

    bot: Bot
    ada: Marketer
    database: Database
    picture: Path
    """What is sent in the place of a storyboard."""

    async def deliver(self) -> None:
        """Sends Ada everything that is due."""
        async with self.database.transaction() as session:
            for row in await outbox.due(session, ADA.id):
                outcome = await send(self.bot, row, {Storyboard.KEY: self.picture})
                assert isinstance(outcome, Sent), outcome
                await outbox.mark_sent(session, row.id, row.version, outcome.message_id)

    async def until(self, room: Room, count: int) -> None:
        """Waits until `count` rows were said."""
        async with asyncio.timeout(10):
            while len(await room.said()) < count:
                await asyncio.sleep(0.02)
        await self.deliver()


@asynccontextmanager
async def connected(database: Database, home: Path) -> AsyncIterator[Line]:
    stand_in = ChatStandIn(home / "chat", bot_token=TOKEN, limits=Limits(flood=False))
    async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, ADA.id) as ada:
        bot.default.parse_mode = "HTML"
        settings = ChatSettings(TOKEN, api_url=url)
        intake = Intake(bot, build_dispatcher(database, settings, SPEECH), database, SPEECH, pace=PACE)
        inbox, stop = Inbox(intake, database), asyncio.Event()
        polling = asyncio.create_task(poll(inbox, stop))
        picture = home / "storyboard.jpg"
        picture.write_bytes(jpeg())
        yield Line(bot, ada, database, picture)
        stop.set()
        await polling
        await inbox.settle()


async def test_a_conversation_over_http(database: Database, tmp_path: Path) -> None:
    room = Room(database, RecordingSession(), None)  # type: ignore[arg-type]
    async with connected(database, tmp_path) as line:
        await line.ada.start("ref_1")
        await line.until(room, 1)
        welcome = await line.ada.wait_for("finished video ad")
        assert "15 s Instagram reel" in (welcome.text or "")
        await line.ada.send_photo(jpeg(), caption="our bottle")
        await line.ada.send_file(b"PK\x03\x04", name="brief.zip")
        await line.until(room, 2)
        assert "brief.zip" in ((await line.ada.wait_for("can't read")).text or "")
        assert ("photo", "our bottle") in await room.lines()


async def test_approving_over_http(room: Room, database: Database, tmp_path: Path) -> None:
    client = Client(user_id=ADA.id, name="Ada")
    project = await room.with_script(client)
    async with connected(database, tmp_path) as line:
        await line.ada.start()
        await line.until(room, 2)
        script = await line.ada.wait_for("Scene 1")
        assert script.reply_markup is not None
        answer = await line.ada.press(data=Approve(project=project.id, revision=1).pack())
        assert answer.text == "On it! The video is being made."
        await line.until(room, 3)
        card = await line.ada.wait_for("voice and music")
        answer = await line.ada.press("✖️ Cancel", message_id=card.message_id)
        assert answer.text
        await line.deliver()
        assert len(await room.said()) == 3, "the card says it; another message would say it twice"
        shown: dict[int, Any] = {message.message_id: message for message in await line.ada.messages()}
        assert "Cancelled" in shown[card.message_id].text
        assert shown[script.message_id].reply_markup is None


async def test_a_draft_grows_and_can_be_stopped_over_http(
    room: Room, database: Database, tmp_path: Path
) -> None:
    async with connected(database, tmp_path) as line:
        await line.ada.start()
        await line.until(room, 1)
        await line.ada.send("an ad")
        async with LiveDraft(line.bot, ADA.id, 5) as live:
            live.add("What is it <about>?")
            shown = await line.ada.wait_for_draft()
            assert shown.text == "What is it <about>?"
            await line.ada.stop_draft(shown.draft_id)
            await line.until(room, 2)
        await line.ada.wait_for("Stopped")


async def test_the_profile_is_taken_over_http(database: Database, tmp_path: Path) -> None:
    async def nothing() -> None:
        return None

    async def keep(_: str) -> None:
        return None

    async with connected(database, tmp_path) as line:
        assert await introduce(line.bot, SPEECH, read_marks=nothing, write_marks=keep)
        shown = [command.command for command in await line.bot.get_my_commands()]
        assert shown == list(COMMANDS)
