"""Everything else gets a kind answer; asked last."""

from __future__ import annotations

from typing import Final

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ContentType
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.routers.answers import toast
from bot.views import talk
from bot.visit import Visit

# What people send on purpose. All other content types are Telegram's own notes about the chat.
SPOKEN: Final = {
    ContentType.ANIMATION: "animation",
    ContentType.AUDIO: "audio",
    ContentType.CHECKLIST: "other",
    ContentType.CONTACT: "contact",
    ContentType.DICE: "dice",
    ContentType.GAME: "other",
    ContentType.GIFT: "other",
    ContentType.INVOICE: "other",
    ContentType.LIVE_PHOTO: "other",
    ContentType.LOCATION: "location",
    ContentType.PAID_MEDIA: "other",
    ContentType.POLL: "poll",
    ContentType.STICKER: "sticker",
    ContentType.STORY: "story",
    ContentType.UNKNOWN: "other",
    ContentType.VENUE: "location",
    ContentType.VIDEO: "video",
    ContentType.VIDEO_NOTE: "video_note",
}
GONE: Final = {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}


async def unknown_command(message: Message, visit: Visit) -> None:
    words = (message.text or "").split(maxsplit=1)
    await visit.say(talk.unknown_command(visit.t, words[0]), "unknown")


async def unsupported(message: Message, visit: Visit) -> None:
    """A kind we can't use is told so, once for a whole album; Telegram's own notes need no answer."""
    kind = SPOKEN.get(ContentType(message.content_type))
    if kind is not None:
        words = talk.unsupported(visit.t, kind)
        await visit.say(words, "unsupported", dedupe_key=visit.once(message.media_group_id, "unsupported"))


async def old_button(query: CallbackQuery, visit: Visit) -> AnswerCallbackQuery:
    """A button of an older release, or a forged one."""
    return toast(query, visit.t.plain("toast-old-button"), alert=True)


async def membership(change: ChatMemberUpdated, visit: Visit) -> None:
    """Whoever blocked the bot hears nothing more; whoever comes back was welcomed back by being seen."""
    if change.new_chat_member.status in GONE and visit.user.telegram_user_id is not None:
        await visit.accounts.mark_blocked(visit.user.telegram_user_id)


def router() -> Router:
    r = Router(name="fallback")
    r.message.register(unknown_command, F.text.startswith("/"))
    r.message.register(unsupported)
    r.callback_query.register(old_button)
    r.my_chat_member.register(membership)
    return r
