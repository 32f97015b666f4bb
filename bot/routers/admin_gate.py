"""Who may do what admins do, and what is kept of it.

Admins are those of `ADMIN_IDS`, in their private chat. `Gate` stands before every handler of their routers, so no
handler can forget to ask: whoever else tries gets nothing, and each act of an admin is one entry of the audit log,
written in the transaction of the act.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.i18n import Tongue
from bot.operators import DENIED
from bot.routers.answers import Answers, rewrite, toast
from bot.views.words import Words
from bot.visit import Visit
from db.accounts import Accounts
from db.administration import AuditLog
from db.outbox import OutboxKind, say

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@dataclass(slots=True)
class Act:
    """What an admin does, as the audit log will tell it. Handlers add to whom it was done, and how."""

    action: str
    subject: tuple[str, str] | None = None
    details: dict[str, Any] = field(default_factory=dict)


class Gate(BaseMiddleware):
    """Lets admins through, with an `act` that is written down after the handler; of others only that they tried."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        visit: Visit = data["visit"]
        name = str(data["handler"].callback.__name__).removeprefix("press_")
        log = AuditLog(visit.session)
        if not may(visit):
            await log.note(str(visit.user.id), DENIED, details={"what": name})
            if isinstance(event, CallbackQuery):
                return (toast(event, visit.t.plain("toast-not-found"), alert=True),)
            return None
        act = Act(f"admin.{name}")
        answer = await handler(event, {**data, "act": act})
        await log.note(str(visit.user.id), act.action, subject=act.subject, details=act.details)
        return answer


def may(visit: Visit) -> bool:
    """Whether an admin is talking, and alone with the bot."""
    return visit.is_admin and visit.chat.chat_id == visit.user.telegram_user_id


def guarded(name: str) -> Router:
    """A router whose handlers are for admins only."""
    r = Router(name=name)
    gate = Gate()
    r.message.middleware(gate)
    r.callback_query.middleware(gate)
    return r


async def tell_admins(
    visit: Visit,
    words: Callable[[Tongue], Words],
    key: str,
    *,
    kind: OutboxKind = "text",
    others: bool = True,
) -> None:
    """Says something to each admin in their language, under `key` and their id; `others`: not to who acts."""
    for admin in sorted(visit.rules.admin_ids):
        if others and admin == visit.user.telegram_user_id:
            continue
        person = await Accounts(visit.session).of_telegram(admin)
        await say(
            visit.session,
            chat_id=admin,
            thread_id=None,
            kind=kind,
            payload=words(visit.speech.of(person.locale if person else None)).payload(),
            dedupe_key=f"{key}:{admin}",
            user_id=person.id if person else None,
        )


async def show(query: CallbackQuery, visit: Visit, words: Words, *, fresh: bool, told: str = "") -> Answers:
    """`words` in the place of the pressed message; `fresh`: below it, for a picture can't become a text."""
    if not fresh:
        return (toast(query, told), *rewrite(query, words))
    await visit.say(words, "shown")
    return (toast(query, told),)
