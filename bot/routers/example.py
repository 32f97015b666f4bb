"""A finished ad with one tap, and an ad from its brief with another: nothing has to be typed."""

from __future__ import annotations

from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.home import ShowExample, TryExample
from bot.routers.answers import Answers, toast
from bot.views import example as views
from bot.views.talk import Stage
from bot.visit import Visit, stage_of
from db.outbox import say

SHOWN_EVERY_S: Final = 20
"""Taps within so many seconds show it once."""


async def show(message: Message, visit: Visit) -> None:
    """/example."""
    await show_example(visit)


async def press_show(query: CallbackQuery, visit: Visit) -> Answers:
    await show_example(visit)
    return (toast(query, visit.t.plain("toast-example")),)


async def press_try(query: CallbackQuery, visit: Visit) -> Answers:
    """What the example says is said by the person: once for each message with the button."""
    message_id = query.message.message_id if query.message else None
    chat_id = visit.chat.chat_id
    if message_id is not None and await visit.projects.of_message(chat_id, message_id) is not None:
        return (toast(query, visit.t.plain("toast-answered")),)
    project = await visit.projects.current(visit.chat)
    if project is None or stage_of(project) is not Stage.EMPTY:
        project = await visit.projects.start(visit.chat)
    words = views.brief_in_words(visit.t)
    await visit.take(project, words, message_id=message_id, sent_at=visit.clock())
    return (toast(query, visit.t.plain("toast-example-begun")),)


async def show_example(visit: Visit) -> None:
    spell = int(visit.clock().timestamp() // SHOWN_EVERY_S)
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="video",
        payload=views.example_payload(visit.t),
        dedupe_key=f"example:{visit.chat.id}:{visit.t.locale}:{spell}",
        user_id=visit.user.id,
    )


def router() -> Router:
    r = Router(name="example")
    r.message.register(show, Command("example"))
    r.callback_query.register(press_show, ShowExample.filter())
    r.callback_query.register(press_try, TryExample.filter())
    return r
