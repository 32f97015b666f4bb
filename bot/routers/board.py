"""Choosing pictures and clips, having others made, and what is done about a scene that could not be made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from aiogram import Router
from aiogram.types import CallbackQuery

from agent.prints import Key
from agent.script import AdScript
from bot import board as boards
from bot.callbacks import (
    Animate,
    Keep,
    MakeClips,
    MakeCut,
    OtherPictures,
    Redo,
    Rewrite,
    SendOwn,
    ShowRedo,
    ShowScene,
    SurpriseMe,
    Swap,
    TryAgain,
)
from bot.prices import money_for, pictures_each
from bot.routers.answers import Answers, keep_buttons, toast
from bot.routers.content import ContentGate
from bot.routers.limits import at_limit
from bot.routers.production import is_stale, say_too_dear, show_card, show_current
from bot.views import board as views
from bot.views.board import KINDS
from bot.views.script import cents_of
from bot.views.talk import Stage
from bot.visit import Visit, stage_of
from db.models import AdProject
from db.orders import Orders
from db.production import Approval, Production
from db.spending import Spending
from db.stock import again, clips, load_stock
from db.turns import is_filming


@dataclass(frozen=True, slots=True)
class Table:
    """What a press on a board needs: the ad, its script, and what its parts cost (nothing where nothing does)."""

    project: AdProject
    script: AdScript
    spending: Spending
    orders: Orders
    gate: ContentGate

    def price(self, key: Key) -> Decimal:
        part = self.spending.parts.get(key)
        return part.usd if part is not None else Decimal(0)


async def _table(
    visit: Visit,
    project_id: UUID,
    revision: int,
    query: CallbackQuery,
    *,
    free: bool = False,
    making: bool = False,
) -> Table | Answers:
    """The ad on the button if it is the person's and at the revision on it; else what to answer. It is locked: what is
    read of it now, a price above all, holds until the press has taken effect. `free`: whatever the press has made is
    made here. `making`: it has something made, which the plan must have room for where the ad is not at it already."""
    project = await visit.projects.get(project_id)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await Production(visit.session).project(project_id, lock=True)
    script = await visit.script(project)
    if script is None or project.revision != revision:
        return await is_stale(query, visit, project)
    if making and not is_filming(project) and (full := await at_limit(query, visit, project.id)):
        return full
    money = await money_for(visit.session, project.id, visit.rules.money)
    spending = money.spending(script, visit.user) or Spending({}, Decimal(0), Decimal(0))
    gate = ContentGate(visit, paid=bool(spending.parts) and not free)
    return Table(project, script, spending, Orders(visit.session, visit.user.id, gate), gate)


async def _answer(
    query: CallbackQuery, visit: Visit, table: Table, came: Approval, done: str, *, card: bool = True
) -> Answers:
    """What a press came to. `card`: something is being made now, which the status message follows."""
    project = await visit.projects.get(table.project.id)
    if came is Approval.NOT_FOUND or project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if came is Approval.STARTED:
        await refresh(visit, project)
        if card:
            await show_card(visit, project)
        return (toast(query, done),)
    if came in (Approval.STALE, Approval.ALREADY):
        await refresh(visit, project)
        return (toast(query, visit.t.plain("toast-board-changed"), alert=True),)
    if (held := await table.gate.tell(query, project, came, board=True)) is not None:
        return held
    await say_too_dear(visit, project, came)
    return (toast(query, visit.t.plain("toast-too-dear"), alert=True),)


async def refresh(visit: Visit, project: AdProject, *, fresh: bool = False) -> None:
    """Let the board show how it stands."""
    kind, script = boards.kind_of(project), await visit.script(project)
    if kind is None or script is None or (project.settings.get("board") is None and not fresh):
        return
    view = await boards.read_board(visit.session, project, script, visit.user, visit.rules.money, kind)
    if fresh:
        await boards.show_board(visit.session, visit.t, project, view, fresh=True)
    else:
        await boards.say_board(visit.session, project, views.board(visit.t, view))


async def _dearer(query: CallbackQuery, visit: Visit, table: Table) -> Answers:
    await refresh(visit, table.project)
    return (toast(query, visit.t.plain("toast-dearer"), alert=True),)


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def press_keep(query: CallbackQuery, callback_data: Keep, visit: Visit) -> Answers:
    """Keeps this picture (or clip) of the scene."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query)
    if not isinstance(table, Table):
        return table
    kind = KINDS[one.of]
    came = await table.orders.keep(one.project, one.revision, kind, one.scene, one.variant)
    said = visit.t.plain(f"toast-kept-{kind}", number=one.scene, variant=one.variant)
    return await _answer(query, visit, table, came, said, card=False)


async def press_swap(query: CallbackQuery, callback_data: Swap, visit: Visit) -> Answers:
    """Gives the scene a picture of another; two that are chosen are exchanged."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query)
    if not isinstance(table, Table):
        return table
    came = await table.orders.swap(one.project, one.revision, one.scene, one.other, one.variant)
    done = visit.t.plain("toast-swapped", number=one.scene)
    return await _answer(query, visit, table, came, done, card=False)


async def press_best(query: CallbackQuery, callback_data: SurpriseMe, visit: Visit) -> Answers:
    """Chooses the best picture of each scene, by measure."""
    table = await _table(visit, callback_data.project, callback_data.revision, query)
    if not isinstance(table, Table):
        return table
    best = await boards.best_of(visit.session, table.project)
    came = await table.orders.choose_all(table.project.id, callback_data.revision, best)
    return await _answer(query, visit, table, came, visit.t.plain("toast-best"), card=False)


async def press_scene(query: CallbackQuery, callback_data: ShowScene, visit: Visit) -> Answers:
    """Shows everything about one scene in the place of the board, or the board again."""
    table = await _table(visit, callback_data.project, callback_data.revision, query)
    if not isinstance(table, Table):
        return table
    kind = boards.kind_of(table.project)
    if kind != KINDS[callback_data.of]:
        return await _answer(
            query, visit, table, Approval.ALREADY, visit.t.plain("toast-board-changed"), card=False
        )
    view = await boards.read_board(
        visit.session, table.project, table.script, visit.user, visit.rules.money, kind
    )
    words = views.scene_panel(visit.t, view, callback_data.scene) if callback_data.scene else None
    await boards.say_board(visit.session, table.project, words or views.board(visit.t, view))
    return (toast(query, ""),)


async def press_own(query: CallbackQuery, callback_data: SendOwn, visit: Visit) -> Answers:
    """Asks for the person's own picture of the scene; the next photo is it."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query)
    if not isinstance(table, Table):
        return table
    came = await table.orders.await_picture(one.project, one.revision, one.scene)
    if came is not Approval.STARTED:
        return await _answer(query, visit, table, came, visit.t.plain("toast-own"), card=False)
    await visit.projects.switch(visit.chat, one.project)
    await visit.say(views.own_question(visit.t, one.scene, one.revision), "own", project=table.project)
    return (toast(query, visit.t.plain("toast-own")),)


async def press_other_pictures(query: CallbackQuery, callback_data: OtherPictures, visit: Visit) -> Answers:
    """Goes back from a clip to the pictures of its scene."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query)
    if not isinstance(table, Table):
        return table
    came = await table.orders.other_pictures(one.project, one.revision, one.scene)
    return await _answer(query, visit, table, came, visit.t.plain("toast-choose-first"), card=False)


# ── having something made ────────────────────────────────────────────────────────────────────────────────────────


async def press_redo(query: CallbackQuery, callback_data: Redo, visit: Visit) -> Answers:
    """New pictures, or a new clip, of one scene; also of a delivered video."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query, making=True)
    if not isinstance(table, Table):
        return table
    kind = KINDS[one.of]
    count = pictures_each(table.project, visit.user, visit.rules.money) if kind == "still" else 1
    if cents_of(table.price((kind, one.scene)) * count) > one.cents:
        return await _dearer(query, visit, table)
    act = table.orders.reopen if stage_of(table.project) is Stage.COMPLETED else table.orders.redo
    came = await act(
        one.project,
        one.revision,
        kind,
        one.scene,
        shown=one.shown,
        count=count,
        spending=table.spending,
        prints=visit.rules.money.prints(table.script),
    )
    return await _answer(query, visit, table, came, visit.t.plain("toast-redo"))


async def press_clips(query: CallbackQuery, callback_data: MakeClips, visit: Visit) -> Answers:
    """Pays for motion, voice and music of what is kept; or has it all made here."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query, free=one.here, making=True)
    if not isinstance(table, Table):
        return table
    prints = visit.rules.money.prints(table.script)
    stock = await load_stock(visit.session, one.project, one.revision)
    if not one.here and cents_of(clips(stock, prints).cost(table.spending)) > one.cents:
        return await _dearer(query, visit, table)
    spending = None if one.here else table.spending
    return await _leave(
        query,
        visit,
        table,
        lambda: table.orders.make_clips(one.project, one.revision, spending=spending, prints=prints),
        visit.t.plain("toast-clips"),
    )


async def press_cut(query: CallbackQuery, callback_data: MakeCut, visit: Visit) -> Answers:
    """Cuts the clips that are kept."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query, free=True, making=True)
    if not isinstance(table, Table):
        return table
    return await _leave(
        query,
        visit,
        table,
        lambda: table.orders.make_cut(one.project, one.revision),
        visit.t.plain("toast-cut"),
    )


async def _leave(
    query: CallbackQuery, visit: Visit, table: Table, act: Callable[[], Awaitable[Approval]], done: str
) -> Answers:
    """Goes on from the board, which then shows what was kept."""
    kind = boards.kind_of(table.project)
    came = await act()
    project = await visit.projects.get(table.project.id)
    if came is not Approval.STARTED or project is None or kind is None:
        return await _answer(query, visit, table, came, done)
    view = await boards.read_board(visit.session, project, table.script, visit.user, visit.rules.money, kind)
    await boards.close_board(visit.session, visit.t, project, views.kept_board(visit.t, view))
    await show_card(visit, project)
    return (toast(query, done),)


async def press_again(query: CallbackQuery, callback_data: TryAgain, visit: Visit) -> Answers:
    """Asks once more for what failed."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query, making=True)
    if not isinstance(table, Table):
        return table
    kind, scene = KINDS[one.of], one.scene or None
    stock = await load_stock(visit.session, one.project, one.revision)
    if cents_of(again(stock, kind, scene).cost(table.spending)) > one.cents:
        return (toast(query, visit.t.plain("toast-dearer"), alert=True),)
    came = await table.orders.try_again(
        one.project,
        one.revision,
        kind,
        scene,
        request=one.request,
        spending=table.spending,
        prints=visit.rules.money.prints(table.script),
    )
    return await _decided(query, visit, table, came, visit.t.plain("toast-again"))


async def press_animate(query: CallbackQuery, callback_data: Animate, visit: Visit) -> Answers:
    """Has it made here, free of charge."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query, free=True, making=True)
    if not isinstance(table, Table):
        return table
    came = await table.orders.animate(
        one.project,
        one.revision,
        KINDS[one.of],
        one.scene or None,
        request=one.request,
        spending=table.spending,
        prints=visit.rules.money.prints(table.script),
    )
    if one.request == 0:
        return await _answer(query, visit, table, came, visit.t.plain("toast-here"))
    return await _decided(query, visit, table, came, visit.t.plain("toast-here"))


async def _decided(query: CallbackQuery, visit: Visit, table: Table, came: Approval, done: str) -> Answers:
    """The question is answered: its buttons go."""
    answers = await _answer(query, visit, table, came, done)
    gone = keep_buttons(query) if came in (Approval.STARTED, Approval.ALREADY) else ()
    return (*answers, *gone)


async def press_rewrite(query: CallbackQuery, callback_data: Rewrite, visit: Visit) -> Answers:
    """Hands a wish about the scene to the writer, as if the person had replied to it."""
    one = callback_data
    table = await _table(visit, one.project, one.revision, query)
    if not isinstance(table, Table):
        return table
    wish = _wish(visit, table.project, one.scene)
    number = query.message.message_id if query.message else None
    await visit.projects.switch(visit.chat, one.project)
    taken = await visit.take(
        table.project,
        wish,
        message_id=number,
        sent_at=visit.clock(),
        trace={"rewrite": one.scene},
        reply_to=number,
    )
    key = "toast-rewrite" if taken else "toast-answered"
    return (toast(query, visit.t.plain(key)), *(keep_buttons(query) if taken else ()))


def _wish(visit: Visit, project: AdProject, scene: int) -> str:
    """The words of the wish; without a model they name the product."""
    if not visit.rules.guided:
        return visit.t.plain("wish-rewrite", scene=scene)
    product = visit.brief(project).product or project.title or visit.t.plain("script-untitled")
    return visit.t.plain("wish-rewrite-guided", scene=scene, product=product)


async def press_show_redo(query: CallbackQuery, callback_data: ShowRedo, visit: Visit) -> Answers:
    """Says what single scenes of a delivered video cost anew."""
    table = await _table(visit, callback_data.project, callback_data.revision, query)
    if not isinstance(table, Table):
        return table
    if is_filming(table.project) or not table.spending.parts:
        return (toast(query, visit.t.plain("toast-board-changed"), alert=True),)
    if stage_of(table.project) is not Stage.COMPLETED:
        await show_current(visit, table.project)
        return (toast(query, visit.t.plain("toast-board-changed"), alert=True),)
    stills, moved = [
        await boards.read_board(
            visit.session, table.project, table.script, visit.user, visit.rules.money, kind
        )
        for kind in ("still", "clip")
    ]
    words = views.redo_card(visit.t, stills, moved)
    await visit.say(words, "redo", project=table.project)
    return (toast(query, ""),)


def router() -> Router:
    r = Router(name="board")
    presses = (
        (press_keep, Keep),
        (press_swap, Swap),
        (press_best, SurpriseMe),
        (press_scene, ShowScene),
        (press_own, SendOwn),
        (press_other_pictures, OtherPictures),
        (press_redo, Redo),
        (press_clips, MakeClips),
        (press_cut, MakeCut),
        (press_again, TryAgain),
        (press_animate, Animate),
        (press_rewrite, Rewrite),
        (press_show_redo, ShowRedo),
    )
    for handler, data in presses:
        r.callback_query.register(handler, data.filter())
    return r
