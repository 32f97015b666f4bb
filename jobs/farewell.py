"""A person's files beside their rows: in the zip that they are handed, and removed when they leave."""

from __future__ import annotations

import asyncio
import logging
import math
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from bot.i18n import Tongue
from bot.views.privacy import farewell
from db import privacy
from db.accounts import Accounts
from db.engine import Database, Session
from db.errors import DatabaseUnavailable, NotFound
from db.outbox import say
from db.privacy import Erased, NotYet
from jobs.crew import Crew
from jobs.storage import SCHEME, Storage, StorageAway, person_prefix

log = logging.getLogger(__name__)


async def erase_leaving(crew: Crew) -> int:
    """Erase everybody who asked for it and has nothing unsettled: rows, and all files whatever the rows say. Each is
    told what was removed. How many.

    Who can't be erased now, because something still runs or the storage is away, is in the next round; whoever can't
    be erased at all keeps nobody else waiting.
    """
    async with crew.database.transaction() as session:
        waiting = await privacy.leaving(session)
    erased = 0
    for user_id in waiting:
        try:
            erased += await _erase(crew, user_id)
        except StorageAway as away:
            log.warning("people who left wait for the storage: %s", away)
            break
        except NotFound:
            log.info("somebody else erased them first")
        except DatabaseUnavailable:
            raise
        except Exception:
            log.exception("%s can't be erased", user_id)
    return erased


async def _erase(crew: Crew, user_id: UUID) -> bool:
    async with crew.database.transaction() as session:
        accounts = Accounts(session)
        person, place = await accounts.get(user_id), await accounts.last_place(user_id)
        t = crew.speech.of(person.locale if person else None)
        # Before the row goes, and read now: afterwards nobody knows where they wrote from.
        where = (place.chat_id, place.thread_id) if place else None
        done = await privacy.erase(session, user_id)
        if isinstance(done, NotYet):
            return False
        # Before the rows are gone for good: without them nobody would know whose files to look for.
        prefix = person_prefix(user_id)
        for uri in done.media:
            if uri.startswith(SCHEME) and not uri.startswith(SCHEME + prefix):
                await crew.storage.remove(uri)
        files = await crew.storage.remove_all(prefix)
        if where is not None:
            await _bid_farewell(session, t, where, done, files)
    log.info("erased %s: %d files", done.pseudonym, files)
    return True


async def _bid_farewell(
    session: Session, t: Tongue, where: tuple[int, int], done: Erased, files: int
) -> None:
    """The last row that names their chat: it goes with being said."""
    words = farewell(t, done.rows, done.kept, files=files)
    await say(
        session,
        chat_id=where[0],
        thread_id=where[1] or None,
        kind="text",
        payload={**words.payload(), "forget": True},
        dedupe_key=f"farewell:{done.pseudonym}",
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """What was written: rows by table, the storage URIs of the person's files, the zips (at least one), and which files
    are in none of them because one alone is larger than a zip may be."""

    rows: Mapping[str, int]
    media: tuple[str, ...]
    zips: tuple[Path, ...]
    left_out: tuple[str, ...]


async def export(
    database: Database,
    storage: Storage,
    user_id: UUID,
    to: Path,
    work: Path,
    *,
    most_bytes: float = math.inf,
) -> Handed:
    """Write the zip `to` with everything about the person: `db.privacy.export`, and their files under `media/`. What
    would make it larger than `most_bytes` is in further zips beside it. What is no longer in storage is left out.
    `work` is where copies are made. Nothing is left where it fails.

    Raises:
        NotFound: no such person.
        StorageAway: the files can't be had now.
    """
    folder = work / f"export-{uuid4().hex}"
    parts, left_out = [to.with_name(f".{to.name}.files")], []
    try:
        async with database.transaction() as session:
            found = await privacy.export(session, user_id, parts[0])
        for uri in found.media:
            try:
                path = await storage.fetch(uri, folder)
            except FileNotFoundError:
                log.warning("%s is not in storage", uri)
                continue
            size = path.stat().st_size
            if size > most_bytes:
                left_out.append(uri)
            else:
                if parts[-1].stat().st_size + size > most_bytes:
                    parts.append(to.with_name(f".{to.name}.files-{len(parts) + 1}"))
                await asyncio.to_thread(_add, parts[-1], path, f"media/{uri.removeprefix(SCHEME)}")
            if path.is_relative_to(folder):
                path.unlink()
        zips = [to, *(to.with_stem(f"{to.stem}-{number}") for number in range(2, len(parts) + 1))]
        for part, one in zip(parts, zips, strict=True):
            part.replace(one)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return Handed(found.rows, found.media, tuple(zips), tuple(left_out))


def _add(archive: Path, path: Path, name: str) -> None:
    # Films and pictures are compressed already.
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_STORED) as sink:
        sink.write(path, name)
