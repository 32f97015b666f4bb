"""Undo, the versions of a script, and the choice of one that stands beside it."""

from __future__ import annotations

import re
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.board import close_board
from bot.callbacks import Restore, Undo, Versions
from bot.prices import money_for
from bot.routers.answers import Answers, keep_buttons, toast
from bot.scripts import Refusal, Restored, restore, undo
from bot.views import revisions
from bot.views.words import plain
from bot.visit import Visit
from db.approvals import Approvals
from db.enums import ChatRole
from db.models import AdProject
from db.projects import undo_chain

ASKS_FOR_VERSIONS: Final = re.compile(
    r"(?:please )?(?:(?:show|list|see|what are)(?: me)? )?(?:all )?(?:the |my |old |earlier |previous )*"
    r"(?:versions|revisions|version history|script history)(?: please)?[.!?]*",
    re.I,
)
_WHY_NOT: Final = {
    Refusal.NOT_FOUND: "toast-not-found",
    Refusal.FILMING: "toast-already",
    Refusal.ANSWERING: "toast-answering",
    Refusal.FIRST: "toast-nothing-before",
    Refusal.STALE: "toast-versions-stale",
}


async def press_undo(query: CallbackQuery, callback_data: Undo, visit: Visit) -> Answers:
    """Brings back the script before the one on the button; an old or doubled press only says so."""
    came = await undo(visit.session, visit.user.id, callback_data.project, callback_data.revision)
    return await _answer(query, visit, callback_data, came, visit.t.plain("toast-undone"))


async def press_restore(query: CallbackQuery, callback_data: Restore, visit: Visit) -> Answers:
    """Makes the version on the button the ad's script: an earlier one, or one that stood beside it."""
    number = callback_data.revision
    came = await restore(visit.session, visit.user.id, callback_data.project, callback_data.current, number)
    return await _answer(query, visit, callback_data, came, visit.t.plain("toast-restored", revision=number))


async def press_versions(query: CallbackQuery, callback_data: Versions, visit: Visit) -> Answers:
    """Lists the versions of the ad on the button."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await show_versions(visit, project)
    return (toast(query, visit.t.plain("toast-versions")),)


async def versions(message: Message, visit: Visit) -> None:
    """The word “versions”: lists those of the ad that is talked about."""
    await show_versions(visit, await visit.project_of(message))


async def show_versions(visit: Visit, project: AdProject) -> None:
    found = await visit.projects.versions(project.id)
    voices = await Approvals(visit.session).of_project(project.id)
    page = revisions.versions_page(
        visit.t, found, project=project.id, current=project.revision, voices=voices
    )
    await visit.say(page, "versions", project=project)


async def _answer(
    query: CallbackQuery, visit: Visit, pressed: Undo | Restore, came: Restored | Refusal, done: str
) -> Answers:
    if isinstance(came, Restored):
        await visit.projects.switch(visit.chat, came.project.id)
        await close_board(visit.session, visit.t, came.project)
        await _show(visit, came)
        return (toast(query, done), *keep_buttons(query))
    project = await visit.projects.get(pressed.project)
    if came is Refusal.STALE and project is not None:
        await show_versions(visit, project)
    return (toast(query, visit.t.plain(_WHY_NOT[came]), alert=True),)


async def _show(visit: Visit, came: Restored) -> None:
    """What that changed, and the script with fresh buttons. The log keeps a line, so that answers know of it."""
    project, revision = came.project, came.project.revision
    money = await money_for(visit.session, project.id, visit.rules.money)
    changed = revisions.changed_pages(
        visit.t,
        came.old,
        came.new,
        project=project.id,
        revision=revision,
        back_at=came.version,
        undoable=bool(undo_chain(project)),
        prices=money.catalog,
    )
    await visit.say(changed, "restored", project=project)
    await visit.show_script(project, came.new, "script")
    await visit.projects.remember(
        project.id,
        role=ChatRole.ASSISTANT,
        content=plain(visit.t("toast-restored", revision=came.version)),
        timestamp=visit.clock(),
        chat_id=visit.chat.chat_id,
    )


def _asks_for_versions(text: str | None) -> bool:
    return ASKS_FOR_VERSIONS.fullmatch((text or "").strip().removeprefix("/")) is not None


def router() -> Router:
    r = Router(name="revisions")
    r.message.register(versions, F.text.func(_asks_for_versions))
    r.callback_query.register(press_undo, Undo.filter())
    r.callback_query.register(press_restore, Restore.filter())
    r.callback_query.register(press_versions, Versions.filter())
    return r
