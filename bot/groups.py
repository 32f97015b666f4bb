"""Groups: one polite sentence when somebody talks to the bot there; ads are made in private chats for now."""

from __future__ import annotations

from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Message, Update

from bot.i18n import Speech
from bot.views import talk
from db.engine import Session
from db.outbox import say


async def answer_group(
    session: Session, update: Update, speech: Speech, bot_id: int
) -> TelegramMethod[bool] | None:
    """What a group's update is answered with. Nothing about the people in it is stored."""
    if update.callback_query is not None:
        t = speech.of(update.callback_query.from_user.language_code)
        return AnswerCallbackQuery(
            callback_query_id=update.callback_query.id, text=t.plain("group-only-private"), show_alert=True
        )
    message = update.message
    if message is None or not addressed(message, bot_id):
        return None
    sender = message.from_user
    words = talk.group_notice(speech.of(sender.language_code if sender else None))
    await say(
        session,
        chat_id=message.chat.id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        kind="text",
        payload={**words.payload(), "reply_to": message.message_id},
        dedupe_key=f"update:{update.update_id}:group",
    )
    return None


def addressed(message: Message, bot_id: int) -> bool:
    """Whether the bot itself was meant: a command, a reply to it, or a mention of it by its id or a bot's name."""
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return True
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or ():
        word = entity.extract_from(text).lower()
        if entity.type == "bot_command" and entity.offset == 0:
            return True
        # With privacy mode on, Telegram passes on only mentions of this very bot; a bot's name ends in "bot".
        if entity.type == "mention" and word.endswith("bot"):
            return True
    return False
