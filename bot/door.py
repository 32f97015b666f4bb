"""Who is let in: the check before every handler.

A handler that everybody may reach, whether they are in or not, says so with `flags=ANYBODY`: what the law or a payment
asks for works for somebody who is shut out, too. What is for operators only is passed on as well: there whoever is none
gets nothing but an entry in the audit log, whether they are in or not.
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

from bot.operators import is_theirs
from bot.views import access as views
from bot.views import plan as plan_views
from bot.visit import HouseRules, Visit
from db.enums import SubscriptionType
from db.models import User
from db.usage import MEGABYTE, said_today, stored

ANYBODY: Final = {"anybody": True}
OPEN_COMMANDS: Final = frozenset({"/privacy", "/export_my_data", "/delete_my_data", "/terms", "/paysupport"})
"""Work for everybody, whoever handles them."""
OPEN_PRESSES: Final = frozenset({"mine", "forgt", "erase", "stay"})
"""Prefixes of the buttons under those answers: a copy of what is kept, and erasing it."""
EXPLAINED_EVERY: Final = timedelta(minutes=10)
SPOKEN: Final = frozenset({ContentType.TEXT, ContentType.PHOTO, ContentType.DOCUMENT, ContentType.VOICE})

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Closed(StrEnum):
    """Why somebody is not let in."""

    BARRED = "barred"
    UNINVITED = "uninvited"


def closed(visit: Visit) -> Closed | None:
    """Why the person is not let in; None where they are."""
    if visit.user.telegram_user_id in visit.rules.admin_ids:
        return None
    if visit.user.barred_at is not None:
        return Closed.BARRED
    if visit.rules.access == "invite" and _is_uninvited(visit.user):
        return Closed.UNINVITED
    return None


def is_guest(user: User, rules: HouseRules) -> bool:
    """Whether the person has no invitation and may try what costs nothing."""
    return rules.access == "guests" and _is_uninvited(user) and user.telegram_user_id not in rules.admin_ids


def _is_uninvited(user: User) -> bool:
    """Whom the operator gave a plan, or who pays for one, needs no invitation."""
    return user.invite_id is None and user.subscription_type is SubscriptionType.FREE


class Door(BaseMiddleware):
    """Inner middleware of messages and presses: lets people in, or explains why not, once in ten minutes; and
    keeps them to what their plan allows of messages and files a day, which is said once a day."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        visit: Visit = data["visit"]
        why = closed(visit)
        if why is None and isinstance(event, Message) and not get_flag(data, "anybody"):
            over = await _used_up(visit, event)
            if over is not None:
                day = f"{visit.clock():%Y-%m-%d}"
                key = f"limit:{visit.chat.chat_id}:{over[0]}:{day}"
                told = plan_views.limit(visit.t, over[0], visit.user.subscription_type, over[1])
                await visit.say(told, "limit", dedupe_key=key)
                return None
        if is_guest(visit.user, visit.rules) and _is_start(event):
            key = f"door:{visit.chat.chat_id}:guest:{visit.clock():%Y-%m-%d}"
            await visit.say(views.explained(visit.t, "guest"), "door", dedupe_key=key)
        if why is None or get_flag(data, "anybody") or _is_open(event) or is_theirs(data["handler"]):
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            words = visit.t.plain(f"toast-{why}")
            return (AnswerCallbackQuery(callback_query_id=event.id, text=words, show_alert=True),)
        if isinstance(event, Message) and event.edit_date is None and event.content_type in SPOKEN:
            spell = int(visit.clock().timestamp() // EXPLAINED_EVERY.total_seconds())
            key = f"door:{visit.chat.chat_id}:{why}:{spell}"
            await visit.say(views.explained(visit.t, why), "door", dedupe_key=key)
        return None


async def _used_up(visit: Visit, message: Message) -> tuple[str, int] | None:
    """Which limit of the plan this message would exceed, and how much it is; commands exceed none."""
    if message.edit_date is not None or message.content_type not in SPOKEN:
        return None
    if message.text is not None and message.text.startswith("/"):
        return None
    plan = visit.plan
    messages, uploads = await said_today(visit.session, visit.user.id)
    if messages >= plan.messages:
        return "messages", plan.messages
    if message.content_type == ContentType.TEXT:
        return None
    if uploads >= plan.uploads:
        return "uploads", plan.uploads
    if await stored(visit.session, visit.user.id) >= plan.storage * MEGABYTE:
        return "storage", plan.storage
    return None


def _is_open(event: TelegramObject) -> bool:
    if isinstance(event, CallbackQuery):
        return (event.data or "").split(":")[0] in OPEN_PRESSES
    if not isinstance(event, Message) or not event.text:
        return False
    return event.text.split(maxsplit=1)[0].split("@")[0].lower() in OPEN_COMMANDS


def _is_start(event: TelegramObject) -> bool:
    return isinstance(event, Message) and (event.text or "").strip() == "/start"
