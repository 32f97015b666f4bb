"""Plans as data: what each allows, and what it costs (`plans.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from importlib import resources
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from db.enums import SubscriptionType


class Plan(BaseModel):
    """`allowance` in USD a month; `stars` a month (0: not sold in the chat); `messages` and `uploads` a day; `storage`
    in megabytes; `productions` at one time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allowance: Decimal = Field(ge=0)
    stars: int = Field(ge=0, le=10_000)
    messages: int = Field(ge=1)
    uploads: int = Field(ge=1)
    storage: int = Field(ge=1)
    productions: int = Field(ge=1)


def read_limits() -> Mapping[SubscriptionType, Plan]:
    """Every plan. Raises ValidationError or KeyError where the file lacks something or has too much."""
    tables = tomllib.loads(resources.files("bot").joinpath("plans.toml").read_text("utf-8"))
    return MappingProxyType({plan: Plan.model_validate(tables[plan.value]) for plan in SubscriptionType})
