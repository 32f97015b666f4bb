"""Updates come in one by one and are confirmed only after their transaction: nothing that Telegram gave us is lost.

The database away: the same update is tried again until it is back. Any other failure: tried three times, then the
person is told with a reference and the update counts as handled, so that one bad update can't stop the chat.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import AnswerCallbackQuery, AnswerPreCheckoutQuery
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.answering import Answering
from bot.i18n import Speech
from bot.views import talk
from db.engine import Database
from db.errors import BriefcutError, DatabaseUnavailable
from db.outbox import say
from db.pacing import Gate
from db.trail import following, tell
from db.updates import first_time
from db.watch import Watch, stopwatch

T = TypeVar("T")
logger = logging.getLogger(__name__)

BODY_LIMIT: Final = 1024 * 1024
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name, not its value)
REMEMBERED_FAILURES: Final = 1000


@dataclass(frozen=True, slots=True)
class IntakePace:
    """Seconds, but `tries`. Waits double from `first_wait_s` to `longest_wait_s`."""

    tries: int = 3
    first_wait_s: float = 0.2
    longest_wait_s: float = 5.0
    poll_s: int = 30
    answer_timeout_s: int = 10
    settle_s: float = 5.0

    def wait_s(self, failures: int) -> float:
        """The pause after so many failures in a row (from 1)."""
        return float(min(self.longest_wait_s, self.first_wait_s * 2 ** min(failures - 1, 20)))


def new_reference() -> str:
    """Eight characters that a person can read out to support."""
    return secrets.token_hex(4).upper()


class Intake:
    """Takes one update at a time through the dispatcher; polling and webhook share its rules."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        database: Database,
        speech: Speech,
        *,
        pace: IntakePace | None = None,
        reference: Callable[[], str] = new_reference,
        watch: Watch | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.pace = pace or IntakePace()
        self._database = database
        self._speech = speech
        self._reference = reference
        self._watch = watch or Watch()
        self._failures: OrderedDict[int, int] = OrderedDict()
        self._answering = Answering(bot, self._watch, gate, timeout_s=self.pace.answer_timeout_s)

    async def take(self, update: Update) -> None:
        """Handles `update`. When this returns, it is committed (or given up) and may be confirmed to Telegram; what its
        handler answers is being sent.

        Raises:
            DatabaseUnavailable: nothing was written; the same update must come again.
            Exception: a failed try that is not the last one; likewise.
        """
        took = stopwatch()
        outcome = "taken"
        with following(update=update.update_id):
            try:
                answer = await self.dispatcher.feed_update(self.bot, update)
            except DatabaseUnavailable:
                self._watch.update_taken("no_database", took())
                raise
            except Exception as error:
                if self._count_failure(update.update_id) < self.pace.tries:
                    logger.warning("update %s failed: %s", update.update_id, type(error).__name__)
                    self._watch.update_taken("failed", took())
                    raise
                answer = await self._give_up(update, error)
                outcome = "given_up"
            self._watch.update_taken(outcome, took())
            tell(logger, "update taken", kind=update.event_type, outcome=outcome, ms=round(took() * 1000))
            self._failures.pop(update.update_id, None)
            self._answering.send(answer, took)

    async def settle(self, within_s: float | None = None) -> None:
        """Returns when what handlers answered was sent, or after `within_s`."""
        await self._answering.settle(within_s)

    def _count_failure(self, update_id: int) -> int:
        self._failures[update_id] = self._failures.get(update_id, 0) + 1
        while len(self._failures) > REMEMBERED_FAILURES:
            self._failures.popitem(last=False)
        return self._failures[update_id]

    async def _give_up(
        self, update: Update, error: Exception
    ) -> AnswerCallbackQuery | AnswerPreCheckoutQuery | None:
        """Marks a poison update as handled and tells the chat, in one transaction; a press is answered too."""
        reference = self._reference()
        logger.error("update %s given up, reference %s", update.update_id, reference, exc_info=error)
        context = UserContextMiddleware.resolve_event_context(update)
        t = self._speech.of(context.user.language_code if context.user else None)
        sentence = error.sentence if isinstance(error, BriefcutError) else BriefcutError.sentence
        async with self._database.transaction() as session:
            if not await first_time(session, update.update_id):
                return None
            if context.chat is not None and context.chat.type == ChatType.PRIVATE:
                await say(
                    session,
                    chat_id=context.chat.id,
                    thread_id=context.thread_id,
                    kind="text",
                    payload=talk.apology(t, sentence=sentence, reference=reference).payload(),
                    dedupe_key=f"update:{update.update_id}:apology",
                )
        if update.pre_checkout_query is not None:
            # Unanswered, the person would wait ten seconds for a payment that can't be taken.
            return AnswerPreCheckoutQuery(
                pre_checkout_query_id=update.pre_checkout_query.id,
                ok=False,
                error_message=t.plain("checkout-failed"),
            )
        return (
            AnswerCallbackQuery(callback_query_id=update.callback_query.id) if update.callback_query else None
        )


async def poll(
    intake: Intake,
    stop: asyncio.Event,
    *,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Long polling until `stop` is set: one update after the other, the next offset only after the commit.

    Raises what no waiting cures (a wrong token); the network, Telegram's errors and the database are waited for.
    """
    try:
        await _Poller(intake, stop, sleep).run()
    finally:
        await intake.settle(intake.pace.settle_s)


class _Poller:
    def __init__(
        self, intake: Intake, stop: asyncio.Event, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._intake = intake
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
            for update in updates or ():
                if not await self._take(update):
                    return
                self._offset = update.update_id + 1

    async def _fetch(self) -> list[Update]:
        bot, wait = self._intake.bot, self._intake.pace.poll_s
        return await bot.get_updates(
            offset=self._offset,
            timeout=wait,
            allowed_updates=self._intake.dispatcher.resolve_used_update_types(),
            request_timeout=int(bot.session.timeout + wait),
        )

    async def _take(self, update: Update) -> bool:
        """Tries until the update is handled; False when the stop came first (it will be delivered again)."""
        failures = 0
        while not self._stop.is_set():
            try:
                await self._intake.take(update)
            except DatabaseUnavailable:
                failures += 1
                logger.warning("database away, update %s waits", update.update_id)
            except Exception:
                failures += 1
            else:
                return True
            await self._rest(self._intake.pace.wait_s(failures))
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
    400 for what is no update, 500 or 503 when Telegram shall send again."""

    def __init__(self, intake: Intake, secret: str) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would take updates from everybody")
        self._intake = intake
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
            update = Update.model_validate(json.loads(body), context={"bot": self._intake.bot})
        except (ValidationError, ValueError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return web.Response(status=await self._take(update))

    async def _take(self, update: Update) -> HTTPStatus:
        try:
            await self._intake.take(update)
        except DatabaseUnavailable:
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:
            return HTTPStatus.INTERNAL_SERVER_ERROR
        return HTTPStatus.OK


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
