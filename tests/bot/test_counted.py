"""What Telegram is asked, how it ends, and how soon a person sees something, is told to whoever watches."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import SendMessage

from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.counted import outcome_of
from bot.intake import Intake
from db.engine import Database
from db.errors import DatabaseUnavailable
from tests.bot.conftest import PACE, SPEECH
from tests.support.telegram import TOKEN, Client, RecordingSession
from tests.support.watching import Recorder

SAY = SendMessage(chat_id=1, text="x")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramRetryAfter(SAY, "slow down", retry_after=7), "429"),
        (TelegramServerError(SAY, "bad gateway"), "500"),
        (TelegramNetworkError(SAY, "reset"), "network"),
        (TimeoutError(), "network"),
        (ValueError(), "other"),
    ],
)
async def test_every_call_is_counted_by_how_it_ended(error: Exception, outcome: str) -> None:
    session, watch = RecordingSession(), Recorder()
    bot = build_bot(ChatSettings(TOKEN), session, watch)
    session.plan(SendMessage, error)
    with pytest.raises(type(error)):
        await bot.send_message(1, "x")
    await bot.send_message(1, "x")
    assert watch.told == [("sendMessage", outcome), ("sendMessage", "ok")]
    assert outcome_of(error) == outcome


async def test_an_update_and_the_first_thing_its_person_sees_are_timed(database: Database) -> None:
    session, watch, chat = RecordingSession(), Recorder(), ChatSettings(TOKEN)
    dispatcher = build_dispatcher(database, chat, SPEECH)
    intake = Intake(build_bot(chat, session), dispatcher, database, SPEECH, pace=PACE, watch=watch)
    await intake.take(Client().press("nothing we know"))
    await intake.settle()
    assert watch.told == [("update", "taken"), ("reacted", "bot")]
    taken, reacted = watch.seconds
    assert taken is not None
    assert reacted is not None
    assert 0 < taken <= reacted

    await database.dispose()
    away = Database(type(database.settings)("postgresql://me@127.0.0.1:1/ads"))
    intake = Intake(build_bot(chat, session), build_dispatcher(away, chat, SPEECH), away, SPEECH, watch=watch)
    with pytest.raises(DatabaseUnavailable):
        await intake.take(Client().text("An ad for cold brew"))
    assert watch.told[-1] == ("update", "no_database")
    await away.dispose()
