"""Plans and payments: an invoice is paid once, and one payment grants once, however often Telegram tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update

from db import checks
from db.engine import Session
from db.enums import SubscriptionType
from db.models import Payment, Subscription, User
from db.owned import Owned


class Receipt(StrEnum):
    """What word of a payment came to."""

    GRANTED = "granted"
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Paid:
    """What Telegram says of a payment: its charge id, for which invoice, how much, and until when it grants."""

    charge_id: str
    payload: str
    amount: Decimal
    currency: str = "XTR"
    expires_at: datetime | None = None
    provider_charge_id: str | None = None
    renews: bool = False
    """Whether Telegram charges for the next month by itself."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A plan that ran out, and whose it was."""

    user_id: UUID
    subscription_id: UUID
    plan: SubscriptionType


GRACE: Final = timedelta(days=1)
"""Telegram charges for the next month when this one is over: word of it may come a little later."""


class Billing(Owned):
    """Every query about one person's payments and plans."""

    async def open_invoice(self, plan: SubscriptionType, amount: Decimal, currency: str = "XTR") -> Payment:
        """A payment that is asked for: the same one within the hour, however often it is asked for. Its `payload`
        names it to Telegram and says nothing about the person.

        Raises:
            BadInput: a sum that is not positive.
        """
        asked = self._own(
            Payment,
            Payment.plan == plan,
            Payment.amount == amount,
            Payment.currency == currency,
            Payment.status == "pending",
            Payment.created_at > func.now() - timedelta(hours=1),
        )
        before = await self._session.scalar(asked.order_by(Payment.created_at.desc()).limit(1))
        if before is not None:
            return before
        row = Payment(
            user_id=self._user_id,
            plan=plan,
            amount=checks.money(amount, "amount"),
            currency=currency,
            payload=f"plan:{uuid4()}",
        )
        return await self._add(row)

    async def may_pay(self, payload: str, amount: Decimal, currency: str = "XTR") -> bool:
        """Whether the invoice is the person's, as it was asked for, and not paid yet (the check before a payment)."""
        asked = self._own(
            Payment,
            Payment.payload == payload,
            Payment.amount == amount,
            Payment.currency == currency,
            Payment.status == "pending",
        )
        return (await self._session.scalar(asked.where(~self._leaving()))) is not None

    async def note_paid(self, paid: Paid) -> Receipt:
        """Write a payment down and grant its plan. A charge that is known changes nothing; the first of an
        invoice settles it; later ones of the same invoice are renewals."""
        invoice = await self._session.scalar(
            self._own(Payment, Payment.payload == paid.payload).with_for_update(),
            execution_options={"populate_existing": True},
        )
        known = select(Payment.id).where(Payment.telegram_payment_charge_id == paid.charge_id)
        if await self._session.scalar(known) is not None:
            return Receipt.KNOWN
        if invoice is None:
            return Receipt.UNKNOWN
        now = await self._session.scalar(select(func.clock_timestamp()))
        if invoice.status == "pending":
            payment = invoice
        else:
            payment = Payment(user_id=self._user_id, plan=invoice.plan, payload=f"renewal:{uuid4()}")
        payment.status = "paid"
        payment.amount, payment.currency = paid.amount, paid.currency
        payment.telegram_payment_charge_id = checks.line(paid.charge_id, "charge_id", 500)
        payment.provider_payment_charge_id = paid.provider_charge_id
        payment.paid_at = now
        async with checks.plain_refusals(self._session):
            self._session.add(payment)
            await self._session.flush()
        row = await self._grant(payment.plan, "payment", paid.expires_at, payment.id)
        row.renews = paid.renews
        await self._session.flush()
        return Receipt.GRANTED

    async def invoice(self, payload: str) -> Payment | None:
        """The person's payment that Telegram knows by this payload."""
        return await self._session.scalar(self._own(Payment, Payment.payload == payload))

    async def charged(self, charge_id: str) -> Payment | None:
        """The person's payment of this charge."""
        return await self._session.scalar(self._own(Payment, Payment.telegram_payment_charge_id == charge_id))

    async def note_renewal(self, payload: str, renews: bool) -> Subscription | None:
        """Telegram says whether it charges for the next month of what this invoice bought; None if that is not the
        plan of now."""
        invoice = await self._session.scalar(self._own(Payment, Payment.payload == payload))
        plan = await self.plan()
        if invoice is None or plan is None or plan.source != "payment" or plan.plan != invoice.plan:
            return None
        plan.renews, plan.renew_wanted = renews, None
        await self._session.flush()
        return plan

    async def want_renewal(self, wanted: bool) -> Subscription | None:
        """Let Telegram be told whether to charge for the next month; None where there is nothing to tell."""
        plan = await self.plan()
        if plan is None or plan.source != "payment":
            return None
        heading = plan.renews if plan.renew_wanted is None else plan.renew_wanted
        if heading == wanted:
            return None
        plan.renew_wanted = wanted
        await self._session.flush()
        return plan

    async def ask_refund(self, payment_id: UUID) -> Payment | None:
        """Remember that the person wants this payment back; None where it is not theirs, not paid, or was asked for."""
        return await self._change(
            Payment,
            payment_id,
            Payment.status == "paid",
            Payment.refund_asked_at.is_(None),
            refund_asked_at=func.clock_timestamp(),
        )

    async def note_refunded(self, charge_id: str) -> bool:
        """The payment was given back, and its plan ends; False if it is not the person's or was before."""
        payment_id = await self._session.scalar(
            update(Payment)
            .where(
                Payment.telegram_payment_charge_id == charge_id,
                Payment.user_id == self._user_id,
                Payment.status == "paid",
            )
            .values(status="refunded", refunded_at=func.clock_timestamp())
            .returning(Payment.id)
        )
        if payment_id is None:
            return False
        await self._session.execute(
            update(Subscription)
            .where(Subscription.payment_id == payment_id, Subscription.renews.is_(True))
            .values(renew_wanted=False)
        )
        await self._end(Subscription.payment_id == payment_id, status="cancelled")
        return True

    async def grant(self, plan: SubscriptionType, expires_at: datetime | None = None) -> Subscription:
        """Give the person a plan without a payment (an administrator's, or an invitation's)."""
        return await self._grant(plan, "grant", expires_at, None)

    async def plan(self) -> Subscription | None:
        """The plan of now; None is the free one."""
        return await self._session.scalar(self._own(Subscription, Subscription.status == "active"))

    async def cancel(self) -> bool:
        """End the plan of now, and what Telegram goes on charging for it; False if there is none."""
        await self.stop_renewal()
        return await self._end(status="cancelled")

    async def stop_renewal(self) -> bool:
        """Let Telegram charge for no further month, whoever wants that; False where it would not."""
        stopped = await self._session.execute(
            self._going_on().values(renew_wanted=False).returning(Subscription.id)
        )
        return stopped.scalar_one_or_none() is not None

    async def payments(self, limit: int = 50) -> Sequence[Payment]:
        """The latest first."""
        return await self._all(self._own(Payment).order_by(Payment.created_at.desc()).limit(limit))

    async def _grant(
        self, plan: SubscriptionType, source: str, expires_at: datetime | None, payment_id: UUID | None
    ) -> Subscription:
        # What Telegram goes on charging for must be ended there, unless this is its next month.
        if source == "payment":
            same = self._going_on().where(Subscription.plan == plan)
            await self._session.execute(same.values(renews=False, renew_wanted=None))
        await self.stop_renewal()
        await self._end(status="expired")
        row = await self._add(
            Subscription(
                user_id=self._user_id, plan=plan, source=source, expires_at=expires_at, payment_id=payment_id
            )
        )
        await self._session.execute(
            update(User).where(User.id == self._user_id).values(subscription_type=plan)
        )
        return row

    def _going_on(self) -> Any:
        return update(Subscription).where(
            Subscription.user_id == self._user_id,
            Subscription.status == "active",
            Subscription.renews.is_(True),
        )

    async def _end(self, *rules: Any, status: str) -> bool:
        mine = (Subscription.user_id == self._user_id, Subscription.status == "active")
        ended = update(Subscription).where(*mine, *rules)
        ended = ended.values(status=status, ended_at=func.clock_timestamp())
        if (await self._session.execute(ended.returning(Subscription.id))).scalar_one_or_none() is None:
            return False
        await self._session.execute(
            update(User).where(User.id == self._user_id).values(subscription_type=SubscriptionType.FREE)
        )
        return True

    def _leaving(self) -> Any:
        return select(User.id).where(User.id == self._user_id, User.deleted_at.is_not(None)).exists()


async def end_expired_plans(session: Session, limit: int = 200) -> Sequence[Ended]:
    """End plans whose time was over when the transaction began, `limit` at most, the oldest first. One that Telegram
    renews gets a day more."""
    over = (
        select(Subscription.id)
        .where(
            Subscription.status == "active",
            Subscription.expires_at <= func.now(),
            or_(Subscription.renews.is_(False), Subscription.expires_at <= func.now() - GRACE),
        )
        .order_by(Subscription.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()
    )
    ended = await session.execute(
        update(Subscription)
        .where(Subscription.id.in_(select(over.c.id)))
        .values(status="expired", ended_at=func.clock_timestamp())
        .returning(Subscription.user_id, Subscription.id, Subscription.plan)
    )
    people = [Ended(*row) for row in ended]
    await session.execute(
        update(User)
        .where(User.id.in_([one.user_id for one in people]))
        .values(subscription_type=SubscriptionType.FREE)
    )
    return people
