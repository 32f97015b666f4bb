"""What is for operators only: their commands and the buttons of their answers, by name.

Who is one is asked where the person is known (`bot.routers.admin_gate`); this tells what to ask it of, before any
handler runs. A test holds both lists against what is registered.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot import access, admin
from bot.buying import DecideRefund
from bot.callbacks import ReviewNo, ReviewShow, ReviewYes

DENIED: Final = "admin.denied"
"""The entry of the audit log of whoever tried and may not."""

OPERATORS: Final = frozenset(
    {
        *("admin", "users", "jobs", "spend", "models", "review", "invite", "block", "unblock", "pause"),
        *("resume", "broadcast", "health", "audit"),
    }
)
"""Commands."""


def _buttons(module: ModuleType) -> list[str]:
    kinds = (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, CallbackData))
    return [one.__prefix__ for one in kinds if one.__module__ == module.__name__]


PRESSES: Final = frozenset(
    {
        *_buttons(admin),
        *_buttons(access),
        *(one.__prefix__ for one in (ReviewYes, ReviewNo, ReviewShow, DecideRefund)),
    }
)
"""Prefixes of buttons."""


def command_in(text: str | None) -> str | None:
    """The operators' command that a message begins with, without its slash."""
    if not text or not text.startswith("/"):
        return None
    word = text.split(maxsplit=1)[0][1:].partition("@")[0].lower()
    return word if word in OPERATORS else None


def press_in(data: str | None) -> str | None:
    """The prefix of an operators' button."""
    prefix = (data or "").partition(":")[0]
    return prefix if prefix in PRESSES else None


def is_theirs(handler: HandlerObject) -> bool:
    """Whether the handler is of a command or a button of operators."""
    for one in handler.filters or ():
        if isinstance(one.callback, Command):
            return OPERATORS.issuperset(one.callback.commands)
        if isinstance(one.callback, CallbackQueryFilter):
            return one.callback.callback_data.__prefix__ in PRESSES
    return False
