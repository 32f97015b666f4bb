"""Fault 19: every connection is busy. Who asks is answered in bounded time, and told to come again; nothing is lost.

Fault 18, deadlocks and serialization failures, is in `tests/db/test_engine.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from bot.app import WEBHOOK_PATH, ChatSettings, build_bot, build_dispatcher
from bot.arriving import SECRET_HEADER, WebhookHandler
from bot.inbox import Inbox
from bot.intake import Intake
from briefcut.config import Config, HttpSettings
from briefcut.http import HttpServer
from briefcut.roles import _readiness
from db.engine import Database, DatabaseSettings
from db.errors import DatabaseUnavailable
from tests.bot.conftest import PACE, SPEECH
from tests.support.database import count
from tests.support.telegram import TOKEN, Client, RecordingSession

WAIT_S = 0.2
BOUND_S = 5.0
"""Generous: the machine may be busy, but nobody may wait for ever."""


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """A pool of two connections that is waited for a fifth of a second."""
    settings = DatabaseSettings(database_url, pool_size=1, max_overflow=1, pool_timeout_s=WAIT_S)
    database = Database(settings)
    yield database
    await database.dispose()


@pytest.fixture
async def page(narrow: Database, tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """The product's HTTP port with the webhook and /readyz on the narrow pool."""
    chat = ChatSettings(TOKEN)
    intake = Intake(
        build_bot(chat, session=RecordingSession()),
        build_dispatcher(narrow, chat, SPEECH),
        narrow,
        SPEECH,
        pace=PACE,
    )
    inbox = Inbox(intake, narrow)
    server = HttpServer(
        HttpSettings(port=0),
        lambda: _readiness(narrow, narrow.settings.url, Config(home=tmp_path)),
        readiness_limit=BOUND_S,
        registry=CollectorRegistry(),
    )
    server.add(lambda app: app.router.add_post(WEBHOOK_PATH, WebhookHandler(inbox, "s3cret").handle))
    await server.start()
    async with aiohttp.ClientSession(server.url, headers={SECRET_HEADER: "s3cret"}) as client:
        yield client
    await server.stop()
    await inbox.settle()


async def test_a_full_pool_is_answered_in_time_and_nothing_is_lost(
    narrow: Database, database: Database, page: aiohttp.ClientSession
) -> None:
    update = Client().text("An ad for cold brew").model_dump_json(exclude_none=True)
    started = time.monotonic()
    async with narrow.transaction(), narrow.transaction():
        with pytest.raises(DatabaseUnavailable, match="busy"):
            await narrow.ping()
        async with page.post(WEBHOOK_PATH, data=update) as answer:
            assert answer.status == 503
        async with page.get("/readyz") as answer:
            assert answer.status == 503
            said = (await answer.json())["checks"]["database"]
            assert said == {"ok": False, "detail": "every connection of the pool is busy"}
        async with page.get("/healthz") as answer:
            assert answer.status == 200
    assert time.monotonic() - started < BOUND_S
    for _ in range(2):  # Telegram sends it again, and once more
        async with page.post(WEBHOOK_PATH, data=update) as answer:
            assert answer.status == 200
    async with page.get("/readyz") as answer:
        assert answer.status == 200
    async with asyncio.timeout(BOUND_S):
        while await count(database, "SELECT count(*) FROM processed_updates WHERE payload IS NOT NULL"):
            await asyncio.sleep(0.01)
    assert await count(database, "SELECT count(*) FROM chat_messages") == 1
