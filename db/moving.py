"""What moves: a card to the end of its chat, and a group that became a supergroup, which Telegram gives another id."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, text

from db.engine import FOR_CHANGE, FRESH, Session
from db.models import OutboxRow
from db.outbox import say, wake


async def bring_down(session: Session, dedupe_key: str) -> bool:
    """Lets a card come anew, below all that was said since, in the place of its message; False where there is none."""
    card = await session.scalar(
        select(OutboxRow)
        .where(OutboxRow.dedupe_key == dedupe_key, OutboxRow.kind == "card")
        .with_for_update(**FOR_CHANGE)
        .execution_options(**FRESH)
    )
    if card is None:
        return False
    if (above := card.sent_message_id) is not None:
        card.sent_message_id, card.version = None, card.version + 1
        await session.flush()
        await say(
            session,
            chat_id=card.chat_id,
            thread_id=card.thread_id,
            kind="delete",
            payload={"message_id": above},
            dedupe_key=f"{dedupe_key}:above:{above}",
            user_id=card.user_id,
        )
    return True


async def follow_group(session: Session, old: int, new: int) -> None:
    """The group `old` goes on as `new`: so do its people's places, its ads, and all that is still to be said or changed
    there. What was said before keeps the old id, because the numbers of its messages belong to that chat: the new one
    counts from one. Doing it twice changes nothing."""
    for statement in _FOLLOW:
        await session.execute(text(statement), {"old": old, "new": new})
    await wake(session, new)


_FOLLOW: Final = (
    # Who has written in the new chat already has a place there: it takes the ad over.
    """UPDATE chat_sessions AS there SET active_project_id = here.active_project_id
         FROM chat_sessions AS here
        WHERE here.chat_id = :old AND there.chat_id = :new AND there.user_id = here.user_id
          AND there.thread_id = here.thread_id AND there.active_project_id IS NULL""",
    """DELETE FROM chat_sessions AS here USING chat_sessions AS there
        WHERE here.chat_id = :old AND there.chat_id = :new AND there.user_id = here.user_id
          AND there.thread_id = here.thread_id""",
    """UPDATE chat_sessions SET chat_id = :new, brief_card_message_id = NULL, progress_message_id = NULL
        WHERE chat_id = :old""",
    """UPDATE ad_projects SET settings = jsonb_set(settings, '{chat,chatId}', to_jsonb(CAST(:new AS bigint)))
        WHERE settings #>> '{chat,chatId}' = CAST(CAST(:old AS bigint) AS text)
          AND user_id IN (SELECT user_id FROM chat_sessions WHERE chat_id = :new)""",
    "UPDATE turns SET chat_id = :new WHERE chat_id = :old",
    "UPDATE lora_models SET chat_id = :new WHERE chat_id = :old",
    # Nothing can be taken back there any more.
    "DELETE FROM outbox WHERE chat_id = :old AND kind = 'delete'",
    # A key that names the chat goes on naming it; what a line replied to has no number here.
    """UPDATE outbox SET chat_id = :new, sent_message_id = NULL, payload = payload - 'reply_to',
              dedupe_key = replace(dedupe_key, concat(':', CAST(:old AS bigint), ':'),
                                   concat(':', CAST(:new AS bigint), ':'))
        WHERE chat_id = :old AND (kind = 'card' OR (sent_version < version AND dropped_at IS NULL))""",
    "DELETE FROM chat_holds WHERE chat_id = :old",
)
