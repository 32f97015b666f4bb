"""One update = one transaction: seen before? then nothing; else the person, the chat and the handler's rows, together.

What is sent is sent after the commit: outbox rows by the worker, a handler's returned methods by the intake.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update
from aiogram.types import User as TelegramUser

from bot.groups import ask_for_a_name, ended, follow, greet, meant_for_us, somebody
from bot.i18n import Speech
from bot.leaving import answer_leaving
from bot.visit import HouseRules, Visit
from db.accounts import Accounts, TelegramIdentity
from db.crash import crash_point
from db.engine import Database, Session
from db.models import ChatSession, User
from db.updates import first_time

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def now() -> datetime:
    return datetime.now(UTC)


def identity_of(sender: TelegramUser) -> TelegramIdentity:
    """Who Telegram says is talking."""
    return TelegramIdentity(sender.id, sender.full_name, sender.username, sender.language_code)


def is_payment(update: Update) -> bool:
    """Whether Telegram asks or tells something about money: heard of everybody, whatever became of them."""
    message = update.message
    paid = message is not None and (message.successful_payment or message.refunded_payment)
    return bool(paid or update.pre_checkout_query or update.subscription)


class UnitOfWork(BaseMiddleware):
    """Outer middleware of updates; gives handlers a `visit`. Errors are passed on: the update comes again."""

    def __init__(
        self, database: Database, speech: Speech, rules: HouseRules, clock: Callable[[], datetime] = now
    ) -> None:
        self._database = database
        self._speech = speech
        self._rules = rules
        self._clock = clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            raise TypeError(f"this middleware is for updates, not {type(event).__name__}")
        update = event

        async def work(session: Session) -> Any:
            if not await first_time(session, update.update_id):
                return None
            answer = await self._handle(session, handler, update, data)
            await session.flush()
            crash_point("bot.before_commit")
            return answer

        # Handlers write rows and nothing else, so one that lost a deadlock is begun anew rather than sent again.
        answer = await self._database.run(work)
        crash_point("bot.after_commit")
        return answer

    async def _handle(self, session: Session, handler: Handler, update: Update, data: dict[str, Any]) -> Any:
        context: EventContext = data["event_context"]
        if context.chat is not None and context.chat.type != ChatType.PRIVATE:
            return await self._in_group(session, handler, update, data)
        visit = await self._welcome_in(session, update, context)
        if visit is None:
            return answer_leaving(update, self._speech)
        return await handler(update, {**data, "visit": visit})

    async def _in_group(
        self, session: Session, handler: Handler, update: Update, data: dict[str, Any]
    ) -> Any:
        """What is said to us goes the way of a private chat, but what `bot.groups` ends."""
        await follow(session, update)
        await greet(session, update, self._speech)
        meant = meant_for_us(update, data["bot"].id)
        if meant is None:
            return None
        if somebody(meant) is None:
            return await ask_for_a_name(session, meant, self._speech)
        visit = await self._welcome_in(session, meant, data["event_context"])
        if visit is None:
            return answer_leaving(meant, self._speech) if meant.callback_query else None
        end = await ended(visit, meant)
        return end if end is not None else await handler(meant, {**data, "visit": visit})

    async def _welcome_in(self, session: Session, update: Update, context: EventContext) -> Visit | None:
        place = (
            await self._place_of_sender(session, update, context)
            if context.user is not None
            else await self._place_of_draft(session, update)
        )
        if place is None:
            return None
        user, chat = place
        tongue = self._speech.of(user.locale)
        return Visit(session, update.update_id, user, chat, tongue, self._rules, self._clock, self._speech)

    async def _place_of_sender(
        self, session: Session, update: Update, context: EventContext
    ) -> tuple[User, ChatSession] | None:
        about_money = is_payment(update)
        if context.user is None or (context.chat is None and not about_money):
            return None
        # What is said about money names the person only: their private chat has their id.
        chat_id = context.chat.id if context.chat is not None else context.user.id
        # For somebody who is being erased nothing new begins.
        return await Accounts(session).meet(
            identity_of(context.user), chat_id, context.thread_id or 0, leaving_too=about_money
        )

    async def _place_of_draft(self, session: Session, update: Update) -> tuple[User, ChatSession] | None:
        """A press on a draft's Stop button names the chat only; in a private chat that is the person."""
        stopped = update.stopped_message_generation
        if stopped is None:
            return None
        return await Accounts(session).of_draft(stopped.chat.id, stopped.message_thread_id or 0)
