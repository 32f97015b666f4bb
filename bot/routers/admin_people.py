"""/users and /jobs: who is here and what they may, and what is being made for them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.admin import RetryJob, SetPlan, ShowJob, ShowJobs, ShowPeople, ShowPerson, StopJob
from bot.board import close_board
from bot.prices import as_approved, money_for, price_of_making
from bot.routers.admin_gate import Act, guarded, show
from bot.routers.answers import Answers, rewrite, toast
from bot.routers.content import ContentGate
from bot.routers.production import card_of
from bot.scripts import read_stored
from bot.telling import tell_person
from bot.views import admin, production
from bot.views import admin_people as views
from bot.views import plan as plan_views
from bot.views.script import FREE
from bot.views.words import Words
from bot.visit import Visit
from db.attempts import Attempts
from db.billing import Billing
from db.enums import AdProjectStatus, SubscriptionType
from db.models import AdProject, User
from db.operations import ad_at_work, ads_at_work, hasten
from db.orders import Orders
from db.outbox import OutboxKind, say
from db.people import People
from db.production import Approval, Production
from db.projects import chat_of
from db.stock import load_stock, rest
from db.turns import FILMING
from db.wakeups import wake_stars

PAGE: Final = 8


async def users(message: Message, command: CommandObject, visit: Visit, act: Act) -> None:
    """Everybody, seen last first; with words, whoever has them in the name."""
    words = (command.args or "").strip()[:64]
    await visit.say(await _people(visit, words, 0), "users")


async def press_people(query: CallbackQuery, callback_data: ShowPeople, visit: Visit, act: Act) -> Answers:
    words = await _people(visit, callback_data.words, callback_data.page)
    return await show(query, visit, words, fresh=callback_data.fresh)


async def _people(visit: Visit, words: str, page: int) -> Words:
    found = await People(visit.session).find(words, limit=PAGE + 1, skip=PAGE * page)
    return views.people(visit.t, found[:PAGE], words=words, page=page, more=len(found) > PAGE)


async def press_person(query: CallbackQuery, callback_data: ShowPerson, visit: Visit, act: Act) -> Answers:
    act.subject = ("user", str(callback_data.user))
    return await _card(query, visit, callback_data.user, "")


async def _card(query: CallbackQuery, visit: Visit, user: UUID, told: str) -> Answers:
    """The person's card in the place of the pressed message."""
    one = await People(visit.session).standing(user)
    if one is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    money = visit.rules.money
    words = views.person(
        visit.t,
        one,
        allowance=money.plans[SubscriptionType(one.plan)],
        per_ad=money.per_ad,
        per_day=money.ceilings.person,
        admin=one.telegram_id in visit.rules.admin_ids,
    )
    return (toast(query, told), *rewrite(query, words))


async def press_plan(query: CallbackQuery, callback_data: SetPlan, visit: Visit, act: Act) -> Answers:
    """Gives the plan if the person's is still the one that the button knew."""
    wanted = callback_data.plan
    act.action, act.subject = "admin.plan", ("user", str(callback_data.user))
    act.details = {"plan": wanted.value, "was": callback_data.was.value}
    await visit.accounts.hold(callback_data.user)
    person = await visit.accounts.get(callback_data.user)
    if person is None or person.deleted_at is not None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if person.subscription_type is not callback_data.was:
        act.details["stale"] = True
        return await _card(query, visit, person.id, visit.t.plain("toast-plan-changed-before"))
    await _give(visit, person, wanted)
    return await _card(query, visit, person.id, visit.t.plain("toast-plan-given"))


async def _give(visit: Visit, person: User, wanted: SubscriptionType) -> None:
    """Another plan, of which the person hears. What they paid for by the month is charged no more."""
    billing = Billing(visit.session, person.id)
    before = await billing.plan()
    paying, better = before is not None and before.renews, _rises(person.subscription_type, wanted)
    if wanted is SubscriptionType.FREE:
        await billing.cancel()
    else:
        await billing.grant(wanted)
    if paying:
        await wake_stars(visit.session)
    words = plan_views.changed(visit.speech.of(person.locale), wanted, better=better, was_paid=paying)
    await tell_person(visit.session, person, words, f"update:{visit.update_id}:plan-given")


def _rises(was: SubscriptionType, wanted: SubscriptionType) -> bool:
    order = list(SubscriptionType)
    return order.index(wanted) > order.index(was)


async def jobs(message: Message, command: CommandObject, visit: Visit, act: Act) -> None:
    """What is being made and what failed within a week; with a Telegram id or @name only that person's."""
    wanted = (command.args or "").strip()
    person = await People(visit.session).one(wanted) if wanted else None
    if wanted and person is None:
        await visit.say(admin.nobody(visit.t, wanted), "jobs")
        return
    act.subject = ("user", str(person.id)) if person else None
    await visit.say(await _jobs(visit, 0, person.id if person else None), "jobs")


async def press_jobs(query: CallbackQuery, callback_data: ShowJobs, visit: Visit, act: Act) -> Answers:
    act.subject = ("user", str(callback_data.person)) if callback_data.person else None
    words = await _jobs(visit, callback_data.page, callback_data.person)
    return await show(query, visit, words, fresh=callback_data.fresh)


async def _jobs(visit: Visit, page: int, person: UUID | None) -> Words:
    found = await ads_at_work(visit.session, person=person, limit=PAGE + 1, skip=PAGE * page)
    whose = await visit.accounts.get(person) if person else None
    name = whose.name if whose else None
    return views.jobs(visit.t, found[:PAGE], page=page, more=len(found) > PAGE, person=person, name=name)


async def press_job(query: CallbackQuery, callback_data: ShowJob, visit: Visit, act: Act) -> Answers:
    act.subject = ("ad", str(callback_data.project))
    return await _job(query, visit, callback_data.project, "")


async def _job(
    query: CallbackQuery, visit: Visit, project: UUID, told: str, *, alert: bool = False
) -> Answers:
    one = await ad_at_work(visit.session, project)
    if one is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    return (
        toast(query, visit.t.plain(told) if told else "", alert=alert),
        *rewrite(query, views.job(visit.t, one)),
    )


async def press_retry(query: CallbackQuery, callback_data: RetryJob, visit: Visit, act: Act) -> Answers:
    """Wakes what waits; takes up what failed, where that costs its person no more than they agreed to."""
    act.subject, act.details = ("ad", str(callback_data.project)), {"revision": callback_data.revision}
    project = await _held(visit, callback_data.project, callback_data.revision)
    if project is None:
        return await _job(query, visit, callback_data.project, "toast-job-moved-on")
    if project.status in FILMING:
        await hasten(visit.session, project.id)
        return await _job(query, visit, project.id, "toast-job-woken")
    if project.status != AdProjectStatus.FAILED:
        return await _job(query, visit, project.id, "toast-job-moved-on")
    told = await _take_up(visit, project, act)
    return await _job(query, visit, project.id, told, alert=told != "toast-job-taken-up")


async def _take_up(visit: Visit, project: AdProject, act: Act) -> str:
    """Go on for the person with what failed; what came of it, as the key of a toast."""
    session, owner = visit.session, await visit.accounts.get(project.user_id)
    script = await read_stored(session, project)
    if owner is None or script is None:
        return "toast-job-moved-on"
    stock = await load_stock(session, project.id, project.revision)
    money = await money_for(session, project.id, visit.rules.money)
    # Its person agreed to these models; who is the default now is for what is approved from now on.
    money = as_approved(money, stock, visit.rules.money.catalog)
    spending = money.spending(script, owner)
    cost = rest(stock).cost(spending)
    estimated, used = await Attempts(session).charged(project.id, project.revision)
    act.details["usd"] = str(cost)
    if cost and used + cost > estimated:
        return "toast-job-dearer"
    gate = ContentGate(visit, paid=spending is not None)
    chat_id, thread_id = chat_of(project)
    approval = await Orders(session, owner.id, gate).go_on(
        project.id,
        project.revision,
        chat_id=chat_id,
        thread_id=thread_id or 0,
        spending=spending,
        prints=money.prints(script),
    )
    act.details["came"] = approval.value
    return "toast-job-taken-up" if approval is Approval.STARTED else "toast-job-held-back"


async def press_stop(query: CallbackQuery, callback_data: StopJob, visit: Visit, act: Act) -> Answers:
    """Ends the making of this revision; its person hears that, and what it cost."""
    act.subject, act.details = ("ad", str(callback_data.project)), {"revision": callback_data.revision}
    project = await _held(visit, callback_data.project, callback_data.revision)
    if project is None or not await Production(visit.session).cancel(project.user_id, project.id):
        return await _job(query, visit, callback_data.project, "toast-job-moved-on")
    project = await Production(visit.session).project(project.id) or project  # as it is now
    owner = await visit.accounts.get(project.user_id)
    if owner is not None:
        await _tell_stopped(visit, project, owner)
    return await _job(query, visit, project.id, "toast-job-stopped")


async def _held(visit: Visit, project_id: UUID, revision: int) -> AdProject | None:
    """The ad, locked, if it is still at the revision on the button."""
    project = await Production(visit.session).project(project_id, lock=True)
    gone = project is None or project.deleted_at is not None or project.revision != revision
    return None if gone else project


async def _tell_stopped(visit: Visit, project: AdProject, owner: User) -> None:
    """Closes the person's board and status message, and says in a new message who stopped it."""
    session, t = visit.session, visit.speech.of(owner.locale)
    await close_board(session, t, project)
    attempts = Attempts(session)
    estimated, used = await attempts.charged(project.id, project.revision)
    script, money = await read_stored(session, project), visit.rules.money
    price = (
        await price_of_making(session, owner, project.id, project.revision, script, money) if script else FREE
    )
    card = production.cancelled(
        t,
        project=project.id,
        revision=project.revision,
        title=project.title,
        estimated=estimated,
        used=used,
        pending=bool(await attempts.waiting_jobs(project.id)),
        price=price,
    )
    await _say(visit, project, card, "card", card_of(project))
    notice = views.stopped_by_admin(t, project.title)
    await _say(visit, project, notice, "text", f"update:{visit.update_id}:stopped-by-admin")


async def _say(visit: Visit, project: AdProject, words: Words, kind: OutboxKind, key: str) -> None:
    chat_id, thread_id = chat_of(project)
    await say(
        visit.session,
        chat_id=chat_id,
        thread_id=thread_id or None,
        kind=kind,
        payload=words.payload(),
        dedupe_key=key,
        user_id=project.user_id,
        project_id=project.id,
    )


def router() -> Router:
    r = guarded("admin-people")
    r.message.register(users, Command("users"))
    r.message.register(jobs, Command("jobs"))
    r.callback_query.register(press_people, ShowPeople.filter())
    r.callback_query.register(press_person, ShowPerson.filter())
    r.callback_query.register(press_plan, SetPlan.filter())
    r.callback_query.register(press_jobs, ShowJobs.filter())
    r.callback_query.register(press_job, ShowJob.filter())
    r.callback_query.register(press_retry, RetryJob.filter())
    r.callback_query.register(press_stop, StopJob.filter())
    return r
