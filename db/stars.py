"""What Telegram has still to be told about payments in Stars, and what it says it has: the product's side.

Who asks for what of their own is `db.billing`. Here are rows that the worker and the daily comparison act upon, for
everybody; a restart forgets none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, or_, select, update

from db.engine import Session
from db.models import Payment, Subscription, User

STALE: Final = timedelta(days=2)
"""An invoice that nobody paid for so long is not open any more; paid later, it counts all the same."""


@dataclass(frozen=True, slots=True)
class Refund:
    """A payment to give back, and whose it is."""

    payment: Payment
    user: User


@dataclass(frozen=True, slots=True)
class Renewal:
    """A plan whose renewal Telegram has to be told of; `charges` are those of its payments, the latest first."""

    subscription: Subscription
    user: User
    charges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of a charge."""

    user_id: UUID | None
    status: str


class Stars:
    """Every query of the product about payments in Stars."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def some_due(self) -> bool:
        """Whether Telegram has to be told anything."""
        refund = exists().where(Payment.refund_due_at.is_not(None), Payment.status == "paid")
        renewal = exists().where(Subscription.renew_wanted.is_not(None))
        return bool(await self._session.scalar(select(or_(refund, renewal))))

    async def get(self, payment_id: UUID) -> Refund | None:
        """A payment with its person, locked; None if there is none, or the person is gone."""
        found = await self._session.execute(
            select(Payment, User)
            .join(User, User.id == Payment.user_id)
            .where(Payment.id == payment_id)
            .with_for_update(of=Payment),
            execution_options={"populate_existing": True},
        )
        row = found.one_or_none()
        return None if row is None else Refund(row[0], row[1])

    async def order_refund(self, payment_id: UUID) -> bool:
        """Let the payment be given back; False where it is not paid (any more), or is being given back."""
        ordered = await self._session.execute(
            update(Payment)
            .where(Payment.id == payment_id, Payment.status == "paid", Payment.refund_due_at.is_(None))
            .values(refund_due_at=func.clock_timestamp(), error_message=None)
            .returning(Payment.id)
        )
        return ordered.scalar_one_or_none() is not None

    async def note_refused(self, payment_id: UUID, why: str) -> bool:
        """The payment is not given back; False where that was decided before."""
        refused = await self._session.execute(
            update(Payment)
            .where(Payment.id == payment_id, Payment.status == "paid", Payment.error_message.is_(None))
            .values(refund_due_at=None, error_message=why[:200])
            .returning(Payment.id)
        )
        return refused.scalar_one_or_none() is not None

    async def refunds(self, limit: int = 50) -> Sequence[Refund]:
        """What has to be given back, the oldest first."""
        found = await self._session.execute(
            select(Payment, User)
            .join(User, User.id == Payment.user_id)
            .where(Payment.refund_due_at.is_not(None), Payment.status == "paid")
            .order_by(Payment.refund_due_at)
            .limit(limit)
        )
        return [Refund(row[0], row[1]) for row in found]

    async def renewals(self, limit: int = 50) -> Sequence[Renewal]:
        """Of which plans Telegram has to be told whether they go on."""
        found = await self._session.execute(
            select(Subscription, User)
            .join(User, User.id == Subscription.user_id)
            .where(Subscription.renew_wanted.is_not(None))
            .order_by(Subscription.updated_at)
            .limit(limit)
        )
        return [Renewal(row[0], row[1], await self._charges(row[0])) for row in found]

    async def note_told(self, subscription_id: UUID, renews: bool) -> bool:
        """Telegram was told; False where the person changed their mind meanwhile."""
        told = await self._session.execute(
            update(Subscription)
            .where(Subscription.id == subscription_id, Subscription.renew_wanted.is_(renews))
            .values(renews=renews, renew_wanted=None)
            .returning(Subscription.id)
        )
        return told.scalar_one_or_none() is not None

    async def note_untold(self, subscription_id: UUID) -> None:
        """Telegram refuses to change it: it stays as it was."""
        await self._session.execute(
            update(Subscription).where(Subscription.id == subscription_id).values(renew_wanted=None)
        )

    async def known(self, charges: Collection[str]) -> Mapping[str, Known]:
        """What we know of these charges."""
        found = await self._session.execute(
            select(Payment.telegram_payment_charge_id, Payment.user_id, Payment.status).where(
                Payment.telegram_payment_charge_id.in_(charges)
            )
        )
        return {row[0]: Known(row[1], row[2]) for row in found if row[0] is not None}

    async def paid_before(self, young: timedelta) -> set[str]:
        """Charges that were paid longer ago than `young` and not given back."""
        found = await self._session.scalars(
            select(Payment.telegram_payment_charge_id).where(
                Payment.status == "paid",
                Payment.currency == "XTR",
                Payment.paid_at < func.now() - young,
                Payment.telegram_payment_charge_id.is_not(None),
            )
        )
        return {one for one in found if one is not None}

    async def close_stale(self) -> int:
        """Close the invoices that nobody paid; how many."""
        closed = await self._session.execute(
            update(Payment)
            .where(Payment.status == "pending", Payment.created_at < func.now() - STALE)
            .values(status="failed")
            .returning(Payment.id)
        )
        return len(closed.all())

    async def _charges(self, plan: Subscription) -> tuple[str, ...]:
        found = await self._session.scalars(
            select(Payment.telegram_payment_charge_id)
            .where(
                Payment.user_id == plan.user_id,
                Payment.plan == plan.plan,
                Payment.telegram_payment_charge_id.is_not(None),
            )
            .order_by(Payment.paid_at.desc())
            .limit(12)
        )
        return tuple(one for one in found if one is not None)
