"""A turn is answered once, whatever its photos, its worker or Telegram do; and what it can't use is said."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetFile
from aiogram.types import File
from multidict import CIMultiDict, CIMultiDictProxy
from PIL import Image
from sqlalchemy import select, text
from yarl import URL

from db.enums import AdProjectStatus
from db.errors import DatabaseUnavailable
from db.models import AdProject, Asset, ChatMessage, Turn
from db.production import Production
from db.projects import Projects
from db.turns import Turns
from jobs.turn import MOST_ATTEMPTS, answer
from tests.jobs.shop import Shop
from tests.support.invariants import broken

BRIEF = (
    "6 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)
GET = GetFile(file_id="x")
NOWHERE = aiohttp.RequestInfo(URL("http://x"), "GET", CIMultiDictProxy(CIMultiDict()), URL("http://x"))


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 40, 40)).save(out, "JPEG")
    return out.getvalue()


def serves(shop: Shop, *bodies: bytes | Exception) -> None:
    """What Telegram's file server gives, one after the other; the last one again and again."""
    waiting = list(bodies)

    async def stream(url: str, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(body, Exception):
            raise body
        yield body

    async def found(method: GetFile) -> File:
        return File(file_id=method.file_id, file_unique_id="u", file_path="photos/file_1.jpg")

    shop.session.stream_content = stream  # type: ignore[method-assign]
    shop.session.plan(GetFile, *[found] * 20)


async def photo(shop: Shop, project: AdProject, message_id: int, caption: str = "") -> ChatMessage:
    return await shop.hears(
        project, caption, message_id, kind="photo", trace={"file_id": f"file-{message_id}"}
    )


async def turns(shop: Shop) -> list[Turn]:
    async with shop.database.transaction() as session:
        return list((await session.scalars(select(Turn).order_by(Turn.created_at))).all())


async def images(shop: Shop) -> int:
    async with shop.database.transaction() as session:
        return len((await session.scalars(select(Asset))).all())


async def test_a_brief_is_answered_with_a_script(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, BRIEF, 5)
    await shop.work_off()
    await shop.hears(project, "Skip", 6)
    await shop.work_off()
    assert (await shop.project(project)).revision == 1
    assert [turn.state for turn in await turns(shop)] == ["done", "done"]
    assert await broken(shop.database) == []


async def test_a_burst_of_messages_is_one_turn(shop: Shop) -> None:
    project = await shop.ad()
    for number, words in enumerate(("Fable Tea", "for students", "playful")):
        await shop.hears(project, words, 5 + number)
    await shop.work_off()
    (turn,) = await turns(shop)
    lines = await shop.count("SELECT count(*) FROM chat_messages WHERE role = 'user' AND turn_id IS NOT NULL")
    assert (turn.state, lines) == ("done", 3)


@pytest.mark.parametrize(
    "trouble",
    [
        aiohttp.ClientConnectionError("reset"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientPayloadError("cut off"),
        aiohttp.ClientResponseError(NOWHERE, (), status=502),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_photo_that_can_not_be_fetched_now_is_fetched_later(shop: Shop, trouble: Exception) -> None:
    serves(shop, trouble, trouble, jpeg())
    project = await shop.ad()
    await photo(shop, project, 5, caption="Fable Tea")
    await shop.work_off()
    (turn,) = await turns(shop)
    assert turn.state == "done"
    assert await images(shop) == 1
    assert not any("Reference" in words for words in shop.said())


@pytest.mark.parametrize(
    "trouble",
    [
        TelegramServerError(GET, "Bad Gateway"),
        TelegramNetworkError(GET, "reset"),
        TelegramRetryAfter(GET, "Too Many Requests", retry_after=1),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_telegram_that_is_busy_is_asked_again(shop: Shop, trouble: Exception) -> None:
    shop.session.plan(GetFile, trouble)
    serves(shop, jpeg())
    project = await shop.ad()
    await photo(shop, project, 5, caption="Fable Tea")
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["done"]
    assert await images(shop) == 1


async def test_a_photo_that_never_comes_is_given_up_with_a_word(shop: Shop) -> None:
    serves(shop, aiohttp.ClientResponseError(NOWHERE, (), status=502))
    project = await shop.ad()
    await photo(shop, project, 5, caption="Fable Tea")
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE turns SET created_at = created_at - interval '1 day'"))
    await shop.work_off()
    (turn,) = await turns(shop)
    assert turn.state == "done", "the caption is answered"
    assert "Telegram did not hand over that picture. Please send it again." in shop.said()
    assert await broken(shop.database) == []


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (TelegramBadRequest(GET, "Bad Request: file is too big"), "Telegram lets me fetch 20 MB at most"),
        (TelegramBadRequest(GET, "Bad Request: wrong file_id"), "Telegram no longer has that picture"),
    ],
)
async def test_a_photo_that_telegram_will_not_give_is_named(
    shop: Shop, trouble: Exception, sentence: str
) -> None:
    shop.session.plan(GetFile, trouble)
    project = await shop.ad()
    await photo(shop, project, 5)
    await shop.work_off()
    assert [words for words in shop.said() if sentence in words]
    assert [turn.state for turn in await turns(shop)] == ["done"]


async def test_a_file_that_is_gone_from_telegrams_server_is_named(shop: Shop) -> None:
    serves(shop, aiohttp.ClientResponseError(NOWHERE, (), status=404))
    project = await shop.ad()
    await photo(shop, project, 5)
    await shop.work_off()
    assert [words for words in shop.said() if "Telegram no longer has that picture" in words]


async def test_good_photos_of_an_album_are_kept_beside_bad_ones(shop: Shop) -> None:
    serves(shop, jpeg(), b"no picture", jpeg())
    project = await shop.ad()
    for number in range(3):
        await photo(shop, project, 5 + number, caption="Fable Tea" if number == 0 else "")
    await shop.work_off()
    assert await images(shop) == 2
    assert sum("not a picture I can use" in words for words in shop.said()) == 1
    assert [turn.state for turn in await turns(shop)] == ["done"]


async def test_photos_that_are_refused_for_one_reason_are_told_once(shop: Shop) -> None:
    serves(shop, b"no picture")
    project = await shop.ad()
    for number in range(4):
        await photo(shop, project, 5 + number)
    await shop.work_off()
    assert sum("not a picture I can use" in words for words in shop.said()) == 1


async def test_a_turn_whose_worker_died_too_often_gets_an_apology(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, BRIEF, 5)
    async with shop.database.transaction() as session:
        await session.execute(text(f"UPDATE turns SET attempts = {MOST_ATTEMPTS}"))
    await shop.work_off()
    (turn,) = await turns(shop)
    assert turn.state == "failed"
    assert [words for words in shop.said() if "I could not finish that answer. Nothing was charged" in words]
    assert await broken(shop.database) == []


async def test_a_turn_that_lost_its_lease_says_nothing(shop: Shop) -> None:
    gate, began = asyncio.Event(), asyncio.Event()

    async def slow(method: GetFile) -> File:
        began.set()
        await gate.wait()
        return File(file_id=method.file_id, file_unique_id="u", file_path="photos/file_1.jpg")

    shop.session.plan(GetFile, slow)
    serves(shop, jpeg())
    project = await shop.ad()
    await photo(shop, project, 5, caption="Fable Tea")
    zombie = asyncio.create_task(answer(shop.crew, project.id))
    async with asyncio.timeout(5):
        await began.wait()
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE turns SET leased_until = clock_timestamp(), lease_epoch = lease_epoch")
        )
        assert await Turns(session).claim(project.id, 30)
    gate.set()
    await zombie
    assert shop.said() == []
    (turn,) = await turns(shop)
    assert (turn.state, turn.lease_epoch) == ("running", 2)


async def test_a_database_that_goes_away_leaves_the_turn_to_the_next_worker(shop: Shop) -> None:
    project = await shop.ad()
    await photo(shop, project, 5, caption="Fable Tea")
    serves(shop, DatabaseUnavailable("away"))
    with pytest.raises(DatabaseUnavailable):
        await answer(shop.crew, project.id)
    (turn,) = await turns(shop)
    assert turn.state == "running"
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE turns SET leased_until = clock_timestamp()"))
    serves(shop, jpeg())
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["done"]
    assert not any("Reference" in words for words in shop.said())


async def test_what_is_said_while_filming_is_answered_afterwards(shop: Shop) -> None:
    project = await shop.approved_ad()
    await shop.hears(project, "make it warmer", 7)
    await answer(shop.crew, project.id)
    assert [turn.state for turn in await turns(shop)] == ["queued"]
    async with shop.database.transaction() as session:
        assert await Production(session).cancel(project.user_id, project.id)
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["done"]
    assert await broken(shop.database) == []


async def test_a_turn_that_was_stopped_before_it_began_has_no_effect_later(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, BRIEF, 5)
    async with shop.database.transaction() as session:
        assert await Turns(session).drop_queued(project.id)
    await shop.work_off()
    assert shop.said() == []
    assert await broken(shop.database) == []
    await shop.hears(project, "hello", 6)
    await shop.work_off()
    assert (await shop.project(project)).title is None, "the stopped brief was not taken"


async def test_an_edited_message_is_answered_again(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    await shop.work_off()
    async with shop.database.transaction() as session:
        found = await Projects(session, project.user_id).correct(1, 5, "an ad for Fable Coffee")
        assert found is not None
        await Turns(session).request(found, chat_id=1, thread_id=0, trigger_update_id=None)
    await shop.work_off()
    assert [turn.state for turn in await turns(shop)] == ["done", "done"]
    assert (await shop.project(project)).status is AdProjectStatus.CHAT_IN_PROGRESS
    assert (await shop.project(project)).title == "Fable Coffee"
