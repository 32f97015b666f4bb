"""What people say about an ad: words, product photos, corrections, suggestions."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Document, Message, PhotoSize

from bot.callbacks import ChangeScript, Say
from bot.routers.answers import Answers, keep_buttons, toast, typing
from bot.routers.own_picture import take_own
from bot.routers.production import is_stale
from bot.views import talk
from bot.views.words import Button, clip
from bot.visit import LONG_TEXT, Visit
from db.outbox import newest_key

# Telegram's getFile gives bots no more.
DOWNLOAD_LIMIT: Final = 20 * 1024 * 1024
IMAGE_TYPES: Final = {"image/jpeg", "image/png", "image/webp"}
IMAGE_ENDINGS: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
ANY_TYPE: Final = (None, "", "application/octet-stream")
TICK: Final = "✔ "
ASKED: Final = "change:"
"""What the keys of the question what to change begin with: while it is the last thing that was said, a second press
asks nothing."""
AGAIN_S: Final = 60
"""Two presses at once, of which neither sees the other, ask once within so long."""
# Letters and symbols by their category, but nothing to see: people type them to get round "empty".
BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"


async def hear(message: Message, visit: Visit) -> Answers:
    """A text, however long, about the ad it replies to or else the current one."""
    content = clean(message.text)
    if not content:
        await visit.say(talk.empty_message(visit.t), "empty")
        return ()
    in_pieces = len(content) >= LONG_TEXT
    project = await visit.project_of(message)
    await visit.take(
        project,
        content,
        message_id=message.message_id,
        sent_at=message.date,
        trace=context_of(message),
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        delay_s=visit.rules.burst_wait_s if in_pieces else 0.0,
    )
    return typing(message) if in_pieces else ()


async def see_photo(message: Message, visit: Visit) -> Answers:
    """A photo as Telegram compresses it: the largest size it offers."""
    return await _keep_picture(message, visit, message.photo[-1], "image/jpeg") if message.photo else ()


async def see_document(message: Message, visit: Visit) -> Answers:
    """A picture sent as a file keeps full quality; other files are answered kindly, once per album."""
    document = message.document
    if document is None:
        return ()
    mime = picture_type(document)
    if mime in IMAGE_TYPES:
        return await _keep_picture(message, visit, document, mime)
    if mime is not None:
        words = talk.unsupported_image(visit.t, kind_name(mime))
    else:
        words = talk.unsupported_document(visit.t, document.file_name)
    await visit.say(words, "document", dedupe_key=visit.once(message.media_group_id, "document"))
    return ()


async def edited(message: Message, visit: Visit) -> Answers:
    """The new words replace the old ones; what was answered already is answered again, as a correction."""
    content = clean(message.text or message.caption)
    if not content or content.startswith("/"):
        return ()
    project = await visit.projects.correct(visit.chat.chat_id, message.message_id, content)
    if project is None:
        return await hear(message, visit) if message.text else ()
    await visit.ask(project)
    return ()


async def press_suggestion(query: CallbackQuery, callback_data: Say, visit: Visit) -> Answers:
    """A suggestion is an answer like a typed one; the button that was chosen stays, ticked."""
    found = await visit.projects.suggestion(callback_data.message, callback_data.index)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, answer = found
    await visit.projects.switch(visit.chat, project.id)
    # Kept under the id of our own message: a second press on it, at once or next month, is known already.
    taken = await visit.take(
        project,
        answer,
        message_id=query.message.message_id if query.message else None,
        sent_at=visit.clock(),
        trace={"suggestion": callback_data.index},
    )
    if not taken:
        return (toast(query, visit.t.plain("toast-answered")),)
    chosen = Button(TICK + answer, callback_data)
    return (
        toast(query, visit.t.plain("toast-answer", answer=clip(answer, 120))),
        *keep_buttons(query, chosen),
    )


async def press_change(query: CallbackQuery, callback_data: ChangeScript, visit: Visit) -> Answers:
    """Asks what to change; whatever is said next is about this ad. Under an older script the current one is shown."""
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await visit.projects.switch(visit.chat, project.id)
    if project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    asked = f"{ASKED}{project.id}:{project.revision}:"
    newest = await newest_key(visit.session, visit.user.id, visit.chat.chat_id)
    if newest is None or not newest.startswith(asked):
        spell = int(visit.clock().timestamp()) // AGAIN_S
        await visit.say(talk.change_question(visit.t), "change", dedupe_key=f"{asked}{spell}")
    return (toast(query, visit.t.plain("toast-change")),)


async def _keep_picture(message: Message, visit: Visit, picture: PhotoSize | Document, mime: str) -> Answers:
    """Remembers where the picture is; the turn fetches and checks it, a moment later for the rest of an album."""
    if (picture.file_size or 0) > DOWNLOAD_LIMIT:
        await visit.say(talk.photo_too_big(visit.t, picture.file_size or 0), "too-big")
        return ()
    if await take_own(message, visit, picture.file_id, mime, picture.file_size):
        return typing(message)
    project = await visit.project_of(message)
    await visit.take(
        project,
        clean(message.caption),
        message_id=message.message_id,
        sent_at=message.date,
        kind="photo",
        trace={**context_of(message), **whereabouts(picture, mime, message.media_group_id)},
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        delay_s=visit.rules.burst_wait_s,
    )
    return typing(message)


def whereabouts(picture: PhotoSize | Document, mime: str, album: str | None) -> dict[str, Any]:
    """Where Telegram keeps the picture and what it says about it."""
    return {
        "file_id": picture.file_id,
        "file_unique_id": picture.file_unique_id,
        "file_size": picture.file_size,
        "width": picture.width if isinstance(picture, PhotoSize) else None,
        "height": picture.height if isinstance(picture, PhotoSize) else None,
        "mime": mime,
        "media_group_id": album,
    }


def context_of(message: Message) -> dict[str, Any]:
    """What stands around the words: a quoted passage, and whether somebody else wrote them (then they are
    material, not wishes); and where its words lead."""
    context: dict[str, Any] = {}
    if message.quote is not None:
        context["quote"] = clean(message.quote.text)
    if message.forward_origin is not None:
        context["forwarded"] = True
    hidden = [e.url for e in (*(message.entities or ()), *(message.caption_entities or ())) if e.url]
    if hidden:
        # Links behind words; those that are seen stand in the words.
        context["links"] = [clean(link) for link in hidden[:10]]
    return context


def kind_name(mime: str) -> str:
    """An image type as people call it: `image/svg+xml` → SVG, `image/x-icon` → ICON."""
    return mime.removeprefix("image/").partition("+")[0].removeprefix("x-").upper()


def picture_type(document: Document) -> str | None:
    """The image type that a file claims, by its type or else its name; None when it claims no picture."""
    mime = (document.mime_type or "").lower()
    if mime.startswith("image/"):
        return mime
    if mime in ANY_TYPE and document.file_name:
        return IMAGE_ENDINGS.get(PurePath(document.file_name).suffix.lower())
    return None


def clean(text: str | None) -> str:
    """Text that Postgres can keep, without blanks around it; empty where there is nothing to see in it."""
    whole = (text or "").encode("utf-8", "replace").decode()
    kept = whole.replace("\x00", "").strip("\u200b\u2060\ufeff").strip()
    return kept if any(_is_visible(sign) for sign in kept) else ""


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ" and sign not in BLANKS


def is_talk(text: str | None) -> bool:
    """Whether a message says something, and is no command."""
    return text is not None and not text.startswith("/")


def router() -> Router:
    r = Router(name="brief")
    r.message.register(hear, F.text.func(is_talk))
    r.message.register(see_photo, F.photo)
    r.message.register(see_document, F.document & ~F.animation)
    r.edited_message.register(edited, F.text | F.caption)
    r.callback_query.register(press_suggestion, Say.filter())
    r.callback_query.register(press_change, ChangeScript.filter())
    return r
