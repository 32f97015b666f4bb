"""Everything about a person, packed and handed over in their chat: a job, because it may be a lot.

The zips lie in storage among the person's files, so that they leave with them; each goes as soon as it was sent.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from bot.i18n import Tongue
from bot.views import privacy as views
from bot.views.words import Words
from db.accounts import Accounts
from db.engine import Session
from db.errors import NotFound
from db.outbox import say
from db.wakeups import FORGET_EXPORT, wake_export, wake_export_removal
from jobs.crew import Crew
from jobs.farewell import export
from jobs.storage import SCHEME, StorageAway, person_prefix

log = logging.getLogger(__name__)

MOST_BYTES: Final = 45_000_000
"""Of one zip: Telegram takes 50 MB."""
_PAUSE_S: Final = 30.0
"""Until a storage that was away is asked again."""


async def hand_over(
    crew: Crew, user_id: UUID, chat_id: int, thread_id: int, *, most_bytes: int = MOST_BYTES
) -> int:
    """Pack everything about the person and let it be said in that chat; how many zips. None where they are gone, leave,
    or the storage is away: then it is tried again."""
    async with crew.database.transaction() as session:
        person = await Accounts(session).get(user_id)
    if person is None or person.deleted_at is not None:
        return 0
    t = crew.speech.of(person.locale)
    folder = crew.work / f"handing-{uuid4().hex}"
    folder.mkdir(parents=True)
    try:
        return await _pack(crew, user_id, (chat_id, thread_id), t, folder, most_bytes)
    except StorageAway as away:
        log.warning("an export waits for the storage: %s", away)
        async with crew.database.transaction() as session:
            await wake_export(session, user_id, chat_id, thread_id, delay_s=_PAUSE_S)
    except NotFound:
        log.info("the person left before their export was packed")
    except OSError as error:
        log.error("an export failed: %s", type(error).__name__)
        async with crew.database.transaction() as session:
            words = views.export_failed(t)
            await _say(session, user_id, (chat_id, thread_id), words, f"failed:{uuid4().hex}")
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return 0


async def _pack(
    crew: Crew, user_id: UUID, where: tuple[int, int], t: Tongue, folder: Path, most_bytes: int
) -> int:
    handed = await export(
        crew.database, crew.storage, user_id, folder / "my-data.zip", folder, most_bytes=most_bytes
    )
    await crew.storage.remove_all(_prefix(user_id))
    batch, count = uuid4().hex, len(handed.zips)
    names = [f"{batch}-{one.name}" for one in handed.zips]
    for one, name in zip(handed.zips, names, strict=True):
        await crew.storage.put(one, _prefix(user_id) + name)
    async with crew.database.transaction() as session:
        for number, name in enumerate(names, start=1):
            words = views.exported(t, number, count, left_out=len(handed.left_out))
            await _say(session, user_id, where, words, f"{batch}:{number}", name)
    return count


async def _say(
    session: Session, user_id: UUID, where: tuple[int, int], words: Words, key: str, name: str | None = None
) -> None:
    """Say `words`, as the caption of the zip `name` where there is one; it is removed once it was said."""
    file = {
        "stored": {"zip": f"{SCHEME}{_prefix(user_id)}{name}"},
        "file": "zip",
        "name": f"briefcut-{(name or '').partition('-')[2]}",
    }
    await say(
        session,
        chat_id=where[0],
        thread_id=where[1] or None,
        kind="document" if name else "text",
        payload={**words.caption(), **file} if name else words.payload(),
        dedupe_key=f"export:{key}",
        user_id=user_id,
        then=(FORGET_EXPORT, {"user_id": str(user_id), "name": name}) if name else None,
    )


async def forget_export(crew: Crew, user_id: UUID, name: str) -> None:
    """Remove a zip that was handed over."""
    try:
        await crew.storage.remove(f"{SCHEME}{_prefix(user_id)}{name}")
    except StorageAway:
        async with crew.database.transaction() as session:
            await wake_export_removal(session, user_id, name, delay_s=_PAUSE_S)


def _prefix(user_id: UUID) -> str:
    return f"{person_prefix(user_id)}exports/"
