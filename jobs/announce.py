"""Tell people what an admin wants them to know: a few at a time, once each, going on after a crash. Where nobody knows
whether somebody was told (the sender died, or Telegram broke off), they are not told again, and count as failed.

Rows are the truth: whoever runs hands the next to the outbox and asks to be woken again; the clock wakes what was lost.
Ten people a second leave two thirds of what Telegram allows to those who talk to us.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from bot.views import broadcast as views
from db.accounts import Accounts
from db.administration import Broadcasts
from db.broadcasting import Announcing, key_of
from db.engine import Database, Session
from db.models import Broadcast
from db.outbox import say
from db.wakeups import wake_announcing
from jobs.crew import Crew

AT_ONCE: Final = 20
PAUSE: Final = 2
"""Between two handfuls, in pauses between two messages into one chat (a second)."""
MOST_WAITING: Final = 60
"""Handed over and not sent yet: where Telegram slows us down, so do we."""


async def announce(crew: Crew, broadcast_id: UUID) -> None:
    """Hand the next few to the outbox, bring the course up to date, and come back while there are more."""

    async def step(session: Session) -> None:
        announcing = Announcing(session, broadcast_id)
        row = await announcing.get(lock=True)
        if row is None or row.status != "sending":
            return
        await announcing.settle()
        for one in await announcing.next(AT_ONCE, MOST_WAITING):
            await say(
                session,
                chat_id=one.chat_id,
                thread_id=None,
                kind="text",
                payload={**views.message(row.content).payload(), "once": True},
                dedupe_key=key_of(broadcast_id, one.user_id),
                user_id=one.user_id,
            )
        far = await announcing.progress()
        if far.queued == 0:
            await Broadcasts(session).end(broadcast_id)
            row = await announcing.get() or row  # as it is now
        else:
            await wake_announcing(session, broadcast_id, delay_s=PAUSE * crew.rhythm.send_interval)
        await _show(crew, session, row)

    await crew.database.run(step)


async def _show(crew: Crew, session: Session, row: Broadcast) -> None:
    author = await Accounts(session).get(row.author_id) if row.author_id else None
    if author is None or author.telegram_user_id is None:
        return
    far = await Announcing(session, row.id).progress()
    words = views.course(crew.speech.of(author.locale), row.id, far, row.status)
    await say(
        session,
        chat_id=author.telegram_user_id,
        thread_id=None,
        kind="card",
        payload=words.payload(),
        dedupe_key=views.card_key(row.id),
        user_id=author.id,
    )


async def announce_tick(database: Database) -> int:
    """Wake every broadcast that is being sent, whether its call was lost or not; how many."""
    async with database.transaction() as session:
        sending = await Broadcasts(session).sending()
        for row in sending:
            await wake_announcing(session, row.id)
    return len(sending)
