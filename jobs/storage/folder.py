"""Files under one folder of this machine (or of a volume that several processes share)."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from jobs.storage.base import (
    NO_ROOM,
    SCHEME,
    StorageAway,
    StorageFull,
    Stored,
    checked_prefix,
    key_of,
    make_private,
)

_BLOCK: Final = 1 << 20
_INCOMING: Final = ".incoming-"
_HALF_S: Final = 3600.0
"""A file that is still being written after so long belongs to a process that died."""
_AWAY: Final = frozenset(
    {errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ENODEV, errno.ENXIO, errno.ETIMEDOUT, errno.EHOSTDOWN}
    | {errno.EHOSTUNREACH, errno.EROFS}
)
"""What a network drive says that went away, or a disk that the kernel gave up."""


class FolderStorage:
    """A Storage whose files lie below `root` under their keys. `fetch` copies nothing."""

    linkable = False

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def place(self) -> Path | None:
        return self._root

    async def put(self, path: Path, key: str) -> Stored:
        return await asyncio.to_thread(self.put_now, path, key)

    async def keep(self, path: Path, key: str) -> Stored:
        return await self.put(path, key)

    async def fetch(self, uri: str, folder: Path) -> Path:
        path = self.path(key_of(uri))
        if not path.is_file():
            raise FileNotFoundError(f"nothing is stored under {uri}")
        return path

    async def remove(self, uri: str) -> None:
        self.path(uri.removeprefix(SCHEME)).unlink(missing_ok=True)

    async def remove_all(self, prefix: str) -> int:
        return await asyncio.to_thread(self._remove_all, self.path(checked_prefix(prefix)))

    async def link(self, uri: str, lasting_s: float, name: str) -> str | None:
        return None

    async def tidy(self) -> int:
        return await asyncio.to_thread(self._tidy)

    async def check(self) -> None:
        await asyncio.to_thread(self._check)

    async def close(self) -> None:
        return None

    # ── without waiting, for threads ─────────────────────────────────────────────────────────────────

    def put_now(self, path: Path, key: str) -> Stored:
        """`put`, in this thread."""
        target = self.path(key)
        try:
            make_private(target.parent)
            _clear_halves(target.parent)
            # Written beside its place and renamed, so that a reader never sees half a file.
            handle, name = _half(target.parent)
        except OSError as error:
            raise self._told(error, key) from error
        incoming = Path(name)
        try:
            digest = hashlib.sha256()
            with os.fdopen(handle, "wb") as sink, path.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    sink.write(block)
                sink.flush()
                os.fsync(sink.fileno())
                size = sink.tell()
                # Before the lock goes with the file: a half without one is cleared away by whoever comes next.
                incoming.replace(target)
        except OSError as error:
            incoming.unlink(missing_ok=True)
            raise self._told(error, key) from error
        return Stored(SCHEME + key, size, digest.hexdigest())

    def path(self, key: str) -> Path:
        """Where the file of this key lies, or would. Raises FileNotFoundError where that is outside the folder."""
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise FileNotFoundError(f"{key} is outside the storage")
        return path

    def keys(self) -> list[str]:
        """The keys of all files, the oldest file first; hidden ones are none of ours."""
        found: list[tuple[float, str]] = []
        for folder, names, files in os.walk(self._root):
            names[:] = [name for name in names if not name.startswith(".")]
            for name in files:
                path = Path(folder, name)
                if not name.startswith("."):
                    with suppress(FileNotFoundError):
                        found.append((path.stat().st_mtime, path.relative_to(self._root).as_posix()))
        return [key for _, key in sorted(found)]

    def _told(self, error: OSError, key: str) -> OSError:
        """What an error of the disk means to whoever stores."""
        if error.errno in NO_ROOM:
            return StorageFull(error.errno, f"no room for {key} in {self._root}")
        if error.errno in _AWAY:
            return StorageAway(f"{self._root}: {error.strerror}", errno.errorcode.get(error.errno or 0, ""))
        return error

    def _remove_all(self, folder: Path) -> int:
        count = sum(len(files) for _, _, files in os.walk(folder))
        if folder.is_dir():
            shutil.rmtree(folder)
        return count

    def _tidy(self) -> int:
        old, removed = time.time() - _HALF_S, 0
        for folder, _, files in os.walk(self._root):
            for name in files:
                path = Path(folder, name)
                with suppress(FileNotFoundError):
                    if name.startswith(_INCOMING) and path.stat().st_mtime < old:
                        path.unlink()
                        removed += 1
        return removed

    def _check(self) -> None:
        make_private(self._root)
        with tempfile.NamedTemporaryFile(dir=self._root, prefix=".check-") as probe:
            probe.write(b"briefcut")
            probe.flush()


def _half(folder: Path) -> tuple[int, str]:
    """A new file, open and locked: the kernel drops the lock with the process, so a half without one is a dead one's.
    mkstemp keeps other accounts out, and so does what it becomes."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_INCOMING)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)  # somebody cleared it away before it was locked


def _clear_halves(folder: Path) -> None:
    """Remove what killed processes were writing into `folder`."""
    for half in folder.glob(f"{_INCOMING}*"):
        with suppress(OSError), half.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            half.unlink()
