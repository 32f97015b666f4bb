"""/help and /privacy."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.door import ANYBODY
from bot.routers.answers import Answers
from bot.routers.settings import menu_of
from bot.views import talk
from bot.visit import Visit


async def help_(message: Message, visit: Visit) -> Answers:
    await visit.say(talk.help_page(visit.t), "help")
    return await menu_of(visit)


async def privacy(message: Message, visit: Visit) -> None:
    await visit.say(talk.privacy(visit.t, guided=visit.rules.guided), "privacy")


def router() -> Router:
    r = Router(name="help")
    r.message.register(help_, Command("help"))
    r.message.register(privacy, Command("privacy"), flags=ANYBODY)
    return r
