"""A payment is granted once, whoever tells of it how often."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db import privacy
from db.billing import Billing, Paid, Receipt, end_expired_plans
from db.engine import Database
from db.enums import SubscriptionType
from db.errors import BadInput
from db.models import User
from tests.support.people import somebody

STARS = Decimal(500)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


async def test_one_charge_grants_once(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        invoice = await Billing(session, ada.id).open_invoice(SubscriptionType.PRO, STARS)
        assert str(ada.id) not in invoice.payload
        assert len(invoice.payload.encode()) <= 128
        paid = Paid("charge-1", invoice.payload, STARS, expires_at=FUTURE)

    async def tell(_: int) -> Receipt:
        async with database.transaction() as session:
            return await Billing(session, ada.id).note_paid(paid)

    told = await asyncio.gather(*map(tell, range(5)))
    assert sorted(told) == [Receipt.GRANTED] + [Receipt.KNOWN] * 4
    async with database.transaction() as session:
        billing = Billing(session, ada.id)
        assert len(await billing.payments()) == 1
        plan = await billing.plan()
        assert plan is not None
        assert (plan.plan, plan.source, plan.expires_at) == (SubscriptionType.PRO, "payment", FUTURE)
        assert (await session.get_one(User, ada.id)).subscription_type is SubscriptionType.PRO


async def test_a_renewal_is_another_charge_of_the_same_invoice(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        billing = Billing(session, ada.id)
        invoice = await billing.open_invoice(SubscriptionType.PRO, STARS)
        for number in range(3):
            later = FUTURE + timedelta(days=30 * number)
            receipt = await billing.note_paid(
                Paid(f"charge-{number}", invoice.payload, STARS, expires_at=later)
            )
            assert receipt is Receipt.GRANTED
        assert len(await billing.payments()) == 3
        plan = await billing.plan()
        assert plan is not None
        assert plan.expires_at == FUTURE + timedelta(days=60)


async def test_an_invoice_is_paid_by_whom_and_as_it_was_asked(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        billing = Billing(session, ada.id)
        invoice = await billing.open_invoice(SubscriptionType.PRO, STARS)
        assert await billing.may_pay(invoice.payload, STARS)
        assert not await billing.may_pay(invoice.payload, STARS - 1)
        assert not await billing.may_pay(invoice.payload, STARS, "USD")
        assert not await Billing(session, bo.id).may_pay(invoice.payload, STARS)
        unknown = await Billing(session, bo.id).note_paid(Paid("c", invoice.payload, STARS))
        assert unknown is Receipt.UNKNOWN
        await privacy.lock(session, ada.id)
        assert not await billing.may_pay(invoice.payload, STARS)
        # Money that came in all the same is written down.
        assert await billing.note_paid(Paid("c", invoice.payload, STARS)) is Receipt.GRANTED
        assert not await billing.may_pay(invoice.payload, STARS)
        with pytest.raises(BadInput):
            await billing.open_invoice(SubscriptionType.PRO, Decimal(0))


async def test_a_refund_ends_the_plan(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        billing = Billing(session, ada.id)
        invoice = await billing.open_invoice(SubscriptionType.PRO, STARS)
        await billing.note_paid(Paid("charge", invoice.payload, STARS))
        assert await billing.note_refunded("charge")
        assert not await billing.note_refunded("charge")
        assert await billing.plan() is None
        assert (await session.get_one(User, ada.id, populate_existing=True)).subscription_type == "free"


async def test_plans_are_granted_cancelled_and_run_out(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        billing = Billing(session, ada.id)
        await billing.grant(SubscriptionType.PRO)
        await billing.grant(SubscriptionType.ENTERPRISE, FUTURE)
        plan = await billing.plan()
        assert plan is not None
        assert plan.plan is SubscriptionType.ENTERPRISE
        assert await end_expired_plans(session) == []
        assert await billing.cancel()
        assert not await billing.cancel()
    async with database.transaction() as session:
        await Billing(session, ada.id).grant(
            SubscriptionType.PRO, datetime.now(UTC) + timedelta(milliseconds=20)
        )
    async with asyncio.timeout(10):
        while True:
            async with database.transaction() as session:
                if await end_expired_plans(session):
                    break
    async with database.transaction() as session:
        assert await Billing(session, ada.id).plan() is None
        assert (await session.get_one(User, ada.id)).subscription_type is SubscriptionType.FREE
