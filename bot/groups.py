"""Groups: the bot hears what is meant for it, answers in the thread, and lets only its owner press an ad's buttons.

Of whoever talks to others in the group nothing is read and nothing is kept.
"""

from __future__ import annotations

import re
from typing import Any, Final

from aiogram.enums import ChatMemberStatus
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Message, Update
from aiogram.types import User as TelegramUser

from bot.home import Vote
from bot.i18n import Speech
from bot.operators import DENIED, command_in, press_in
from bot.views import groups as views
from bot.views.words import Words
from bot.visit import Visit
from db import outbox
from db.administration import AuditLog
from db.engine import Session
from db.moving import follow_group

COMMANDS: Final = frozenset({"start", "new", "cancel", "stop", "help", "example", "approve", "craft"})
"""What works in a group; everything else is about one person and belongs into their private chat."""
AWAY: Final = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
NAME: Final = re.compile(r"@\w*bot\b[,:]?\s*", re.IGNORECASE)
COMMAND: Final = re.compile(r"^(/\w+)@\w+")

Ended = tuple[TelegramMethod[Any], ...]


def meant_for_us(update: Update, bot_id: int) -> Update | None:
    """`update` as a private chat would have it, without our name; None where others are talked to."""
    if update.callback_query is not None:
        return update
    for kind in ("message", "edited_message"):
        message: Message | None = getattr(update, kind)
        if message is not None:
            to_us = addressed(message, bot_id)
            return update.model_copy(update={kind: unnamed(message)}) if to_us else None
    return None


def addressed(message: Message, bot_id: int) -> bool:
    """Whether the bot itself was meant: a command, a reply to it, or a mention of it by its id or a bot's name."""
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return True
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        word = entity.extract_from(text).lower()
        if entity.type == "bot_command" and entity.offset == 0:
            return True
        # With privacy mode on, Telegram passes on only mentions of this very bot; a bot's name ends in "bot".
        if entity.type == "mention" and word.endswith("bot"):
            return True
    return False


def unnamed(message: Message) -> Message:
    """The message without our name in it."""
    field = "text" if message.text is not None else "caption"
    text = getattr(message, field) or ""
    clean = COMMAND.sub(r"\1", text) if text.startswith("/") else NAME.sub("", text)
    return message if clean == text else message.model_copy(update={field: clean.strip()})


def somebody(update: Update) -> TelegramUser | None:
    """The person who talks or presses; None for a channel, or an admin without a name."""
    message = update.message or update.edited_message
    if update.callback_query is not None:
        return update.callback_query.from_user
    person = message.from_user if message is not None and message.sender_chat is None else None
    return None if person is None or person.is_bot else person


async def greet(session: Session, update: Update, speech: Speech) -> None:
    """Says how it goes where we were let in just now."""
    change = update.my_chat_member
    if change is None or change.old_chat_member.status not in AWAY or change.new_chat_member.status in AWAY:
        return
    words = views.hello(speech.of(change.from_user.language_code))
    await _tell(session, update, change.chat.id, None, words)


async def follow(session: Session, update: Update) -> None:
    """Goes on where a group became a supergroup."""
    if (moved := moved_from(update)) is not None:
        await follow_group(session, *moved)


def moved_from(update: Update) -> tuple[int, int] | None:
    """The ids (before, now) of a group that became a supergroup: Telegram says it in both chats."""
    message = update.message
    if message is None:
        return None
    here = message.chat.id
    if message.migrate_to_chat_id is not None:
        return here, message.migrate_to_chat_id
    return (message.migrate_from_chat_id, here) if message.migrate_from_chat_id is not None else None


async def ask_for_a_name(session: Session, update: Update, speech: Speech) -> None:
    """An ad is somebody's: a channel or an admin without a name has none. Of a command of operators only a line in
    the audit log is left, as of anybody's."""
    message = update.message
    if message is None:
        return
    tried = command_in(message.text)
    if tried is not None:
        await AuditLog(session).note(
            f"chat:{message.chat.id}", DENIED, details={"what": tried, "in": "group"}
        )
    else:
        thread = message.message_thread_id if message.is_topic_message else None
        await _tell(session, update, message.chat.id, thread, views.as_yourself(speech.of(None)))


async def ended(visit: Visit, update: Update) -> Ended | None:
    """What ends here, with its answer; None where the update goes on to its handler."""
    query, message = update.callback_query, update.message
    if (tried := _operated(update)) is not None:
        return await _denied(visit, update, tried)
    if query is not None:
        pressed = query.message.message_id if query.message else 0
        if (query.data or "").split(":")[0] == Vote.__prefix__ or await _is_own(visit, pressed):
            return None
        words = visit.t.plain("toast-owner-only")
        return (AnswerCallbackQuery(callback_query_id=query.id, text=words, show_alert=True),)
    if message is None:
        return None
    words_or_none = await _instead(visit, message)
    if words_or_none is None:
        return None
    await visit.say(words_or_none, "group")
    return ()


def _operated(update: Update) -> str | None:
    """The command or button of operators, by whomever: here nobody is one."""
    if update.callback_query is not None:
        return press_in(update.callback_query.data)
    return command_in(update.message.text) if update.message is not None else None


async def _denied(visit: Visit, update: Update, tried: str) -> Ended:
    """Only that somebody tried is kept; Telegram wants each press answered."""
    details = {"what": tried, "in": "group"}
    await AuditLog(visit.session).note(str(visit.user.id), DENIED, details=details)
    query = update.callback_query
    if query is None:
        return ()
    words = visit.t.plain("toast-not-found")
    return (AnswerCallbackQuery(callback_query_id=query.id, text=words, show_alert=True),)


async def _instead(visit: Visit, message: Message) -> Words | None:
    """What is said in the place of an answer; None where it is answered."""
    text = message.text
    if text is not None and text.startswith("/"):
        known = text.split(maxsplit=1)[0][1:].lower() in COMMANDS
        return None if known else views.private_only(visit.t)
    if text == "":
        return views.hello(visit.t)
    replied = message.reply_to_message
    if replied is not None and not await _is_own(visit, replied.message_id):
        return views.others_ad(visit.t)
    return None


async def _is_own(visit: Visit, message_id: int) -> bool:
    """Whether a message of ours was said to this person, or to nobody of whom we still know."""
    owner = await outbox.told_to(visit.session, visit.chat.chat_id, message_id)
    return owner is None or owner == visit.user.id


async def _tell(session: Session, update: Update, chat_id: int, thread: int | None, words: Words) -> None:
    await outbox.say(
        session,
        chat_id=chat_id,
        thread_id=thread,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"update:{update.update_id}:group",
    )
