"""Voice notes and text files: remembered here, fetched and read by the turn. And taps on what was proposed."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Document, Message, Voice

from bot.callbacks import Leave, TakePage, TakeStyle
from bot.routers.answers import Answers, keep_buttons, toast, typing
from bot.routers.brief import ANY_TYPE, DOWNLOAD_LIMIT, TICK, clean, context_of
from bot.views import material
from bot.views.words import Button
from bot.visit import Visit
from db.library import Styles
from db.messages import Messages
from db.models import AdProject

LONGEST_VOICE_S: Final = 300
FILE_LIMIT: Final = 10 * 1024 * 1024
TEXT_ENDINGS: Final = {".txt", ".text", ".md", ".markdown", ".pdf", ".docx"}
TEXT_TYPES: Final = {
    "text/plain",
    "text/markdown",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def holds_text(document: Document | None) -> bool:
    """Whether a file says, by its type or else its name, that it is one of those that are read."""
    if document is None:
        return False
    mime = (document.mime_type or "").lower()
    return mime in TEXT_TYPES or (
        mime in ANY_TYPE and PurePath(document.file_name or "").suffix.lower() in TEXT_ENDINGS
    )


async def hear_voice(message: Message, visit: Visit) -> Answers:
    """A voice note is heard by the turn, where something can listen."""
    voice = message.voice
    if voice is None:
        return ()
    if visit.rules.guided:
        await visit.say(material.voice_unheard(visit.t), "voice")
    elif voice.duration > LONGEST_VOICE_S or (voice.file_size or 0) > DOWNLOAD_LIMIT:
        await visit.say(material.voice_too_long(visit.t, minutes=LONGEST_VOICE_S // 60), "voice")
    else:
        return await _keep(message, visit, "voice", {**_whereabouts(voice), "duration": voice.duration})
    return ()


async def take_document(message: Message, visit: Visit) -> Answers:
    """A brief as a file is read by the turn, together with what else comes at once."""
    document = message.document
    if document is None:
        return ()
    if (document.file_size or 0) > FILE_LIMIT:
        await visit.say(material.file_too_big(visit.t), "too-big")
        return ()
    named = {**_whereabouts(document), "file_name": clean(document.file_name)}
    return await _keep(message, visit, "file", named)


async def press_page(query: CallbackQuery, callback_data: TakePage, visit: Visit) -> Answers:
    """What a page says is taken; the turn fills the brief with it."""
    found = await Messages(visit.session, visit.user.id).material(callback_data.message)
    if found is None or not callback_data.index < len(found[1]):
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    accept = {"message": str(callback_data.message), "index": callback_data.index}
    label = visit.t.plain("button-use-page")
    return await _accept(query, visit, found[0], accept, Button(label, callback_data))


async def press_style(query: CallbackQuery, callback_data: TakeStyle, visit: Visit) -> Answers:
    """A proposed style is taken for the ad that this chat talks about, if it is of the same brand."""
    style = await Styles(visit.session, visit.user.id).get(callback_data.style)
    project = await visit.projects.current(visit.chat)
    if query.message is not None:
        project = await visit.projects.of_message(visit.chat.chat_id, query.message.message_id) or project
    if style is None or project is None or style.brand_id != project.brand_id:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    button = Button(visit.t.plain("button-use-style"), callback_data)
    return await _accept(query, visit, project, {"style": str(style.id)}, button)


async def press_leave(query: CallbackQuery, visit: Visit) -> Answers:
    """A proposal that is left changes nothing."""
    return (toast(query, visit.t.plain("toast-left")), *keep_buttons(query))


async def _accept(
    query: CallbackQuery, visit: Visit, project: AdProject, accept: dict[str, Any], button: Button
) -> Answers:
    """Remember the tap as a message of the person, under the id of ours: a second tap is known already."""
    await visit.projects.switch(visit.chat, project.id)
    taken = await visit.take(
        project,
        button.label,
        message_id=query.message.message_id if query.message else None,
        sent_at=visit.clock(),
        kind="accept",
        trace={"accept": accept},
    )
    if not taken:
        return (toast(query, visit.t.plain("toast-answered")),)
    return (
        toast(query, visit.t.plain("toast-taken")),
        *keep_buttons(query, Button(TICK + button.label, button.data)),
    )


async def _keep(message: Message, visit: Visit, kind: str, whereabouts: dict[str, Any]) -> Answers:
    project = await visit.project_of(message)
    await visit.take(
        project,
        clean(message.caption),
        message_id=message.message_id,
        sent_at=message.date,
        kind=kind,
        trace={**context_of(message), **whereabouts, "media_group_id": message.media_group_id},
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        delay_s=visit.rules.burst_wait_s if message.media_group_id else 0.0,
    )
    return typing(message) if message.media_group_id else ()


def _whereabouts(file: Document | Voice) -> dict[str, Any]:
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_unique_id,
        "file_size": file.file_size,
        "mime": file.mime_type,
    }


def router() -> Router:
    r = Router(name="material")
    r.message.register(hear_voice, F.voice)
    r.message.register(take_document, F.document.func(holds_text))
    r.callback_query.register(press_page, TakePage.filter())
    r.callback_query.register(press_style, TakeStyle.filter())
    r.callback_query.register(press_leave, Leave.filter())
    return r
