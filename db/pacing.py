"""How quickly Telegram is written to: so much to one chat, so much to all together, whichever process does it.

One row per chat says from when on it may be written to (`free_at`), and one for everybody (`EVERYBODY`). Each message
moves both on by its pause. A row that was left alone lies back by its burst at most: so many messages go at once, and
from then on one per pause. Telegram's own pauses (`held_until`) are `db.outbox.hold_chat`'s; nobody goes before them.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Select,
    TextClause,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.models.runtime import ChatHold
from db.pace import Pace

EVERYBODY: Final = 0
"""No chat of Telegram has this id."""

SPARED: Final = 0.5
"""What may be left out (drafts, signs of typing) leaves this share of everybody's burst to what must be said."""


def room_for(row: CTE, messages: ColumnElement[int]) -> ColumnElement[Any]:
    """Takes room for so many `messages` to the chat of `row` (its `chat_id`; without a row no room is taken), as a
    column of a statement whose values are `room_of`: the seconds until they may be sent, not above 0 where that is now.
    The room is taken even if nobody sends."""
    now, hold, many = func.clock_timestamp(), ChatHold.free_at, select(messages).scalar_subquery()

    def moved(name: str, chat: ColumnElement[int], whose: CTE, kept: Any) -> CTE:
        each, burst = (cast(bindparam(f"{name}{what}"), Interval) for what in ("pause", "burst"))
        pause = each.op("*", return_type=Interval())(many)
        written = insert(ChatHold).from_select(
            ["chat_id", "free_at"], select(chat, now - burst + pause).select_from(whose)
        )
        taken = written.on_conflict_do_update(
            index_elements=["chat_id"], set_={"free_at": func.greatest(hold, now - burst) + pause}
        )
        return taken.returning(func.greatest(kept, hold - pause).label("at")).cte(f"{name}moved")

    # The chat's row first, everybody's last: so no two of them wait for each other.
    mine = moved("", row.c.chat_id, row, ChatHold.held_until)
    everybody = moved("all_", literal(EVERYBODY, BigInteger), mine, null())
    at = (select(one.c.at).scalar_subquery() for one in (mine, everybody))
    return func.extract("epoch", func.greatest(*at, type_=DateTime(timezone=True)) - now)


def room_of(chat_id: int, pace: Pace) -> dict[str, Any]:
    """The values of `room_for`."""
    (pause, burst), (all_pause, all_burst) = pace.of(chat_id), pace.of_all
    return {"chat": chat_id, "pause": pause, "burst": burst, "all_pause": all_pause, "all_burst": all_burst}


class Gate:
    """The pace as those ask for it who send outside of the outbox: what handlers answer, drafts, signs of typing."""

    def __init__(self, database: Database, pace: Pace) -> None:
        self._database = database
        self._pace = pace

    async def take(self, chat_id: int, *, messages: int = 1) -> float:
        """Takes room for so many messages: the seconds until they may be sent (0: now). A database that is away can't
        be asked, and keeps nobody from being answered."""
        try:
            wait = await self._database.ask(_take(), room_of(chat_id, self._pace) | {"messages": messages})
        except DatabaseUnavailable:
            return 0.0
        return max(0.0, float(wait))

    async def spare(self, chat_id: int) -> bool:
        """Whether there is room to spare now, for something that may be left out; then it is taken."""
        pause, burst = self._pace.of_all
        values = {"chat": chat_id, "all_pause": pause, "all_burst": burst, "kept": burst * SPARED}
        try:
            return await self._database.ask(_SPARE, values) is not None
        except DatabaseUnavailable:
            return False

    async def hold(self, chat_id: int, seconds: float) -> None:
        """Telegram asks for a pause in the chat: nobody sends to it meanwhile, in no process."""
        try:
            await self._database.ask(HOLD, {"chat": chat_id, "pause": timedelta(seconds=seconds)})
        except DatabaseUnavailable:
            return


@cache
def _take() -> Select[Any]:
    chat, many = cast(bindparam("chat"), BigInteger), cast(bindparam("messages"), Integer)
    given = select(chat.label("chat_id"), many.label("messages")).cte("given")
    return select(room_for(given, given.c.messages))


def _statement(words: str) -> TextClause:
    return text(words).bindparams(bindparam("chat", type_=BigInteger))


HOLD: Final = _statement(
    """
    INSERT INTO chat_holds AS h (chat_id, held_until)
    VALUES (:chat, clock_timestamp() + CAST(:pause AS interval))
    ON CONFLICT (chat_id) DO UPDATE SET held_until = greatest(h.held_until, excluded.held_until)
    RETURNING chat_id
    """
)
"""Holds `:chat` for `:pause` from now on, or for as long as it is held already."""

# Everybody waits for everybody's row: it is not held until the disk has it. A power cut may forget a draft's room.
_SPARE: Final = _statement(
    """
    INSERT INTO chat_holds AS h (chat_id, free_at)
    SELECT 0, clock_timestamp() - CAST(:all_burst AS interval) + CAST(:all_pause AS interval)
     WHERE NOT EXISTS (SELECT FROM chat_holds WHERE chat_id = :chat AND held_until > clock_timestamp())
    ON CONFLICT (chat_id) DO UPDATE
       SET free_at = greatest(h.free_at, clock_timestamp() - CAST(:all_burst AS interval))
                     + CAST(:all_pause AS interval)
     WHERE h.free_at IS NULL OR h.free_at <= clock_timestamp() - CAST(:kept AS interval)
    RETURNING chat_id, set_config('synchronous_commit', 'off', true)
    """
)
