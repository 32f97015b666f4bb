"""What waits on this machine for a storage that was away is brought there by every process that has workers."""

from __future__ import annotations

import asyncio
import logging

from db import privacy
from db.engine import Database
from db.errors import DatabaseUnavailable
from jobs.storage import SpooledStorage

log = logging.getLogger(__name__)


async def carry(database: Database, storage: SpooledStorage) -> int:
    """Store what waits here, but for files of people who are gone or about to be erased: those are dropped. How many
    were stored."""
    owners = await asyncio.to_thread(storage.owners)
    if owners:
        async with database.transaction() as session:
            staying = await privacy.staying(session, owners)
        if gone := owners - staying:
            await storage.drop(gone)
    return await storage.carry()


async def keep_carrying(database: Database, storage: SpooledStorage, every_s: float) -> None:
    """`carry` every so many seconds, until cancelled."""
    while True:
        try:
            await carry(database, storage)
        except DatabaseUnavailable as error:
            log.warning("nothing carried, no database: %s", error)
        except OSError as error:
            log.error("what waits on this machine can't be carried: %s", error)
        await asyncio.sleep(every_s)
