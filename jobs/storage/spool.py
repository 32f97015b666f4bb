"""A storage with a shelter: what can't be stored while it is away is kept on this machine and brought there later.

    fetch  the shelter (it has the newer file) ─► the storage ─► the folder of before (a bucket was set later)
    carry  the shelter ─► the storage, one file after the other, by one process of a machine at a time

A file of the shelter is whole or not there (`FolderStorage`), and goes only once the storage has it, so a killed
process loses nothing and at worst a file is stored twice under its one key.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import shutil
from collections.abc import Awaitable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID, uuid4

from agent.breaker import Breaker
from jobs.storage.base import SCHEME, Storage, StorageAway, Stored, key_of, make_private, person_prefix
from jobs.storage.folder import FolderStorage

log = logging.getLogger(__name__)

T = TypeVar("T")

_BETWEEN_S: Final = 5.0
_LONGEST_BETWEEN_S: Final = 60.0
_PEOPLE: Final = "users"


class SpooledStorage:
    """`store`, with its shelter in the folder `spool`. `earlier` is where files lay before there was this storage.

    While the storage fails, only now and then somebody tries it; all others learn at once that it is away.
    """

    def __init__(
        self,
        store: Storage,
        spool: Path,
        *,
        earlier: FolderStorage | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._store = store
        self._root = spool
        self._spool = FolderStorage(spool)
        self._earlier = earlier
        self._breaker = breaker or Breaker(first_pause_s=_BETWEEN_S, longest_pause_s=_LONGEST_BETWEEN_S)

    @property
    def linkable(self) -> bool:
        return self._store.linkable

    @property
    def place(self) -> Path | None:
        return self._store.place

    async def put(self, path: Path, key: str) -> Stored:
        if self._spool.path(key).is_file():
            # What waits there is older: it must not come to the storage after this one.
            return await self._shelter(path, key)
        return await self._try(self._store.put(path, key))

    async def keep(self, path: Path, key: str) -> Stored:
        try:
            return await self.put(path, key)
        except StorageAway as away:
            stored = await self._shelter(path, key)
            log.error("storage away: %s is kept in %s until it is back (%s)", key, self._root, away)
            return stored

    async def fetch(self, uri: str, folder: Path) -> Path:
        key = key_of(uri)
        sheltered = await asyncio.to_thread(_copied, self._spool.path(key), folder)
        if sheltered is not None:
            return sheltered
        try:
            return await self._try(self._store.fetch(uri, folder))
        except FileNotFoundError:
            if self._earlier is None:
                raise
            before = await asyncio.to_thread(_copied, self._earlier.path(key), folder)
            if before is None:
                raise
            return before

    async def remove(self, uri: str) -> None:
        key = uri.removeprefix(SCHEME)
        await asyncio.to_thread(self._drop, key)
        if self._earlier is not None:
            await self._earlier.remove(uri)
        await self._try(self._store.remove(uri))

    async def remove_all(self, prefix: str) -> int:
        with self._alone() as alone:
            if not alone:
                raise StorageAway("what waits on this machine is just being stored")
            removed = await self._spool.remove_all(prefix)
            if self._earlier is not None:
                removed += await self._earlier.remove_all(prefix)
            return removed + await self._try(self._store.remove_all(prefix))

    async def link(self, uri: str, lasting_s: float, name: str) -> str | None:
        key = key_of(uri)
        if self._spool.path(key).is_file() or (self._earlier and self._earlier.path(key).is_file()):
            return None
        return await self._store.link(uri, lasting_s, name)

    async def tidy(self) -> int:
        return await self._spool.tidy() + await self._try(self._store.tidy())

    async def check(self) -> None:
        await self._store.check()

    async def close(self) -> None:
        await self._store.close()

    # ── the shelter ──────────────────────────────────────────────────────────────────────────────────

    def waiting(self) -> int:
        """Files that wait on this machine until the storage is back."""
        return len(self._spool.keys())

    def owners(self) -> frozenset[UUID]:
        """Whose files wait on this machine."""
        found = set()
        people = self._root / _PEOPLE
        for folder in people.iterdir() if people.is_dir() else ():
            with suppress(ValueError):
                found.add(UUID(folder.name))
        return frozenset(found)

    async def drop(self, owners: Collection[UUID]) -> int:
        """Forget what waits for these people, who are gone; how many files."""
        with self._alone() as alone:
            counts = [await self._spool.remove_all(person_prefix(owner)) for owner in owners if alone]
        return sum(counts)

    async def carry(self) -> int:
        """Store what waits on this machine, as far as the storage lets; how many files. Nothing where another process
        is at it."""
        if not self._root.is_dir():
            return 0
        carried = 0
        with self._alone() as alone:
            for key in await asyncio.to_thread(self._spool.keys) if alone else ():
                try:
                    carried += await self._carry(key)
                except StorageAway as away:
                    log.warning(
                        "%d files wait in %s, the storage is away: %s", self.waiting(), self._root, away
                    )
                    break
        if carried:
            log.info("%d files that waited in %s are stored now", carried, self._root)
        return carried

    async def _carry(self, key: str) -> bool:
        # A second name of these very bytes: a newer file may take the place of the first one meanwhile.
        taken = self._root / f".carried-{uuid4().hex}"
        try:
            try:
                taken.hardlink_to(self._spool.path(key))
            except FileNotFoundError:
                return False
            await self._try(self._store.put(taken, key))
            await asyncio.to_thread(self._drop, key, taken)
        finally:
            taken.unlink(missing_ok=True)
        return True

    async def _shelter(self, path: Path, key: str) -> Stored:
        def put() -> Stored:
            with self._changing():
                return self._spool.put_now(path, key)

        return replace(await asyncio.to_thread(put), waits=True)

    def _drop(self, key: str, only: Path | None = None) -> None:
        """Remove a file of the shelter, if it is still the same as `only`, and the folders that are empty then."""
        path = self._spool.path(key)
        if not path.is_file():
            return
        with self._changing(), suppress(FileNotFoundError):
            if only is None or path.samefile(only):
                path.unlink()
                for folder in path.parents:
                    if folder == self._root.resolve() or any(folder.iterdir()):
                        break
                    folder.rmdir()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else puts into the shelter or takes out of it."""
        with self._locked(".changing", fcntl.LOCK_EX):
            yield

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """True where no other process of this machine carries; it can't begin then."""
        try:
            with self._locked(".carrying", fcntl.LOCK_EX | fcntl.LOCK_NB):
                for left in self._root.glob(".carried-*"):
                    left.unlink(missing_ok=True)
                yield True
        except BlockingIOError:
            yield False

    @contextmanager
    def _locked(self, name: str, how: int) -> Iterator[None]:
        make_private(self._root)
        descriptor = os.open(self._root / name, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    # ── the storage ──────────────────────────────────────────────────────────────────────────────────

    async def _try(self, call: Awaitable[T]) -> T:
        if not self._breaker.admits():
            _close(call)
            raise StorageAway("it was away a moment ago")
        try:
            result = await call
        except StorageAway:
            self._breaker.failed()
            raise
        except BaseException as error:
            # The storage has answered, unless we were stopped before.
            if isinstance(error, Exception):
                self._breaker.succeeded()
            else:
                self._breaker.left()
            raise
        self._breaker.succeeded()
        return result


def _close(call: Awaitable[object]) -> None:
    """A coroutine that is not awaited must be closed."""
    close = getattr(call, "close", None)
    if close is not None:
        close()


def _copied(path: Path, folder: Path) -> Path | None:
    """A second name of the file in `folder`, which stays when the first one goes; None where there is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    make_private(folder)
    copy = folder / f"kept-{found.st_ino}-{found.st_mtime_ns}{path.suffix}"
    if copy.exists():
        return copy
    try:
        copy.hardlink_to(path)
    except FileNotFoundError:
        return None
    except OSError:
        # Another disk.
        part = copy.with_suffix(".part")
        shutil.copyfile(path, part)
        part.replace(copy)
    return copy
