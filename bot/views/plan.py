"""Words about plans: what is left, what a better one costs, payments, and limits that are reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from bot.buying import AskRefund, BuyPlan, DecideRefund, SetRenewal
from bot.i18n import Markup, Tongue
from bot.plans import Plan
from bot.views.words import Button, Invoice, Rows, Words, clip, join
from db.enums import SubscriptionType
from db.usage import MEGABYTE, Usage

NAME_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands: their plan, until when, whether Telegram renews it (None: nothing of the kind), what they
    have used, and what they may still spend this month (USD)."""

    plan: SubscriptionType
    until: datetime | None
    renews: bool | None
    used: Usage
    left: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """A payment as people see it."""

    id: UUID
    plan: SubscriptionType
    stars: int
    paid_at: datetime
    charge: str
    refund: str
    """`open`: can be asked for; `asked`, `given` or `declined`."""


def plan_name(t: Tongue, plan: SubscriptionType) -> str:
    return t.plain(f"plan-name-{plan}")


def day_of(t: Tongue, moment: datetime) -> str:
    """The day of `moment`, whose zone is the reader's, in their language."""
    return t.plain("ads-day", day=moment.date())


def plan_card(t: Tongue, standing: Standing, plans: Mapping[SubscriptionType, Plan]) -> Words:
    """The plan of now with what is left of everything; better ones with their price."""
    limits, used = plans[standing.plan], standing.used
    lines = [t("plan-title", plan=plan_name(t, standing.plan)), *_until(t, standing), Markup("")]
    if limits.allowance:
        lines.append(t("plan-money", left=f"{standing.left:.2f}", allowance=f"{limits.allowance:.2f}"))
    else:
        lines.append(t("plan-money-none"))
    lines += [
        t("plan-messages", used=used.messages, most=limits.messages),
        t("plan-uploads", used=used.uploads, most=limits.uploads),
        t("plan-storage", used=-(-used.storage // MEGABYTE), most=limits.storage),
        t("plan-productions", used=used.productions, most=limits.productions),
    ]
    better = _better(standing.plan, plans)
    for name in better:
        lines += [Markup(""), _offer(t, name, plans[name])]
    lines += [Markup(""), t("plan-more")]
    return Words(join(lines), (*_renewal_row(t, standing), *_buy_rows(t, better, plans)))


def invoice(t: Tongue, plan: SubscriptionType, limits: Plan, payload: str) -> Words:
    """An invoice for a month, again each month; its link is made when it is sent."""
    name = plan_name(t, plan)
    allowance = f"{limits.allowance:.2f}"
    return Words(
        t("invoice-message", plan=name, stars=limits.stars, allowance=allowance),
        invoice=Invoice(
            t.plain("button-pay", stars=limits.stars),
            clip(t.plain("invoice-title", plan=name), 32),
            clip(t.plain("invoice-description", plan=name, allowance=allowance), 255),
            payload,
            limits.stars,
        ),
    )


def paid(t: Tongue, plan: SubscriptionType, until: datetime | None, *, again: bool) -> Words:
    """Thanks for a payment; `again`: it is the next month of the same."""
    key = "plan-renewed" if again else "plan-paid"
    day = day_of(t, until) if until else "—"
    return Words(t(key, plan=plan_name(t, plan), day=day), silent=again)


def ended(t: Tongue, plan: SubscriptionType) -> Words:
    return Words(t("plan-ended", plan=plan_name(t, plan)))


def changed(t: Tongue, plan: SubscriptionType, *, better: bool, was_paid: bool) -> Words:
    """An admin gave the person another plan; `was_paid`: Telegram would have gone on charging for the one before."""
    lines = [t("plan-given" if better else "plan-withdrawn", plan=plan_name(t, plan))]
    if was_paid:
        lines.append(t("plan-no-more-charged"))
    return Words(join(lines))


def renewal(t: Tongue, what: str, plan: SubscriptionType, until: datetime | None) -> Words:
    """`what`: `off`, `on`, `failed` (no Stars), or `refused` (Telegram does not change it)."""
    return Words(t(f"renewal-{what}", plan=plan_name(t, plan), day=day_of(t, until) if until else "—"))


def terms(t: Tongue) -> Words:
    return Words(t("terms"))


def support(t: Tongue, bills: Sequence[Bill], *, reachable: bool) -> Words:
    """How to get help with a payment; the person's payments, each with a way to ask for it back."""
    lines = [t("paysupport" if reachable else "paysupport-alone")]
    rows: list[tuple[Button, ...]] = []
    if bills:
        lines += [Markup(""), t("paysupport-payments")]
    for bill in bills:
        lines.append(_bill(t, bill))
        if bill.refund == "open" and reachable:
            label = t.plain("button-refund", day=day_of(t, bill.paid_at), stars=bill.stars)
            rows.append((Button(label, AskRefund(payment=bill.id)),))
    return Words(join(lines), tuple(rows))


def support_sent(t: Tongue) -> Words:
    return Words(t("paysupport-sent"))


def support_card(t: Tongue, *, name: str, telegram_id: int, words: str) -> Words:
    """For admins: what somebody writes about a payment."""
    link = Markup(f'<a href="tg://user?id={telegram_id}">{telegram_id}</a>')
    return Words(t("paysupport-card", name=clip(name, NAME_LIMIT), id=link, words=words[:1500]))


def refund_card(t: Tongue, bill: Bill, *, name: str, telegram_id: int, outcome: str | None = None) -> Words:
    """For admins: somebody wants a payment back; `outcome` is what became of it."""
    link = Markup(f'<a href="tg://user?id={telegram_id}">{telegram_id}</a>')
    lines = [t("refund-card", name=clip(name, NAME_LIMIT), id=link), _bill(t, bill)]
    if outcome is not None:
        return Words(join((*lines, t(f"refund-card-{outcome}"))))
    rows: Rows = (
        (
            Button(t.plain("button-refund-yes"), DecideRefund(payment=bill.id, yes=True), "danger"),
            Button(t.plain("button-refund-no"), DecideRefund(payment=bill.id, yes=False)),
        ),
    )
    return Words(join(lines), rows)


def refund_told(t: Tongue, what: str, stars: int) -> Words:
    """To the person: `asked`, `given`, `declined` or `failed`."""
    return Words(t(f"refund-{what}", stars=stars))


def limit(t: Tongue, what: str, plan: SubscriptionType, most: int) -> Words:
    """A limit of the plan is reached: `messages`, `uploads`, `storage` or `productions`."""
    return Words(t(f"limit-{what}", plan=plan_name(t, plan), most=most))


def _until(t: Tongue, standing: Standing) -> list[Markup]:
    if standing.until is None:
        return []
    key = "plan-until-renews" if standing.renews else "plan-until-ends"
    return [t(key, day=day_of(t, standing.until))]


def _offer(t: Tongue, name: SubscriptionType, limits: Plan) -> Markup:
    key = "plan-offer" if limits.stars else "plan-offer-unsold"
    return t(
        key,
        plan=plan_name(t, name),
        allowance=f"{limits.allowance:.2f}",
        productions=limits.productions,
        messages=limits.messages,
        **({"stars": limits.stars} if limits.stars else {}),
    )


def _better(plan: SubscriptionType, plans: Mapping[SubscriptionType, Plan]) -> list[SubscriptionType]:
    order = list(SubscriptionType)
    return [name for name in order[order.index(plan) + 1 :] if name in plans]


def _buy_rows(t: Tongue, better: Sequence[SubscriptionType], plans: Mapping[SubscriptionType, Plan]) -> Rows:
    sold = [(name, plans[name].stars) for name in better if plans[name].stars]
    return tuple(
        (
            Button(
                t.plain("button-buy", plan=plan_name(t, name), stars=stars),
                BuyPlan(plan=name, stars=stars),
                "success",
            ),
        )
        for name, stars in sold
    )


def _renewal_row(t: Tongue, standing: Standing) -> Rows:
    if standing.renews is None:
        return ()
    key = "button-renewal-off" if standing.renews else "button-renewal-on"
    return ((Button(t.plain(key), SetRenewal(on=not standing.renews)),),)


def _bill(t: Tongue, bill: Bill) -> Markup:
    return t(
        "bill",
        day=day_of(t, bill.paid_at),
        plan=plan_name(t, bill.plan),
        stars=bill.stars,
        charge=clip(bill.charge, 80),
        state=t.plain(f"bill-{bill.refund}"),
    )
