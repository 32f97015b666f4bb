"""Telegram, as far as a turn needs it, without any delay: delivers updates to the webhook and takes what the bot sends.

Both ends of the clock are here: an update is received when we begin to post it, the reply is handed over when its
request has come in whole. So both hops over HTTP are in the figure.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import web

from benchmarks.turns.instant import SAID

TOKEN: Final = "42:benchmark-benchmark-benchmark-benchmark"  # noqa: S105 (of nobody)
SECRET: Final = "benchmark-secret"  # noqa: S105
REPLY: Final = SAID[:40]
PATIENCE_S: Final = 30.0


@dataclass(slots=True)
class Taken:
    """One turn, in seconds since its update: until the person saw anything, and until the reply was handed over."""

    first: float
    reply: float
    calls: int


@dataclass(slots=True)
class _Waiting:
    began: float
    first: float | None = None
    calls: int = 0
    replied: asyncio.Event = field(default_factory=asyncio.Event)
    reply: float = 0.0


class Telegram:
    """`async with Telegram() as telegram`; `telegram.url` is its Bot API. One turn at a time in each chat."""

    def __init__(self) -> None:
        self.url = ""
        self.hooked = asyncio.Event()
        self.webhook = ""
        self._updates = itertools.count(1)
        self._messages = itertools.count(1_000_000)
        self._waiting: dict[int, _Waiting] = {}

    async def __aenter__(self) -> Telegram:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._client.close()
        await self._runner.cleanup()

    async def turn(self, chat_id: int, words: str) -> Taken:
        """Somebody writes `words`; returns when the reply has come.

        Raises:
            TimeoutError: no reply within PATIENCE_S.
        """
        waiting = _Waiting(time.perf_counter())
        self._waiting[chat_id] = waiting
        update = self._update(chat_id, words)
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with asyncio.timeout(PATIENCE_S):
            async with self._client.post(self.webhook, json=update, headers=headers) as answer:
                answer.raise_for_status()
            await waiting.replied.wait()
        del self._waiting[chat_id]
        first = waiting.first if waiting.first is not None else waiting.reply
        return Taken(first - waiting.began, waiting.reply - waiting.began, waiting.calls)

    def _update(self, chat_id: int, words: str) -> dict[str, Any]:
        person = {"id": chat_id, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        message = {
            "message_id": next(self._messages),
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private", "first_name": "Ada"},
            "from": person,
            "text": words,
        }
        return {"update_id": next(self._updates), "message": message}

    async def _called(self, request: web.Request) -> web.Response:
        method, given = request.match_info["method"], await request.post()
        now = time.perf_counter()
        chat_id = int(str(given.get("chat_id", 0)))
        waiting = self._waiting.get(chat_id)
        if waiting is not None:
            waiting.calls += 1
            if waiting.first is None:
                waiting.first = now
            if method == "sendMessage" and str(given["text"]).startswith(REPLY):
                waiting.reply = now
                waiting.replied.set()
        if method == "setWebhook":
            self.webhook = str(given["url"])
            self.hooked.set()
        return web.json_response({"ok": True, "result": self._result(method, chat_id)})

    def _result(self, method: str, chat_id: int) -> object:
        if method == "getStarTransactions":  # the round of the night asks, where it was never gone
            return {"transactions": []}
        if method not in ("sendMessage", "editMessageText"):
            return True
        chat = {"id": chat_id, "type": "private", "first_name": "Ada"}
        return {"message_id": next(self._messages), "date": int(time.time()), "chat": chat, "text": "…"}
