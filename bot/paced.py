"""What is sent past the outbox keeps its pace, too: what may be left out goes only where there is room to spare, and a
pause that Telegram asks for is known to everybody, whichever call was told so."""

from __future__ import annotations

from typing import Final

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, SendChatAction, SendMessageDraft, TelegramMethod
from aiogram.methods.base import TelegramType

from db.pacing import Gate

LEFT_OUT: Final = (SendMessageDraft, SendChatAction)
"""Nobody misses one of them: the next comes soon, or the message itself."""
LEFT_OUT_S: Final = 1
"""How long whoever shows them is told to wait."""


class LeftOut(TelegramRetryAfter):
    """There was no room to spare; Telegram was not asked."""


class Paced(BaseRequestMiddleware):
    """Stands before everything that is asked of Telegram."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat = getattr(method, "chat_id", None)
        if not isinstance(chat, int):
            return await make_request(bot, method)
        if isinstance(method, LEFT_OUT) and not await self._gate.spare(chat):
            raise LeftOut(method=method, message="no room to spare", retry_after=LEFT_OUT_S)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            await self._gate.hold(chat, error.retry_after)
            raise
