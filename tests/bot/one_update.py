"""A bot process that is given updates at once, handles them and ends:
`python -m tests.bot.one_update DATABASE_URL UPDATE_JSON…`."""

from __future__ import annotations

import asyncio
import sys

from aiogram.types import Update

from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.i18n import Speech
from bot.inbox import Inbox
from bot.intake import Intake
from db.engine import Database, DatabaseSettings
from tests.support.telegram import TOKEN, RecordingSession


async def main(url: str, *updates: str) -> None:
    database, settings, speech = Database(DatabaseSettings(url)), ChatSettings(TOKEN), Speech.load()
    bot = build_bot(settings, RecordingSession())
    intake = Intake(bot, build_dispatcher(database, settings, speech), database, speech)
    inbox = Inbox(intake, database)
    await inbox.keep(*((Update.model_validate_json(update), update) for update in updates))
    await inbox.settle()
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
