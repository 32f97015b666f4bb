"""The other angles of a script, why it is as it is, and how much is done before a script is shown."""

from __future__ import annotations

import re
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from agent.craftlog import LEVELS, CraftLevel
from bot.callbacks import NewAngles, SetCraft, ShowCraft, TellAngle, Why
from bot.routers.answers import Answers, rewrite, toast
from bot.scripts import ANGLE_LINE, read_craft
from bot.views import craft
from bot.views.words import Words
from bot.visit import Visit
from db.models import AdProject
from db.production import Production
from db.turns import is_filming

ASKS_WHY: Final = re.compile(
    r"(?:but )?why (?:(?:did you (?:write|choose|pick)|is it|exactly) )?(?:this|that)"
    r"(?: (?:one|script|angle|version))?[.!?]*",
    re.I,
)


async def press_angle(query: CallbackQuery, callback_data: TellAngle, visit: Visit) -> Answers:
    """Asks for the script from another angle; like any edit it is answered by a turn and taken back by Undo."""
    project = await _open(query, visit, callback_data)
    if not isinstance(project, AdProject):
        return project
    log = await read_craft(visit.session, project)
    if log is None or callback_data.index >= len(log.angles):
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    line = visit.t.plain("line-angle", name=log.angles[callback_data.index].name)
    await _ask(visit, project, line, callback_data.index)
    return (toast(query, visit.t.plain("toast-angle")),)


async def press_new_angles(query: CallbackQuery, callback_data: NewAngles, visit: Visit) -> Answers:
    """Asks for three new angles, the best of them developed."""
    project = await _open(query, visit, callback_data)
    if not isinstance(project, AdProject):
        return project
    await _ask(visit, project, visit.t.plain("line-new-angles"), None)
    return (toast(query, visit.t.plain("toast-new-angles")),)


async def press_why(query: CallbackQuery, callback_data: Why, visit: Visit) -> Answers:
    """Why the script of that revision is as it is; an older one is told of as such."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await _say_why(visit, project, callback_data.revision)
    return (toast(query, visit.t.plain("toast-why")),)


async def why(message: Message, visit: Visit) -> None:
    """The words “why this script?” about the ad that is talked about."""
    project = await visit.project_of(message)
    if project.revision == 0:
        await visit.say(craft.why_nothing(visit.t), "why", project=project)
    else:
        await _say_why(visit, project, project.revision)


async def show_levels(message: Message, visit: Visit) -> None:
    """/craft: how scripts are worked out, with the price of each way."""
    project = await visit.project_of(message)
    await visit.say(_page(visit, project, visit.craft_level(project)), "craft", project=project)


async def press_levels(query: CallbackQuery, callback_data: ShowCraft, visit: Visit) -> Answers:
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await visit.say(_page(visit, project, visit.craft_level(project)), "craft", project=project)
    return (toast(query, visit.t.plain("toast-craft")),)


async def press_level(query: CallbackQuery, callback_data: SetCraft, visit: Visit) -> Answers:
    """Chooses a way for this ad; pressed twice it says the same again."""
    level = LEVELS[callback_data.level]
    if not await visit.projects.set_craft(callback_data.project, level):
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project = await visit.projects.get(callback_data.project)
    told = toast(query, visit.t.plain("toast-level", level=craft.level_name(visit.t, level)))
    if project is None:
        return (told,)
    return (told, *rewrite(query, _page(visit, project, level, was_set=True)))


def _page(visit: Visit, project: AdProject, level: CraftLevel, *, was_set: bool = False) -> Words:
    return craft.craft_page(
        visit.t,
        level,
        visit.rules.craft_prices(),
        project=project.id,
        revision=project.revision,
        guided=visit.rules.guided,
        was_set=was_set,
    )


async def _say_why(visit: Visit, project: AdProject, revision: int) -> None:
    pages = craft.why_pages(
        visit.t,
        await read_craft(visit.session, project, revision),
        project=project.id,
        revision=revision,
        current=project.revision,
        level=visit.craft_level(project),
    )
    await visit.say(pages, "why", project=project)


async def _open(query: CallbackQuery, visit: Visit, pressed: TellAngle | NewAngles) -> AdProject | Answers:
    """The ad on the button where its script may be told anew now, else what to answer. Holds the ad's row, so that two
    presses at once ask for one answer."""
    project = await Production(visit.session).project(pressed.project, lock=True)
    if project is None or project.user_id != visit.user.id or project.deleted_at is not None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if is_filming(project):
        return (toast(query, visit.t.plain("toast-already"), alert=True),)
    if await visit.turns.pending(project.id):
        return (toast(query, visit.t.plain("toast-angle-busy")),)
    script = await visit.script(project)
    if project.revision != pressed.revision or script is None:
        if script is not None:
            await visit.show_script(project, script, "stale", stale=True)
        return (toast(query, visit.t.plain("toast-stale"), alert=True),)
    return project


async def _ask(visit: Visit, project: AdProject, line: str, angle: int | None) -> None:
    await visit.projects.switch(visit.chat, project.id)
    # Without a message id: after a turn that failed the same button asks again.
    await visit.take(
        project, line, message_id=None, sent_at=visit.clock(), kind=ANGLE_LINE, trace={"angle": angle}
    )


def _asks_why(text: str | None) -> bool:
    return ASKS_WHY.fullmatch((text or "").strip()) is not None


def router() -> Router:
    r = Router(name="craft")
    r.message.register(show_levels, Command("craft"))
    r.message.register(why, F.text.func(_asks_why))
    r.callback_query.register(press_angle, TellAngle.filter())
    r.callback_query.register(press_new_angles, NewAngles.filter())
    r.callback_query.register(press_why, Why.filter())
    r.callback_query.register(press_levels, ShowCraft.filter())
    r.callback_query.register(press_level, SetCraft.filter())
    return r
