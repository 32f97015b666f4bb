"""Say what waits in the outbox for one chat, in order. The engine runs this alone per chat.

Telegram has no idempotency key: a process that dies between the call and the commit says one message twice. It never
says one not at all; but what must not come twice (`once` in its payload) is rather said not at all.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from aiogram.exceptions import TelegramAPIError

from bot.outcomes import Blocked, Moved, Outcome, Refused, Retry, Sent, Wait, read_failure
from bot.outgoing import send
from db import outbox
from db.accounts import Accounts
from db.crash import crash_point
from db.engine import Session
from db.library import Library
from db.messages import Messages
from db.models.runtime import OutboxRow
from db.moving import follow_group
from db.production import Production
from db.trail import following, tell
from db.upcoming import take_next
from db.wakeups import DELIVERED
from jobs.crew import Crew
from jobs.drawn import made_here
from jobs.known import forget, keep, known
from jobs.links import link_instead, with_link
from jobs.patience import waits_elsewhere
from jobs.providers import OrderFailed, OrderRefused
from jobs.storage import StorageAway
from jobs.studio.errors import StudioError

log = logging.getLogger(__name__)

PERHAPS: Final = "it may have arrived, and is not said twice"
MOST_ATTEMPTS: Final = 1_500
"""About a day at the longest pause; what Telegram does not take for so long is dropped."""


@dataclass(frozen=True, slots=True)
class _Next:
    """What is said next, and the seconds until there is room for it among all that is said to anybody."""

    row: OutboxRow
    in_s: float


async def say(crew: Crew, chat_id: int) -> None:
    """Send everything that is due in the chat, then ask to be woken for what is due later: a chat that has had its
    burst keeps nobody's place while it waits."""
    async with crew.database.transaction() as session:
        upcoming = await _next(crew, session, chat_id, lazily=True)
    while upcoming is not None:
        row = upcoming.row
        if upcoming.in_s > 0:
            await asyncio.sleep(upcoming.in_s)
        with following(ad=row.project_id):
            outcome = await _said_before(crew, row) or await _send(crew, row)
            _tell(crew, row, outcome)
            crash_point("say.sent")
            upcoming = await crew.database.run(partial(_note_and_go_on, crew, row, outcome))


def _tell(crew: Crew, row: OutboxRow, outcome: Outcome) -> None:
    word = type(outcome).__name__.lower()
    crew.watch.said(row.kind, word)
    # A card that shows how far a production is changes all the time.
    usual = row.kind == "card" and row.version > 1 and word == "sent"
    message = outcome.message_id if isinstance(outcome, Sent) else None
    level = logging.DEBUG if usual else logging.INFO
    tell(log, "said", level=level, kind=row.kind, key=row.dedupe_key, outcome=word, message=message)


async def _note_and_go_on(crew: Crew, row: OutboxRow, outcome: Outcome, session: Session) -> _Next | None:
    """Write down what became of `row`; the one to send next, if the chat takes more now."""
    takes_more = await _note(crew, row, outcome, session)
    return await _next(crew, session, row.chat_id) if takes_more else None


async def _next(crew: Crew, session: Session, chat_id: int, *, lazily: bool = False) -> _Next | None:
    """What is due in the chat; None where nothing is, and then the sender is woken when something will be."""
    found = await take_next(session, chat_id, crew.rhythm.sending, lazily=lazily)
    if found.row is not None:
        return _Next(found.row, found.in_s or 0.0)
    if found.in_s is not None:
        await outbox.wake(session, chat_id, max(found.in_s, 0.05))
    return None


async def _said_before(crew: Crew, row: OutboxRow) -> Outcome | None:
    """Something of what is said once at most: whoever began it may have died after it arrived."""
    if not row.payload.get("once"):
        return None

    async def begin(session: Session) -> bool:
        return await outbox.begin_once(session, row.id)

    return None if await crew.database.run(begin) else Refused(PERHAPS)


async def _send(crew: Crew, row: OutboxRow) -> Outcome:
    folder = crew.work / f"say-{row.id}"
    try:
        there = known(crew, row)
        outcome = await _send_files(crew, row, folder, there)
        if isinstance(outcome, Refused) and there:
            forget(crew, row)
            outcome = await _send_files(crew, row, folder, {})
        if isinstance(outcome, Sent):
            keep(crew, row, outcome.file_ids)
        if isinstance(outcome, Refused) and outcome.too_big:
            instead = await link_instead(crew, row)
            outcome = await send(crew.bot, instead, {}) if instead else outcome
        return outcome
    except TelegramAPIError as error:
        return read_failure(error) or Retry(crew.rhythm.send_backoff, type(error).__name__)
    except (StudioError, OrderFailed, OrderRefused) as error:
        log.error("a picture could not be drawn: %s", error)
        return await _without_picture(crew, row)
    except StorageAway as away:
        return Retry(crew.rhythm.send_backoff, f"storage away: {away}")
    except FileNotFoundError as error:
        if await _may_come(crew, row):
            return Retry(crew.rhythm.send_backoff_max, str(error))
        await _forget_asset(crew, row)
        return Refused(f"failed-cut-missing: {error}")
    finally:
        if folder.exists():  # for words alone nobody made it, and a thread takes longer than they do
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _send_files(crew: Crew, row: OutboxRow, folder: Path, there: Mapping[str, str]) -> Outcome:
    """Send the row; what is `there` already goes by its name, all else from storage or made here."""
    stored = {key: uri for key, uri in row.payload.get("stored", {}).items() if key not in there}
    files = await _files(crew, stored, folder)
    files |= await made_here(crew, row.payload, folder)
    return await send(crew.bot, await with_link(crew, row), {**files, **there})


async def _without_picture(crew: Crew, row: OutboxRow) -> Outcome:
    """What goes with a picture that could not be drawn is said without it."""
    payload = {**row.payload, "text": row.payload.get("caption", "–")}
    return await send(crew.bot, _Instead(row.chat_id, row.thread_id, payload), {})


@dataclass(frozen=True, slots=True)
class _Instead:
    chat_id: int
    thread_id: int | None
    payload: dict[str, Any]
    kind: str = "text"
    sent_message_id: int | None = None
    file_id: str | None = None


async def _may_come(crew: Crew, row: OutboxRow) -> bool:
    """Whether the file that `row` brings may still wait on another machine for the storage."""
    asset_id: Any = row.payload.get("assetId")
    if asset_id is None:
        return False
    async with crew.database.transaction() as session:
        asset = await Production(session).asset(UUID(asset_id))
    return asset is not None and await waits_elsewhere(crew, asset)


async def _forget_asset(crew: Crew, row: OutboxRow) -> None:
    """The file that `row` was to bring is gone: with its row it would count as made for ever."""
    asset: Any = row.payload.get("assetId")
    if asset is not None and row.user_id is not None:
        async with crew.database.transaction() as session:
            await Production(session).forget_assets(row.user_id, [UUID(asset)])


async def _files(crew: Crew, stored: Mapping[str, str], folder: Path) -> dict[str, Path | str]:
    return {key: await crew.storage.fetch(uri, folder) for key, uri in stored.items()}


async def _note(crew: Crew, row: OutboxRow, outcome: Outcome, session: Session) -> bool:
    """Write down what became of the row; whether the chat takes more now."""
    rhythm, once = crew.rhythm, bool(row.payload.get("once"))
    if once and (isinstance(outcome, Wait) or (isinstance(outcome, Retry) and outcome.surely_not)):
        await outbox.not_begun(session, row.id)
    match outcome:
        case Sent(message_id, file_ids):
            await outbox.mark_sent(
                session, row.id, row.version, message_id, file_ids[0] if file_ids else None
            )
            await _remember(session, row, message_id, file_ids)
            await _forget(session, row)
            return True
        case Wait(seconds):
            await outbox.hold_chat(session, row.chat_id, seconds)
            return False
        case Retry(in_s, reason, surely_not):
            if row.attempts >= MOST_ATTEMPTS or (once and not surely_not):
                await _drop(session, row, reason)
                return True
            pause = min(max(in_s, rhythm.send_backoff * 2 ** min(row.attempts, 10)), rhythm.send_backoff_max)
            await outbox.mark_failed(session, row.id, reason, pause)
            return False
        case Blocked():
            # A private chat has the id of its person.
            await Accounts(session).mark_blocked(row.chat_id)
            for waiting in await outbox.waiting(session, row.chat_id):
                await _drop(session, waiting, "blocked by the person")
            return True
        case Moved(chat_id):
            await follow_group(session, row.chat_id, chat_id)
            return False
        case Refused(reason, too_big):
            log.error("Telegram refused outbox row %s (%s): %s", row.id, row.kind, reason)
            await _drop(session, row, ("delivery-too-big: " if too_big else "") + reason)
            return True


async def _drop(session: Session, row: OutboxRow, reason: str) -> None:
    await outbox.mark_failed(session, row.id, reason, None)
    if row.then_task == DELIVERED and row.then_args is not None:
        await Production(session).end_delivery(UUID(row.then_args["job_id"]), error=reason)
    await _forget(session, row)


async def _forget(session: Session, row: OutboxRow) -> None:
    """A farewell is the last thing that is known of a person."""
    if row.payload.get("forget"):
        await outbox.forget(session, row.id)


async def _remember(
    session: Session, row: OutboxRow, message_id: int | None, file_ids: tuple[str, ...]
) -> None:
    """Keep the message's Telegram id, so that a reply to it finds its ad, and the file's, so that it is sent
    without an upload the next time."""
    if row.user_id is None:
        return
    line: Any = row.payload.get("remember")
    if line is not None and message_id is not None:
        await Messages(session, row.user_id).note_sent(UUID(line), row.chat_id, message_id)
    asset: Any = row.payload.get("assetId")
    if asset is not None and file_ids and row.kind != "document":
        # A file sent as a document can not be sent as a video again.
        await Library(session, row.user_id).note_sent(UUID(asset), file_ids[0])
