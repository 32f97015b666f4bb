"""Every call of the Bot API is told to whoever watches: which method, how it ended, how long it took."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from db.watch import Watch, stopwatch


class Counted(BaseRequestMiddleware):
    """Counts what is asked of Telegram."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        took = stopwatch()
        outcome = "cut_off"
        try:
            answer = await make_request(bot, method)
            outcome = "ok"
        except Exception as error:
            outcome = outcome_of(error)
            raise
        finally:
            self._watch.telegram_called(method.__api_method__, outcome, took())
        return answer


def outcome_of(error: Exception) -> str:
    """The HTTP status that Telegram answered with, or `network` where it did not answer."""
    match error:
        case TelegramRetryAfter():
            return "429"
        case TelegramForbiddenError():
            return "403"
        case TelegramUnauthorizedError():
            return "401"
        case TelegramConflictError():
            return "409"
        case TelegramNotFound():
            return "404"
        case TelegramEntityTooLarge():
            return "413"
        case TelegramBadRequest():
            return "400"
        case TelegramServerError():
            return "500"
        case TelegramNetworkError() | TimeoutError() | ConnectionError():
            return "network"
        case ClientDecodeError():
            return "unreadable"
        case TelegramAPIError():
            return "other"
    return "other"
