"""Payments in Stars: the invoice, the check within ten seconds, months that pass, refunds, the list of all."""

from typing import Any

import pytest
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotSubscriptionUpdated,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
    TransactionPartnerUser,
    Update,
)

from briefcut.simulator import BEN
from briefcut.simulator.client import Marketer, NotDone
from tests.simulator.stage import Clock, polling, refused

MONTH = 2_592_000


async def invoice(bot: Bot, **changed: Any) -> str:
    fields: dict[str, Any] = {
        "title": "Pro, one month",
        "description": "More of everything",
        "payload": "plan:1",
        "currency": "XTR",
        "prices": [LabeledPrice(label="Pro", amount=500)],
        "subscription_period": MONTH,
        **changed,
    }
    return await bot.create_invoice_link(**fields)


class Till:
    """A bot that takes money, or not."""

    def __init__(self, why: str | None = None) -> None:
        self.paid: list[Message] = []
        self.refunds: list[Message] = []
        self.states: list[str] = []
        self.why = why
        self.router = Router()
        self.router.pre_checkout_query.register(self.check)
        self.router.message.register(self.take, lambda message: message.successful_payment)
        self.router.message.register(self.give, lambda message: message.refunded_payment)
        self.router.subscription.register(self.change)

    async def check(self, query: PreCheckoutQuery) -> None:
        await query.answer(ok=self.why is None, error_message=self.why)

    async def take(self, message: Message) -> None:
        self.paid.append(message)

    async def give(self, message: Message) -> None:
        self.refunds.append(message)

    async def change(self, update: BotSubscriptionUpdated) -> None:
        self.states.append(update.state)


def charge_of(update: Update) -> str:
    """The charge that an update tells of."""
    assert update.message is not None
    assert update.message.successful_payment is not None
    return update.message.successful_payment.telegram_payment_charge_id


async def test_a_month_is_paid_for_and_the_next_ones_too(bot: Bot, started: Marketer) -> None:
    till = Till()
    async with polling(bot, till.router) as seen:
        link = await invoice(bot)
        assert link.startswith("https://t.me/$")
        assert await started.pay(link) == {"state": "paid"}
        await seen.wait(lambda update: update.message and update.message.successful_payment)
        (one,) = await started.subscriptions()
        assert (one["state"], one["amount"]) == ("active", 500)
        await started.subscription(str(one["id"]), "renew")
        await seen.wait(
            lambda update: (
                update.message
                and update.message.successful_payment
                and not update.message.successful_payment.is_first_recurring
            )
        )
    first, second = (
        update.message.successful_payment
        for update in seen.updates
        if update.message and update.message.successful_payment
    )
    assert first is not None
    assert second is not None
    assert (first.is_recurring, first.is_first_recurring) == (True, True)
    assert (second.is_recurring, second.is_first_recurring) == (True, None)
    assert (first.invoice_payload, second.invoice_payload) == ("plan:1", "plan:1")
    assert second.telegram_payment_charge_id != first.telegram_payment_charge_id
    assert first.subscription_expiration_date is not None
    assert second.subscription_expiration_date == first.subscription_expiration_date + MONTH


async def test_a_bot_that_says_no_is_paid_nothing(bot: Bot, started: Marketer) -> None:
    till = Till("This invoice is old.")
    async with polling(bot, till.router):
        found = await started.pay(await invoice(bot))
    assert found == {"state": "refused", "why": "This invoice is old."}
    assert till.paid == []
    assert await started.subscriptions() == []


async def test_an_answer_after_ten_seconds_comes_too_late(bot: Bot, started: Marketer, clock: Clock) -> None:
    late: list[str] = []
    router = Router()

    @router.pre_checkout_query()
    async def check(query: PreCheckoutQuery) -> None:
        clock.at += 11
        late.append(await refused(query.answer(ok=True), TelegramBadRequest))

    async with polling(bot, router):
        assert await started.pay(await invoice(bot)) == {"state": "late"}
    assert "query is too old" in late[0]
    assert await started.subscriptions() == []


async def test_a_renewal_is_ended_taken_up_and_fails(bot: Bot, started: Marketer) -> None:
    till = Till()
    async with polling(bot, till.router) as seen:
        await started.pay(await invoice(bot))
        await seen.wait(lambda update: update.message and update.message.successful_payment)
        named = str((await started.subscriptions())[0]["id"])
        for act in ("cancel", "enable", "fail"):
            await started.subscription(named, act)
        await seen.wait(lambda update: update.subscription and update.subscription.state == "failed")
        with pytest.raises(NotDone):
            await started.subscription(named, "renew")
    assert [each.subscription.state for each in seen.updates if each.subscription] == [
        "canceled",
        "active",
        "failed",
    ]


async def test_the_bot_ends_a_renewal_and_gives_stars_back(bot: Bot, started: Marketer) -> None:
    till = Till()
    async with polling(bot, till.router) as seen:
        await started.pay(await invoice(bot))
        charge = charge_of(
            await seen.wait(lambda update: update.message and update.message.successful_payment)
        )
        assert await bot.edit_user_star_subscription(started.id, charge, is_canceled=True)
        assert (await started.subscriptions())[0]["state"] == "ended"
        assert await bot.refund_star_payment(started.id, charge)
        await seen.wait(lambda update: update.message and update.message.refunded_payment)
        again = await refused(bot.refund_star_payment(started.id, charge), TelegramBadRequest)
        others = await refused(bot.refund_star_payment(BEN.id, charge), TelegramBadRequest)
    assert "CHARGE_ALREADY_REFUNDED" in again
    assert "CHARGE_NOT_FOUND" in others
    listed = (await bot.get_star_transactions()).transactions
    assert [(one.id, one.amount, one.receiver is not None) for one in listed] == [
        (charge, 500, False),
        (charge, 500, True),
    ]
    assert isinstance(listed[0].source, TransactionPartnerUser)
    assert listed[0].source.invoice_payload == "plan:1"
    assert (await bot.get_star_transactions(offset=2)).transactions == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"currency": "USD"}, "CURRENCY_INVALID"),
        ({"prices": [LabeledPrice(label="x", amount=10_001)]}, "STARS_INVOICE_INVALID"),
        ({"prices": []}, "STARS_INVOICE_INVALID"),
        ({"subscription_period": 60}, "SUBSCRIPTION_PERIOD_INVALID"),
        ({"title": "x" * 33}, "MESSAGE_TOO_LONG"),
        ({"payload": "é" * 65}, "INVOICE_PAYLOAD_INVALID"),
    ],
)
async def test_invoices_that_telegram_refuses(bot: Bot, changed: dict[str, Any], why: str) -> None:
    assert why in await refused(invoice(bot, **changed), TelegramBadRequest)
