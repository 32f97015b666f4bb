"""Whoever is being erased is told so, and nothing else happens."""

from __future__ import annotations

from aiogram.methods import AnswerCallbackQuery, SendMessage, TelegramMethod
from aiogram.types import Message, Update

from bot.i18n import Speech
from bot.views.privacy import leaving


def answer_leaving(update: Update, speech: Speech) -> TelegramMethod[bool] | TelegramMethod[Message] | None:
    """The answer to an update of somebody who is being erased. It is sent past the outbox: no row is written for them
    any more."""
    if update.callback_query is not None:
        t = speech.of(update.callback_query.from_user.language_code)
        return AnswerCallbackQuery(
            callback_query_id=update.callback_query.id, text=t.plain("toast-erase-begun"), show_alert=True
        )
    message = update.message
    if message is None or message.from_user is None:
        return None
    words = leaving(speech.of(message.from_user.language_code))
    return SendMessage(chat_id=message.chat.id, message_thread_id=message.message_thread_id, text=words.text)
