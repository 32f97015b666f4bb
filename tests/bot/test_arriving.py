"""The two ways in: nothing is confirmed before it is kept, nothing is lost, and no update can stop the chat."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import AnswerCallbackQuery, DeleteWebhook, GetUpdates, SendChatAction, SetWebhook
from aiogram.types import Update
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Executable

from bot.app import WEBHOOK_PATH, ChatSettings, build_dispatcher, set_webhook, webhook_routes
from bot.arriving import BODY_LIMIT, SECRET_HEADER, WebhookHandler, poll
from bot.inbox import Inbox
from bot.intake import Intake, IntakePace
from db.engine import Database, DatabaseSettings
from db.errors import DamagedRow, DatabaseUnavailable
from db.models import ChatMessage, ProcessedUpdate
from tests.bot.conftest import PACE, SPEECH, Room
from tests.support.telegram import TOKEN, Client, RecordingSession

ASK = GetUpdates()


class Server:
    """Telegram's side of long polling: keeps updates until a later offset confirms them, then sets `stop`."""

    def __init__(self, session: RecordingSession, stop: asyncio.Event, *updates: Update) -> None:
        self.waiting = list(updates)
        self.offsets: list[int | None] = []
        self._stop = stop
        session.plan(GetUpdates, *(self.answer for _ in range(100)))

    async def answer(self, method: GetUpdates) -> list[Update]:
        self.offsets.append(method.offset)
        if method.offset is not None:
            self.waiting = [update for update in self.waiting if update.update_id >= method.offset]
        if not self.waiting:
            self._stop.set()
            await asyncio.Event().wait()  # a long poll; the stop cancels it
        return self.waiting


class Faults:
    """A database that fails for some statements and entries into a transaction."""

    def __init__(self, database: Database, *faults: Exception | None) -> None:
        self._database = database
        self._faults = list(faults)

    def _fail(self) -> None:
        fault = self._faults.pop(0) if self._faults else None
        if fault is not None:
            raise fault

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[object]:
        self._fail()
        async with self._database.transaction() as session:
            yield session

    async def run(self, work: Callable[[object], Awaitable[object]]) -> object:
        async with self.transaction() as session:
            return await work(session)

    async def ask(self, statement: Executable, values: dict[str, object]) -> object:
        self._fail()
        return await self._database.ask(statement, values)


def faulty(room: Room, *faults: Exception | None) -> Intake:
    """Its handlers' transactions fail."""
    settings = ChatSettings(TOKEN)
    database = Faults(room.database, *faults)
    dispatcher = build_dispatcher(database, settings, SPEECH)  # type: ignore[arg-type]
    return Intake(room.intake.bot, dispatcher, room.database, SPEECH, pace=PACE, reference=lambda: "REF1")


@dataclass
class Rests:
    """The pauses that were made: none takes time."""

    made: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.made.append(seconds)
        await asyncio.sleep(0)


def inbox_of(room: Room, intake: Intake | None = None, *faults: Exception | None) -> tuple[Inbox, Rests]:
    """An inbox whose own statements fail as `faults` say, and the pauses between its tries."""
    rests = Rests()
    database = Faults(room.database, *faults)
    return Inbox(intake or room.intake, database, sleep=rests), rests  # type: ignore[arg-type]


async def run(inbox: Inbox, stop: asyncio.Event) -> list[float]:
    """Polls until the stop, and until all that came is handled; the pauses that were made in polling."""
    rests = Rests()
    async with asyncio.timeout(10):
        await poll(inbox, stop, sleep=rests)
        await inbox.settle()
    return rests.made


async def test_polling_confirms_what_is_kept(room: Room, client: Client) -> None:
    stop = asyncio.Event()
    first, second = client.text("a"), client.text("b")
    server = Server(room.session, stop, first, second)
    inbox, _ = inbox_of(room)
    assert await run(inbox, stop) == []
    assert [content for _, content in await room.lines()] == ["a", "b"]
    assert server.offsets == [None, second.update_id + 1]
    (asked, _) = room.session.of(GetUpdates)
    assert "stopped_message_generation" in (asked.allowed_updates or [])


@pytest.mark.parametrize(
    "burst",
    [
        Client().photo(),
        Client().text("a long story " * 320),
        Client().document("brief.pdf", "application/pdf", media_group_id="7"),
    ],
    ids=["a photo", "a piece of a long text", "a file of an album"],
)
async def test_whoever_waits_for_the_rest_of_a_burst_sees_typing_and_holds_nobody_up(
    room: Room, burst: Update
) -> None:
    shown, answered = asyncio.Event(), asyncio.Event()

    async def show(_: object) -> bool:
        shown.set()
        await answered.wait()
        return True

    room.session.plan(SendChatAction, show)
    async with asyncio.timeout(20):
        await room.get(burst)  # although Telegram has not answered
        await shown.wait()
    answered.set()


async def test_the_database_away_the_same_updates_come_again(room: Room, client: Client) -> None:
    stop = asyncio.Event()
    server = Server(room.session, stop, client.text("a"), client.text("b"))
    inbox, _ = inbox_of(room, None, *(DatabaseUnavailable("gone") for _ in range(7)))
    rests = await run(inbox, stop)
    assert [content for _, content in await room.lines()] == ["a", "b"]
    assert rests == [min(PACE.longest_wait_s, PACE.first_wait_s * 2**n) for n in range(7)]
    assert len(server.offsets) == 2


async def test_a_stop_while_the_database_is_away_confirms_nothing(room: Room, client: Client) -> None:
    stop = asyncio.Event()
    server = Server(room.session, stop, client.text("a"))
    inbox, _ = inbox_of(room, faulty(room, *(DatabaseUnavailable("gone") for _ in range(1000))))

    async def sleep(seconds: float) -> None:
        stop.set()

    await asyncio.wait_for(poll(inbox, stop, sleep=sleep), 10)
    assert server.offsets == [None]
    assert await room.count(ProcessedUpdate) == 0


async def test_a_poison_update_is_given_up_with_a_word(
    room: Room, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    stop = asyncio.Event()
    poison, healthy = client.text("a secret"), client.text("b")
    server = Server(room.session, stop, poison, healthy)
    inbox, _ = inbox_of(room, faulty(room, *(RuntimeError("bad") for _ in range(3))))
    with caplog.at_level(logging.ERROR):
        await run(inbox, stop)
    assert await room.lines() == [("text", "b")]
    (said,) = await room.said()
    assert "Nothing was charged" in said
    assert "REF1" in said
    assert "REF1" in caplog.text
    assert "a secret" not in caplog.text
    assert server.offsets[-1] == healthy.update_id + 1
    assert [row.payload for row in await room.all(ProcessedUpdate)] == [None, None]


async def test_a_poison_press_is_answered_too(room: Room, client: Client) -> None:
    stop = asyncio.Event()
    Server(room.session, stop, client.press("new"))
    inbox, _ = inbox_of(room, faulty(room, *(DamagedRow("scripts") for _ in range(3))))
    await run(inbox, stop)
    assert len(room.session.of(AnswerCallbackQuery)) == 1
    assert "can't be read" in (await room.said())[0]


async def test_telegram_away_is_waited_for(room: Room, client: Client) -> None:
    stop = asyncio.Event()
    room.session.plan(
        GetUpdates,
        TelegramNetworkError(method=ASK, message="reset"),
        TelegramRetryAfter(method=ASK, message="slow down", retry_after=17),
        TelegramConflictError(method=ASK, message="terminated by other getUpdates request"),
        TelegramConflictError(method=ASK, message="can't use getUpdates method while webhook is active"),
    )
    Server(room.session, stop, client.text("a"))
    inbox, _ = inbox_of(room)
    rests = await run(inbox, stop)
    assert await room.lines() == [("text", "a")]
    assert 17 in rests
    (removed,) = room.session.of(DeleteWebhook)
    assert removed.drop_pending_updates is False


async def test_a_wrong_token_is_not_waited_for(room: Room) -> None:
    room.session.plan(GetUpdates, TelegramUnauthorizedError(method=ASK, message="Unauthorized"))
    with pytest.raises(TelegramUnauthorizedError):
        await run(inbox_of(room)[0], asyncio.Event())


def test_waits_double_up_to_the_longest() -> None:
    pace = IntakePace(first_wait_s=0.5, longest_wait_s=5)
    assert [pace.wait_s(n) for n in (1, 2, 3, 4, 5, 999)] == [0.5, 1, 2, 4, 5, 5]


# ── webhook ──────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def served(inbox: Inbox) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    settings = ChatSettings(TOKEN, public_url="https://bot.example/", webhook_secret="s3cret")
    app = web.Application(client_max_size=50 * BODY_LIMIT)
    app.add_routes(webhook_routes(inbox, settings))
    async with TestClient(TestServer(app)) as http:
        yield http
        await inbox.settle()


def body(update: Update) -> str:
    return update.model_dump_json(exclude_none=True, by_alias=True)


RIGHT = {SECRET_HEADER: "s3cret"}


async def test_a_webhook_answers_200_after_the_commit(room: Room, client: Client) -> None:
    update = body(client.text("a"))
    async with served(inbox_of(room)[0]) as http:
        for _ in range(2):
            response = await http.post(WEBHOOK_PATH, data=update, headers=RIGHT)
            assert response.status == 200
    assert await room.lines() == [("text", "a")]


@pytest.mark.parametrize("secret", [None, "", "wrong", "s3cre", "s3crets", "schlüssel"])
async def test_a_wrong_secret_is_refused(room: Room, client: Client, secret: str | None) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with served(inbox_of(room)[0]) as http:
        response = await http.post(WEBHOOK_PATH, data=body(client.text("a")), headers=headers)
        assert response.status == 401
    assert await room.count(ChatMessage) == 0


async def test_a_body_over_one_megabyte_is_refused_with_and_without_its_length(room: Room) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * (BODY_LIMIT // 2)

    async with served(inbox_of(room)[0]) as http:
        for data in (io.BytesIO(b" " * (BODY_LIMIT + 1)), chunks()):
            response = await http.post(WEBHOOK_PATH, data=data, headers=RIGHT)
            assert response.status == 413


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"update_id": "x"}', "\x00"])
async def test_what_is_no_update_is_a_bad_request(room: Room, junk: str) -> None:
    async with served(inbox_of(room)[0]) as http:
        assert (await http.post(WEBHOOK_PATH, data=junk, headers=RIGHT)).status == 400


async def test_telegram_sends_again_what_could_not_be_kept(room: Room, client: Client) -> None:
    away = DatabaseUnavailable("gone")
    inbox, _ = inbox_of(room, faulty(room, away, RuntimeError("bad")), away)
    update = body(client.text("a"))
    async with served(inbox) as http:
        answers = [(await http.post(WEBHOOK_PATH, data=update, headers=RIGHT)).status for _ in range(4)]
    # Its handler had no database; it failed, and could not be kept; it was handled; it was handled before.
    assert answers == [503, 503, 200, 200]
    assert await room.lines() == [("text", "a")]


async def test_a_number_that_postgres_cannot_count_to_holds_nobody_up(room: Room, client: Client) -> None:
    update = client.text("a").model_copy(update={"update_id": 2**63})
    async with served(inbox_of(room)[0]) as http:
        assert (await http.post(WEBHOOK_PATH, data=body(update), headers=RIGHT)).status == 400


def test_a_webhook_without_a_secret_is_not_built(room: Room) -> None:
    with pytest.raises(ValueError, match="secret"):
        WebhookHandler(inbox_of(room)[0], "")


async def test_the_webhook_is_set_with_secret_and_update_types(room: Room) -> None:
    settings = ChatSettings(TOKEN, public_url="https://bot.example/", webhook_secret="s3cret")
    await set_webhook(room.intake.bot, room.intake.dispatcher, settings)
    (call,) = room.session.of(SetWebhook)
    assert (call.url, call.secret_token) == ("https://bot.example/telegram/webhook", "s3cret")
    assert call.drop_pending_updates is False
    assert "callback_query" in (call.allowed_updates or [])
    with pytest.raises(ValueError, match="secret"):
        await set_webhook(
            room.intake.bot, room.intake.dispatcher, ChatSettings(TOKEN, public_url="https://x")
        )


async def test_a_database_that_cannot_be_reached_raises_what_is_waited_for(
    room: Room, client: Client
) -> None:
    nowhere = Database(DatabaseSettings("postgresql://x@127.0.0.1:1/x", connect_timeout_s=0.5))
    dispatcher = build_dispatcher(nowhere, ChatSettings(TOKEN), SPEECH)
    intake = Intake(room.intake.bot, dispatcher, nowhere, SPEECH, pace=PACE)
    with pytest.raises(DatabaseUnavailable):
        await intake.take(client.text("a"))
    await nowhere.dispose()
