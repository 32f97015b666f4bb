"""Posting updates to the bot's webhook: in order within a chat, again until it answers 2xx."""

import asyncio
import logging
from dataclasses import replace

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from briefcut.simulator import methods
from briefcut.simulator.errors import BotApiError
from briefcut.simulator.inbound import Params, read_parts
from briefcut.simulator.world import World

log = logging.getLogger(__name__)


class WebhookPost:
    """One lane per chat, so that a slow chat holds up no other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._news = asyncio.Event()
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._runner: asyncio.Task[None] | None = None
        world.queue.listeners.append(self._news.set)

    async def start(self) -> None:
        """Begin delivering."""
        timeout = ClientTimeout(total=self._world.limits.webhook_timeout)
        self._session = ClientSession(timeout=timeout)
        self._runner = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Give up deliveries in flight; they stay unconfirmed and come again."""
        tasks = [task for task in (self._runner, *self._lanes.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def _run(self) -> None:
        while True:
            self._news.clear()
            webhook = self._world.queue.webhook
            if webhook.url:
                for chat_id in self._world.queue.waiting_chats():
                    if chat_id not in self._lanes and len(self._lanes) < webhook.max_connections:
                        self._lanes[chat_id] = asyncio.create_task(self._lane(chat_id))
            await self._news.wait()

    async def _lane(self, chat_id: int) -> None:
        limits = self._world.limits
        delay = limits.webhook_retry_first
        try:
            while (webhook := self._world.queue.webhook).url and (
                update := self._world.queue.oldest(chat_id)
            ):
                problem = await self._post(webhook.url, webhook.secret_token, update)
                if problem is None:
                    delay = limits.webhook_retry_first
                    continue
                log.warning("webhook delivery failed: %s; again in %.1f s", problem, delay)
                now = int(self._world.now())
                current = self._world.queue.webhook
                failed = replace(current, last_error_date=now, last_error_message=problem)
                self._world.store.keep("webhook", vars(failed))
                await asyncio.sleep(delay)
                delay = min(delay * 2, limits.webhook_retry_longest)
        finally:
            del self._lanes[chat_id]
            self._news.set()

    async def _post(self, url: str, secret: str, update: dict[str, object]) -> str | None:
        """Deliver one update: None when taken, else what went wrong."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        if self._session is None:
            return "not started"
        try:
            async with self._session.post(url, json=update, headers=headers) as response:
                if not response.ok:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                params = await self._answered(response)
        except (ClientError, OSError, TimeoutError) as error:
            return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        self._world.queue.confirm(int(str(update["update_id"])))
        if method := params.pop("method", None):
            try:
                await methods.answer(self._world, str(method), params)
            except BotApiError as error:
                log.warning("the method in a webhook's answer was refused: %s", error)
        return None

    async def _answered(self, response: ClientResponse) -> Params:
        """The method call in the answer's body, if there is one."""
        if response.content_type.startswith("multipart/"):
            parts = MultipartReader(response.headers, response.content)
            return await read_parts(parts, self._world.shelf, self._world.limits.upload_bytes)
        if response.content_type == "application/json":
            body = await response.json()
            return body if isinstance(body, dict) else {}
        await response.read()
        return {}
