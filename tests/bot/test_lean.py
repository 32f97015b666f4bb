"""What aiogram does per call is done once, and in place."""

from __future__ import annotations

import gc
import threading
import weakref

from aiogram import F, Router
from aiogram.methods import Response, SendChatAction, SendMessage
from aiogram.types import Message

from bot.app import ChatSettings, build_bot
from bot.lean import ask_in_place
from tests.support.telegram import TOKEN, Client, RecordingSession


async def test_the_class_that_reads_an_answer_is_kept() -> None:
    bot = build_bot(ChatSettings(TOKEN), RecordingSession())
    await bot(SendChatAction(chat_id=1, action="typing"))
    await bot(SendMessage(chat_id=1, text="hello"))
    made = weakref.ref(Response[Message])
    gc.collect()
    assert made() is Response[Message]


async def test_filters_are_asked_where_the_update_is_handled() -> None:
    asked: list[int] = []

    def note(text: str) -> bool:
        asked.append(threading.get_ident())
        return "tea" in text

    async def handle(message: Message, word: str) -> str:
        return word

    router = Router()
    router.message.register(handle, F.photo)
    router.message.register(handle, F.text.func(note), F.text.as_("word"))
    ask_in_place([router])
    tea, coffee = (Client().text(words).message for words in ("tea", "coffee"))
    assert tea is not None
    assert coffee is not None
    assert await router.message.trigger(tea) == "tea"
    assert await router.message.trigger(coffee) != "coffee"
    assert asked == [threading.get_ident()] * 2
