"""/terms and /paysupport, which everybody may use; an admin gives payments back or does not."""

from __future__ import annotations

from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.buying import AskRefund, DecideRefund
from bot.door import ANYBODY
from bot.routers.admin_gate import may
from bot.routers.answers import Answers, keep_buttons, rewrite, toast
from bot.routers.brief import clean
from bot.routers.plan import bill_of, billing
from bot.telling import tell_person
from bot.views import plan as views
from bot.views.words import Words
from bot.visit import Visit
from db.administration import AuditLog
from db.models import User
from db.stars import Refund, Stars
from db.wakeups import wake_stars

SHOWN = 5


async def terms(message: Message, visit: Visit) -> None:
    await visit.say(views.terms(visit.t), "terms")


async def support(message: Message, command: CommandObject, visit: Visit) -> None:
    """/paysupport shows the payments; words after it are passed on to the admins."""
    words = clean(command.args)
    if words and visit.rules.admin_ids and visit.user.telegram_user_id is not None:
        for admin in await _admins(visit):
            card = views.support_card(
                visit.speech.of(admin.locale),
                name=visit.user.name,
                telegram_id=visit.user.telegram_user_id,
                words=words,
            )
            await tell_person(visit.session, admin, card, f"update:{visit.update_id}:support:{admin.id}")
        await visit.say(views.support_sent(visit.t), "support")
        return
    paid = [one for one in await billing(visit).payments() if one.status in ("paid", "refunded")]
    bills = [bill_of(one, visit.user) for one in paid[:SHOWN]]
    reachable = bool(visit.rules.admin_ids)
    await visit.say(views.support(visit.t, bills, reachable=reachable), "support")


async def press_ask(query: CallbackQuery, callback_data: AskRefund, visit: Visit) -> Answers:
    """Asks the admins for a payment back, once."""
    asked = await billing(visit).ask_refund(callback_data.payment)
    if asked is None:
        return (toast(query, visit.t.plain("toast-refund-asked-before")), *keep_buttons(query))
    for admin in await _admins(visit):
        card = _card(visit, Refund(asked, visit.user), admin)
        await tell_person(visit.session, admin, card, f"refund:{asked.id}:{admin.id}")
    await _note(visit, "refund.asked", asked.id)
    await visit.say(views.refund_told(visit.t, "asked", int(asked.amount)), "refund")
    return (toast(query, visit.t.plain("toast-refund-asked")), *keep_buttons(query))


async def press_decide(query: CallbackQuery, callback_data: DecideRefund, visit: Visit) -> Answers:
    """An admin decides, once; whoever else presses leaves an entry in the log."""
    if not may(visit):
        await AuditLog(visit.session).note(str(visit.user.id), "refund.denied")
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    stars = Stars(visit.session)
    found = await stars.get(callback_data.payment)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if callback_data.yes:
        done = await stars.order_refund(found.payment.id)
        await wake_stars(visit.session)
    else:
        done = await stars.note_refused(found.payment.id, "declined by an admin")
    if not done:
        return (toast(query, visit.t.plain("toast-refund-decided")), *keep_buttons(query))
    outcome = "yes" if callback_data.yes else "no"
    await _note(visit, f"refund.{outcome}", found.payment.id)
    if not callback_data.yes:
        told = views.refund_told(visit.speech.of(found.user.locale), "declined", int(found.payment.amount))
        await tell_person(visit.session, found.user, told, f"refund:{found.payment.id}:declined")
    return (toast(query, ""), *rewrite(query, _card(visit, found, visit.user, outcome)))


def _card(visit: Visit, refund: Refund, admin: User, outcome: str | None = None) -> Words:
    return views.refund_card(
        visit.speech.of(admin.locale),
        bill_of(refund.payment, visit.user),
        name=refund.user.name,
        telegram_id=refund.user.telegram_user_id or 0,
        outcome=outcome,
    )


async def _admins(visit: Visit) -> list[User]:
    """Those admins who have ever written to the bot: it can write to no one else."""
    found = [await visit.accounts.of_telegram(one) for one in sorted(visit.rules.admin_ids)]
    return [one for one in found if one is not None]


async def _note(visit: Visit, action: str, payment: UUID) -> None:
    await AuditLog(visit.session).note(str(visit.user.id), action, subject=("payment", str(payment)))


def router() -> Router:
    r = Router(name="paysupport")
    r.message.register(terms, Command("terms"), flags=ANYBODY)
    r.message.register(support, Command("paysupport"), flags=ANYBODY)
    r.callback_query.register(press_ask, AskRefund.filter(), flags=ANYBODY)
    r.callback_query.register(press_decide, DecideRefund.filter())
    return r
