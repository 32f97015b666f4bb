"""Fault 18 on the way in: a message whose transaction lost a deadlock is handled anew, at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text

from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.intake import Intake
from db.engine import Database, DatabaseSettings
from db.models import AdProject, ChatMessage, User
from tests.bot.conftest import PACE, SPEECH
from tests.support.telegram import TOKEN, Client, RecordingSession

_WAITING = """SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND a.datname = current_database()"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(DatabaseSettings(database_url, pool_size=4))
    yield database
    await database.dispose()


async def test_a_message_that_lost_a_deadlock_is_handled_at_once(database: Database) -> None:
    chat, ada = ChatSettings(TOKEN), Client()
    intake = Intake(
        build_bot(chat, session=RecordingSession()),
        build_dispatcher(database, chat, SPEECH),
        database,
        SPEECH,
        pace=PACE,
    )
    await intake.take(ada.text("an ad for our tea"))
    async with database.transaction() as rival:
        # The handler holds the person and wants the ad; the rival holds the ad and wants the person.
        await rival.scalars(select(AdProject).with_for_update())
        second = asyncio.create_task(intake.take(ada.text("for students")))
        async with database.transaction() as onlooker, asyncio.timeout(20):
            while not await onlooker.scalar(text(_WAITING)):
                await asyncio.sleep(0.01)
        await rival.execute(text("SET LOCAL deadlock_timeout = '1min'"))  # so that the handler is the victim
        await rival.scalars(select(User).with_for_update())
    await second
    async with database.transaction() as session:
        said = (await session.scalars(select(ChatMessage.content).order_by(ChatMessage.timestamp))).all()
    assert sorted(said) == ["an ad for our tea", "for students"]
