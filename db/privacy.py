# ruff: noqa: S608  (what is put into these statements are names and conditions of our own; values are bound)
"""Everything about one person: handed over in a zip, or removed.

Erasing takes three steps. `lock` begins at once: what runs is stopped and nothing new begins. `erase` removes the
rows once nothing paid or running is left, and says `NotYet` until then, at most `GRACE`; `leaving` lists who waits, so
that a job can come back. It should carry no argument: the engine keeps arguments, and they would name the person.
The caller removes the objects in storage; the provider is asked to remove what was trained for the person. Backups
made before keep the person until they are thrown away.
"""

from __future__ import annotations

import asyncio
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Text, cast, delete, func, select, text, update

from db.bell import ring
from db.engine import Session
from db.errors import NotFound, Refused
from db.lora import Training, looks_of
from db.models import (
    AdProject,
    AuditEntry,
    BroadcastRecipient,
    GenerationCost,
    OutboxRow,
    Payment,
    Schedule,
    Subscription,
    Turn,
    User,
)
from db.personal import MEDIA, PERSONAL
from db.production import Production
from db.turns import FILMING, stop_topic
from db.wakeups import wake_forgetting, wake_stars

GRACE: Final = timedelta(hours=48)
"""The longest that an erasure waits for payments and productions to settle."""

PAYMENT_WAIT: Final = timedelta(hours=1)
"""How long after it was last touched an open invoice may still be paid in Telegram's window."""

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Export:
    """What a zip holds: rows by table, and the storage URIs of the person's files."""

    rows: Mapping[str, int]
    media: tuple[str, ...]


async def export(session: Session, user_id: UUID, to: Path) -> Export:
    """Write everything about the person to the zip `to`: a README, a file of JSON lines for each table, and the
    list of media files. All of one moment: call it first in its transaction. Nothing is left where it fails.

    Raises:
        NotFound: no such person.
    """
    await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    if await session.get(User, user_id) is None:
        raise NotFound("users: no such person")
    part = to.with_name(to.name + ".part")
    with ExitStack() as undo:
        undo.callback(part.unlink, missing_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = {name: await _write_table(session, archive, name, user_id) for name in PERSONAL}
            media = await media_of(session, user_id)
            lines = "".join(json.dumps({"uri": uri}) + "\n" for uri in media)
            archive.writestr("media.jsonl", lines)
            archive.writestr("README.txt", _readme(rows, len(media)))
        part.replace(to)
    return Export(rows, media)


async def _write_table(session: Session, archive: zipfile.ZipFile, name: str, user_id: UUID) -> int:
    rows = await session.stream_scalars(
        text(f"SELECT row_to_json(t)::text FROM {name} AS t WHERE {PERSONAL[name].where}"),
        {"user": user_id},
    )
    count = 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
        async for batch in rows.partitions(_BATCH):
            count += len(batch)
            await asyncio.to_thread(file.write, "".join(f"{line}\n" for line in batch).encode())
    return count


def _readme(rows: Mapping[str, int], media: int) -> str:
    listing = "\n".join(
        f"  {name + '.jsonl':<28}{count:>8}  {PERSONAL[name].says}" for name, count in rows.items()
    )
    return (
        "Everything that Briefcut keeps about you.\n\n"
        "Each file holds one JSON object a line, one for each row of the table it is named after. Times are UTC,\n"
        "money is in US dollars unless a currency stands beside it, ids are UUIDs.\n\n"
        f"{listing}\n  {'media.jsonl':<28}{media:>8}  where your pictures, sounds and videos are stored\n"
    )


async def media_of(session: Session, user_id: UUID) -> tuple[str, ...]:
    """The storage URIs of all files of the person, in order."""
    found = await session.scalars(
        text(f"SELECT uri FROM ({MEDIA}) AS m (uri) WHERE uri <> '' ORDER BY uri"), {"user": user_id}
    )
    return tuple(found)


async def lock(session: Session, user_id: UUID) -> bool:
    """Begin to erase the person: from now on nothing new begins, what runs is stopped, and nothing that waits is
    said. False if it began before.

    Raises:
        NotFound: no such person.
    """
    person = await session.get(User, user_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound("users: no such person")
    if person.deleted_at is not None:
        return False
    person.deleted_at = await session.scalar(select(func.clock_timestamp()))
    await session.flush()
    await _stop_work(session, user_id)
    theirs = AdProject.user_id == user_id
    await session.execute(
        update(AdProject).where(theirs, AdProject.deleted_at.is_(None)).values(deleted_at=func.now())
    )
    await session.execute(
        update(Schedule)
        .where(Schedule.user_id == user_id, Schedule.paused_at.is_(None))
        .values(paused_at=func.now())
    )
    # Nobody pays on for what they have left.
    renewing = Subscription.user_id == user_id, Subscription.renews.is_(True)
    ended = update(Subscription).where(*renewing).values(renew_wanted=False).returning(Subscription.id)
    if (await session.execute(ended)).all():
        await wake_stars(session)
    await session.execute(
        delete(BroadcastRecipient).where(
            BroadcastRecipient.user_id == user_id, BroadcastRecipient.state == "queued"
        )
    )
    await session.execute(
        update(OutboxRow)
        .where(OutboxRow.user_id == user_id, OutboxRow.sent_version < OutboxRow.version)
        .values(dropped_at=func.clock_timestamp())
    )
    return True


async def _stop_work(session: Session, user_id: UUID) -> None:
    theirs = select(AdProject.id).where(AdProject.user_id == user_id)
    await session.execute(
        update(Turn)
        .where(Turn.project_id.in_(theirs), Turn.state == "queued")
        .values(state="stopped", finished_at=func.clock_timestamp())
    )
    running = (
        update(Turn).where(Turn.project_id.in_(theirs), Turn.state == "running").values(stop_requested=True)
    )
    for project_id in (await session.scalars(running.returning(Turn.project_id))).all():
        await ring(session, stop_topic(project_id))
    for project_id in (await session.scalars(theirs.where(AdProject.status.in_(FILMING)))).all():
        await Production(session).cancel(user_id, project_id)
    training = Training(session, user_id)
    for model in await training.running():
        await training.cancel(model.brand_id)


async def holdings(session: Session, user_id: UUID) -> dict[str, int]:
    """How many rows of each table an erasure of the person would remove; tables without any are left out."""
    tables = [name for name, one in PERSONAL.items() if not one.kept]
    counts = {name: await _count(session, name, user_id) for name in tables}
    return {name: count for name, count in counts.items() if count}


async def leaving(session: Session) -> Sequence[UUID]:
    """Who waits to be erased, the longest first."""
    waiting = select(User.id).where(User.deleted_at.is_not(None)).order_by(User.deleted_at)
    return (await session.scalars(waiting)).all()


async def staying(session: Session, user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Who of `user_ids` is here and not about to be erased."""
    here = select(User.id).where(User.id.in_(user_ids), User.deleted_at.is_(None))
    return frozenset((await session.scalars(here)).all())


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why the person can't be erased now (counted by what is still open), and when it is done in any case."""

    because: Mapping[str, int]
    at_the_latest: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed (rows by table), what stays under the pseudonym, and the storage URIs to remove."""

    pseudonym: str
    rows: Mapping[str, int]
    kept: Mapping[str, int]
    media: tuple[str, ...]


async def erase(session: Session, user_id: UUID, *, pseudonym: str | None = None) -> Erased | NotYet:
    """Remove all rows about the person, unless something is not settled yet. The ledger keeps its sums under a
    pseudonym that leads nowhere.

    Raises:
        NotFound: no such person (any more).
        Refused: the erasure was not begun with `lock`.
    """
    person = await session.get(User, user_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound("users: no such person")
    if person.deleted_at is None:
        raise Refused("users: not locked")
    until = person.deleted_at + GRACE
    because = await _unsettled(session, user_id)
    if because and await session.scalar(select(func.clock_timestamp() < until)):
        return NotYet(because, until)
    pseudonym = pseudonym or f"erased-{uuid4().hex}"
    counts = {name: await _count(session, name, user_id) for name in PERSONAL}
    media = await media_of(session, user_id)
    await _forget_calls(session, user_id)
    # No row will name them: the call to remove what the provider trained must be written with the end of the rows.
    for version in await looks_of(session, user_id):
        await wake_forgetting(session, version)
    await _rename_in_audit_log(session, person, pseudonym)
    await _rename_in_ledger(session, user_id, pseudonym)
    for name in ("outbox", "chat_holds"):
        await session.execute(text(f"DELETE FROM {name} WHERE {PERSONAL[name].where}"), {"user": user_id})
    # Ads first: whoever owns some can't be deleted. The rest goes with the person.
    await session.execute(delete(AdProject).where(AdProject.user_id == user_id))
    await session.execute(delete(User).where(User.id == user_id))
    session.expunge(person)
    removed = {name: count for name, count in counts.items() if count and not PERSONAL[name].kept}
    kept = {name: count for name, count in counts.items() if count and PERSONAL[name].kept}
    session.add(
        AuditEntry(
            actor="system", action="person.erased", subject_type="person", subject=pseudonym, details=removed
        )
    )
    await session.flush()
    return Erased(pseudonym, removed, kept, media)


_UNSETTLED: Final = {
    "payments": f"""
        SELECT count(*) FROM payments WHERE user_id = :user AND status = 'pending'
           AND updated_at > clock_timestamp() - interval '{int(PAYMENT_WAIT.total_seconds())} seconds'
    """,
    "attempts": f"SELECT count(*) FROM generation_attempts WHERE state IN ('sending', 'running')"
    f" AND ({PERSONAL['generation_attempts'].where})",
    "jobs": f"SELECT count(*) FROM generation_jobs WHERE leased_until > clock_timestamp()"
    f" AND ({PERSONAL['generation_jobs'].where})",
    "turns": f"SELECT count(*) FROM turns WHERE state = 'running' AND leased_until > clock_timestamp()"
    f" AND ({PERSONAL['turns'].where})",
    "refunds": "SELECT count(*) FROM payments"
    " WHERE user_id = :user AND status = 'paid' AND refund_due_at IS NOT NULL",
    "renewals": "SELECT count(*) FROM subscriptions WHERE user_id = :user AND renew_wanted IS NOT NULL",
    "edits": "SELECT count(*) FROM editing_sessions WHERE user_id = :user AND status = 'rendering'",
    "trainings": f"SELECT count(*) FROM lora_models WHERE training_status = 'in_progress'"
    f" AND ({PERSONAL['lora_models'].where})",
}
"""What must end first: each counts what is still open."""


async def _unsettled(session: Session, user_id: UUID) -> dict[str, int]:
    counts = {
        name: await session.scalar(text(query), {"user": user_id}) for name, query in _UNSETTLED.items()
    }
    return {name: int(count) for name, count in counts.items() if count}


async def _count(session: Session, name: str, user_id: UUID) -> int:
    query = text(f"SELECT count(*) FROM {name} WHERE {PERSONAL[name].where}")
    return int((await session.execute(query, {"user": user_id})).scalar_one())


_KEYED: Final = (
    *(
        "users",
        "brands",
        "lora_models",
        "ad_projects",
        "chat_messages",
        "scripts",
        "turns",
        "generation_jobs",
    ),
    *(
        "generation_attempts",
        "assets",
        "editing_sessions",
        "campaigns",
        "publications",
        "schedules",
        "schedule_runs",
    ),
    *("payments", "subscriptions", "broadcast_recipients"),
)
"""Tables whose ids may stand in an argument of an engine's job."""


async def _forget_calls(session: Session, user_id: UUID) -> None:
    """Remove the engine's jobs that name the person, their chats or anything of theirs, finished ones too."""
    ids = " UNION ALL ".join(f"SELECT id::text FROM {name} WHERE {PERSONAL[name].where}" for name in _KEYED)
    chats = (
        "SELECT chat_id::text FROM chat_sessions WHERE user_id = :user AND chat_id > 0"
        " UNION ALL SELECT telegram_user_id::text FROM users WHERE id = :user"
    )
    await session.execute(
        text(
            f"""
            WITH theirs (id) AS MATERIALIZED ({ids} UNION ALL {chats})
            DELETE FROM procrastinate_jobs AS job
             WHERE split_part(job.lock, ':', 2) IN (SELECT id FROM theirs)
                OR split_part(job.queueing_lock, ':', 2) IN (SELECT id FROM theirs)
                OR EXISTS (SELECT FROM jsonb_path_query(job.args, 'strict $.**') AS value
                            WHERE value #>> '{{}}' IN (SELECT id FROM theirs))
            """
        ),
        {"user": user_id},
    )


async def _rename_in_ledger(session: Session, user_id: UUID, pseudonym: str) -> None:
    await session.execute(
        update(GenerationCost)
        .where(GenerationCost.user_id == user_id)
        .values(pseudonym=pseudonym, user_id=None, project_id=None, asset_id=None, lora_model_id=None)
    )
    # A plan points at its payment and its person together, so it goes before the payment loses its person.
    await session.execute(delete(Subscription).where(Subscription.user_id == user_id))
    await session.execute(
        update(Payment)
        .where(Payment.user_id == user_id)
        .values(pseudonym=pseudonym, user_id=None, error_message=None)
    )


async def _rename_in_audit_log(session: Session, person: User, pseudonym: str) -> None:
    """The acts stay; whoever did them, or had them done to, is a stranger."""
    ids = [str(one) for one in (person.id, person.telegram_user_id) if one is not None]
    chats = "SELECT chat_id::text FROM chat_sessions WHERE user_id = :user AND chat_id > 0"
    ids += [one for one in await session.scalars(text(chats), {"user": person.id}) if one not in ids]
    names = [one for one in (person.email, person.username, person.name) if one]
    # Longest first: a user name may be a part of the name.
    words = sorted({re.escape(one) for one in (*ids, *names)}, key=len, reverse=True)
    known = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    about = AuditEntry.actor.in_(ids) | AuditEntry.subject.in_(ids)
    for one in ids:
        about |= func.strpos(cast(AuditEntry.details, Text), one) > 0
    for entry in (await session.scalars(select(AuditEntry).where(about))).all():
        entry.actor = pseudonym if entry.actor in ids else entry.actor
        entry.subject = pseudonym if entry.subject in ids else entry.subject
        entry.details = _renamed(entry.details, known, pseudonym)
    await session.flush()


def _renamed(value: Any, known: re.Pattern[str], pseudonym: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, known, pseudonym) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, known, pseudonym) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return pseudonym if known.fullmatch(str(value)) else value
    return known.sub(pseudonym, value) if isinstance(value, str) else value
