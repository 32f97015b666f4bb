"""/start and /new: how an ad begins, and how one comes back to it."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Continue, NewAd
from bot.routers.ads import show_video
from bot.routers.answers import toast
from bot.routers.board import refresh
from bot.views import talk
from bot.visit import Visit, stage_of
from db.accounts import INTRODUCED
from db.models import AdProject


async def start(message: Message, visit: Visit) -> None:
    """Explains and asks the first question; later, says where we are. A deep link's payload is not trusted."""
    project = await visit.projects.current(visit.chat)
    if project is None or stage_of(project) is talk.Stage.EMPTY:
        await visit.say(talk.welcome(visit.t, guided=visit.rules.guided), "welcome")
        visit.user.settings = {**visit.user.settings, INTRODUCED: True}
        return
    words = talk.resume(
        visit.t, title=project.title, stage=stage_of(project), project=project.id, revision=project.revision
    )
    await visit.say(words, "resume", project=project)
    await show_standing(visit, project)


async def new(message: Message, visit: Visit) -> None:
    await begin_anew(visit)


async def press_new(query: CallbackQuery, visit: Visit) -> AnswerCallbackQuery:
    await begin_anew(visit)
    return toast(query, visit.t.plain("toast-new"))


async def press_continue(query: CallbackQuery, callback_data: Continue, visit: Visit) -> AnswerCallbackQuery:
    """Takes up an ad of the person again."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return toast(query, visit.t.plain("toast-not-found"), alert=True)
    await visit.projects.switch(visit.chat, project.id)
    words = visit.switched_to(project)
    await visit.say(words, "switched", project=project)
    await show_standing(visit, project)
    return toast(query, visit.t.plain("toast-switched"))


async def begin_anew(visit: Visit) -> None:
    """Makes a fresh ad the current one; an ad without a word in it is used first."""
    current = await visit.projects.current(visit.chat)
    if current is not None and stage_of(current) is talk.Stage.EMPTY:
        await visit.say(talk.still_empty(visit.t), "new", project=current)
        return
    project = await visit.projects.start(visit.chat)
    kept = None if current is None else current.title or ""
    await visit.say(talk.new_ad(visit.t, kept_title=kept), "new", project=project)


async def show_standing(visit: Visit, project: AdProject) -> None:
    """Shows what the ad has come to: its video, its script while that waits for a decision, else its brief."""
    stage = stage_of(project)
    if stage is talk.Stage.TALKING:
        await visit.say(talk.brief_card(visit.t, visit.brief(project)), "brief", project=project)
    elif stage is talk.Stage.COMPLETED:
        await show_video(visit, project)
    elif stage is talk.Stage.REVIEWING:
        await refresh(visit, project, fresh=True)
    elif stage in (talk.Stage.SCRIPT, talk.Stage.FAILED, talk.Stage.CANCELLED):
        script = await visit.script(project)
        if script is not None:
            await visit.show_script(project, script, "script")


def router() -> Router:
    r = Router(name="start")
    r.message.register(start, CommandStart())
    r.message.register(new, Command("new"))
    r.callback_query.register(press_new, NewAd.filter())
    r.callback_query.register(press_continue, Continue.filter())
    return r
