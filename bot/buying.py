"""What the buttons about plans and payments carry. Whose a payment is, is checked at every press."""

from __future__ import annotations

from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from db.enums import SubscriptionType


class BuyPlan(CallbackData, prefix="buy"):
    """Send an invoice for a month of this plan, at the price on the button."""

    plan: SubscriptionType
    stars: int


class SetRenewal(CallbackData, prefix="ren"):
    """Let the plan go on after its month, or not."""

    on: bool


class AskRefund(CallbackData, prefix="rfa"):
    """Ask for this payment to be given back."""

    payment: UUID


class DecideRefund(CallbackData, prefix="rfd"):
    """An admin gives a payment back, or does not."""

    payment: UUID
    yes: bool
