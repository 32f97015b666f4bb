"""Who is let in: the check before every handler.

A handler that everybody may reach, whether they are in or not, says so with `flags=ANYBODY`: what the law or a payment
asks for works for somebody who is shut out, too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.enums import ContentType
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.views import access as views
from bot.visit import Visit
from db.enums import SubscriptionType

ANYBODY: Final = {"anybody": True}
OPEN_COMMANDS: Final = frozenset({"/privacy", "/export_my_data", "/delete_my_data", "/terms", "/paysupport"})
"""Work for everybody, whoever handles them."""
EXPLAINED_EVERY: Final = timedelta(minutes=10)
SPOKEN: Final = frozenset({ContentType.TEXT, ContentType.PHOTO, ContentType.DOCUMENT, ContentType.VOICE})

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Closed(StrEnum):
    """Why somebody is not let in."""

    BARRED = "barred"
    UNINVITED = "uninvited"


def closed(visit: Visit) -> Closed | None:
    """Why the person is not let in; None where they are."""
    if visit.is_admin:
        return None
    if visit.user.barred_at is not None:
        return Closed.BARRED
    if visit.rules.access == "invite" and visit.user.invite_id is None and not _has_plan(visit):
        return Closed.UNINVITED
    return None


def _has_plan(visit: Visit) -> bool:
    """Whom the operator gave a plan, or who pays for one, needs no invitation."""
    return visit.user.subscription_type is not SubscriptionType.FREE


class Door(BaseMiddleware):
    """Inner middleware of messages and presses: lets people in, or explains why not, once in ten minutes."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        visit: Visit = data["visit"]
        why = closed(visit)
        if why is None or get_flag(data, "anybody") or _is_open(event):
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            words = visit.t.plain(f"toast-{why}")
            return (AnswerCallbackQuery(callback_query_id=event.id, text=words, show_alert=True),)
        if isinstance(event, Message) and event.edit_date is None and event.content_type in SPOKEN:
            spell = int(visit.clock().timestamp() // EXPLAINED_EVERY.total_seconds())
            key = f"door:{visit.chat.chat_id}:{why}:{spell}"
            await visit.say(views.explained(visit.t, why), "door", dedupe_key=key)
        return None


def _is_open(event: TelegramObject) -> bool:
    if not isinstance(event, Message) or not event.text:
        return False
    return event.text.split(maxsplit=1)[0].split("@")[0].lower() in OPEN_COMMANDS
