"""One browser for all tests of the page, and a stand-in with an echo bot for each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import BotCommand, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from playwright.async_api import Browser

from briefcut.simulator import ChatStandIn, Limits
from tests.simulator.stage import TOKEN, bot_at, make_clip, polling, serving
from tests.support.browser import chromium


def echo_router() -> Router:
    """A bot that greets, repeats, and answers its two buttons."""
    router = Router()
    toast = InlineKeyboardButton(text="Approve", callback_data="toast", style="success")
    alarm = InlineKeyboardButton(text="Price?", callback_data="alert")

    @router.message(CommandStart())
    async def greet(message: Message) -> None:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[toast, alarm]])
        await message.answer("<b>Welcome</b> to the <i>studio</i>.", parse_mode="HTML", reply_markup=keyboard)

    @router.message(Command("help"))
    async def explain(message: Message) -> None:
        await message.answer("Here is help.")

    @router.callback_query(F.data == "toast")
    async def approve(query: CallbackQuery) -> None:
        await query.answer("Approved")
        if isinstance(query.message, Message):
            await query.message.edit_text("Producing…")

    @router.callback_query(F.data == "alert")
    async def price(query: CallbackQuery) -> None:
        await query.answer("It costs nothing.", show_alert=True)

    @router.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"You said: {message.text}")

    @router.message(F.photo)
    async def seen(message: Message) -> None:
        await message.answer(f"A photo: {message.caption}")

    return router


@dataclass
class Stage:
    """What a page test plays on."""

    url: str
    bot: Bot
    stand_in: ChatStandIn


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="package")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=Limits(flood=False))
    async with serving(stand_in) as url, bot_at(url) as bot:
        await bot.set_my_commands(
            [
                BotCommand(command="help", description="How this works"),
                BotCommand(command="new", description="New ad"),
            ]
        )
        async with polling(bot, echo_router()):
            yield Stage(url, bot, stand_in)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of portrait video."""
    return make_clip(tmp_path_factory.mktemp("clip") / "ad.mp4")
