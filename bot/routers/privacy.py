"""What is kept about a person: told, handed over, and removed once they press the button that says so."""

from __future__ import annotations

from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.privacy_buttons import AskErase, EraseMine, ExportMine, KeepMine
from bot.routers.answers import Answers, keep_buttons, rewrite, toast
from bot.views import privacy as views
from bot.visit import Visit
from db.administration import AuditLog
from db.outbox import find
from db.privacy import holdings, lock
from db.wakeups import wake_export, wake_leaving

ASKED_S: Final = 3600
"""An older question is asked again: a button far up in the chat must not end everything."""


EXPORT_S: Final = 600
"""Within so long one zip is packed."""


async def policy(message: Message, visit: Visit) -> None:
    paid = bool(visit.rules.money.catalog.models)
    await visit.say(views.policy(visit.t, guided=visit.rules.guided, paid=paid), "privacy")


async def export(message: Message, visit: Visit) -> None:
    await _export(visit)


async def press_export(query: CallbackQuery, visit: Visit) -> Answers:
    await _export(visit)
    return (toast(query, visit.t.plain("toast-export-begun")),)


async def _export(visit: Visit) -> None:
    """Says that it begins, and has it packed; once for all who ask within a while."""
    spell = int(visit.clock().timestamp()) // EXPORT_S
    key = f"export-asked:{visit.user.id}:{spell}"
    if await find(visit.session, key) is not None:
        await visit.say(views.export_soon(visit.t), "export")
        return
    await visit.say(views.export_begun(visit.t), "export", dedupe_key=key)
    await wake_export(visit.session, visit.user.id, visit.chat.chat_id, visit.chat.thread_id)


async def ask_erase(message: Message, visit: Visit) -> None:
    await _ask_erase(visit)


async def press_ask_erase(query: CallbackQuery, visit: Visit) -> Answers:
    await _ask_erase(visit)
    return (toast(query, ""),)


async def press_erase(query: CallbackQuery, callback_data: EraseMine, visit: Visit) -> Answers:
    """The person is sure: everything of theirs is locked with this press, and removed by the job that it starts."""
    if callback_data.who != _who(visit):
        # The person who was asked is gone already; this is somebody new with the same number.
        return (toast(query, visit.t.plain("toast-erase-over"), alert=True), *keep_buttons(query))
    if visit.clock().timestamp() > callback_data.asked + ASKED_S:
        await _ask_erase(visit)
        return (toast(query, visit.t.plain("toast-erase-old"), alert=True), *keep_buttons(query))
    await AuditLog(visit.session).note(str(visit.user.id), "person.leaves")
    await lock(visit.session, visit.user.id)
    await wake_leaving(visit.session)
    return (toast(query, visit.t.plain("toast-erase-begun")), *rewrite(query, views.leaving(visit.t)))


async def press_keep(query: CallbackQuery, visit: Visit) -> Answers:
    return (toast(query, visit.t.plain("toast-kept-mine")), *rewrite(query, views.kept(visit.t)))


async def _ask_erase(visit: Visit) -> None:
    rows = await holdings(visit.session, visit.user.id)
    button = EraseMine(who=_who(visit), asked=int(visit.clock().timestamp()))
    await visit.say(views.ask_erase(visit.t, rows, button), "erase")


def _who(visit: Visit) -> str:
    return visit.user.id.hex[:8]


def router() -> Router:
    r = Router(name="privacy")
    r.message.register(policy, Command("privacy"))
    r.message.register(export, Command("export_my_data"))
    r.message.register(ask_erase, Command("delete_my_data"))
    r.callback_query.register(press_export, ExportMine.filter())
    r.callback_query.register(press_ask_erase, AskErase.filter())
    r.callback_query.register(press_erase, EraseMine.filter())
    r.callback_query.register(press_keep, KeepMine.filter())
    return r
