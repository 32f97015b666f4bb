"""Outbox rows become calls, and Telegram's answers become outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    DeleteMessage,
    EditMessageMedia,
    EditMessageText,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendMessageDraft,
    SendPhoto,
    SendVideo,
)
from aiogram.types import FSInputFile

from bot.app import ChatSettings, build_bot
from bot.outcomes import Blocked, Moved, Outcome, Refused, Retry, Sent, Wait
from bot.outgoing import draft, send
from tests.support.telegram import TOKEN, RecordingSession

CALL = SendMessage(chat_id=1, text="x")


@dataclass
class Row:
    kind: str
    payload: dict[str, Any]
    chat_id: int = 7001
    thread_id: int | None = None
    sent_message_id: int | None = None
    file_id: str | None = field(default=None)


def bad(words: str) -> TelegramBadRequest:
    return TelegramBadRequest(method=CALL, message=f"Bad Request: {words}")


@pytest.fixture
def session() -> RecordingSession:
    return RecordingSession()


@pytest.fixture
def bot(session: RecordingSession) -> Bot:
    return build_bot(ChatSettings(TOKEN), session)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "still.jpg"
    path.write_bytes(b"jpeg")
    return path


KEYBOARD = [[{"text": "Go", "callback_data": "new", "style": "success"}]]


async def test_a_text_with_buttons_silently_as_a_reply(bot: Bot, session: RecordingSession) -> None:
    payload = {"text": "<b>Hi</b>", "keyboard": KEYBOARD, "silent": True, "reply_to": 5}
    outcome = await send(bot, Row("text", payload, thread_id=3), {})
    (call,) = session.of(SendMessage)
    assert outcome == Sent(1000)
    assert (call.chat_id, call.message_thread_id, call.disable_notification) == (7001, 3, True)
    assert call.reply_parameters is not None
    assert call.reply_parameters.allow_sending_without_reply
    assert call.reply_markup is not None
    assert call.reply_markup.inline_keyboard[0][0].style == "success"  # type: ignore[union-attr]
    assert bot.default.parse_mode == "HTML"
    assert bot.default.link_preview_is_disabled


async def test_a_card_is_sent_once_then_edited(bot: Bot, session: RecordingSession) -> None:
    assert await send(bot, Row("card", {"text": "1"}), {}) == Sent(1000)
    assert await send(bot, Row("card", {"text": "2", "keyboard": KEYBOARD}, sent_message_id=77), {}) == Sent(
        77
    )
    assert len(session.of(SendMessage)) == 1
    (edit,) = session.of(EditMessageText)
    assert (edit.message_id, edit.text) == (77, "2")


async def test_a_card_that_says_the_same_is_fine(bot: Bot, session: RecordingSession) -> None:
    session.plan(EditMessageText, bad("message is not modified: specified new message content"))
    assert await send(bot, Row("card", {"text": "2"}, sent_message_id=77), {}) == Sent(77)
    assert session.of(SendMessage) == []


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited"])
async def test_a_card_that_was_deleted_is_sent_anew(bot: Bot, session: RecordingSession, words: str) -> None:
    session.plan(EditMessageText, bad(words))
    assert await send(bot, Row("card", {"text": "2"}, sent_message_id=77), {}) == Sent(1000)


@pytest.mark.parametrize("kind", ["text", "card"])
async def test_markup_that_telegram_cannot_parse_is_sent_bare(
    bot: Bot, session: RecordingSession, kind: str
) -> None:
    session.plan(SendMessage, bad("can't parse entities: unsupported start tag"))
    assert await send(bot, Row(kind, {"text": "<b>a &lt; b</b>"}), {}) == Sent(1000)
    again = session.of(SendMessage)[1]
    assert (again.text, again.parse_mode) == ("a < b", None)


async def test_a_video_carries_everything_that_phones_need(
    bot: Bot, session: RecordingSession, picture: Path
) -> None:
    payload = {
        "file": "cut", "caption": "<b>Ad</b>", "thumbnail": "thumb", "width": 1080, "height": 1920, "duration": 15,
        "keyboard": KEYBOARD,
    }  # fmt: skip
    outcome = await send(bot, Row("video", payload), {"cut": picture, "thumb": picture})
    (call,) = session.of(SendVideo)
    assert outcome == Sent(1000, ("video-1000",))
    assert (call.width, call.height, call.duration, call.supports_streaming) == (1080, 1920, 15, True)
    assert isinstance(call.video, FSInputFile)
    assert isinstance(call.thumbnail, FSInputFile)


async def test_what_telegram_has_is_not_uploaded_again(bot: Bot, session: RecordingSession) -> None:
    await send(bot, Row("video", {"file_id": "abc"}), {})
    await send(bot, Row("video", {"file": "cut"}), {"cut": "def"})
    assert [call.video for call in session.of(SendVideo)] == ["abc", "def"]


async def test_a_caption_that_cannot_be_parsed_is_sent_bare(
    bot: Bot, session: RecordingSession, picture: Path
) -> None:
    session.plan(SendPhoto, bad("can't parse entities"))
    outcome = await send(bot, Row("photo", {"file": "p", "caption": "<i>x</i>"}), {"p": picture})
    assert outcome == Sent(1000, ("photo-1000",))
    assert [call.caption for call in session.of(SendPhoto)] == ["<i>x</i>", "x"]


async def test_a_document_keeps_its_name(bot: Bot, session: RecordingSession, picture: Path) -> None:
    await send(bot, Row("document", {"file": "p", "name": "master.mp4"}), {"p": picture})
    (call,) = session.of(SendDocument)
    assert isinstance(call.document, FSInputFile)
    assert call.document.filename == "master.mp4"


async def test_an_album_has_one_caption(bot: Bot, session: RecordingSession, picture: Path) -> None:
    media = [{"file": "a"}, {"file": "a", "caption": "second"}, {"file_id": "v", "kind": "video"}]
    outcome = await send(bot, Row("album", {"media": media, "caption": "all"}), {"a": picture})
    (call,) = session.of(SendMediaGroup)
    assert [each.caption for each in call.media] == ["all", "second", None]
    assert [each.type for each in call.media] == ["photo", "photo", "video"]
    assert isinstance(outcome, Sent)
    assert len(outcome.file_ids) == 3


@pytest.mark.parametrize(
    "words", [None, "message to delete not found", "message can't be deleted for everyone"]
)
async def test_a_deletion_that_is_too_late_is_done(
    bot: Bot, session: RecordingSession, words: str | None
) -> None:
    if words:
        session.plan(DeleteMessage, bad(words))
    assert await send(bot, Row("delete", {"message_id": 5}), {}) == Sent(None)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramRetryAfter(method=CALL, message="Flood", retry_after=30), Wait(30)),
        (TelegramForbiddenError(method=CALL, message="Forbidden: bot was blocked by the user"), Blocked()),
        (bad("chat not found"), Blocked()),
        (TelegramForbiddenError(method=CALL, message="Forbidden: user is deactivated"), Blocked()),
        (TelegramEntityTooLarge(method=CALL, message="Too Large"), Refused("Too Large", True)),
        (bad("file is too big"), Refused("Bad Request: file is too big", True)),
        (bad("message is too long"), Refused("Bad Request: message is too long")),
        (bad("BUTTON_DATA_INVALID"), Refused("Bad Request: BUTTON_DATA_INVALID")),
        (TelegramServerError(method=CALL, message="Internal"), Retry(3.0, "Internal")),
        (RestartingTelegram(method=CALL, message="restart"), Retry(3.0, "restart")),
        (TelegramNetworkError(method=CALL, message="reset"), Retry(2.0, "TelegramNetworkError")),
        (ClientDecodeError("x", ValueError("y"), "<html>"), Retry(2.0, "ClientDecodeError")),
        (TimeoutError(), Retry(2.0, "TimeoutError")),
        (ConnectionResetError(), Retry(2.0, "ConnectionResetError")),
    ],
)  # fmt: skip
async def test_every_failure_has_its_outcome(
    bot: Bot, session: RecordingSession, error: Exception, outcome: Outcome
) -> None:
    session.plan(SendMessage, error)
    assert await send(bot, Row("text", {"text": "x"}), {}) == outcome


async def test_a_migrated_group_is_told_by_its_new_id(bot: Bot, session: RecordingSession) -> None:
    session.plan(SendMessage, TelegramMigrateToChat(method=CALL, message="upgraded", migrate_to_chat_id=-2))
    assert await send(bot, Row("text", {"text": "x"}), {}) == Moved(-2)


async def test_a_fault_of_our_own_is_raised(bot: Bot) -> None:
    with pytest.raises(KeyError):
        await send(bot, Row("photo", {"file": "missing"}), {})


async def test_a_draft_can_be_stopped_and_is_bare_text(bot: Bot, session: RecordingSession) -> None:
    assert await draft(bot, 7001, 5, "a < b", thread_id=0) == Sent(None)
    (call,) = session.of(SendMessageDraft)
    assert (call.text, call.parse_mode, call.can_stop, call.message_thread_id) == ("a < b", None, True, None)


async def test_a_card_with_a_picture_is_a_photo_and_changes_in_place(
    bot: Bot, session: RecordingSession, picture: Path
) -> None:
    payload = {"caption": "<b>1</b>", "file": "still", "keyboard": KEYBOARD}
    outcome = await send(bot, Row("card", payload), {"still": picture})
    (sent,) = session.of(SendPhoto)
    assert isinstance(outcome, Sent)
    assert sent.caption == "<b>1</b>"
    row = Row("card", {**payload, "caption": "2"}, sent_message_id=outcome.message_id)
    assert await send(bot, row, {"still": picture}) == Sent(outcome.message_id, ("photo-1001",))
    (changed,) = session.of(EditMessageMedia)
    assert (changed.message_id, changed.media.caption) == (outcome.message_id, "2")
    assert changed.reply_markup is not None
    session.plan(EditMessageMedia, bad("message to edit not found"))
    assert await send(bot, row, {"still": picture}) == Sent(1002, ("photo-1002",))
