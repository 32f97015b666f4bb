"""A person's files beside their rows: in the zip that they are handed, and removed when they leave."""

from __future__ import annotations

import asyncio
import logging
import shutil
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

from db import privacy
from db.engine import Database
from db.privacy import Export, NotYet
from jobs.storage import SCHEME, Storage, StorageAway, person_prefix

log = logging.getLogger(__name__)


async def erase_leaving(database: Database, storage: Storage) -> int:
    """Erase everybody who asked for it and has nothing unsettled: rows, and all files whatever the rows say. How many.

    Who can't be erased now, because something still runs or the storage is away, is in the next round.
    """
    async with database.transaction() as session:
        waiting = await privacy.leaving(session)
    erased = 0
    for user_id in waiting:
        try:
            erased += await _erase(database, storage, user_id)
        except StorageAway as away:
            log.warning("people who left wait for the storage: %s", away)
            break
    return erased


async def _erase(database: Database, storage: Storage, user_id: UUID) -> bool:
    async with database.transaction() as session:
        done = await privacy.erase(session, user_id)
        if isinstance(done, NotYet):
            return False
        # Before the rows are gone for good: without them nobody would know whose files to look for.
        prefix = person_prefix(user_id)
        for uri in done.media:
            if uri.startswith(SCHEME) and not uri.startswith(SCHEME + prefix):
                await storage.remove(uri)
        files = await storage.remove_all(prefix)
    log.info("erased %s: %d files", done.pseudonym, files)
    return True


async def export(database: Database, storage: Storage, user_id: UUID, to: Path, work: Path) -> Export:
    """Write the zip `to` with everything about the person: `db.privacy.export`, and their files under `media/`. What is
    no longer in storage is left out. `work` is where copies are made. Nothing is left where it fails.

    Raises:
        NotFound: no such person.
        StorageAway: the files can't be had now.
    """
    folder = work / f"export-{uuid4().hex}"
    part = to.with_name(f".{to.name}.files")
    try:
        async with database.transaction() as session:
            found = await privacy.export(session, user_id, part)
        for uri in found.media:
            try:
                path = await storage.fetch(uri, folder)
            except FileNotFoundError:
                log.warning("%s is not in storage", uri)
                continue
            await asyncio.to_thread(_add, part, path, f"media/{uri.removeprefix(SCHEME)}")
            if path.is_relative_to(folder):
                path.unlink()
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _add(archive: Path, path: Path, name: str) -> None:
    # Films and pictures are compressed already.
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_STORED) as sink:
        sink.write(path, name)
