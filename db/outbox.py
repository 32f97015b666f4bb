"""What must be said, written in the transaction that causes it, so that it is said exactly if the cause
happened.

`say` also wakes the engine task `say` (queue `delivery`), which runs alone per chat and sends `due` rows in
order. A *card* is one message that is edited in place: saying it again under its `dedupe_key` replaces what
waits, or makes a newer version due as an edit of the sent message. Every other kind is said once per key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Interval,
    Select,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from db.clock import from_now
from db.engine import FRESH, Session
from db.models.accounts import User
from db.models.runtime import ChatHold, OutboxRow
from db.pacing import HOLD
from db.queue import JOB, enqueue, values_of

OutboxKind = Literal["text", "card", "photo", "album", "video", "document", "delete"]

SAY_TASK: Final = "say"
SAY_QUEUE: Final = "delivery"
THEN_QUEUE: Final = "generation"
MOST_OF_ALBUM: Final = 10


async def say(
    session: Session,
    *,
    chat_id: int,
    thread_id: int | None,
    kind: OutboxKind,
    payload: dict[str, Any],
    dedupe_key: str,
    user_id: UUID | None = None,
    project_id: UUID | None = None,
    delay_s: float = 0.0,
    then: tuple[str, dict[str, Any]] | None = None,
    rouse: bool = True,
) -> int:
    """The id of the row. Saying the same thing again changes nothing; a card with another payload becomes due
    again with a higher version. `then` is a (task, args) that is enqueued on queue `generation` once it was
    said. Whoever says several things at once wakes the sender after them, and none of them may `rouse` it.
    """
    written = await _write(
        session,
        {
            "chat_id": chat_id,
            "thread_id": thread_id,
            "kind": kind,
            "payload": payload,
            "dedupe_key": dedupe_key,
            "user_id": user_id,
            "project_id": project_id,
            "delay": timedelta(seconds=delay_s),
            "then_task": then[0] if then else None,
            "then_args": then[1] if then else None,
        },
        _sender(chat_id, delay_s) if rouse else None,
    )
    if written is None:
        same = select(OutboxRow.id).where(OutboxRow.dedupe_key == dedupe_key)
        return (await session.execute(same)).scalar_one()
    return written


async def wake(session: Session, chat_id: int, delay_s: float = 0.0) -> None:
    """Starts the sender of `chat_id`, `delay_s` seconds from now at the latest."""
    await enqueue(session, **_sender(chat_id, delay_s))


def _sender(chat_id: int, delay_s: float) -> dict[str, Any]:
    key = f"chat:{chat_id}"
    job = {"task": SAY_TASK, "args": {"chat_id": chat_id}, "queue": SAY_QUEUE}
    return {**job, "lock": key, "queueing_lock": key, "delay_s": delay_s}


async def due(session: Session, chat_id: int, limit: int = 20) -> Sequence[OutboxRow]:
    """What may be sent to `chat_id` now, in the order it was said.

    A row that waits to be retried holds back the ones behind it (order matters to a reader); one that was
    said with a delay does not. Nothing is due while the chat is held or has had as much as its pace allows.
    """
    found = await session.scalars(rows_due(), {"chat": chat_id, "most": limit})
    return found.all()


@cache
def rows_due() -> Select[OutboxRow]:
    return (
        select(OutboxRow)
        .where(OutboxRow.chat_id == bindparam("chat"), _waiting(), _ripe(), _not_stuck(), ~_held())
        .order_by(OutboxRow.id)
        .limit(bindparam("most", type_=Integer))
        .execution_options(**FRESH)
    )


def _not_stuck() -> ColumnElement[bool]:
    """No row before this one waits to be tried again."""
    before = aliased(OutboxRow)
    stuck = select(func.min(before.id)).where(
        before.chat_id == bindparam("chat"),
        before.sent_version < before.version,
        before.dropped_at.is_(None),
        before.attempts > 0,
        before.not_before > func.clock_timestamp(),
    )
    first = stuck.scalar_subquery()
    return or_(first.is_(None), OutboxRow.id < first)


async def next_due_s(session: Session, chat_id: int) -> float | None:
    """Seconds until something becomes due in `chat_id` (0 if something is due now); None if nothing waits.

    The sender asks this when it has nothing left to send, and wakes itself then."""
    seconds = (await session.execute(first_later(), {"chat": chat_id})).scalar_one_or_none()
    return None if seconds is None else max(0.0, float(seconds))


@cache
def first_later() -> Select[int]:
    # A row that is ripe and not stuck is due now, one that is ripe and stuck waits for another.
    now = func.clock_timestamp()
    waits = func.min(case((~_ripe(), OutboxRow.not_before), (_not_stuck(), now)))
    hold = select(_free()).where(ChatHold.chat_id == bindparam("chat")).scalar_subquery()
    held = case((hold > now, hold))
    return (
        select(func.extract("epoch", func.coalesce(held, waits) - now))
        .where(OutboxRow.chat_id == bindparam("chat"), _waiting())
        # Without anything that waits, `waits` is null; a hold alone is no reason to wake up.
        .having(func.count() > 0)
    )


async def waiting(session: Session, chat_id: int) -> Sequence[OutboxRow]:
    """Everything that was not said to `chat_id` yet, whenever it is due."""
    query = select(OutboxRow).where(OutboxRow.chat_id == chat_id, _waiting()).order_by(OutboxRow.id)
    return (await session.scalars(query)).all()


async def find(session: Session, dedupe_key: str) -> OutboxRow | None:
    """The row of that key: whoever said something asks what became of it."""
    return await session.scalar(select(OutboxRow).where(OutboxRow.dedupe_key == dedupe_key))


async def sent_as(session: Session, user_id: UUID, chat_id: int, dedupe_key: str) -> int | None:
    """As which message of `chat_id` the person was told what has that key; None if it was not sent there."""
    query = select(OutboxRow.sent_message_id).where(
        OutboxRow.dedupe_key == dedupe_key, OutboxRow.chat_id == chat_id, OutboxRow.user_id == user_id
    )
    return await session.scalar(query)


async def said_as(session: Session, user_id: UUID, chat_id: int, message_id: int) -> dict[str, Any] | None:
    """What the person was told in that message of `chat_id`; None where it isn't ours or no longer kept."""
    query = select(OutboxRow.payload).where(
        is_message(message_id), OutboxRow.chat_id == chat_id, OutboxRow.user_id == user_id
    )
    return await session.scalar(query.order_by(OutboxRow.id.desc()).limit(1))


async def told_to(session: Session, chat_id: int, message_id: int) -> UUID | None:
    """To whom that message of `chat_id` was said; None where it isn't ours, was said to nobody or is no longer kept."""
    query = select(OutboxRow.user_id).where(is_message(message_id), OutboxRow.chat_id == chat_id)
    return await session.scalar(query.order_by(OutboxRow.id.desc()).limit(1))


async def key_of_sent(session: Session, user_id: UUID, chat_id: int, message_id: int) -> str | None:
    """Under which key the person was told what stands in that message of `chat_id`."""
    query = select(OutboxRow.dedupe_key).where(
        OutboxRow.sent_message_id == message_id, OutboxRow.chat_id == chat_id, OutboxRow.user_id == user_id
    )
    return await session.scalar(query.order_by(OutboxRow.id.desc()).limit(1))


async def newest_key(session: Session, user_id: UUID, chat_id: int) -> str | None:
    """The key of what the person was told last in that chat, said already or not. A card that changes stays where it
    is."""
    query = select(OutboxRow.dedupe_key).where(OutboxRow.chat_id == chat_id, OutboxRow.user_id == user_id)
    return await session.scalar(query.order_by(OutboxRow.id.desc()).limit(1))


async def drawn_as(session: Session, project_id: UUID, revision: int) -> str | None:
    """Telegram's name for the picture of that script's scenes, where it was sent before."""
    of = {"storyboards": {"storyboard": {"project": str(project_id), "revision": revision}}}
    query = select(OutboxRow.file_id).where(
        OutboxRow.project_id == project_id, OutboxRow.file_id.is_not(None), OutboxRow.payload.contains(of)
    )
    return await session.scalar(query.limit(1))


def is_message(message_id: int) -> ColumnElement[bool]:
    """Whether a row was sent as this message. The messages of an album have numbers that follow each other."""
    pictures = func.jsonb_array_length(OutboxRow.payload["media"])
    return or_(
        OutboxRow.sent_message_id == message_id,
        and_(
            OutboxRow.kind == "album",
            OutboxRow.sent_message_id <= message_id,
            OutboxRow.sent_message_id > message_id - MOST_OF_ALBUM,
            OutboxRow.sent_message_id + pictures > message_id,
        ),
    )


async def mark_sent(
    session: Session, row_id: int, version: int, message_id: int | None, file_id: str | None = None
) -> bool:
    """Notes that `version` of the row was sent as `message_id` (null for a deletion), and starts what was to
    follow, once. A card whose version moved on meanwhile stays due. False if a newer send was noted
    before."""
    values = {"row": row_id, "sent": version, "message": message_id, "file": file_id}
    noted = (await session.execute(_mark_sent(), values)).one_or_none()
    if noted is None:
        return False
    if noted.then_task is not None:
        await enqueue(session, noted.then_task, noted.then_args or {}, queue=THEN_QUEUE)
    return True


@cache
def _mark_sent() -> ReturningUpdate[str | None, dict[str, Any] | None]:
    # All in one UPDATE: a second one of the same row would check its foreign keys again, and wait for the ad's row,
    # whose holder may wait for this one.
    then = (
        select(OutboxRow.id, OutboxRow.then_task, OutboxRow.then_args)
        .where(OutboxRow.id == bindparam("row"), OutboxRow.sent_version < bindparam("sent"))
        .with_for_update()
        .cte("follows")
    )
    return (
        update(OutboxRow)
        .where(OutboxRow.id == then.c.id)
        .values(
            sent_at=func.clock_timestamp(),
            sent_version=func.least(bindparam("sent"), OutboxRow.version),
            sent_message_id=func.coalesce(bindparam("message", type_=BigInteger), OutboxRow.sent_message_id),
            file_id=func.coalesce(bindparam("file", type_=Text), OutboxRow.file_id),
            attempts=0,
            error_message=None,
            then_task=None,
            then_args=null(),
        )
        .returning(then.c.then_task, then.c.then_args)
        .execution_options(synchronize_session=False)
    )


async def mark_failed(session: Session, row_id: int, error: str, retry_in_s: float | None) -> None:
    """Notes that sending failed. It is tried again `retry_in_s` seconds from now; None drops it for good, and
    then nothing follows. A card that is said anew after it was dropped comes back."""
    change: dict[str, Any] = {"attempts": OutboxRow.attempts + 1, "error_message": error[:2000]}
    if retry_in_s is None:
        change["dropped_at"] = func.clock_timestamp()
    else:
        change["not_before"] = from_now(retry_in_s)
    query = update(OutboxRow).where(OutboxRow.id == row_id).values(change).returning(OutboxRow.chat_id)
    chat_id = (await session.execute(query)).scalar_one_or_none()
    if chat_id is not None and retry_in_s is not None:
        await wake(session, chat_id, retry_in_s)


BEGUN: Final = "begun"


async def begin_once(session: Session, row_id: int) -> bool:
    """Notes that the row is about to be sent; False where that was noted before, so that it may have arrived."""
    query = update(OutboxRow).where(OutboxRow.id == row_id, OutboxRow.error_message.is_distinct_from(BEGUN))
    begun = await session.execute(query.values(error_message=BEGUN).returning(OutboxRow.id))
    return begun.scalar_one_or_none() is not None


async def not_begun(session: Session, row_id: int) -> None:
    """Notes that the row surely did not arrive."""
    query = update(OutboxRow).where(OutboxRow.id == row_id, OutboxRow.error_message == BEGUN)
    await session.execute(query.values(error_message=None))


async def forget(session: Session, row_id: int) -> None:
    """Removes the row: it said something to a person of whom nothing is kept."""
    await session.execute(delete(OutboxRow).where(OutboxRow.id == row_id))


async def hold_chat(session: Session, chat_id: int, seconds: float) -> None:
    """Sends nothing to `chat_id` for `seconds` (Telegram's retry-after), also nothing that is said meanwhile.
    Other chats are not held."""
    await session.execute(HOLD, {"chat": chat_id, "pause": timedelta(seconds=seconds)})
    await wake(session, chat_id, seconds)


async def chats_waiting(session: Session) -> Sequence[int]:
    """The chats in which something is due now, for the sweep that repairs lost wake-up calls."""
    query = select(OutboxRow.chat_id).where(_waiting(), _ripe(), ~_held()).distinct()
    return (await session.scalars(query.order_by(OutboxRow.chat_id))).all()


async def _write(session: Session, values: dict[str, Any], sender: dict[str, Any] | None) -> int | None:
    """The id of the row that was inserted or changed; None if everything was said already. What wakes the `sender` goes
    along."""
    card = values["kind"] == "card"
    follows = card and values["then_task"] is not None
    if sender is None:
        written = await session.execute(_say(card=card, follows=follows), values)
    else:
        written = await session.execute(
            _say_and_wake(card=card, follows=follows), values | values_of(**sender)
        )
    return written.scalar_one_or_none()


_SAID: Final = ("chat_id", "thread_id", "kind", "payload", "dedupe_key", "user_id", "project_id")
_FOLLOWS: Final = ("then_task", "then_args")


@cache
def _say_and_wake(*, card: bool, follows: bool) -> Select[int, int | None]:
    said = _say(card=card, follows=follows).cte("said")
    return select(said.c.id, JOB)


@cache
def _say(*, card: bool, follows: bool) -> ReturningInsert[int]:
    """Say it once; a card is changed where it says something else, and with it what `follows`."""
    columns = OutboxRow.__table__.c
    given: dict[str, Any] = {name: bindparam(name, type_=columns[name].type) for name in (*_SAID, *_FOLLOWS)}
    # Whoever wants quiet hears nothing, whatever it is.
    quiet = select(User.settings["quiet"].as_boolean()).where(User.id == given["user_id"]).scalar_subquery()
    silently = given["payload"].op("||")(literal({"silent": True}, JSONB))
    given["payload"] = case((quiet, silently), else_=given["payload"])
    due = func.clock_timestamp() + bindparam("delay", type_=Interval)
    statement = insert(OutboxRow).values({**given, "not_before": due})
    if not card:
        return statement.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxRow.id)
    new = statement.excluded
    change: dict[str, Any] = {
        "payload": new.payload,
        "version": OutboxRow.version + 1,
        "not_before": new.not_before,
        "attempts": 0,
        "error_message": None,
        "dropped_at": None,
    }
    if follows:
        change |= {name: new[name] for name in _FOLLOWS}
    changed = statement.on_conflict_do_update(
        index_elements=["dedupe_key"], set_=change, where=OutboxRow.payload.is_distinct_from(new.payload)
    )
    return changed.returning(OutboxRow.id)


def _waiting() -> ColumnElement[bool]:
    return text("sent_version < version AND dropped_at IS NULL")  # type: ignore[return-value]


def _ripe() -> ColumnElement[bool]:
    return OutboxRow.not_before <= func.clock_timestamp()


def _held() -> ColumnElement[bool]:
    held = select(ChatHold.chat_id).where(
        ChatHold.chat_id == OutboxRow.chat_id, _free() > func.clock_timestamp()
    )
    return held.exists()


def _free() -> ColumnElement[Any]:
    """From when on a chat may be written to, by Telegram and by our own pace."""
    return func.greatest(ChatHold.held_until, ChatHold.free_at)
