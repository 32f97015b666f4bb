"""/broadcast: what all are to be told is shown first, to whom is chosen, and it is sent once to each."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.admin import BroadcastAudience, BroadcastDrop, BroadcastSend, BroadcastStop
from bot.routers.admin_gate import Act, guarded
from bot.routers.answers import Answers, keep_buttons, rewrite, toast
from bot.views import broadcast as views
from bot.views.words import TEXT_LIMIT
from bot.visit import Visit
from db.administration import Broadcasts
from db.broadcasting import Announcing
from db.wakeups import wake_announcing

_COMMAND: Final = re.compile(r"^/\w+(@\w+)?\s*")


async def draft(message: Message, visit: Visit, act: Act) -> None:
    """Shows what would be said, exactly as it would look, and asks to whom."""
    content = _COMMAND.sub("", message.html_text).strip()
    if not content or len(content) > TEXT_LIMIT:
        await visit.say(views.usage(visit.t), "broadcast")
        return
    row = await Broadcasts(visit.session).draft(visit.user.id, content)
    act.action, act.subject = "admin.broadcast_draft", ("broadcast", str(row.id))
    count = await Announcing(visit.session, row.id).size("all")
    pages = (views.message(content), views.draft(visit.t, row.id, "all", count))
    await visit.say(pages, "broadcast")


async def press_audience(
    query: CallbackQuery, callback_data: BroadcastAudience, visit: Visit, act: Act
) -> Answers:
    act.subject = ("broadcast", str(callback_data.broadcast))
    return await _asked_again(query, visit, callback_data.broadcast, callback_data, "")


async def press_broadcast(
    query: CallbackQuery, callback_data: BroadcastSend, visit: Visit, act: Act
) -> Answers:
    """Begins to send, if it would still reach as many as the button said."""
    act.subject = ("broadcast", str(callback_data.broadcast))
    announcing = Announcing(visit.session, callback_data.broadcast)
    row = await announcing.get(lock=True)
    if row is None or row.status != "draft":
        return (toast(query, visit.t.plain("toast-broadcast-begun")), *keep_buttons(query))
    if await announcing.size(callback_data.audience) != callback_data.count:
        told = visit.t.plain("toast-broadcast-other-count")
        return await _asked_again(query, visit, row.id, callback_data, told)
    count = await announcing.begin(callback_data.audience)
    act.details = {"audience": callback_data.audience, "people": count}
    await wake_announcing(visit.session, row.id)
    words = views.course(visit.t, row.id, await announcing.progress(), "sending")
    await visit.say(words, "course", kind="card", dedupe_key=views.card_key(row.id))
    return (toast(query, visit.t.plain("toast-broadcast-sending")), *keep_buttons(query))


async def _asked_again(
    query: CallbackQuery, visit: Visit, broadcast: UUID, wanted: BroadcastAudience | BroadcastSend, told: str
) -> Answers:
    """The same question with as many people as there are now."""
    announcing = Announcing(visit.session, broadcast)
    row = await announcing.get()
    if row is None or row.status != "draft":
        return (toast(query, visit.t.plain("toast-broadcast-begun")), *keep_buttons(query))
    count = await announcing.size(wanted.audience)
    return (toast(query, told), *rewrite(query, views.draft(visit.t, broadcast, wanted.audience, count)))


async def press_drop(query: CallbackQuery, callback_data: BroadcastDrop, visit: Visit, act: Act) -> Answers:
    act.action, act.subject = "admin.broadcast_drop", ("broadcast", str(callback_data.broadcast))
    if not await Announcing(visit.session, callback_data.broadcast).drop():
        return (toast(query, visit.t.plain("toast-broadcast-begun")), *keep_buttons(query))
    return (toast(query, ""), *rewrite(query, views.dropped(visit.t)))


async def press_broadcast_stop(
    query: CallbackQuery, callback_data: BroadcastStop, visit: Visit, act: Act
) -> Answers:
    """Nobody more is told; whoever was told stays told."""
    act.subject = ("broadcast", str(callback_data.broadcast))
    announcing = Announcing(visit.session, callback_data.broadcast)
    row = await announcing.get(lock=True)
    if row is None or not await announcing.stop():
        return (toast(query, visit.t.plain("toast-broadcast-over")), *keep_buttons(query))
    far = await announcing.progress()
    act.details = {"sent": far.sent}
    words = views.course(visit.t, row.id, far, "cancelled")
    await visit.say(words, "course", kind="card", dedupe_key=views.card_key(row.id))
    return (toast(query, visit.t.plain("toast-broadcast-stopped")),)


def router() -> Router:
    r = guarded("broadcast")
    r.message.register(draft, Command("broadcast"))
    r.callback_query.register(press_audience, BroadcastAudience.filter())
    r.callback_query.register(press_broadcast, BroadcastSend.filter())
    r.callback_query.register(press_drop, BroadcastDrop.filter())
    r.callback_query.register(press_broadcast_stop, BroadcastStop.filter())
    return r
