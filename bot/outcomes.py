"""What becomes of a message that is sent: typed, as Telegram or the network says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientConnectorError

SERVER_RETRY_S: Final = 3.0
NETWORK_RETRY_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """It is in the chat. `file_ids` are Telegram's names for the media, in order; no id: nothing to keep."""

    message_id: int | None
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Telegram asks for a pause in this chat."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Retry:
    """Not sent, and nothing wrong with it: try again in `in_s` seconds. It may have arrived nevertheless, unless it is
    `surely_not`."""

    in_s: float
    reason: str
    surely_not: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot or is gone: send nothing more."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message as it is."""

    reason: str
    too_big: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group goes on under another id."""

    chat_id: int


Outcome = Sent | Wait | Retry | Blocked | Refused | Moved


def read_failure(error: Exception) -> Outcome | None:
    """What an exception of the Bot API or the network means for the message; None: a fault of our own."""
    match error:
        case TelegramRetryAfter():
            return Wait(float(error.retry_after))
        case TelegramForbiddenError():
            return Blocked()
        case TelegramEntityTooLarge():
            return Refused(error.message, too_big=True)
        case TelegramMigrateToChat():
            return Moved(error.migrate_to_chat_id)
        case TelegramBadRequest() | TelegramNotFound():
            if "chat not found" in error.message.lower() or "deactivated" in error.message.lower():
                return Blocked()
            return Refused(error.message, too_big="too big" in error.message.lower())
        case TelegramServerError():
            return Retry(SERVER_RETRY_S, error.message)
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            return Retry(NETWORK_RETRY_S, type(error).__name__, surely_not=True)
        case TelegramNetworkError() | ClientDecodeError():
            return Retry(NETWORK_RETRY_S, type(error).__name__)
        case TelegramAPIError():
            return Retry(SERVER_RETRY_S, error.message)
        case TimeoutError() | ConnectionError():
            return Retry(NETWORK_RETRY_S, type(error).__name__)
    return None
