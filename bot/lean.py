"""Two habits of aiogram that cost a chat more than they are worth, left out from outside.

What a method returns is read by a class that is made for it, and forgotten with the answer: making it anew takes longer
than the call. And a filter like `F.photo` is asked in a thread of its own, although it only looks at a field.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiogram import Bot, Router
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from magic_filter import MagicFilter


class KeepAnswers(BaseRequestMiddleware):
    """Keeps the classes by which answers are read, one for each kind that was ever asked for."""

    def __init__(self) -> None:
        self._kept: dict[Any, type[Response[Any]]] = {}

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        kind: Any = method.__returning__
        if kind not in self._kept:
            self._kept[kind] = Response[kind]
        return await make_request(bot, method)


def ask_in_place(routers: Iterable[Router]) -> None:
    """Let the magic filters of these routers' handlers be asked where the update is handled."""
    for router in routers:
        for observer in router.observers.values():
            for handler in observer.handlers:
                handler.filters = [_in_place(one) for one in handler.filters or ()]


def _in_place(one: FilterObject) -> FilterObject:
    return one if one.magic is None else FilterObject(_asked(one.magic))


def _asked(magic: MagicFilter) -> Callable[[Any], Awaitable[Any]]:
    async def ask(event: Any) -> Any:
        return magic.resolve(event)

    return ask
