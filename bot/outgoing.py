"""One outbox row becomes calls of the Bot API, and what Telegram says to them becomes a typed result.

Payload keys (JSON): `text` or `caption` (HTML), `keyboard` (rows of `{text, callback_data | url, style?}`),
`silent`, `reply_to` (message id), `ask` (a hint: the text is a question to be replied to), `forget` (the row goes once
it was said); a medium is named by `file` (a key of `files`) or `file_id` (already at Telegram); where the files come
from (`stored`, and what `jobs.drawn` makes) is the caller's:

    text      text
    card      text, or as a photo; a row that was sent before is edited in place, a text also into a photo
    photo     file | file_id, caption
    album     media: 2–10 of {file | file_id, kind: photo | video, caption?}; `caption` goes to the first
    video     file | file_id, caption, width, height, duration (s), thumbnail (a key of `files`)
    document  file | file_id, caption, name?, as_file? (Telegram leaves it as it is)
    delete    message_id

Pacing and retrying are the caller's: nothing here waits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    ForceReply,
    FSInputFile,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    InputMediaVideo,
    MediaUnion,
    Message,
    ReplyParameters,
)

from bot.outcomes import Outcome, Sent, read_failure
from bot.views.words import plain

T = TypeVar("T")

# Two gigabytes would be a local Bot API server; the official one takes 50 MB, and uploads are slow.
UPLOAD_TIMEOUT_S: Final = 300


class Outgoing(Protocol):
    """What is needed of an outbox row."""

    @property
    def chat_id(self) -> int: ...
    @property
    def thread_id(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def sent_message_id(self) -> int | None: ...
    @property
    def file_id(self) -> str | None: ...


Files = Mapping[str, Path | str]


async def send(bot: Bot, row: Outgoing, files: Files) -> Outcome:
    """Says `row`. `files` maps the payload's file keys to local paths; a string is a `file_id`.

    Never raises for what Telegram or the network does.
    """
    try:
        return await _SENDERS[row.kind](bot, _Letter(row, files))
    except Exception as error:
        outcome = read_failure(error)
        if outcome is None:
            raise
        return outcome


async def draft(bot: Bot, chat_id: int, draft_id: int, text: str, *, thread_id: int | None = None) -> Outcome:
    """Shows `text` (bare, ≤ 4,096) as a draft that grows; best effort. An empty text shows “Thinking…”."""
    try:
        await bot.send_message_draft(
            chat_id=chat_id,
            draft_id=draft_id,
            text=text,
            message_thread_id=thread_id or None,
            parse_mode=None,
            can_stop=True,
        )
    except Exception as error:
        outcome = read_failure(error)
        if outcome is None:
            raise
        return outcome
    return Sent(None)


class _Letter:
    """A row with its files, as the arguments of Bot's methods."""

    def __init__(self, row: Outgoing, files: Files) -> None:
        self.row = row
        self.payload = row.payload
        self._files = files

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        rows = self.payload.get("keyboard")
        return InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}) if rows else None

    @property
    def below(self) -> InlineKeyboardMarkup | ForceReply | None:
        """What stands under a new text: its buttons, or the field for the answer that it asks for."""
        hint = self.payload.get("ask")
        return ForceReply(input_field_placeholder=hint) if hint else self.keyboard

    def address(self) -> dict[str, Any]:
        """Where it goes, and how loud."""
        reply_to = self.payload.get("reply_to")
        return {
            "chat_id": self.row.chat_id,
            "message_thread_id": self.row.thread_id or None,
            "disable_notification": True if self.payload.get("silent") else None,
            "reply_parameters": ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
            if reply_to
            else None,
        }

    def medium(self, named: Mapping[str, Any]) -> InputFile | str:
        """The file that `named` names: what Telegram has already, else the local one."""
        file_id = named.get("file_id")
        if file_id is not None:
            return str(file_id)
        return self.file(str(named["file"]), named.get("name"))

    def file(self, key: str, name: str | None = None) -> InputFile | str:
        found = self._files[key]
        return FSInputFile(found, filename=name) if isinstance(found, Path) else found

    def thumbnail(self) -> InputFile | None:
        key = self.payload.get("thumbnail")
        found = self._files.get(key) if key else None
        return FSInputFile(found) if isinstance(found, Path) else None


async def _text(bot: Bot, letter: _Letter) -> Outcome:
    message = await _marked_up(
        letter.payload["text"],
        lambda text, mode: bot.send_message(text=text, reply_markup=letter.below, **mode, **letter.address()),
    )
    return Sent(message.message_id)


async def _card(bot: Bot, letter: _Letter) -> Outcome:
    sent = letter.row.sent_message_id
    drawn = "file" in letter.payload
    anew = _photo if drawn else _text
    if sent is None:
        return await anew(bot, letter)
    try:
        if drawn:
            return await _photo_instead(bot, letter, sent)
        await _marked_up(
            letter.payload["text"],
            lambda text, mode: bot.edit_message_text(
                text=text,
                chat_id=letter.row.chat_id,
                message_id=sent,
                reply_markup=letter.keyboard,
                **mode,
            ),
        )
    except TelegramBadRequest as error:
        said = error.message.lower()
        if "not modified" in said:
            return Sent(sent)
        # Deleted by the person, or too old to be edited: the card starts a new life further down.
        if "message to edit not found" in said or "can't be edited" in said:
            return await anew(bot, letter)
        raise
    return Sent(sent)


async def _photo_instead(bot: Bot, letter: _Letter, sent: int) -> Outcome:
    """Lets the message `sent`, a text or a photo, be this photo."""
    message = await _captioned(
        letter,
        lambda caption, mode: bot.edit_message_media(
            media=InputMediaPhoto(media=letter.medium(letter.payload), caption=caption, **mode),
            chat_id=letter.row.chat_id,
            message_id=sent,
            reply_markup=letter.keyboard,
            request_timeout=UPLOAD_TIMEOUT_S,
        ),
    )
    return Sent(sent, _file_ids(message) if isinstance(message, Message) else ())


async def _photo(bot: Bot, letter: _Letter) -> Outcome:
    message = await _captioned(
        letter,
        lambda caption, mode: bot.send_photo(
            photo=letter.medium(letter.payload),
            caption=caption,
            reply_markup=letter.keyboard,
            request_timeout=UPLOAD_TIMEOUT_S,
            **mode,
            **letter.address(),
        ),
    )
    return Sent(message.message_id, _file_ids(message))


async def _video(bot: Bot, letter: _Letter) -> Outcome:
    payload = letter.payload
    message = await _captioned(
        letter,
        lambda caption, mode: bot.send_video(
            video=letter.medium(payload),
            caption=caption,
            width=payload.get("width"),
            height=payload.get("height"),
            duration=payload.get("duration"),
            thumbnail=letter.thumbnail(),
            supports_streaming=True,
            reply_markup=letter.keyboard,
            request_timeout=UPLOAD_TIMEOUT_S,
            **mode,
            **letter.address(),
        ),
    )
    return Sent(message.message_id, _file_ids(message))


async def _document(bot: Bot, letter: _Letter) -> Outcome:
    message = await _captioned(
        letter,
        lambda caption, mode: bot.send_document(
            document=letter.medium(letter.payload),
            disable_content_type_detection=letter.payload.get("as_file"),
            caption=caption,
            thumbnail=letter.thumbnail(),
            reply_markup=letter.keyboard,
            request_timeout=UPLOAD_TIMEOUT_S,
            **mode,
            **letter.address(),
        ),
    )
    return Sent(message.message_id, _file_ids(message))


async def _album(bot: Bot, letter: _Letter) -> Outcome:
    messages = await _captioned(
        letter,
        lambda caption, mode: bot.send_media_group(
            media=_media(letter, caption, mode),
            request_timeout=UPLOAD_TIMEOUT_S,
            **letter.address(),
        ),
    )
    return Sent(messages[0].message_id, tuple(name for each in messages for name in _file_ids(each)))


def _media(letter: _Letter, caption: str | None, mode: Mapping[str, Any]) -> list[MediaUnion]:
    media: list[MediaUnion] = []
    for number, named in enumerate(letter.payload["media"]):
        shape = InputMediaVideo if named.get("kind") == "video" else InputMediaPhoto
        words = named.get("caption")
        if words is None:
            words = caption if number == 0 else None
        elif mode:
            words = plain(words)
        media.append(shape(media=letter.medium(named), caption=words, **mode))
    return media


async def _delete(bot: Bot, letter: _Letter) -> Outcome:
    try:
        await bot.delete_message(letter.row.chat_id, letter.payload["message_id"])
    except TelegramBadRequest as error:
        # Gone already, or older than 48 hours: nothing that a retry could change.
        if "delete" not in error.message.lower():
            raise
    return Sent(None)


async def _captioned(letter: _Letter, call: Callable[[str | None, dict[str, Any]], Awaitable[T]]) -> T:
    caption = letter.payload.get("caption")
    if caption is None:
        return await call(None, {})
    return await _marked_up(caption, call)


async def _marked_up(text: str, call: Callable[[str, dict[str, Any]], Awaitable[T]]) -> T:
    """Sends `text` as HTML (the bot's default); if Telegram can't parse it, as the bare text."""
    try:
        return await call(text, {})
    except TelegramBadRequest as error:
        if "can't parse entities" not in error.message.lower():
            raise
        return await call(plain(text), {"parse_mode": None})


def _file_ids(message: Message) -> tuple[str, ...]:
    if message.photo:
        return (message.photo[-1].file_id,)
    medium = message.video or message.animation or message.document
    return (medium.file_id,) if medium else ()


_SENDERS: Final[dict[str, Callable[[Bot, _Letter], Awaitable[Outcome]]]] = {
    "text": _text,
    "card": _card,
    "photo": _photo,
    "album": _album,
    "video": _video,
    "document": _document,
    "delete": _delete,
}
