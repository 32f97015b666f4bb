"""The pages of a script, turned in the message that shows it, and Cancel on the cards of its production."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import Cancel, StopMaking, TurnPage
from bot.routers.answers import Answers, toast, turn
from bot.routers.production import is_stale, is_waiting, press_cancel
from bot.views.script import card_page
from bot.visit import Visit


async def turn_page(query: CallbackQuery, callback_data: TurnPage, visit: Visit) -> Answers:
    """Shows that page; where the script is another by now, it comes anew."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    script = await visit.script(project)
    if script is None or project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    price = await visit.price(project, script) if is_waiting(project) else None
    page = card_page(
        visit.t, script, price, project=project.id, revision=project.revision, page=callback_data.page
    )
    return (toast(query, ""), *turn(query, page))


async def press_stop(query: CallbackQuery, callback_data: StopMaking, visit: Visit) -> Answers:
    """Ends the production of the revision on the button: an old card ends nothing of what came after it."""
    project = await visit.projects.get(callback_data.project)
    if project is not None and project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    return (await press_cancel(query, Cancel(project=callback_data.project), visit),)


def router() -> Router:
    r = Router(name="reading")
    r.callback_query.register(turn_page, TurnPage.filter())
    r.callback_query.register(press_stop, StopMaking.filter())
    return r
