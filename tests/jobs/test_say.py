"""What waits in the outbox reaches the chat: in order, in time, whatever Telegram answers (faults 21–25)."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import EditMessageText, GetMe, SendMediaGroup, SendMessage, SendVideo
from aiogram.types import FSInputFile, InlineKeyboardMarkup
from aiogram.types import User as TelegramUser
from sqlalchemy import select, text

from bot.home import StopSharing
from bot.i18n import Markup
from bot.views.example import example_payload
from bot.views.words import Button, StartLink, Words
from db import outbox
from db.enums import ChatRole
from db.models import ChatMessage, OutboxRow, User
from db.production import Production
from tests.jobs.shop import SPEECH, Shop
from tests.support.people import met

ANY = SendMessage(chat_id=1, text="…")


async def say(shop: Shop, words: str, chat: int = 1, *, kind: str = "text", key: str = "") -> None:
    """Write `words` into the outbox of a chat."""
    async with shop.database.transaction() as session:
        await outbox.say(
            session,
            chat_id=chat,
            thread_id=None,
            kind=kind,  # type: ignore[arg-type]
            payload={"text": words},
            dedupe_key=key or f"{chat}:{words}",
        )


async def rows(shop: Shop, chat: int = 1) -> list[OutboxRow]:
    async with shop.database.transaction() as session:
        query = select(OutboxRow).where(OutboxRow.chat_id == chat).order_by(OutboxRow.id)
        return list((await session.scalars(query)).all())


def heard(shop: Shop, chat: int) -> list[str]:
    return [call.text for call in shop.session.of(SendMessage) if call.chat_id == chat]


async def test_a_chat_is_told_in_order(shop: Shop) -> None:
    words = [f"{number}" for number in range(12)]
    for each in words:
        await say(shop, each)
    await shop.work_off()
    assert heard(shop, 1) == words
    assert all(row.sent_version == row.version for row in await rows(shop))


async def test_what_we_brought_along_is_uploaded_once(shop: Shop) -> None:
    """The example ad: the first goes out as a file with all that Telegram needs, the next by its id."""
    for key in ("one", "two"):
        async with shop.database.transaction() as session:
            payload = example_payload(SPEECH.of("es"))
            await outbox.say(
                session, chat_id=1, thread_id=None, kind="video", payload=payload, dedupe_key=key
            )
        await shop.work_off()
    first, second = shop.session.of(SendVideo)
    assert isinstance(first.video, FSInputFile)
    assert isinstance(first.thumbnail, FSInputFile)
    assert (first.width, first.height, first.duration) == (1080, 1920, 15)
    assert first.supports_streaming
    assert isinstance(second.video, str)


async def test_pictures_that_telegram_has_are_not_uploaded_again(shop: Shop) -> None:
    """Nor fetched; where Telegram has forgotten one, it is."""
    uris = {}
    for number in (1, 2):
        path = shop.media.parent / f"{number}.jpg"
        path.write_bytes(b"jpeg")
        uris[f"photo-{number}"] = (await shop.crew.storage.put(path, path.name)).uri
    media = [{"file": key, "kind": "photo"} for key in uris]
    for number, payload in enumerate(
        ({"stored": uris, "media": media}, {"stored": uris, "media": [media[1], media[0]]}, None)
    ):
        if payload is None:  # the last one once more, but Telegram refuses its name
            refused = TelegramBadRequest(method=ANY, message="Bad Request: wrong file identifier")
            shop.session.plan(SendMediaGroup, refused)
        async with shop.database.transaction() as session:
            await outbox.say(
                session, chat_id=1, thread_id=None, kind="album",
                payload=payload or {"stored": uris, "media": media}, dedupe_key=f"album-{number}",
            )  # fmt: skip
        await shop.work_off()
    sent = [[one.media for one in call.media] for call in shop.session.of(SendMediaGroup)]
    assert [all(isinstance(one, str) for one in album) for album in sent] == [False, True, True, False]
    assert sent[1] == ["photo-1001", "photo-1000"]


async def test_a_link_to_the_bot_itself_is_made_when_it_is_sent(shop: Shop) -> None:
    """In the text, and behind a button that copies it; only Telegram knows the bot's name."""
    me = TelegramUser(id=42, is_bot=True, first_name="Briefcut", username="made_for_tests_bot")
    shop.session.plan(GetMe, me)
    link = StartLink("Copy the link", "b_abc")
    stop_it = StopSharing(project=UUID(int=1))
    words = Words(Markup(f"Here: {StartLink.MARK}!"), ((Button("Stop", stop_it),),), start=link)
    async with shop.database.transaction() as session:
        await outbox.say(
            session, chat_id=1, thread_id=None, kind="text", payload=words.payload(), dedupe_key="link"
        )
    await shop.work_off()
    (sent,) = shop.session.of(SendMessage)
    assert sent.text == "Here: https://t.me/made_for_tests_bot?start=b_abc!"
    keyboard = sent.reply_markup
    assert isinstance(keyboard, InlineKeyboardMarkup)
    (copy,), (stop,) = keyboard.inline_keyboard
    assert copy.copy_text is not None
    assert (copy.text, copy.copy_text.text) == (
        "Copy the link",
        "https://t.me/made_for_tests_bot?start=b_abc",
    )
    assert stop.callback_data == stop_it.pack()


async def test_a_flooded_chat_waits_and_holds_nobody_else(shop: Shop) -> None:
    shop.session.plan(SendMessage, TelegramRetryAfter(ANY, "Too Many Requests", retry_after=1))
    await say(shop, "first")
    await say(shop, "second")
    began = time.monotonic()
    await shop.do("say", {"chat_id": 1})
    await say(shop, "said while the chat is held")
    await say(shop, "hello", chat=2)
    await shop.do("say", {"chat_id": 2})
    assert heard(shop, 2) == ["hello"]
    assert time.monotonic() - began < 0.9, "the other chat did not wait"
    assert heard(shop, 1) == ["first"]
    await shop.work_off()
    assert time.monotonic() - began >= 1.0, "Telegram's pause was kept"
    assert heard(shop, 1) == ["first", "first", "second", "said while the chat is held"]


@pytest.mark.parametrize(
    "error",
    [
        TelegramServerError(ANY, "Bad Gateway"),
        TelegramNetworkError(ANY, "Connection reset by peer"),
        TimeoutError(),
        ConnectionResetError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_telegram_failed_to_take_is_sent_again_in_order(shop: Shop, error: Exception) -> None:
    shop.session.plan(SendMessage, error, error, error)
    await say(shop, "first")
    await say(shop, "second")
    await shop.work_off()
    assert heard(shop, 1) == ["first", "first", "first", "first", "second"]
    assert [row.error_message for row in await rows(shop)] == [None, None]


async def test_who_blocked_the_bot_is_remembered_and_left_alone(shop: Shop) -> None:
    async with shop.database.transaction() as session:
        await met(session, 1)
    shop.session.plan(SendMessage, TelegramForbiddenError(ANY, "bot was blocked by the user"))
    for words in ("first", "second", "third"):
        await say(shop, words)
    await shop.work_off()
    async with shop.database.transaction() as session:
        user = (await session.scalars(select(User))).one()
        assert user.blocked_at is not None
    assert all(row.dropped_at is not None for row in await rows(shop))
    assert heard(shop, 1) == ["first"], "one refusal is enough to know"
    assert await shop.next_job() is None, "nothing is tried again"

    async with shop.database.transaction() as session:
        await met(session, 1)
    await say(shop, "welcome back")
    await shop.work_off()
    assert heard(shop, 1)[-1] == "welcome back"


async def test_a_group_that_became_a_supergroup_is_told_there(shop: Shop) -> None:
    new = -1_000_000_000_005
    shop.session.plan(SendMessage, TelegramMigrateToChat(ANY, "group upgraded", new))
    for words in ("first", "second"):
        await say(shop, words, chat=-5)
    await shop.work_off()
    assert (heard(shop, -5), heard(shop, new)) == (["first"], ["first", "second"])
    assert await rows(shop, -5) == []


async def test_words_that_telegram_cannot_parse_are_sent_bare(shop: Shop) -> None:
    shop.session.plan(
        SendMessage, TelegramBadRequest(ANY, "Bad Request: can't parse entities: unsupported start tag")
    )
    await say(shop, "<b>bold</b> &lt; thin")
    await say(shop, "<i>next</i>")
    await shop.work_off()
    first, bare, following = shop.session.of(SendMessage)
    assert (first.text, bare.text) == ("<b>bold</b> &lt; thin", "bold < thin")
    assert bare.parse_mode is None
    assert following.text == "<i>next</i>"


async def test_a_message_that_telegram_never_takes_does_not_hold_back_the_next(shop: Shop) -> None:
    shop.session.plan(SendMessage, TelegramBadRequest(ANY, "Bad Request: BUTTON_DATA_INVALID"))
    await say(shop, "bad")
    await say(shop, "good")
    await shop.work_off()
    assert heard(shop, 1) == ["bad", "good"]
    bad, good = await rows(shop)
    assert bad.dropped_at is not None
    assert "BUTTON_DATA_INVALID" in (bad.error_message or "")
    assert good.sent_version == 1


async def test_a_card_is_one_message_that_is_edited(shop: Shop) -> None:
    for words in ("10 %", "20 %", "20 %", "30 %"):
        await say(shop, words, kind="card", key="card")
        await shop.work_off()
    assert heard(shop, 1) == ["10 %"]
    assert [(edit.text, edit.message_id) for edit in shop.session.of(EditMessageText)] == [
        ("20 %", 1000),
        ("30 %", 1000),
    ]


async def test_only_the_newest_version_of_a_waiting_card_is_said(shop: Shop) -> None:
    for words in ("10 %", "20 %", "30 %"):
        await say(shop, words, kind="card", key="card")
    await shop.work_off()
    assert heard(shop, 1) == ["30 %"]


@pytest.mark.parametrize("answer", ["message is not modified", "message to edit not found"])
async def test_a_card_survives_what_people_do_to_it(shop: Shop, answer: str) -> None:
    await say(shop, "10 %", kind="card", key="card")
    await shop.work_off()
    shop.session.plan(EditMessageText, TelegramBadRequest(ANY, f"Bad Request: {answer}"))
    await say(shop, "20 %", kind="card", key="card")
    await shop.work_off()
    (row,) = await rows(shop)
    assert row.sent_version == row.version
    deleted = "not found" in answer
    assert heard(shop, 1) == (["10 %", "20 %"] if deleted else ["10 %"])
    await say(shop, "30 %", kind="card", key="card")
    await shop.work_off()
    assert shop.session.of(EditMessageText)[-1].message_id == (1001 if deleted else 1000)


async def test_a_card_that_moves_on_while_it_is_sent_is_sent_again(shop: Shop) -> None:
    async def meanwhile(method: SendMessage) -> object:
        await say(shop, "20 %", kind="card", key="card")
        return shop.session._usual(method)

    shop.session.plan(SendMessage, meanwhile)
    await say(shop, "10 %", kind="card", key="card")
    await shop.work_off()
    assert heard(shop, 1) == ["10 %"]
    assert shop.edits() == ["20 %"]


@pytest.mark.parametrize("lock", ["our own", "FOR UPDATE"])
async def test_noting_what_was_said_never_waits_for_the_ad(shop: Shop, lock: str) -> None:
    """The pipeline holds the ad's row while it writes the status card: waiting for it here would be a deadlock."""
    project = await shop.ad()
    async with shop.database.transaction() as session:
        row_id = await outbox.say(
            session,
            chat_id=1,
            thread_id=None,
            kind="card",
            payload={"text": "10 %"},
            dedupe_key="card",
            user_id=project.user_id,
            project_id=project.id,
            then=("advance", {"project_id": "x"}),
        )
    async with shop.database.transaction() as pipeline:
        if lock == "our own":
            await Production(pipeline).project(project.id, lock=True)
        else:
            await pipeline.execute(text("SELECT id FROM ad_projects FOR UPDATE"))
        async with asyncio.timeout(2), shop.database.transaction() as sender:
            assert await outbox.mark_sent(sender, row_id, 1, 1000)
        if lock == "our own":
            async with asyncio.timeout(2), shop.database.transaction() as other:
                other.add(ChatMessage(project_id=project.id, role=ChatRole.USER, content="meanwhile"))


async def test_two_senders_of_one_chat_never_send_what_follows_twice(shop: Shop) -> None:
    """The engine's lock keeps them apart; should it fail, what follows a message still happens once."""
    async with shop.database.transaction() as session:
        await outbox.say(
            session,
            chat_id=1,
            thread_id=None,
            kind="text",
            payload={"text": "once"},
            dedupe_key="once",
            then=("advance", {"project_id": "x"}),
        )
    gate = asyncio.Event()

    async def slow(method: SendMessage) -> object:
        await gate.wait()
        return shop.session._usual(method)

    shop.session.plan(SendMessage, slow, slow)
    from jobs.say import say as send_all

    both = [asyncio.create_task(send_all(shop.crew, 1)) for _ in range(2)]
    async with asyncio.timeout(5):
        while len(shop.session.of(SendMessage)) < 2:
            await asyncio.sleep(0.005)
    gate.set()
    await asyncio.gather(*both)
    follow = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'advance'"
    async with shop.database.transaction() as session:
        assert await session.scalar(text(follow)) == 1
