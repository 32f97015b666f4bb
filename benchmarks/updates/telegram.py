"""Telegram, as far as taking updates in needs it: posts them to a webhook, takes what the bot sends, and sees for each
chat what its person sees and when."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.turns.telegram import SECRET

SEEN = (
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "sendPhoto",
    "sendVideo",
)
SPENDS = ("ok", "pay", "pics", "goon", "stop", "erase", "forgt", "mine")
"""Buttons that nobody of the crowd presses: what they begin is not what is measured."""


@dataclass
class Chat:
    """What a person sees: the buttons they could press, by message, and all of the newest; `news` is set by whatever
    comes."""

    buttons: dict[int, list[str]] = field(default_factory=dict)
    offers: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    videos: int = 0


class Telegram:
    """`async with Telegram() as telegram`; `telegram.url` is its Bot API."""

    def __init__(self) -> None:
        self.url = ""
        self.webhook = ""
        self.hooked = asyncio.Event()
        self.chats: dict[int, Chat] = defaultdict(Chat)
        self.calls = 0
        self._updates = itertools.count(1)
        self._messages = itertools.count(1_000_000)
        self._queries: dict[str, int] = {}
        self._waiting: dict[int, asyncio.Future[float]] = {}

    async def __aenter__(self) -> Telegram:
        app = web.Application(client_max_size=2**27)
        app.router.add_post("/bot{token}/{method}", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._client.close()
        await self._runner.cleanup()

    async def say(self, chat_id: int, words: str) -> float:
        """Somebody writes; the seconds until it was taken (200)."""
        entities = [{"type": "bot_command", "offset": 0, "length": len(words)}] if words[0] == "/" else None
        more = {"entities": entities} if entities else {}
        return await self._post({"message": {**self._message(chat_id), "text": words, **more}})

    async def tap(self, chat_id: int, pick: random.Random, within_s: float = 10.0) -> float | None:
        """Somebody presses a button that they see; the seconds until they see something. None: there is no button.

        Raises:
            TimeoutError: nothing came.
        """
        offered = [(one, data) for one, every in self.chats[chat_id].buttons.items() for data in every]
        if not offered:
            return None
        message, data = pick.choice(offered)
        return await self.press(chat_id, data, message, within_s)

    async def press(self, chat_id: int, data: str, message: int = 1, within_s: float = 10.0) -> float:
        """Somebody presses this button; the seconds until they see something."""
        number = next(self._updates)
        query = {
            "id": str(number),
            "from": _person(chat_id),
            "chat_instance": "1",
            "data": data,
            "message": {**self._message(chat_id), "message_id": message, "text": "…"},
        }
        seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[chat_id] = seen
        self._queries[str(number)] = chat_id
        began = time.perf_counter()
        await self._post({"callback_query": query}, number)
        async with asyncio.timeout(within_s):
            reaction = await seen
        return reaction - began

    async def _post(self, content: dict[str, Any], number: int | None = None) -> float:
        update = {"update_id": number or next(self._updates), **content}
        began = time.perf_counter()
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with self._client.post(self.webhook, json=update, headers=headers) as answer:
            answer.raise_for_status()
        return time.perf_counter() - began

    def _message(self, chat_id: int) -> dict[str, Any]:
        chat = {"id": chat_id, "type": "private", "first_name": "Ada"}
        return {
            "message_id": next(self._messages),
            "date": int(time.time()),
            "chat": chat,
            "from": _person(chat_id),
        }

    async def _called(self, request: web.Request) -> web.Response:
        method, given = request.match_info["method"], await request.post()
        now = time.perf_counter()
        self.calls += 1
        number = int(str(given.get("chat_id", 0)))
        if method == "answerCallbackQuery":
            number = self._queries.pop(str(given["callback_query_id"]), 0)
        if method in SEEN and (waiting := self._waiting.pop(number, None)) is not None:
            waiting.set_result(now)
        if method == "setWebhook":
            self.webhook = str(given["url"])
            self.hooked.set()
        return web.json_response({"ok": True, "result": self._result(method, number, given)})

    def _result(self, method: str, number: int, given: Any) -> object:
        if method == "getStarTransactions":
            return {"transactions": []}
        if method == "createInvoiceLink":
            return "https://t.me/$invoice"
        if method == "getMe":
            return {"id": 42, "is_bot": True, "first_name": "Briefcut", "username": "briefcut_bot"}
        if method not in (
            "sendMessage",
            "editMessageText",
            "sendPhoto",
            "sendVideo",
            "editMessageReplyMarkup",
        ):
            return True
        chat = self.chats[number]
        message = int(str(given.get("message_id") or next(self._messages)))
        if "reply_markup" in given:
            rows = json.loads(str(given["reply_markup"])).get("inline_keyboard", [])
            every = [one["callback_data"] for row in rows for one in row if "callback_data" in one]
            chat.buttons[message] = [one for one in every if one.split(":")[0] not in SPENDS]
            chat.offers = every
            while len(chat.buttons) > 3:
                del chat.buttons[min(chat.buttons)]
        chat.videos += method == "sendVideo"
        chat.news.set()
        told: dict[str, Any] = {
            "message_id": message,
            "date": int(time.time()),
            "chat": {"id": number, "type": "private"},
        }
        return {**told, "text": "…"}


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Ada", "language_code": "en"}
