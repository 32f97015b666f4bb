"""What the buttons carry by which operators let people in, shut them out, and give links."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from db.enums import SubscriptionType


class InviteSet(CallbackData, prefix="inv"):
    """What a link will be like: for so many people, for so many days (0: without an end), with a plan. `make`: make it,
    with this code."""

    uses: int = Field(ge=1, le=1000)
    days: int = Field(ge=0, le=365)
    plan: SubscriptionType
    code: str = Field(pattern=r"^[A-Za-z0-9_-]{8,20}$")
    make: bool = False


class InviteEnd(CallbackData, prefix="inx"):
    """Let nobody more in by this invitation."""

    invite: UUID


class Bar(CallbackData, prefix="bar"):
    """Shut the person out, or let them in again."""

    user: UUID
    act: Literal["out", "in"]
