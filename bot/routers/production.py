"""Approving a script, and stopping whatever runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, MessageGenerationStopped

from bot.board import close_board, kind_of, read_board, show_board
from bot.callbacks import Approve, ApprovePaid, Cancel, GoOn, MakePictures, SetPictures
from bot.prices import money_for, pictures_each
from bot.routers.ads import show_video
from bot.routers.answers import Answers, keep_buttons, rows_instead, toast
from bot.routers.content import ContentGate
from bot.routers.limits import at_limit
from bot.routers.training import halt_any
from bot.scripts import read_craft
from bot.views import production, talk
from bot.views.script import FREE, Price, card_rows, cents_of, dearer, no_script, too_dear
from bot.views.talk import Stage, Stopped
from bot.visit import Visit, stage_of
from db.attempts import Attempts
from db.crash import crash_point
from db.models import AdProject
from db.moving import bring_down
from db.orders import Orders
from db.production import Approval, Production, round_of
from db.spending import Spending
from db.stock import load_stock, rest

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
        return await is_stale(query, visit, project)
    money = await money_for(visit.session, project.id, visit.rules.money)
    price = await visit.price(project, script, money)
    if price.pictures is not None:
        _prefer(visit, "fast")
    if price.cents > callback_data.cents and is_waiting(project):
        return await _dearer(query, visit, project, replace(price, fast=True))
    spending = money.spending(script, visit.user)
    return await _start(query, visit, project.id, project.revision, spending)


async def make_pictures(query: CallbackQuery, callback_data: MakePictures, visit: Visit) -> Answers:
    """Makes pictures to choose from, for the price on the button."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await Production(visit.session).project(project.id, lock=True)
    script = await visit.script(project)
    if script is None or project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    money = await money_for(visit.session, project.id, visit.rules.money)
    price = await visit.price(project, script, money)
    if price.pictures is None:
        return await is_stale(query, visit, project)
    _prefer(visit, "board")
    fewer = callback_data.count != pictures_each(project, visit.user, visit.rules.money)
    if (fewer or cents_of(price.pictures) > callback_data.cents) and is_waiting(project):
        return await _dearer(query, visit, project, replace(price, fast=False))
    spending = money.spending(script, visit.user)
    count = callback_data.count
    return await _start(query, visit, project.id, project.revision, spending, pictures=count)


async def go_on(query: CallbackQuery, callback_data: GoOn, visit: Visit) -> Answers:
    """Takes up a production where it stopped, for the price of what is missing."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await Production(visit.session).project(project.id, lock=True)
    script = await visit.script(project)
    if script is None or project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    money = await money_for(visit.session, project.id, visit.rules.money)
    spending = money.spending(script, visit.user)
    if (full := await at_limit(query, visit, project.id)) is not None:
        return full
    if await _costs_more(visit, project, spending, callback_data.cents):
        return await _dearer(query, visit, project, await visit.price(project, script))
    gate = ContentGate(visit, paid=spending is not None)
    orders = Orders(visit.session, visit.user.id, gate)
    approval = await orders.go_on(
        project.id, project.revision, **visit.place, spending=spending, prints=money.prints(script)
    )
    return await _approved(query, visit, project.id, approval, "toast-going-on", gate)


async def _costs_more(visit: Visit, project: AdProject, spending: Spending | None, cents: int) -> bool:
    """Whether what is missing of a production that waits costs more than `cents`."""
    stock = await load_stock(visit.session, project.id, project.revision)
    return is_waiting(project) and cents_of(rest(stock).cost(spending)) > cents


async def set_pictures(query: CallbackQuery, callback_data: SetPictures, visit: Visit) -> Answers:
    """Changes how many pictures of each scene there are to choose from; the buttons show what that costs."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    script = await visit.script(project)
    if script is None or project.revision != callback_data.revision or not is_waiting(project):
        return await is_stale(query, visit, project)
    count = callback_data.count
    visit.user.settings = {**visit.user.settings, "pictures": count}
    project.settings = {**project.settings, "pictures": count}
    rows = card_rows(
        visit.t, project=project.id, revision=project.revision, price=await visit.price(project, script),
        craft=await read_craft(visit.session, project), in_group=visit.in_group,
    )  # fmt: skip
    return (
        toast(query, visit.t.plain("toast-count", count=count)),
        *rows_instead(query, rows),
    )


def _prefer(visit: Visit, lane: str) -> None:
    """Remember which way the person takes: its button comes first the next time."""
    if visit.user.settings.get("lane", "board") != lane:
        visit.user.settings = {**visit.user.settings, "lane": lane}


def is_waiting(project: AdProject) -> bool:
    """Whether a press would start something."""
    return stage_of(project) not in (Stage.FILMING, Stage.REVIEWING, Stage.COMPLETED)


async def _dearer(query: CallbackQuery, visit: Visit, project: AdProject, price: Price) -> Answers:
    words = dearer(visit.t, project=project.id, revision=project.revision, price=price)
    await visit.say(words, "dearer", project=project)
    return (toast(query, visit.t.plain("toast-dearer"), alert=True), *keep_buttons(query))


async def _start(
    query: CallbackQuery,
    visit: Visit,
    project_id: UUID,
    revision: int,
    spending: Spending | None,
    *,
    pictures: int | None = None,
) -> Answers:
    if (full := await at_limit(query, visit, project_id)) is not None:
        return full
    gate = ContentGate(visit, paid=spending is not None)
    project = await visit.projects.get(project_id)
    script = await visit.script(project) if project is not None and project.revision == revision else None
    approval = await Production(visit.session).approve(
        visit.user.id,
        project_id,
        revision,
        **visit.place,
        spending=spending,
        gate=gate,
        prints=visit.rules.money.prints(script) if script is not None else None,
        pictures_each=pictures,
    )
    done = "toast-started" if pictures is None else "toast-pictures"
    return await _approved(query, visit, project_id, approval, done, gate)


async def _approved(
    query: CallbackQuery,
    visit: Visit,
    project_id: UUID,
    approval: Approval,
    done: str,
    gate: ContentGate,
) -> Answers:
    """What a press that starts a production came to."""
    project = await visit.projects.get(project_id)
    if approval is Approval.NOT_FOUND or project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if approval is Approval.STALE:
        return await is_stale(query, visit, project)
    if approval is Approval.ALREADY and stage_of(project) is Stage.REVIEWING:
        await show_current(visit, project)
        return (toast(query, visit.t.plain("toast-choose-first"), alert=True), *keep_buttons(query))
    if approval is Approval.ALREADY:
        key = "toast-made" if stage_of(project) is Stage.COMPLETED else "toast-already"
        return (toast(query, visit.t.plain(key)), *keep_buttons(query))
    if (held := await gate.tell(query, project, approval)) is not None:
        return held
    if approval is not Approval.STARTED:
        await say_too_dear(visit, project, approval)
        return (toast(query, visit.t.plain("toast-too-dear"), alert=True), *keep_buttons(query))
    crash_point("bot.approved")
    await show_card(visit, project)
    return (toast(query, visit.t.plain(done)), *keep_buttons(query))


async def say_too_dear(visit: Visit, project: AdProject, why: Approval) -> None:
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
            waiting=is_waiting(project),
        )
        await visit.say(words, "too-dear", project=project)


async def press_cancel(query: CallbackQuery, callback_data: Cancel, visit: Visit) -> AnswerCallbackQuery:
    """Ends the production (or the answer) of the ad on the button."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return toast(query, visit.t.plain("toast-not-found"), alert=True)
    what = await halt(visit, project)
    if what is Stopped.NOTHING:
        return toast(query, visit.t.plain("toast-nothing-running"))
    pressed = query.message.message_id if query.message else None
    if not (what is Stopped.PRODUCTION and await visit.is_message_of(pressed, card_of(project))):
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
    what = await halt_answer(visit, project)
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
    if stage_of(project) is Stage.REVIEWING and await visit.turns.pending(project.id):
        # Nothing is being made: what runs is the answer.
        return await halt_answer(visit, project)
    if await Production(visit.session).cancel(visit.user.id, project.id):
        project = await visit.projects.get(project.id) or project
        await close_board(visit.session, visit.t, project)
        attempts = Attempts(visit.session)
        estimated, used = await attempts.charged(project.id, project.revision)
        script = await visit.script(project)
        words = production.cancelled(
            visit.t,
            project=project.id,
            revision=project.revision,
            title=project.title,
            estimated=estimated,
            used=used,
            pending=bool(await attempts.waiting_jobs(project.id)),
            price=await visit.price(project, script) if script else FREE,
        )
        await visit.say(
            words,
            "card",
            project=project,
            kind="card",
            dedupe_key=card_of(project),
        )
        return Stopped.PRODUCTION
    return await halt_answer(visit, project)


async def halt_answer(visit: Visit, project: AdProject) -> Stopped | None:
    """Ends the answer that is being written about the ad."""
    stopped = await visit.turns.stop(project.id)
    dropped = await visit.turns.drop_queued(project.id)
    if stopped:
        return None
    return Stopped.TURN if dropped else Stopped.NOTHING


def card_of(project: AdProject) -> str:
    """The key of the status message of what is being made of the ad now."""
    return production.card_key(project.id, project.revision, round_of(project))


async def show_card(visit: Visit, project: AdProject) -> None:
    """Begins the status message, or begins it anew where a production of this revision was stopped."""
    view = production.started(project.id, project.revision, project.title)
    words = production.production_card(visit.t, view)
    await visit.say(
        words,
        "production",
        project=project,
        kind="card",
        dedupe_key=card_of(project),
    )


async def _running_first(visit: Visit) -> list[AdProject]:
    """The current ad, then those of the person that are being filmed."""
    current = await visit.projects.current(visit.chat)
    others = [
        project
        for project in await visit.projects.recent()
        if stage_of(project) in (Stage.FILMING, Stage.REVIEWING)
        and (current is None or project.id != current.id)
    ]
    return ([current] if current else []) + others


async def is_stale(query: CallbackQuery, visit: Visit, project: AdProject) -> Answers:
    """Nothing was started: says so and shows how the ad stands."""
    await show_current(visit, project)
    key = "toast-stale-making" if stage_of(project) is Stage.FILMING else "toast-stale"
    return (toast(query, visit.t.plain(key), alert=True), *keep_buttons(query, pages=False))


async def show_current(visit: Visit, project: AdProject) -> None:
    """The board that waits for a choice, the status message of what is being made, the video that is made, else the
    script as it stands."""
    script = await visit.script(project)
    kind = kind_of(project)
    if script is None:
        await visit.say(no_script(visit.t), "stale", project=project)
    elif stage_of(project) is Stage.REVIEWING and kind is not None:
        view = await read_board(visit.session, project, script, visit.user, visit.rules.money, kind)
        await show_board(visit.session, visit.t, project, view, fresh=True)
    elif stage_of(project) is Stage.FILMING:
        if not await bring_down(visit.session, card_of(project)):
            await show_card(visit, project)
    elif stage_of(project) is not Stage.COMPLETED or not await show_video(visit, project):
        await visit.show_script(project, script, "stale", stale=True)


def _is_stop_word(text: str | None) -> bool:
    return (text or "").strip().strip("/.!… ").lower() in STOP_WORDS


def router() -> Router:
    r = Router(name="production")
    r.message.register(cancel, Command("cancel", "stop"))
    r.message.register(cancel, F.text.func(_is_stop_word))
    r.callback_query.register(approve, Approve.filter())
    r.callback_query.register(approve_paid, ApprovePaid.filter())
    r.callback_query.register(make_pictures, MakePictures.filter())
    r.callback_query.register(set_pictures, SetPictures.filter())
    r.callback_query.register(go_on, GoOn.filter())
    r.callback_query.register(press_cancel, Cancel.filter())
    r.stopped_message_generation.register(draft_stopped)
    return r
