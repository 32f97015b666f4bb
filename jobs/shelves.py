"""What the studio encoded, kept so that an edit encodes only what it changes: a shelf for each person.

Shelves hold people's material. They lie in a hidden folder of the media folder, which workers may share, and are no
part of a backup: whatever is lost there is encoded again. Every process that renders keeps them tidy, so that no
machine keeps what its owner has erased.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from db import privacy
from db.engine import Database
from db.errors import DatabaseUnavailable
from jobs.storage import free_bytes, make_private
from jobs.studio.cache import Cache

log = logging.getLogger(__name__)

_EACH: Final = 1_000_000_000
_WHOLE: Final = 8_000_000_000
_SPARED: Final = 2_000_000_000


class Shelves:
    """Folders below `root`, one for each person, of at most `each` bytes, `whole` together.

    Where less than `spared` bytes of the disk are free they give way: a render that finds no room fails.
    """

    def __init__(
        self, root: Path, *, each: int = _EACH, whole: int = _WHOLE, spared: int = _SPARED, days: float = 30
    ) -> None:
        self._root = root
        self._each, self._whole, self._spared, self._days = each, whole, spared, days

    def of(self, owner: UUID) -> Cache:
        """The shelf of `owner`; several processes may use it at once."""
        make_private(self._root / str(owner))
        return self._shelf(owner)

    def owners(self) -> frozenset[UUID]:
        """Whose shelves there are."""
        found = set()
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            with suppress(ValueError):
                found.add(UUID(folder.name))
        return frozenset(found)

    def clear(self, owners: Collection[UUID]) -> int:
        """Remove the shelves of `owners`; how many there were."""
        there = [self._root / str(owner) for owner in owners if (self._root / str(owner)).is_dir()]
        for folder in there:
            shutil.rmtree(folder, ignore_errors=True)
        return len(there)

    def make_room(self) -> int:
        """Remove what is too old or, whoever's it is, what was longest unused and is too much; how many entries."""
        for owner in self.owners():
            self._shelf(owner).make_room()
        entries = []
        for owner in self.owners():
            with suppress(FileNotFoundError):
                entries += [(path.stat(), path) for path in (self._root / str(owner)).iterdir()]
        held = sum(facts.st_size for facts, _ in entries)
        most = min(self._whole, held + free_bytes(self._root) - self._spared)
        removed = 0
        for facts, path in sorted(entries, key=lambda entry: entry[0].st_mtime):
            if held <= most:
                break
            path.unlink(missing_ok=True)
            held -= facts.st_size
            removed += 1
        return removed

    def _shelf(self, owner: UUID) -> Cache:
        return Cache(self._root / str(owner), most_bytes=self._each, days=self._days)


async def tidy(database: Database, shelves: Shelves) -> int:
    """Clear the shelves of people who are gone or about to be erased, and make room on the others; how many were
    cleared. What a render puts back while its owner leaves goes in the next round."""
    owners = await asyncio.to_thread(shelves.owners)
    async with database.transaction() as session:
        staying = await privacy.staying(session, owners)
    cleared = await asyncio.to_thread(shelves.clear, owners - staying)
    await asyncio.to_thread(shelves.make_room)
    return cleared


async def keep_tidy(database: Database, shelves: Shelves, every_s: float) -> None:
    """`tidy` every so many seconds, until cancelled."""
    while True:
        try:
            if cleared := await tidy(database, shelves):
                log.info("cleared the shelves of %d people who left", cleared)
        except DatabaseUnavailable as error:
            log.warning("shelves not tidied, no database: %s", error)
        await asyncio.sleep(every_s)
