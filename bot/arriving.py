"""The two ways in, long polling and the webhook. Telegram is told that we have an update once it is handled or a row,
never before: the database away, the same updates come again.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, TypeVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiohttp import web

from bot.inbox import Inbox
from db.errors import DatabaseUnavailable

T = TypeVar("T")
logger = logging.getLogger(__name__)

BODY_LIMIT: Final = 1024 * 1024
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name, not its value)


async def poll(
    inbox: Inbox,
    stop: asyncio.Event,
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Long polling until `stop` is set, the next offset only after the commit.

    Raises what no waiting cures (a wrong token); the network, Telegram's errors and the database are waited for.
    """
    await _Poller(inbox, stop, sleep).run()


class _Poller:
    def __init__(
        self, inbox: Inbox, stop: asyncio.Event, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._inbox = inbox
        self._intake = inbox.intake
        self._stop = stop
        self._sleep = sleep
        self._offset: int | None = None

    async def run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                updates = await self._until_stop(self._fetch())
            except TelegramRetryAfter as error:
                await self._rest(error.retry_after)
                continue
            except TelegramConflictError as error:
                failures += 1
                await self._resolve_conflict(error, failures)
                continue
            except (TelegramAPIError, ClientDecodeError) as error:
                if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
                    raise
                failures += 1
                logger.warning("no updates from Telegram: %s", type(error).__name__)
                await self._rest(self._intake.pace.wait_s(failures))
                continue
            failures = 0
            if updates and await self._keep(updates):
                self._offset = updates[-1].update_id + 1

    async def _fetch(self) -> list[Update]:
        bot, wait = self._intake.bot, self._intake.pace.poll_s
        return await bot.get_updates(
            offset=self._offset,
            timeout=wait,
            allowed_updates=self._intake.dispatcher.resolve_used_update_types(),
            request_timeout=int(bot.session.timeout + wait),
        )

    async def _keep(self, updates: list[Update]) -> bool:
        """Tries until they are kept; False when the stop came first (they will be delivered again)."""
        failures = 0
        while not self._stop.is_set():
            try:
                await self._inbox.keep(*((update, None) for update in updates))
            except DatabaseUnavailable:
                failures += 1
                logger.warning("database away, %s updates wait", len(updates))
                await self._rest(self._intake.pace.wait_s(failures))
            else:
                return True
        return False

    async def _resolve_conflict(self, error: TelegramConflictError, failures: int) -> None:
        """A webhook that is still set keeps getUpdates out; what it had pending is kept."""
        if "webhook" in error.message.lower():
            await self._intake.bot.delete_webhook(drop_pending_updates=False)
            return
        logger.warning("another process polls with this token")
        await self._rest(self._intake.pace.wait_s(failures))

    async def _rest(self, seconds: float) -> None:
        await self._until_stop(self._sleep(seconds))

    async def _until_stop(self, work: Awaitable[T]) -> T | None:
        """What `work` returns, or None when the stop came first; then it is cancelled."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for each in (task, stopped):
                each.cancel()
            await asyncio.gather(task, stopped, return_exceptions=True)


class WebhookHandler:
    """`POST /telegram/webhook`: 200 only after the commit; 401 for a wrong secret, 413 for a body over 1 MB,
    400 for what is no update, 503 when Telegram shall send again."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would take updates from everybody")
        self._inbox = inbox
        self._secret = secret.encode()

    async def __call__(self, request: web.Request) -> web.Response:
        return await self.handle(request)

    async def handle(self, request: web.Request) -> web.Response:
        """The answer to one delivery."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        body = await _read_body(request)
        if body is None:
            return web.Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            payload = body.decode()
        except UnicodeDecodeError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        update = self._inbox.read(payload)
        if update is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            await self._inbox.keep((update, payload))
        except DatabaseUnavailable:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()


async def _read_body(request: web.Request) -> bytes | None:
    """The body, or None when it is longer than the limit (whatever its header says)."""
    if (request.content_length or 0) > BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
