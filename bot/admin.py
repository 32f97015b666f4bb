"""What the buttons of admins carry. Who may press them is asked by `bot.routers.admin_gate`."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from db.enums import SubscriptionType

_Kind = Literal["still", "branded", "clip", "voice", "music", "training"]
_PRINT = r"^[0-9a-f]{8}$"
"""What tells a model from others: `bot.views.models.print_of`."""


class SwitchGeneration(CallbackData, prefix="agen"):
    """Hold everything that is to be made, or let it go on."""

    off: bool


class ShowHealth(CallbackData, prefix="ahea"):
    """How everything is, as it is now; `fresh`: as a new message, because it is pressed under a picture."""

    fresh: bool = False


class ShowPeople(CallbackData, prefix="aplp"):
    """A page of the people, seen last first; `words` they were looked for by."""

    page: int = Field(ge=0, le=9999)
    words: str = Field(default="", max_length=40, pattern=r"^[^:]*$")
    fresh: bool = False


class ShowPerson(CallbackData, prefix="aper"):
    """What there is to know of a person."""

    user: UUID


class SetPlan(CallbackData, prefix="apla"):
    """Give a person another plan, if theirs is still `was`."""

    user: UUID
    plan: SubscriptionType
    was: SubscriptionType


class ShowJobs(CallbackData, prefix="ajbs"):
    """A page of what is being made or failed, of one `person` or of all."""

    page: int = Field(ge=0, le=9999)
    person: UUID | None = None
    fresh: bool = False


class ShowJob(CallbackData, prefix="ajob"):
    """How the making of an ad stands."""

    project: UUID


class RetryJob(CallbackData, prefix="ajtr"):
    """Let the making of this revision go on at once, where that costs its person no more than they agreed to."""

    project: UUID
    revision: int = Field(ge=0)


class StopJob(CallbackData, prefix="ajst"):
    """End the making of this revision."""

    project: UUID
    revision: int = Field(ge=0)


class ShowOverview(CallbackData, prefix="aovw"):
    """The dashboard of so many days."""

    days: int = Field(ge=1, le=366)


class ShowSpend(CallbackData, prefix="aspd"):
    """What was spent in so many days, by something; `table`: as a file with everything in it."""

    by: Literal["day", "provider", "model", "user"]
    days: int = Field(ge=1, le=366)
    table: bool = False


class ShowAudit(CallbackData, prefix="aaud"):
    """Entries of the audit log that are older than `before` (0: the latest), of one `person` or of all."""

    before: int = Field(default=0, ge=0)
    person: UUID | None = None


class BroadcastAudience(CallbackData, prefix="abca"):
    """Ask again, for another audience."""

    broadcast: UUID
    audience: Literal["all", "active", "paying", "en", "es", "ru"]


class BroadcastSend(CallbackData, prefix="abcs"):
    """Tell this audience, if it is still so many people."""

    broadcast: UUID
    audience: Literal["all", "active", "paying", "en", "es", "ru"]
    count: int = Field(ge=0, le=999_999_999)


class BroadcastDrop(CallbackData, prefix="abcd"):
    """Throw the draft away."""

    broadcast: UUID


class BroadcastStop(CallbackData, prefix="abce"):
    """Tell nobody more."""

    broadcast: UUID


class SwitchModel(CallbackData, prefix="amod"):
    """Ask nothing more of the model of this kind, or ask it again, if it is still the one of `print`."""

    kind: _Kind
    off: bool
    print: str = Field(pattern=_PRINT)


class ShowModels(CallbackData, prefix="amds"):
    """Who makes what, as it is now."""


class ShowChoices(CallbackData, prefix="amch"):
    """The models that can make this kind."""

    kind: _Kind


class ChooseDefault(CallbackData, prefix="adef"):
    """Let the model of `print` make this kind from now on, if `default` is still who does."""

    kind: _Kind
    print: str = Field(pattern=_PRINT)
    default: str = Field(pattern=_PRINT)


class SwitchOther(CallbackData, prefix="amsw"):
    """The same as `SwitchModel`, for any model of this kind, among which it is pressed."""

    kind: _Kind
    off: bool
    print: str = Field(pattern=_PRINT)
