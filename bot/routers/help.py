"""/help."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.routers.answers import Answers
from bot.routers.settings import menu_of
from bot.views import talk
from bot.visit import Visit


async def help_(message: Message, visit: Visit) -> Answers:
    await visit.say(talk.help_page(visit.t), "help")
    return await menu_of(visit)


def router() -> Router:
    r = Router(name="help")
    r.message.register(help_, Command("help"))
    return r
