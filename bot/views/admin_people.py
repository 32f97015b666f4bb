"""People and their productions, as admins read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from bot.access import Bar
from bot.admin import (
    RetryJob,
    SetPlan,
    ShowAudit,
    ShowJob,
    ShowJobs,
    ShowPeople,
    ShowPerson,
    StopJob,
)
from bot.i18n import Markup, Tongue
from bot.views.admin import NAME_LIMIT, moment
from bot.views.script import money
from bot.views.words import Button, Rows, Words, clip, join
from db.enums import REVIEWS, SubscriptionType
from db.operations import AdAtWork
from db.people import Found, Standing

WORDS_BYTES: Final = 40
"""Of the words that were looked for, a button carries no more."""
ERROR_LIMIT: Final = 160

Turn = Callable[[int], CallbackData]


def people(t: Tongue, found: Sequence[Found], *, words: str, page: int, more: bool) -> Words:
    """A page of people; pressing one shows the card."""
    if not found:
        return Words(t("people-none", words=clip(words, NAME_LIMIT)))
    rows = tuple((Button(_in_list(t, one), ShowPerson(user=one.id)),) for one in found)
    turns = _turns(t, page, more, lambda n: ShowPeople(page=n, words=words)) if _carries(words) else ()
    head = t("people-found", words=clip(words, NAME_LIMIT)) if words else t("people-title")
    return Words(head, (*rows, *turns))


def _in_list(t: Tongue, one: Found) -> str:
    mark = "🚫 " if one.barred else ""
    known = f" @{one.username}" if one.username else ""
    return f"{mark}{clip(one.name, 24)}{known} · {one.plan} · {money(one.month)}"


def _carries(words: str) -> bool:
    return ":" not in words and len(words.encode()) <= WORDS_BYTES


def person(
    t: Tongue, one: Standing, *, allowance: Decimal, per_ad: Decimal, per_day: Decimal, admin: bool
) -> Words:
    """Who it is, what they may and did spend, and what can be changed. Nobody shuts out an `admin`."""
    left = max(Decimal(0), allowance - one.month)
    lines = [
        t(
            "person-title",
            name=clip(one.name, NAME_LIMIT),
            username=f" @{one.username}" if one.username else "",
        ),
        t("person-id", id=str(one.telegram_id or "–"), locale=one.locale or "–"),
        *_states(t, one, admin=admin),
        Markup(),
        t("person-plan", plan=one.plan, until=_until(t, one.plan_until) + _paid(t, one)),
        t("person-allowance", allowance=money(allowance), used=money(one.month), left=money(left)),
        t("person-limits", ad=money(per_ad), day=money(per_day), today=money(one.today)),
        t("person-spend", total=money(one.total)),
        t("person-ads", count=one.ads, finished=one.finished, making=one.making, failed=one.failed),
        t("person-messages", count=one.messages),
        t("person-times", came=moment(one.came_at), seen=moment(one.seen_at) if one.seen_at else "–"),
    ]
    return Words(join(lines), _person_rows(t, one, admin=admin))


def _states(t: Tongue, one: Standing, *, admin: bool) -> list[Markup]:
    states = []
    if admin:
        states.append(t("person-is-admin"))
    if one.barred_at is not None:
        states.append(t("person-is-barred", at=moment(one.barred_at)))
    if one.blocked_at is not None:
        states.append(t("person-blocked", at=moment(one.blocked_at)))
    if one.invited:
        states.append(t("person-invited"))
    return states


def _paid(t: Tongue, one: Standing) -> str:
    return t.plain("person-plan-renews" if one.renews else "person-plan-paid") if one.paid else ""


def _until(t: Tongue, until: datetime | None) -> str:
    return t.plain("person-plan-until", at=moment(until)) if until else ""


def _person_rows(t: Tongue, one: Standing, *, admin: bool) -> Rows:
    now = SubscriptionType(one.plan)
    plans = tuple(
        Button(t.plain("button-plan", plan=plan.value), SetPlan(user=one.id, plan=plan, was=now))
        for plan in SubscriptionType
        if plan is not now
    )
    more = (
        Button(t.plain("button-person-jobs"), ShowJobs(page=0, person=one.id)),
        Button(t.plain("button-person-audit"), ShowAudit(person=one.id)),
    )
    if admin:
        return (plans, more)
    if one.barred_at is not None:
        return (plans, more, (Button(t.plain("button-person-in"), Bar(user=one.id, act="in"), "success"),))
    return (plans, more, (Button(t.plain("button-person-out"), Bar(user=one.id, act="out"), "danger"),))


def jobs(
    t: Tongue, found: Sequence[AdAtWork], *, page: int, more: bool, person: UUID | None, name: str | None
) -> Words:
    """A page of what is being made or failed; pressing one shows how it stands."""
    head = t("jobs-title-of", name=clip(name, NAME_LIMIT)) if name else t("jobs-title")
    if not found:
        return Words(join([head, t("jobs-none")]))
    lines = [head]
    if stuck := sum(1 for one in found if one.stuck):
        lines.append(t("jobs-stuck", count=stuck))
    rows = tuple((Button(_job_in_list(t, one), ShowJob(project=one.id)),) for one in found)
    turns = _turns(t, page, more, lambda n: ShowJobs(page=n, person=person))
    return Words(join(lines), (*rows, *turns))


def _job_in_list(t: Tongue, one: AdAtWork) -> str:
    title = clip(one.title or t.plain("script-untitled"), 22)
    return f"{_mark(one)} {title} · {clip(one.person, 16)} · {one.done}/{one.parts} · {_age(t, one.age_s)}"


def job(t: Tongue, one: AdAtWork) -> Words:
    """How the making of an ad stands, and what can be done."""
    lines = [
        t(
            "job-title",
            mark=_mark(one),
            title=clip(one.title or t.plain("script-untitled"), NAME_LIMIT),
            revision=one.revision,
        ),
        t("job-person", name=clip(one.person, NAME_LIMIT)),
        t(
            "job-status",
            status=t.plain(f"ads-state-{_state(one)}"),
            stage=f" · {one.stage}" if one.stage else "",
        ),
        t(
            "job-parts",
            done=one.done,
            parts=one.parts,
            running=one.running,
            waiting=one.waiting,
            failed=one.failed,
        ),
        t("job-age", age=_age(t, one.age_s)),
        t("job-charged", usd=money(one.charged)),
    ]
    if one.stuck:
        lines.append(t("job-stuck"))
    if one.error:
        lines.append(t("job-error", error=clip(one.error, ERROR_LIMIT)))
    lines.append(t("job-ad", id=str(one.id)))
    return Words(join(lines), _job_rows(t, one))


def _job_rows(t: Tongue, one: AdAtWork) -> Rows:
    acts: list[Button] = []
    place = {"project": one.id, "revision": one.revision}
    making = one.status in ("script_approved", "video_generating")
    if making or one.status == "failed":
        acts.append(Button(t.plain("button-job-retry"), RetryJob(**place), "primary"))
    if making:
        acts.append(Button(t.plain("button-job-stop"), StopJob(**place), "danger"))
    ways = (
        Button(t.plain("button-job-person"), ShowPerson(user=one.user_id)),
        Button(t.plain("button-job-again"), ShowJob(project=one.id)),
    )
    return (tuple(acts), ways) if acts else (ways,)


def stopped_by_admin(t: Tongue, title: str | None) -> Words:
    """What the person hears."""
    return Words(t("job-stopped-yours", title=clip(title or t.plain("script-untitled"), NAME_LIMIT)))


def _state(one: AdAtWork) -> str:
    """How the ad stands, as its person reads it too."""
    if one.status in ("script_approved", "video_generating"):
        return "reviewing" if one.stage in REVIEWS else "filming"
    ended = one.status if one.status in ("completed", "failed", "cancelled") else None
    return ended or ("script" if one.revision else "talking")


def _mark(one: AdAtWork) -> str:
    return "🔴" if one.stuck else "⚠️" if one.status == "failed" else "🎬"


def _age(t: Tongue, seconds: int) -> str:
    if seconds < 3600:
        return t.plain("age-minutes", count=max(0, seconds) // 60)
    if seconds < 48 * 3600:
        return t.plain("age-hours", count=seconds // 3600)
    return t.plain("age-days", count=seconds // 86400)


def _turns(t: Tongue, page: int, more: bool, data: Turn) -> Rows:
    turns = []
    if page:
        turns.append(Button(t.plain("button-earlier-page"), data(page - 1)))
    if more:
        turns.append(Button(t.plain("button-later-page"), data(page + 1)))
    return (tuple(turns),) if turns else ()
