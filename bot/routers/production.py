"""Approving a script, and stopping whatever runs."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, MessageGenerationStopped

from bot.callbacks import Approve, ApprovePaid, Cancel
from bot.content import ContentGate
from bot.prices import money_for
from bot.routers.answers import Answers, keep_buttons, toast
from bot.routers.training import halt_any
from bot.views import production, talk
from bot.views.script import FREE, dearer, no_script, too_dear
from bot.views.talk import Stage, Stopped
from bot.visit import Visit, stage_of
from db.attempts import Attempts
from db.crash import crash_point
from db.models import AdProject
from db.production import Approval, Production
from db.spending import Spending

STOP_WORDS: Final = frozenset({"stop", "cancel", "abort", "halt"})


async def approve(query: CallbackQuery, callback_data: Approve, visit: Visit) -> Answers:
    """Starts the production of exactly the revision on the button, free of charge; an old or doubled press only says
    so."""
    return await _start(query, visit, callback_data.project, callback_data.revision, None)


async def approve_paid(query: CallbackQuery, callback_data: ApprovePaid, visit: Visit) -> Answers:
    """The same for the price on the button: never for more, and only within everything that may be spent."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    script = await visit.script(project)
    if script is None or project.revision != callback_data.revision:
        return await _stale(query, visit, project)
    price = await visit.price(project, script)
    if price.cents > callback_data.cents and stage_of(project) not in (Stage.FILMING, Stage.COMPLETED):
        words = dearer(visit.t, project=project.id, revision=project.revision, price=price)
        await visit.say(words, "dearer", project=project)
        return (toast(query, visit.t.plain("toast-dearer"), alert=True), *keep_buttons(query))
    money = await money_for(visit.session, project.id, visit.rules.money)
    spending = money.spending(script, visit.user)
    return await _start(query, visit, project.id, project.revision, spending)


async def _start(
    query: CallbackQuery, visit: Visit, project_id: UUID, revision: int, spending: Spending | None
) -> Answers:
    gate = ContentGate(visit, paid=spending is not None)
    approval = await Production(visit.session).approve(
        visit.user.id,
        project_id,
        revision,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id,
        spending=spending,
        gate=gate,
    )
    project = await visit.projects.get(project_id)
    if approval is Approval.NOT_FOUND or project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if approval is Approval.STALE:
        return await _stale(query, visit, project)
    if approval is Approval.ALREADY:
        key = "toast-made" if stage_of(project) is Stage.COMPLETED else "toast-already"
        return (toast(query, visit.t.plain(key)), *keep_buttons(query))
    if (held := await gate.tell(query, project, approval)) is not None:
        return held
    if approval is not Approval.STARTED:
        return await _too_dear(query, visit, project, approval)
    crash_point("bot.approved")
    await _show_card(visit, project)
    return (toast(query, visit.t.plain("toast-started")), *keep_buttons(query))


async def _too_dear(query: CallbackQuery, visit: Visit, project: AdProject, why: Approval) -> Answers:
    """Nothing was started: says why, and offers the free way."""
    script = await visit.script(project)
    if script is not None:
        money = visit.rules.money
        limits = {
            Approval.OVER_AD: money.per_ad,
            Approval.OVER_DAY: money.ceilings.person,
            Approval.OVER_HOUSE: money.ceilings.everybody,
        }
        words = too_dear(
            visit.t,
            why.value.removeprefix("over_"),
            project=project.id,
            revision=project.revision,
            price=await visit.price(project, script),
            limit=limits.get(why, Decimal(0)),
        )
        await visit.say(words, "too-dear", project=project)
    return (toast(query, visit.t.plain("toast-too-dear"), alert=True), *keep_buttons(query))


async def press_cancel(query: CallbackQuery, callback_data: Cancel, visit: Visit) -> AnswerCallbackQuery:
    """Ends the production (or the answer) of the ad on the button."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return toast(query, visit.t.plain("toast-not-found"), alert=True)
    what = await halt(visit, project)
    if what is Stopped.NOTHING:
        return toast(query, visit.t.plain("toast-nothing-running"))
    pressed = query.message.message_id if query.message else None
    if not (
        what is Stopped.PRODUCTION
        and await visit.is_message_of(pressed, production.card_key(project.id, project.revision))
    ):
        # The card itself says it already; from any other message it may be out of sight.
        await _say_stopped(visit, what, project)
    return toast(query, visit.t.plain("toast-cancelled"))


async def cancel(message: Message, visit: Visit) -> None:
    """/cancel or the word “stop”: ends what runs, the current ad first, a training last."""
    what: Stopped | None = Stopped.NOTHING
    project = None
    for project in await _running_first(visit):
        what = await halt(visit, project)
        if what is not Stopped.NOTHING:
            break
    if what is Stopped.NOTHING and await halt_any(visit):
        return
    await _say_stopped(visit, what, project)


async def draft_stopped(stop: MessageGenerationStopped, visit: Visit) -> None:
    """The Stop button under a growing draft. Silent when the answer had just ended."""
    project = await visit.projects.current(visit.chat)
    if project is None or stage_of(project) is Stage.FILMING:
        return
    what = await halt(visit, project)
    if what is not Stopped.NOTHING:
        await _say_stopped(visit, what, project)


async def _say_stopped(visit: Visit, what: Stopped | None, project: AdProject | None) -> None:
    if what is not None:
        title = project.title if project else None
        await visit.say(talk.stopped(visit.t, what, title=title), "stopped", project=project)


async def halt(visit: Visit, project: AdProject) -> Stopped | None:
    """Ends the production of `project`, else the answer that is being written; what it was is returned.

    None: an answer that had begun. It ends in a moment with a word about it, so nothing is to be said before. The
    status message of a production says so in the same transaction; what waits behind it begins afterwards.
    """
    if await Production(visit.session).cancel(visit.user.id, project.id):
        attempts = Attempts(visit.session)
        _, used = await attempts.charged(project.id, project.revision)
        script = await visit.script(project)
        words = production.cancelled(
            visit.t,
            project=project.id,
            revision=project.revision,
            title=project.title,
            used=used,
            pending=bool(await attempts.waiting_jobs(project.id)),
            price=await visit.price(project, script) if script else FREE,
        )
        await visit.say(
            words,
            "card",
            project=project,
            kind="card",
            dedupe_key=production.card_key(project.id, project.revision),
        )
        return Stopped.PRODUCTION
    stopped = await visit.turns.stop(project.id)
    dropped = await visit.turns.drop_queued(project.id)
    if stopped:
        return None
    return Stopped.TURN if dropped else Stopped.NOTHING


async def _show_card(visit: Visit, project: AdProject) -> None:
    """Begins the status message, or begins it anew where a production of this revision was stopped."""
    view = production.started(project.id, project.revision, project.title)
    words = production.production_card(visit.t, view)
    await visit.say(
        words,
        "production",
        project=project,
        kind="card",
        dedupe_key=production.card_key(project.id, project.revision),
    )


async def _running_first(visit: Visit) -> list[AdProject]:
    """The current ad, then those of the person that are being filmed."""
    current = await visit.projects.current(visit.chat)
    others = [
        project
        for project in await visit.projects.recent()
        if stage_of(project) is Stage.FILMING and (current is None or project.id != current.id)
    ]
    return ([current] if current else []) + others


async def _stale(query: CallbackQuery, visit: Visit, project: AdProject) -> Answers:
    """Nothing was started: says so and shows the script as it stands."""
    script = await visit.script(project)
    if script is None:
        await visit.say(no_script(visit.t), "stale", project=project)
    else:
        await visit.show_script(project, script, "stale", stale=True)
    return (toast(query, visit.t.plain("toast-stale"), alert=True), *keep_buttons(query))


def _is_stop_word(text: str | None) -> bool:
    return (text or "").strip().strip("/.!… ").lower() in STOP_WORDS


def router() -> Router:
    r = Router(name="production")
    r.message.register(cancel, Command("cancel", "stop"))
    r.message.register(cancel, F.text.func(_is_stop_word))
    r.callback_query.register(approve, Approve.filter())
    r.callback_query.register(approve_paid, ApprovePaid.filter())
    r.callback_query.register(press_cancel, Cancel.filter())
    r.stopped_message_generation.register(draft_stopped)
    return r
