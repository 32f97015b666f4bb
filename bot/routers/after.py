"""What one does with a delivered video: stars for it, and a few words."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from aiogram import F, Router
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.after import Files, Rate
from bot.routers.answers import Answers, toast
from bot.routers.brief import clean, is_talk
from bot.views import after
from bot.views.after import COMMENT_LIMIT, rated, rated_key, stars_label, thanked
from bot.visit import Visit
from db.library import Library
from db.models import AdProject, Asset
from db.outbox import key_of_sent, say
from db.publishing import Ratings

_AGAIN_S: Final = 600
"""A second press within so long brings no second file."""


async def press_rate(query: CallbackQuery, callback_data: Rate, visit: Visit) -> Answers:
    """The stars are kept at once; what was said about the ad before stays with them."""
    found = await video_of(visit, callback_data.video)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, video = found
    if not await is_latest(visit, project, video):
        return (toast(query, visit.t.plain("toast-older-video"), alert=True),)
    ratings = Ratings(visit.session, visit.user.id)
    before = await ratings.of_project(project.id)
    comment = before.comment if before else None
    await ratings.rate(project.id, callback_data.stars, comment)
    words = rated(visit.t, stars=callback_data.stars, title=project.title, comment=comment)
    await visit.say(words, "rated", project=project, kind="card", dedupe_key=rated_key(project.id))
    told = toast(query, visit.t.plain("toast-rated", stars=callback_data.stars))
    return (told, *_ticked(query, callback_data.stars))


async def is_about_stars(message: Message, visit: Visit) -> dict[str, Any] | bool:
    """Whether the person replies to the message about their stars; then the ad is handed on."""
    replied = message.reply_to_message
    if replied is None:
        return False
    key = await key_of_sent(visit.session, visit.user.id, visit.chat.chat_id, replied.message_id)
    what, _, project = (key or "").partition(":")
    return {"project_id": UUID(project)} if what == "rated" else False


async def say_why(message: Message, visit: Visit, project_id: UUID) -> None:
    """The words are kept with the stars, and shown in the message that asked for them."""
    project = await visit.projects.get(project_id)
    ratings = Ratings(visit.session, visit.user.id)
    given = await ratings.of_project(project_id)
    comment = clean(message.text)[:COMMENT_LIMIT]
    if project is None or given is None or not comment:
        return
    await ratings.rate(project_id, given.rating, comment)
    words = rated(visit.t, stars=given.rating, title=project.title, comment=comment)
    await visit.say(words, "rated", project=project, kind="card", dedupe_key=rated_key(project_id))
    await visit.say(thanked(visit.t), "thanked", project=project)


async def press_files(query: CallbackQuery, callback_data: Files, visit: Visit) -> Answers:
    """Sends the video as it was made, and its subtitles where something is said."""
    found = await video_of(visit, callback_data.video)
    if found is None or found[1].url is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, video = found
    uri, size = str(video.url), video.file_size_bytes or 0
    spell = int(visit.clock().timestamp()) // _AGAIN_S
    key = f"files:{video.id}:{spell}"
    if size > after.UPLOAD_LIMIT:
        words = after.master_link(visit.t, uri=uri, title=project.title)
        await visit.say(words, "master", project=project, dedupe_key=key)
    else:
        master = after.master_file(visit.t, uri=uri, title=project.title, megabytes=size / 1_000_000)
        await _send_file(visit, project, {**master, "assetId": str(video.id)}, key)
    if subtitles := video.details.get("subtitles"):
        payload = after.subtitles_file(visit.t, uri=subtitles, title=project.title)
        await _send_file(visit, project, payload, f"{key}:subtitles")
    return (toast(query, visit.t.plain("toast-files")),)


async def _send_file(visit: Visit, project: AdProject, payload: dict[str, Any], key: str) -> None:
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="document",
        payload=payload,
        dedupe_key=key,
        user_id=visit.user.id,
        project_id=project.id,
    )


async def video_of(visit: Visit, video: UUID) -> tuple[AdProject, Asset] | None:
    """The person's video of that id, and its ad."""
    asset = await Library(visit.session, visit.user.id).get(video)
    project = await visit.projects.get(asset.project_id) if asset and asset.project_id else None
    return None if asset is None or project is None else (project, asset)


async def is_latest(visit: Visit, project: AdProject, video: Asset) -> bool:
    """Whether no later video of the ad was delivered. One that is being noted as delivered this moment counts."""
    if project.final_asset_id in (None, video.id):
        return True
    final = await Library(visit.session, visit.user.id).get(project.final_asset_id)
    return final is None or final.created_at <= video.created_at


def _ticked(query: CallbackQuery, given: int) -> tuple[EditMessageReplyMarkup, ...]:
    """The pressed message's buttons with the stars marked; nothing where Telegram no longer shows them."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return ()
    rows = [
        [
            button.model_copy(
                update={"text": stars_label(Rate.unpack(button.callback_data or "").stars, given)}
            )
            if (button.callback_data or "").startswith("rate:")
            else button
            for button in row
        ]
        for row in message.reply_markup.inline_keyboard
    ]
    if rows == message.reply_markup.inline_keyboard:
        return ()
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    return (
        EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard),
    )


def router() -> Router:
    r = Router(name="after")
    r.callback_query.register(press_rate, Rate.filter())
    r.callback_query.register(press_files, Files.filter())
    r.message.register(say_why, F.text.func(is_talk), is_about_stars)
    return r
