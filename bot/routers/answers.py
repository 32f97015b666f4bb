"""What handlers return: methods that the intake sends after the commit. They may get lost; rows may not."""

from __future__ import annotations

from aiogram.enums import ChatAction
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.views.words import TOAST_LIMIT, Button, Rows, Words, clip

Answers = tuple[TelegramMethod[bool] | EditMessageReplyMarkup | EditMessageText, ...]


def toast(query: CallbackQuery, text: str, *, alert: bool = False) -> AnswerCallbackQuery:
    """The answer that every press gets; `alert` asks for a tap."""
    shown = clip(text, TOAST_LIMIT) or None
    return AnswerCallbackQuery(callback_query_id=query.id, text=shown, show_alert=alert or None)


def typing(message: Message) -> tuple[SendChatAction]:
    """Shows at once that an answer will come, where its turn waits a moment for the rest of a burst."""
    chat, thread = message.chat.id, message.message_thread_id
    return (SendChatAction(chat_id=chat, message_thread_id=thread, action=ChatAction.TYPING),)


def keep_buttons(query: CallbackQuery, *buttons: Button) -> tuple[EditMessageReplyMarkup, ...]:
    """Leaves only `buttons` under the pressed message; nothing where Telegram no longer names it."""
    message = query.message
    if message is None:
        return ()
    rows = [[button.markup()] for button in buttons]
    keyboard = InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}) if rows else None
    return (
        EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard),
    )


def rows_instead(query: CallbackQuery, rows: Rows) -> tuple[EditMessageReplyMarkup, ...]:
    """Lets the pressed message have these buttons; nothing where Telegram no longer names it."""
    message = query.message
    if message is None:
        return ()
    keyboard = InlineKeyboardMarkup.model_validate(
        {"inline_keyboard": [[button.markup() for button in row] for row in rows]}
    )
    return (
        EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard),
    )


def rewrite(query: CallbackQuery, words: Words) -> tuple[EditMessageText, ...]:
    """Lets the pressed message say `words`; nothing where Telegram no longer names it."""
    message = query.message
    if message is None:
        return ()
    rows = [[button.markup() for button in row] for row in words.rows]
    return (
        EditMessageText(
            text=words.text,
            chat_id=message.chat.id,
            message_id=message.message_id,
            reply_markup=InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}),
        ),
    )
