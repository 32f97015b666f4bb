"""Sends what handlers return, after their commit and beside the next update: nobody's press waits for another's answer.

A press is answered at once. What changes a chat goes in its order, at the chat's pace, and an edit that a newer one
overtook while it waited is left out. All of it may get lost (“query is too old”): rows carry what matters.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerPreCheckoutQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    TelegramMethod,
)

from db.pacing import Gate
from db.watch import Stopwatch, Watch

logger = logging.getLogger(__name__)

TRIES: Final = 3
LONGEST_WAIT_S: Final = 60.0
"""Who pressed longer ago has given up looking."""

Method = TelegramMethod[Any]
Task = asyncio.Task[object]


class Answering:
    """What is being sent by one process. `gate` None: no pace is kept."""

    def __init__(
        self,
        bot: Bot,
        watch: Watch,
        gate: Gate | None = None,
        *,
        timeout_s: int = 10,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._watch = watch
        self._gate = gate
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._signs: set[Task] = set()
        self._running: set[Task] = set()
        self._last: dict[int, Task] = {}
        self._newest: dict[tuple[int, int], Method] = {}

    def send(self, answer: object, took: Stopwatch) -> None:
        """Begins to send what a handler returned: a method, several, or something else, which is nothing. `took` tells
        how long ago the update came."""
        every = [one for one in (answer if isinstance(answer, tuple) else (answer,)) if one is not None]
        for number, method in enumerate(every):
            if isinstance(method, TelegramMethod):
                self._begin(method, took if number == 0 else None)

    async def settle(self, within_s: float | None = None) -> None:
        """Returns when what was begun has ended, or after `within_s`. Signs of typing are not waited for."""
        if self._running:
            await asyncio.wait(self._running, timeout=within_s)

    def _begin(self, method: Method, took: Stopwatch | None) -> None:
        if isinstance(method, SendChatAction):
            self._keep(self._signs, asyncio.create_task(self._call(method, took)))
            return
        chat = getattr(method, "chat_id", None)
        if isinstance(method, AnswerCallbackQuery | AnswerPreCheckoutQuery) or not isinstance(chat, int):
            self._keep(self._running, asyncio.create_task(self._call(method, took)))
            return
        if (message := _edited(method)) is not None:
            self._newest[chat, message] = method
        task = asyncio.create_task(self._in_order(chat, self._last.get(chat), method, took))
        self._last[chat] = task
        self._keep(self._running, task)

    @staticmethod
    def _keep(tasks: set[Task], task: Task) -> None:
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _in_order(self, chat: int, before: Task | None, method: Method, took: Stopwatch | None) -> None:
        message = _edited(method)
        try:
            if before is not None:
                await asyncio.wait({before})
            await self._paced(chat, method, took)
        finally:
            if self._last.get(chat) is asyncio.current_task():
                del self._last[chat]
            if message is not None and self._newest.get((chat, message)) is method:
                del self._newest[chat, message]

    async def _paced(self, chat: int, method: Method, took: Stopwatch | None) -> None:
        for _ in range(TRIES):
            if self._is_overtaken(chat, method):
                return
            wait = await self._gate.take(chat) if self._gate is not None else 0.0
            if wait > LONGEST_WAIT_S:
                logger.info("%s not sent: the chat has to wait %.0f s", method.__api_method__, wait)
                return
            if wait > 0:
                await self._sleep(wait)
                if self._is_overtaken(chat, method):
                    return
            if await self._call(method, took) or self._gate is None:
                return

    def _is_overtaken(self, chat: int, method: Method) -> bool:
        message = _edited(method)
        newer = self._newest.get((chat, message), method) if message is not None else method
        return newer is not method and isinstance(newer, (type(method), EditMessageText))

    async def _call(self, method: Method, took: Stopwatch | None) -> bool:
        """Whether Telegram had its say; False where it asked for a pause."""
        try:
            await self._bot(method, request_timeout=self._timeout_s)
        except TelegramRetryAfter:
            logger.info("%s has to wait", method.__api_method__)
            return False
        except TelegramAPIError as error:
            logger.info("%s not taken: %s", method.__api_method__, type(error).__name__)
        except Exception as error:
            logger.warning("%s not sent: %s", method.__api_method__, type(error).__name__)
        else:
            if took is not None:
                self._watch.reacted("bot", took())
        return True


def _edited(method: Method) -> int | None:
    """The message that `method` changes."""
    return method.message_id if isinstance(method, EditMessageText | EditMessageReplyMarkup) else None
