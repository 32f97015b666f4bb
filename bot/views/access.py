"""Words about who is let in: invitations, and what somebody hears who has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.access import Bar, InviteEnd, InviteSet
from bot.i18n import Markup, Tongue
from bot.views.plan import plan_name
from bot.views.words import Button, StartLink, Words, clip, join
from db.enums import SubscriptionType

USES = (1, 5, 25, 100)
DAYS = (1, 7, 30, 0)
PREFIX = "inv-"
NAME_LIMIT = 60
CHOSEN = "• "


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as an operator sees it; `until` None: without an end."""

    id: UUID
    uses: int
    most_uses: int
    plan: SubscriptionType
    until: datetime | None


def explained(t: Tongue, why: str) -> Words:
    """Why somebody is not let in, and what to do."""
    return Words(t(f"door-{why}"))


def invite_card(
    t: Tongue, *, uses: int, days: int, plan: SubscriptionType, code: str, current: Sequence[Invitation] = ()
) -> Words:
    """What the link will be like, with everything to change about it; below, the links that still let people in."""

    def to(**change: object) -> InviteSet:
        return InviteSet.model_validate({"uses": uses, "days": days, "plan": plan, "code": code, **change})

    def mark(label: str, chosen: bool) -> str:
        return CHOSEN + label if chosen else label

    lines = [t("invite-card", uses=uses, until=_lasting(t, days), plan=plan_name(t, plan))]
    if current:
        lines += [Markup(""), t("invite-open"), *(_line(t, one) for one in current)]
    return Words(
        join(lines),
        (
            tuple(Button(mark(str(n), n == uses), to(uses=n)) for n in USES),
            tuple(Button(mark(_days(t, n), n == days), to(days=n)) for n in DAYS),
            tuple(Button(mark(plan_name(t, p), p == plan), to(plan=p)) for p in SubscriptionType),
            (Button(t.plain("button-invite-make"), to(make=True), "success"),),
        ),
    )


def invite_made(t: Tongue, one: Invitation, code: str) -> Words:
    """The link itself, to pass on; the address is filled in when it is sent."""
    text = t(
        "invite-made",
        link=Markup(StartLink.MARK),
        uses=one.most_uses,
        until=_until(t, one.until),
        plan=plan_name(t, one.plan),
    )
    rows = ((Button(t.plain("button-invite-end"), InviteEnd(invite=one.id), "danger"),),)
    return Words(text, rows, start=StartLink(t.plain("button-invite-copy"), PREFIX + code))


def entered(t: Tongue, plan: SubscriptionType) -> Words:
    """An invitation let the person in."""
    key = "invite-entered" if plan is SubscriptionType.FREE else "invite-entered-plan"
    return Words(t(key, **({} if plan is SubscriptionType.FREE else {"plan": plan_name(t, plan)})))


def used_up(t: Tongue) -> Words:
    return Words(t("invite-used-up"))


def barred(t: Tongue, *, name: str, user: UUID, out: bool) -> Words:
    """What became of a person, with the way back."""
    label = t.plain("button-let-in" if out else "button-shut-out")
    button = Button(label, Bar(user=user, act="in" if out else "out"), None if out else "danger")
    return Words(t("person-barred" if out else "person-let-in", name=clip(name, NAME_LIMIT)), ((button,),))


def nobody(t: Tongue, named: str) -> Words:
    return Words(t("person-unknown", name=clip(named, NAME_LIMIT)))


def bar_usage(t: Tongue) -> Words:
    return Words(t("bar-usage"))


def never_an_admin(t: Tongue) -> Words:
    return Words(t("bar-admin"))


def _line(t: Tongue, one: Invitation) -> Markup:
    return t(
        "invite-line",
        left=one.most_uses - one.uses,
        most=one.most_uses,
        until=_until(t, one.until),
        plan=plan_name(t, one.plan),
    )


def _days(t: Tongue, days: int) -> str:
    return t.plain("invite-days", days=days) if days else t.plain("invite-endless")


def _lasting(t: Tongue, days: int) -> str:
    return t.plain("invite-for-days", days=days) if days else t.plain("invite-without-end")


def _until(t: Tongue, until: datetime | None) -> str:
    return t.plain("invite-until", day=f"{until:%Y-%m-%d}") if until else t.plain("invite-without-end")
