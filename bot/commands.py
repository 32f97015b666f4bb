"""The commands that Telegram offers in its menu, by language; for one chat also in a language that was chosen there."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.i18n import Tongue

COMMANDS: Final = ("new", "ads", "brands", "plan", "settings", "cancel", "help", "privacy")


def told_commands(t: Tongue) -> tuple[tuple[str, str], ...]:
    """(name, what it does) of every command in the menu, in order."""
    return tuple((name, t.plain(f"command-{name}")) for name in COMMANDS)


def bot_commands(told: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=words) for name, words in told]


def for_chat(t: Tongue, chat_id: int) -> SetMyCommands:
    """The menu of one chat in the language that was chosen there, whatever language Telegram speaks."""
    return SetMyCommands(commands=bot_commands(told_commands(t)), scope=BotCommandScopeChat(chat_id=chat_id))


def mark_of(t: Tongue) -> str:
    """What tells this menu from an older one and from those of other languages."""
    return f"{t.locale}:{hashlib.sha256(json.dumps(told_commands(t)).encode()).hexdigest()[:12]}"
