"""Where files live. Rows keep storage URIs (`media:<key>`), never a path of one machine and never a presigned link.

Keys are deterministic (person, ad, revision, what), so writing again after a crash replaces the half of an earlier
attempt instead of leaving it behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

SCHEME: Final = "media:"
_BLOCK: Final = 1 << 20
_INCOMING: Final = ".incoming-"


class StorageFull(OSError):
    """The storage has no room for the file; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in storage: its URI, size in bytes and SHA-256 (hex)."""

    uri: str
    size: int
    sha256: str


class Storage(Protocol):
    """Puts files away and brings them back. Nothing is held in memory as a whole."""

    async def put(self, path: Path, key: str) -> Stored:
        """Store the file at `path` under `key`, replacing what was there; complete or not at all.

        Raises:
            StorageFull: there is no room.
        """
        ...

    async def fetch(self, uri: str, folder: Path) -> Path:
        """A local, read-only path of the file; `folder` is used where a copy has to be made.

        Raises:
            FileNotFoundError: nothing is stored under this URI.
        """
        ...

    async def remove(self, uri: str) -> None:
        """Forget the file; no error where there is none."""
        ...

    async def check(self) -> None:
        """Write and remove a small file; raises OSError when that fails."""
        ...


def production_key(user_id: UUID, project_id: UUID, revision: int, name: str) -> str:
    """The key of something made for one revision of an ad."""
    return f"users/{user_id}/{project_id}/r{revision}/{name}"


def upload_key(user_id: UUID, sha256: str, suffix: str) -> str:
    """The key of something a person sent; the same bytes twice are one file."""
    return f"users/{user_id}/uploads/{sha256[:32]}{suffix}"


class FolderStorage:
    """Files under one folder of this machine (or of a volume that several processes share)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, path: Path, key: str) -> Stored:
        return await asyncio.to_thread(self._put, path, key)

    async def fetch(self, uri: str, folder: Path) -> Path:
        path = self._path(uri.removeprefix(SCHEME))
        if not uri.startswith(SCHEME) or not path.is_file():
            raise FileNotFoundError(f"nothing is stored under {uri}")
        return path

    async def remove(self, uri: str) -> None:
        self._path(uri.removeprefix(SCHEME)).unlink(missing_ok=True)

    async def check(self) -> None:
        await asyncio.to_thread(self._check)

    def _put(self, path: Path, key: str) -> Stored:
        target = self._path(key)
        make_private(target.parent)
        _clear_halves(target.parent)
        # Written beside its place and renamed, so that a reader never sees half a file. mkstemp keeps other
        # accounts out, and so does what it becomes.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_INCOMING)
        incoming = Path(name)
        try:
            digest = hashlib.sha256()
            with os.fdopen(handle, "wb") as sink, path.open("rb") as source:
                # The kernel drops it with the process: a half without a lock is a dead one's.
                fcntl.flock(sink, fcntl.LOCK_EX)
                while block := source.read(_BLOCK):
                    digest.update(block)
                    sink.write(block)
                sink.flush()
                os.fsync(sink.fileno())
            size = incoming.stat().st_size
            incoming.replace(target)
        except OSError as error:
            incoming.unlink(missing_ok=True)
            if error.errno in NO_ROOM:
                raise StorageFull(error.errno, f"no room for {key} in {self._root}") from error
            raise
        return Stored(SCHEME + key, size, digest.hexdigest())

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise FileNotFoundError(f"{key} is outside the storage")
        return path

    def _check(self) -> None:
        make_private(self._root)
        with tempfile.NamedTemporaryFile(dir=self._root, prefix=".check-") as probe:
            probe.write(b"briefcut")
            probe.flush()


def _clear_halves(folder: Path) -> None:
    """Remove what killed processes were writing into `folder`."""
    for half in folder.glob(f"{_INCOMING}*"):
        with contextlib.suppress(OSError), half.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            half.unlink()


def make_private(folder: Path) -> None:
    """Create `folder` and what it lacks above, for this account only; existing folders stay as they are."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


NO_ROOM: Final = frozenset({28, 122})  # ENOSPC, EDQUOT


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written below `folder` (or its nearest existing parent)."""
    place = folder
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
