"""Payments in Stars: what Telegram has still to be told, and once a day whether its list is ours.

Rows say what is to be done (`db.stars`); a call that may have arrived is made again, because Telegram answers a second
refund as done already. What Telegram will never do is said to the person and to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Final, Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError, TelegramNotFound
from aiogram.types import StarTransaction, TransactionPartnerUser

from bot.i18n import Speech
from bot.telling import tell_person
from bot.views import plan as views
from bot.zones import local
from db.accounts import Accounts
from db.administration import AuditLog
from db.billing import Billing, Paid, Receipt
from db.clock import age_s
from db.engine import Database, Session
from db.stars import Known, Refund, Renewal, Stars
from jobs.crew import Crew

log = logging.getLogger(__name__)

PAGE: Final = 100
MOST_PAGES: Final = 1_000
YOUNG: Final = timedelta(minutes=10)
"""Word of a payment this young may still be on its way."""


class Books(Protocol):
    """What the comparison needs: ours, and a way to ask for Telegram's."""

    @property
    def database(self) -> Database: ...
    @property
    def bot(self) -> Bot: ...
    @property
    def speech(self) -> Speech: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison came to: payments that were lost and are granted now, refunds that were noted, charges of
    nobody's invoice, and payments that Telegram does not know."""

    seen: int = 0
    granted: int = 0
    refunded: int = 0
    strange: int = 0
    missing: int = 0


async def settle_stars(crew: Crew) -> int:
    """Tell Telegram everything that it has to be told; how much was settled. What could not be said now stays due."""
    settled = 0
    try:
        async with crew.database.transaction() as session:
            refunds = await Stars(session).refunds()
        for refund in refunds:
            settled += await _give_back(crew, refund)
        async with crew.database.transaction() as session:
            renewals = await Stars(session).renewals()
        for renewal in renewals:
            settled += await _tell_renewal(crew, renewal)
    except TelegramAPIError as error:
        log.warning("payments are settled later: %s", type(error).__name__)
    return settled


async def _give_back(crew: Crew, refund: Refund) -> bool:
    payment, user = refund.payment, refund.user
    charge = payment.telegram_payment_charge_id
    if charge is None or user.telegram_user_id is None:
        return False
    why = None
    try:
        await crew.bot.refund_star_payment(user.telegram_user_id, charge)
    except (TelegramBadRequest, TelegramNotFound, TelegramForbiddenError) as error:
        why = None if "ALREADY_REFUNDED" in error.message.upper() else error.message
    if why is not None:
        log.error("Telegram does not give back charge %s: %s", charge, why)

    async def note(session: Session) -> None:
        if why is None:
            if not await Billing(session, user.id).note_refunded(charge):
                return
            # The same key as Telegram's own word of it: it is said once, whichever comes first.
            key, what = f"refunded:{charge}", "given"
            await AuditLog(session).note("system", "payment.refunded", subject=("charge", charge))
        else:
            await Stars(session).note_refused(payment.id, why)
            key, what = f"refund:{payment.id}:failed", "failed"
        words = views.refund_told(crew.speech.of(user.locale), what, int(payment.amount))
        await tell_person(session, user, words, key)

    await crew.database.run(note)
    return True


async def _tell_renewal(crew: Crew, renewal: Renewal) -> bool:
    plan, user = renewal.subscription, renewal.user
    wanted = bool(plan.renew_wanted)
    told = plan.renews == wanted or (
        user.telegram_user_id is not None
        and await _edited(crew, user.telegram_user_id, renewal.charges, wanted)
    )

    async def note(session: Session) -> None:
        stars = Stars(session)
        if told and not await stars.note_told(plan.id, wanted):
            return
        if not told:
            await stars.note_untold(plan.id)
        if plan.status != "active":
            return
        what = ("on" if wanted else "off") if told else "refused"
        words = views.renewal(crew.speech.of(user.locale), what, plan.plan, local(plan.expires_at, user))
        key = f"renewal:{plan.id}:{what}:{plan.updated_at.timestamp()}"
        await tell_person(session, user, words, key)

    await crew.database.run(note)
    return True


async def _edited(crew: Crew, telegram_id: int, charges: Sequence[str], renews: bool) -> bool:
    """Whether Telegram took it, by any of the plan's charges."""
    for charge in charges:
        try:
            await crew.bot.edit_user_star_subscription(telegram_id, charge, is_canceled=not renews)
        except (TelegramBadRequest, TelegramNotFound, TelegramForbiddenError) as error:
            log.info("charge %s is not the one to renew by: %s", charge, error.message)
        else:
            return True
    return False


async def compare_stars(books: Books) -> Compared:
    """Compare Telegram's list with our payments; what was lost is granted, what was given back is noted.

    Raises:
        TelegramAPIError: the list can't be had now; what was settled of it stays so.
    """
    found, seen = Compared(), set[str]()
    for number in range(MOST_PAGES):
        page = (await books.bot.get_star_transactions(offset=number * PAGE, limit=PAGE)).transactions
        for change in await _settle_page(books, page):
            found = replace(found, **{change: getattr(found, change) + 1})
        seen |= {one.id for one in page}
        if len(page) < PAGE:
            break

    async def note(session: Session) -> Compared:
        missing = (await Stars(session).paid_before(YOUNG)) - seen
        result = replace(found, seen=len(seen), missing=len(missing))
        for charge in sorted(missing)[:20]:
            log.error("Telegram does not know the payment of charge %s", charge)
        await Stars(session).close_stale()
        return result

    return await books.database.run(note)


async def _settle_page(books: Books, page: Sequence[StarTransaction]) -> list[str]:
    async with books.database.transaction() as session:
        known = await Stars(session).known([one.id for one in page])
    changes = []
    for one in page:
        change = await books.database.run(partial(_settle, books, one, known.get(one.id)))
        if change is not None:
            changes.append(change)
    return changes


async def _settle(books: Books, one: StarTransaction, known: Known | None, session: Session) -> str | None:
    """What had to be changed for this transaction; None: nothing."""
    if isinstance(one.receiver, TransactionPartnerUser):
        if known is None or known.user_id is None or known.status != "paid":
            return None
        return "refunded" if await Billing(session, known.user_id).note_refunded(one.id) else None
    source = one.source
    young = await age_s(session, one.date) < YOUNG.total_seconds()
    if known is not None or young or not isinstance(source, TransactionPartnerUser):
        return None
    person = await Accounts(session).of_telegram(source.user.id)
    if person is None or source.invoice_payload is None:
        log.error("a payment of nobody: charge %s", one.id)
        return "strange"
    period = source.subscription_period
    until = one.date + timedelta(seconds=period) if period else None
    if until is not None and await age_s(session, until) >= 0:
        log.error("a payment was lost, and its month is over: charge %s", one.id)
        return "strange"
    paid = Paid(
        one.id,
        source.invoice_payload,
        Decimal(one.amount),
        expires_at=until,
        renews=bool(period),
    )
    receipt = await Billing(session, person.id).note_paid(paid)
    plan = await Billing(session, person.id).plan()
    if receipt is Receipt.GRANTED and plan is not None:
        words = views.paid(
            books.speech.of(person.locale), plan.plan, local(plan.expires_at, person), again=False
        )
        await tell_person(session, person, words, f"paid:{one.id}")
    return {Receipt.GRANTED: "granted", Receipt.UNKNOWN: "strange"}.get(receipt)
