"""What the worker tells Telegram about payments, and the daily comparison: nothing is lost, nothing is done twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import (
    CreateInvoiceLink,
    EditUserStarSubscription,
    GetMe,
    GetStarTransactions,
    RefundStarPayment,
    SendMessage,
)
from aiogram.types import StarTransaction, StarTransactions, TransactionPartnerUser
from aiogram.types import User as TelegramUser
from sqlalchemy import select, text

from bot.plans import read_limits
from bot.telling import tell_person
from bot.views import access as access_views
from bot.views import plan as views
from db.accounts import Accounts
from db.administration import AuditLog
from db.billing import Billing, Paid
from db.enums import SubscriptionType
from db.models import Payment, Subscription, User
from db.stars import Stars
from db.wakeups import wake_nightly, wake_stars
from jobs.engine import EngineSettings, build_app
from jobs.schedule import sweep
from jobs.stars import compare_stars, settle_stars
from tests.jobs.shop import QUICK, SPEECH, Shop

T = SPEECH.of("en")
PRO = SubscriptionType.PRO
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
STARS = Decimal(1900)


async def subscriber(shop: Shop, *charges: str, person: int = 1) -> User:
    """Somebody who paid for Pro, once for each charge."""
    user_id = (await shop.ad(person)).user_id
    async with shop.database.transaction() as session:
        billing = Billing(session, user_id)
        invoice = await billing.open_invoice(PRO, STARS)
        for charge in charges or ("charge-1",):
            await billing.note_paid(Paid(charge, invoice.payload, STARS, expires_at=FUTURE, renews=True))
        return await session.get_one(User, user_id)


async def payments(shop: Shop) -> list[Payment]:
    async with shop.database.transaction() as session:
        return list(await session.scalars(select(Payment).order_by(Payment.created_at)))


async def active(shop: Shop, user: User) -> Subscription | None:
    async with shop.database.transaction() as session:
        return await Billing(session, user.id).plan()


async def said(shop: Shop) -> list[str]:
    async with shop.database.transaction() as session:
        found = await session.execute(text("SELECT payload->>'text' FROM outbox ORDER BY id"))
        return [row[0] for row in found]


def refusal(method: Any, why: str) -> TelegramBadRequest:
    return TelegramBadRequest(method=method, message=why)


async def order(shop: Shop) -> None:
    (payment,) = await payments(shop)
    async with shop.database.transaction() as session:
        assert await Stars(session).order_refund(payment.id)
        assert not await Stars(session).order_refund(payment.id)


async def test_a_refund_ends_the_plan_and_its_renewal(shop: Shop) -> None:
    user = await subscriber(shop)
    await order(shop)
    assert await settle_stars(shop.crew) == 2
    assert await settle_stars(shop.crew) == 0
    (refund,) = shop.session.of(RefundStarPayment)
    (edit,) = shop.session.of(EditUserStarSubscription)
    assert (refund.user_id, refund.telegram_payment_charge_id) == (user.telegram_user_id, "charge-1")
    assert (edit.telegram_payment_charge_id, edit.is_canceled) == ("charge-1", True)
    assert await active(shop, user) is None
    assert (await payments(shop))[0].status == "refunded"
    assert await said(shop) == [T("refund-given", stars=1900)]


async def test_a_refund_whose_answer_was_lost_is_asked_for_again(shop: Shop) -> None:
    user = await subscriber(shop)
    await order(shop)
    method = RefundStarPayment(user_id=1, telegram_payment_charge_id="charge-1")
    shop.session.plan(
        RefundStarPayment,
        TelegramNetworkError(method=method, message="timeout"),
        refusal(method, "Bad Request: CHARGE_ALREADY_REFUNDED"),
    )
    assert await settle_stars(shop.crew) == 0
    assert await active(shop, user) is not None
    assert await sweep(shop.database, QUICK) == 0
    assert await shop.count("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'stars'") == 1
    await settle_stars(shop.crew)
    assert await active(shop, user) is None
    assert len(await said(shop)) == 1


async def test_what_telegram_will_not_give_back_is_said(shop: Shop) -> None:
    user = await subscriber(shop)
    await order(shop)
    method = RefundStarPayment(user_id=1, telegram_payment_charge_id="charge-1")
    shop.session.plan(RefundStarPayment, refusal(method, "Bad Request: CHARGE_NOT_FOUND"))
    await settle_stars(shop.crew)
    (payment,) = await payments(shop)
    assert (payment.status, payment.refund_due_at) == ("paid", None)
    assert "CHARGE_NOT_FOUND" in (payment.error_message or "")
    assert await active(shop, user) is not None
    assert await said(shop) == [T("refund-failed", stars=1900)]


async def test_a_renewal_is_ended_by_whichever_charge_telegram_knows(shop: Shop) -> None:
    user = await subscriber(shop, "first", "second")
    async with shop.database.transaction() as session:
        assert await Billing(session, user.id).want_renewal(False)
    method = EditUserStarSubscription(user_id=1, telegram_payment_charge_id="second", is_canceled=True)
    shop.session.plan(EditUserStarSubscription, refusal(method, "Bad Request: CHARGE_ID_INVALID"))
    assert await settle_stars(shop.crew) == 1
    asked = [one.telegram_payment_charge_id for one in shop.session.of(EditUserStarSubscription)]
    assert asked == ["second", "first"]
    plan = await active(shop, user)
    assert plan is not None
    assert (plan.renews, plan.renew_wanted) == (False, None)
    assert await said(shop) == [T("renewal-off", plan="Pro", day="Jan 1, 2100")]


async def test_a_renewal_that_telegram_keeps_is_said_with_the_way_out(shop: Shop) -> None:
    user = await subscriber(shop)
    async with shop.database.transaction() as session:
        await Billing(session, user.id).want_renewal(False)
    method = EditUserStarSubscription(user_id=1, telegram_payment_charge_id="x", is_canceled=True)
    shop.session.plan(EditUserStarSubscription, refusal(method, "Bad Request: CHARGE_ID_INVALID"))
    await settle_stars(shop.crew)
    plan = await active(shop, user)
    assert plan is not None
    assert (plan.renews, plan.renew_wanted) == (True, None)
    assert await said(shop) == [T("renewal-refused", plan="Pro", day="Jan 1, 2100")]


async def test_a_better_plan_ends_the_renewal_of_the_one_before(shop: Shop) -> None:
    user = await subscriber(shop)
    async with shop.database.transaction() as session:
        billing = Billing(session, user.id)
        invoice = await billing.open_invoice(SubscriptionType.ENTERPRISE, Decimal(9000))
        paid = Paid("better", invoice.payload, Decimal(9000), expires_at=FUTURE, renews=True)
        await billing.note_paid(paid)
    assert await settle_stars(shop.crew) == 1
    (edit,) = shop.session.of(EditUserStarSubscription)
    assert (edit.telegram_payment_charge_id, edit.is_canceled) == ("charge-1", True)
    plan = await active(shop, user)
    assert plan is not None
    assert (plan.plan, plan.renews) == (SubscriptionType.ENTERPRISE, True)
    assert await said(shop) == []


def transaction(
    charge: str, person: int, payload: str, *, back: bool = False, at: datetime = LONG_AGO
) -> StarTransaction:
    partner = TransactionPartnerUser(
        transaction_type="invoice_payment",
        user=TelegramUser(id=person, is_bot=False, first_name="x"),
        invoice_payload=payload,
        subscription_period=2_592_000,
    )
    return StarTransaction(
        id=charge,
        amount=1900,
        date=at,
        source=None if back else partner,
        receiver=partner if back else None,
    )


async def test_the_comparison_grants_what_was_lost_and_ends_what_was_given_back(shop: Shop) -> None:
    await subscriber(shop, "known", person=1)
    lost_id = (await shop.ad(2)).user_id
    async with shop.database.transaction() as session:
        lost = await Billing(session, lost_id).open_invoice(PRO, STARS)
        await session.execute(
            text("UPDATE payments SET paid_at = now() - interval '1 day' WHERE paid_at IS NOT NULL")
        )
    now = datetime.now(UTC)
    listed = [
        transaction("known", 1, "plan:known"),
        transaction("lost", 2, lost.payload, at=now - timedelta(hours=1)),
        transaction("young", 2, lost.payload, at=now),
        transaction("strange", 3, "plan:of-another-bot"),
        transaction("known", 1, "plan:known", back=True),
    ]
    for _ in range(2):
        shop.session.plan(GetStarTransactions, StarTransactions(transactions=listed))
    first, second = await compare_stars(shop.crew), await compare_stars(shop.crew)
    assert (first.seen, first.granted, first.refunded, first.strange, first.missing) == (4, 1, 1, 1, 0)
    assert (second.granted, second.refunded, second.strange) == (0, 0, 1)
    states = {one.telegram_payment_charge_id: one.status for one in await payments(shop)}
    assert states == {"known": "refunded", "lost": "paid"}
    async with shop.database.transaction() as session:
        plans = {one.telegram_user_id: one.subscription_type for one in await session.scalars(select(User))}
    assert plans == {1: SubscriptionType.FREE, 2: PRO}


async def test_the_comparison_reads_every_page_and_misses_what_telegram_does_not_know(shop: Shop) -> None:
    await subscriber(shop, "ours")
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE payments SET paid_at = now() - interval '1 day'"))
    page = [transaction(f"other-{number}", 9, "x") for number in range(100)]
    shop.session.plan(
        GetStarTransactions, StarTransactions(transactions=page), StarTransactions(transactions=[])
    )
    found = await compare_stars(shop.crew)
    assert (found.seen, found.missing) == (100, 1)
    assert [one.offset for one in shop.session.of(GetStarTransactions)] == [0, 100]


async def test_an_invoice_that_nobody_paid_is_closed(shop: Shop) -> None:
    user_id = (await shop.ad(1)).user_id
    async with shop.database.transaction() as session:
        await Billing(session, user_id).open_invoice(PRO, STARS)
        await session.execute(text("UPDATE payments SET created_at = now() - interval '3 days'"))
    shop.session.plan(GetStarTransactions, StarTransactions(transactions=[]))
    await compare_stars(shop.crew)
    assert [one.status for one in await payments(shop)] == ["failed"]


async def test_links_are_made_when_they_are_sent(shop: Shop) -> None:
    user_id = (await shop.ad(1)).user_id
    me = TelegramUser(id=42, is_bot=True, first_name="Briefcut", username="briefcut_bot")
    shop.session.plan(GetMe, me)
    shop.session.plan(CreateInvoiceLink, "https://t.me/$abc")
    made = access_views.Invitation(user_id, 0, 5, PRO, None)
    async with shop.database.transaction() as session:
        person = await Accounts(session).get(user_id)
        assert person is not None
        await tell_person(session, person, access_views.invite_made(T, made, "code-1234"), "a")
        await tell_person(session, person, views.invoice(T, PRO, read_limits()[PRO], "plan:1"), "b")
    await shop.work_off()
    invitation, bill = shop.session.of(SendMessage)
    link = "https://t.me/briefcut_bot?start=inv-code-1234"
    assert link in invitation.text
    assert invitation.reply_markup is not None
    assert invitation.reply_markup.inline_keyboard[0][0].copy_text.text == link  # type: ignore[union-attr]
    assert bill.reply_markup is not None
    assert bill.reply_markup.inline_keyboard[0][0].url == "https://t.me/$abc"  # type: ignore[union-attr]
    (asked,) = shop.session.of(CreateInvoiceLink)
    assert (asked.currency, asked.prices[0].amount, asked.subscription_period) == ("XTR", 1900, 2_592_000)


async def test_what_is_woken_is_done_and_the_engine_knows_it(shop: Shop) -> None:
    await subscriber(shop)
    await order(shop)
    shop.session.plan(GetStarTransactions, StarTransactions(transactions=[]))
    async with shop.database.transaction() as session:
        await wake_stars(session)
        await wake_nightly(session)
    await shop.work_off()
    assert (await payments(shop))[0].status == "refunded"
    assert len(shop.session.of(GetStarTransactions)) == 1
    async with shop.database.transaction() as session:
        acts = {one.action: one.details for one in await AuditLog(session).recent()}
    assert acts["nightly.stars"] == {"seen": 0, "granted": 0, "refunded": 0, "strange": 0, "missing": 0}
    app = build_app(EngineSettings(shop.database.settings.url), shop.crew)
    assert {"stars", "nightly"} <= set(app.tasks)
