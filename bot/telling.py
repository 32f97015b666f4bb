"""Something is said to a person in their private chat, whatever they do just now."""

from __future__ import annotations

from bot.views.words import Words
from db.engine import Session
from db.models import User
from db.outbox import say


async def tell_person(session: Session, person: User, words: Words, dedupe_key: str) -> None:
    """Lets `words` be said once; nothing to somebody whom Telegram does not know any more."""
    if person.telegram_user_id is None:
        return
    await say(
        session,
        chat_id=person.telegram_user_id,
        thread_id=None,
        kind="text",
        payload=words.payload(),
        dedupe_key=dedupe_key,
        user_id=person.id,
    )
