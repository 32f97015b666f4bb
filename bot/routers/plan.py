"""/plan and buying one with Telegram Stars: the invoice, the check before a payment, the payment, and how it goes on.

Telegram's word about money is heard of everybody, also of people who were shut out or are leaving. What Telegram has to
be told (a renewal that ends, a payment that is given back) are rows that the worker acts upon.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.methods import AnswerPreCheckoutQuery
from aiogram.types import BotSubscriptionUpdated, CallbackQuery, Message, PreCheckoutQuery, SuccessfulPayment

from bot.buying import BuyPlan, SetRenewal
from bot.door import ANYBODY, Closed, closed
from bot.routers.answers import Answers, keep_buttons, toast
from bot.views import plan as views
from bot.visit import Visit
from bot.zones import local
from db.administration import AuditLog
from db.billing import Billing, Paid, Receipt
from db.enums import SubscriptionType
from db.models import Payment, User
from db.spending import left_of_allowance
from db.stars import Stars
from db.usage import usage
from db.wakeups import wake_stars

logger = logging.getLogger(__name__)

_AGAIN_S: Final = 60
"""A second press within so long brings no second invoice."""


async def plan(message: Message, visit: Visit) -> None:
    await show_plan(visit)


async def show_plan(visit: Visit) -> None:
    """Says what the person's plan is and what is left of it."""
    session, user = visit.session, visit.user
    row = await billing(visit).plan()
    renews = None
    if row is not None and row.source == "payment" and row.expires_at is not None:
        renews = row.renews if row.renew_wanted is None else row.renew_wanted
    allowance = visit.rules.money.plans[user.subscription_type]
    standing = views.Standing(
        user.subscription_type,
        local(row.expires_at, user) if row is not None else None,
        renews,
        await usage(session, user.id),
        await left_of_allowance(session, user.id, allowance),
    )
    limits = {
        name: one.model_copy(update={"allowance": visit.rules.money.plans[name]})
        for name, one in visit.rules.plans.items()
    }
    await visit.say(views.plan_card(visit.t, standing, limits), "plan")


async def press_buy(query: CallbackQuery, callback_data: BuyPlan, visit: Visit) -> Answers:
    """Sends an invoice, if the button still says the price; a second tap sends no second one."""
    limits = visit.rules.plans[callback_data.plan]
    order = list(SubscriptionType)
    better = order.index(callback_data.plan) > order.index(visit.user.subscription_type)
    if not better or not limits.stars or limits.stars != callback_data.stars:
        await show_plan(visit)
        return (toast(query, visit.t.plain("toast-plan-changed"), alert=True), *keep_buttons(query))
    payment = await billing(visit).open_invoice(callback_data.plan, Decimal(limits.stars))
    spell = int(visit.clock().timestamp()) // _AGAIN_S
    words = views.invoice(visit.t, callback_data.plan, limits, payment.payload)
    await visit.say(words, "invoice", dedupe_key=f"invoice:{payment.id}:{spell}")
    return (toast(query, visit.t.plain("toast-invoice")),)


async def check(query: PreCheckoutQuery, visit: Visit) -> AnswerPreCheckoutQuery:
    """Whether this payment may be made now: Telegram waits ten seconds for the answer."""
    why = await _why_not(query, visit)
    return AnswerPreCheckoutQuery(
        pre_checkout_query_id=query.id,
        ok=why is None,
        error_message=None if why is None else visit.t.plain(f"checkout-{why}"),
    )


async def _why_not(query: PreCheckoutQuery, visit: Visit) -> str | None:
    if visit.user.deleted_at is not None or closed(visit) is Closed.BARRED:
        return "closed"
    mine = billing(visit)
    if not await mine.may_pay(query.invoice_payload, Decimal(query.total_amount), query.currency):
        return "old"
    now, asked = await mine.plan(), await mine.invoice(query.invoice_payload)
    if now is not None and asked is not None and now.plan == asked.plan and now.renews:
        return "already"
    return None


async def paid(message: Message, visit: Visit) -> None:
    """A payment came in: it grants once, however often Telegram tells of it."""
    told = message.successful_payment
    if told is None:
        return
    came = _read(told)
    receipt = await billing(visit).note_paid(came)
    if receipt is Receipt.UNKNOWN:
        logger.error("a payment of nobody's invoice: charge %s", came.charge_id)
        await _note(visit, "payment.unknown", came.charge_id)
    if receipt is not Receipt.GRANTED:
        return
    await _note(visit, "payment.granted", came.charge_id)
    await _after_payment(visit, came, again=bool(told.is_recurring and not told.is_first_recurring))


def _read(told: SuccessfulPayment) -> Paid:
    until = told.subscription_expiration_date
    return Paid(
        told.telegram_payment_charge_id,
        told.invoice_payload,
        Decimal(told.total_amount),
        told.currency,
        datetime.fromtimestamp(until, UTC) if until else None,
        told.provider_payment_charge_id or None,
        renews=bool(told.is_recurring),
    )


async def _after_payment(visit: Visit, came: Paid, *, again: bool) -> None:
    # A plan that this one takes the place of goes on no more.
    await wake_stars(visit.session)
    if visit.user.deleted_at is not None:
        payment = await billing(visit).charged(came.charge_id)
        if payment is not None:
            await Stars(visit.session).order_refund(payment.id)
        return
    row = await billing(visit).plan()
    if row is not None:
        await visit.say(views.paid(visit.t, row.plan, local(row.expires_at, visit.user), again=again), "paid")


async def given_back(message: Message, visit: Visit) -> None:
    """Telegram tells that a payment was given back, by us or otherwise."""
    told = message.refunded_payment
    if told is None or not await billing(visit).note_refunded(told.telegram_payment_charge_id):
        return
    await _note(visit, "payment.refunded", told.telegram_payment_charge_id)
    await wake_stars(visit.session)
    if visit.user.deleted_at is None:
        key = f"refunded:{told.telegram_payment_charge_id}"
        words = views.refund_told(visit.t, "given", told.total_amount)
        await visit.say(words, "refunded", dedupe_key=key)


async def changed(update: BotSubscriptionUpdated, visit: Visit) -> None:
    """The person ended the renewal in Telegram or took it up again, or had no Stars for it."""
    row = await billing(visit).note_renewal(update.invoice_payload, update.state == "active")
    if row is None or visit.user.deleted_at is not None:
        return
    what = {"active": "on", "failed": "failed"}.get(update.state, "off")
    await visit.say(views.renewal(visit.t, what, row.plan, local(row.expires_at, visit.user)), "renewal")


async def press_renewal(query: CallbackQuery, callback_data: SetRenewal, visit: Visit) -> Answers:
    """Lets Telegram be told whether the plan goes on; the answer comes when it was."""
    row = await billing(visit).want_renewal(callback_data.on)
    if row is None:
        await show_plan(visit)
        return (toast(query, visit.t.plain("toast-plan-changed")), *keep_buttons(query))
    await wake_stars(visit.session)
    key = "toast-renewal-on" if callback_data.on else "toast-renewal-off"
    return (toast(query, visit.t.plain(key)), *keep_buttons(query))


def billing(visit: Visit) -> Billing:
    return Billing(visit.session, visit.user.id)


def bill_of(payment: Payment, reader: User) -> views.Bill:
    """A payment that was made, as people see it."""
    refund = "open" if payment.refund_asked_at is None else "asked"
    if payment.error_message is not None:
        refund = "declined"
    if payment.status == "refunded":
        refund = "given"
    return views.Bill(
        payment.id,
        payment.plan,
        int(payment.amount),
        local(payment.paid_at or payment.created_at, reader),
        payment.telegram_payment_charge_id or "",
        refund,
    )


async def _note(visit: Visit, action: str, charge: str) -> None:
    await AuditLog(visit.session).note(str(visit.user.id), action, subject=("charge", charge), details={})


def router() -> Router:
    r = Router(name="plan")
    r.message.register(paid, F.successful_payment, flags=ANYBODY)
    r.message.register(given_back, F.refunded_payment, flags=ANYBODY)
    r.message.register(plan, Command("plan"))
    r.callback_query.register(press_buy, BuyPlan.filter())
    r.callback_query.register(press_renewal, SetRenewal.filter(), flags=ANYBODY)
    r.pre_checkout_query.register(check)
    r.subscription.register(changed)
    return r
