"""What handlers return: methods that the intake sends after the commit. They may get lost; rows may not."""

from __future__ import annotations

from typing import Any

from aiogram.enums import ChatAction
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.callbacks import TurnPage
from bot.views.words import TOAST_LIMIT, Button, Rows, Words, clip

Answers = tuple[TelegramMethod[bool] | EditMessageReplyMarkup | EditMessageText | EditMessageCaption, ...]
_LEAF = f"{TurnPage.__prefix__}{TurnPage.__separator__}"


def toast(query: CallbackQuery, text: str, *, alert: bool = False) -> AnswerCallbackQuery:
    """The answer that every press gets; `alert` asks for a tap."""
    shown = clip(text, TOAST_LIMIT) or None
    return AnswerCallbackQuery(callback_query_id=query.id, text=shown, show_alert=alert or None)


def typing(message: Message) -> tuple[SendChatAction]:
    """Shows at once that an answer will come, where its turn waits a moment for the rest of a burst."""
    chat, thread = message.chat.id, message.message_thread_id
    return (SendChatAction(chat_id=chat, message_thread_id=thread, action=ChatAction.TYPING),)


def keep_buttons(
    query: CallbackQuery, *buttons: Button, pages: bool = True
) -> tuple[EditMessageReplyMarkup, ...]:
    """Leaves only `buttons` under the pressed message, and those that turn its `pages`; nothing where Telegram no
    longer names it."""
    message = query.message
    if message is None:
        return ()
    rows = [*_shown(query, leaves=pages, others=False), *([button.markup()] for button in buttons)]
    keyboard = InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}) if rows else None
    return (
        EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard),
    )


def rows_instead(query: CallbackQuery, rows: Rows) -> tuple[EditMessageReplyMarkup, ...]:
    """Lets the pressed message have these buttons below those that turn its pages; nothing where Telegram no longer
    names it."""
    message = query.message
    if message is None:
        return ()
    new = [[button.markup() for button in row] for row in rows]
    keyboard = InlineKeyboardMarkup.model_validate(
        {"inline_keyboard": [*_shown(query, leaves=True, others=False), *new]}
    )
    return (
        EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard),
    )


def turn(query: CallbackQuery, page: Words) -> tuple[EditMessageText | EditMessageCaption, ...]:
    """Lets the pressed message show this page, its other buttons as they are; nothing where Telegram no longer shows
    it."""
    message = query.message
    if not isinstance(message, Message):
        return ()
    leaves = [[button.markup() for button in row] for row in page.rows]
    rows = [*leaves, *_shown(query, leaves=False, others=True)]
    keyboard = InlineKeyboardMarkup.model_validate({"inline_keyboard": rows})
    chat, number = message.chat.id, message.message_id
    if message.photo:
        return (
            EditMessageCaption(caption=page.text, chat_id=chat, message_id=number, reply_markup=keyboard),
        )
    return (EditMessageText(text=page.text, chat_id=chat, message_id=number, reply_markup=keyboard),)


def _shown(query: CallbackQuery, *, leaves: bool, others: bool) -> list[list[dict[str, Any]]]:
    """The rows that the pressed message has: those that turn its pages, the others."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return []
    return [
        [button.model_dump(exclude_none=True) for button in row]
        for row in message.reply_markup.inline_keyboard
        if (leaves if _turns(row) else others)
    ]


def _turns(row: list[InlineKeyboardButton]) -> bool:
    return any((button.callback_data or "").startswith(_LEAF) for button in row)


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
