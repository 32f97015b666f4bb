"""What Telegram shows about the bot: its name, descriptions and commands in every language, and the menu button.

Telegram limits these calls to a few a day, so each is made only when what it sets is another than last time.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import (
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import MenuButtonCommands

from bot.commands import bot_commands, told_commands
from bot.i18n import DEFAULT_LOCALE, Speech, Tongue

logger = logging.getLogger(__name__)

_BOT: Final = "bot"
"""The key of whose profile the marks are of."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram shows about the bot in one language; `language` None is for all others."""

    language: str | None
    name: str
    short_description: str
    description: str
    commands: tuple[tuple[str, str], ...]

    def calls(self) -> Iterator[tuple[str, TelegramMethod[bool]]]:
        """The calls that set it, each with a name; what people need most comes first."""
        code = self.language
        yield "commands", SetMyCommands(commands=bot_commands(self.commands), language_code=code)
        yield "description", SetMyDescription(description=self.description, language_code=code)
        yield "short", SetMyShortDescription(short_description=self.short_description, language_code=code)
        yield "name", SetMyName(name=self.name, language_code=code)


def profiles(speech: Speech) -> tuple[Profile, ...]:
    """The profile in every language, the default one first."""
    return tuple(_profile(speech.of(locale)) for locale in speech.locales)


async def introduce(
    bot: Bot,
    speech: Speech,
    *,
    read_marks: Callable[[], Awaitable[str | None]],
    write_marks: Callable[[str], Awaitable[None]],
) -> bool:
    """Sets what differs from what was set last; whether all of it is set now. What Telegram refuses is logged and tried
    at the next start; what it took is not set again then."""
    kept = _kept(await read_marks(), bot)
    marks = dict(kept)
    refused = 0
    for name, call in _calls(speech):
        mark = hashlib.sha256(call.model_dump_json().encode()).hexdigest()[:16]
        if marks.get(name) == mark:
            continue
        try:
            await bot(call)
        except TelegramAPIError as error:
            refused += 1
            logger.warning("%s of the profile not set: %s", name, type(error).__name__)
        else:
            marks[name] = mark
    if marks != kept:
        await write_marks(json.dumps({_BOT: str(bot.id), **marks}, sort_keys=True))
    return not refused


def _calls(speech: Speech) -> Iterator[tuple[str, TelegramMethod[bool]]]:
    yield "menu", SetChatMenuButton(menu_button=MenuButtonCommands())
    for profile in profiles(speech):
        for name, call in profile.calls():
            yield f"{name}:{profile.language or ''}", call


def _kept(written: str | None, bot: Bot) -> dict[str, str]:
    """The marks of what was set for this very bot."""
    try:
        found = json.loads(written or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict) or found.pop(_BOT, None) != str(bot.id):
        return {}
    return {str(name): str(mark) for name, mark in found.items()}


def _profile(t: Tongue) -> Profile:
    return Profile(
        None if t.locale == DEFAULT_LOCALE else t.locale,
        t.plain("profile-name"),
        t.plain("profile-short"),
        t.plain("profile-description"),
        told_commands(t),
    )
