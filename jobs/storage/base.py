"""What every storage promises. Rows keep storage URIs (`media:<key>`), never a path of one machine, the name of a
bucket or a presigned link: the same rows are read whether the files lie in a folder or were moved to a bucket.

Keys are deterministic (person, ad, revision, what), so writing again after a crash replaces the half of an earlier
attempt instead of leaving it behind.
"""

from __future__ import annotations

import errno
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol
from uuid import UUID

SCHEME: Final = "media:"
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

PERSON_S: Final = 24 * 3600.0
"""Seconds that a link for a person works; none works longer."""
PROVIDER_S: Final = 3600.0
"""Seconds that a link for a provider works."""

_MEDIA_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".srt": "application/x-subrip",
    ".zip": "application/zip",
}


class StorageFull(OSError):
    """The storage has no room for the file; nothing of it was kept."""


class StorageAway(OSError):
    """The storage can't be reached, or refuses us, for now: whether the file is there is not known. `code` is the
    service's own word for it, where there is one."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in storage: its URI, size in bytes and SHA-256 (hex). `waits`: it is kept on this machine until the
    storage is back."""

    uri: str
    size: int
    sha256: str
    waits: bool = False


class Storage(Protocol):
    """Puts files away and brings them back. Nothing is held in memory as a whole.

    Every call may raise StorageAway; who works for a person waits then, and tries again.
    """

    @property
    def linkable(self) -> bool:
        """Whether `link` makes links that work from anywhere."""
        ...

    @property
    def place(self) -> Path | None:
        """The folder on whose disk the files lie; None where it is no disk of this machine."""
        ...

    async def put(self, path: Path, key: str) -> Stored:
        """Store the file at `path` under `key`, replacing what was there; complete or not at all.

        Raises:
            StorageFull: there is no room.
        """
        ...

    async def keep(self, path: Path, key: str) -> Stored:
        """`put`; where the storage is away, keep the file on this machine until it is back, if that can be done."""
        ...

    async def fetch(self, uri: str, folder: Path) -> Path:
        """A local, read-only path of the file; `folder` is used (and made) where a copy has to be made.

        Raises:
            FileNotFoundError: nothing is stored under this URI, or it is not what was stored.
            StorageFull: there is no room for the copy.
        """
        ...

    async def remove(self, uri: str) -> None:
        """Forget the file; no error where there is none."""
        ...

    async def remove_all(self, prefix: str) -> int:
        """Forget every file whose key begins with `prefix`, which must end with a slash, half-stored ones too; how many
        there were."""
        ...

    async def link(self, uri: str, lasting_s: float, name: str) -> str | None:
        """A link by which whoever has it can download the file as `name`, for `lasting_s` seconds (at most `PERSON_S`).
        It is a secret: not for rows, not for logs. None where this storage has no address for it."""
        ...

    async def tidy(self) -> int:
        """Remove what attempts of long ago left half-stored; how many."""
        ...

    async def check(self) -> None:
        """Write, read and remove a small file; raises OSError when that fails."""
        ...

    async def close(self) -> None:
        """Give connections and threads back."""
        ...


def production_key(user_id: UUID, project_id: UUID, revision: int, name: str) -> str:
    """The key of something made for one revision of an ad."""
    return f"{person_prefix(user_id)}{project_id}/r{revision}/{name}"


def upload_key(user_id: UUID, sha256: str, suffix: str) -> str:
    """The key of something a person sent; the same bytes twice are one file."""
    return f"{person_prefix(user_id)}uploads/{sha256[:32]}{suffix}"


def person_prefix(user_id: UUID) -> str:
    """What all keys of a person begin with."""
    return f"users/{user_id}/"


def key_of(uri: str) -> str:
    """The key in a URI. Raises FileNotFoundError where it is none of ours, or leads out of the storage."""
    key = uri.removeprefix(SCHEME)
    if not uri.startswith(SCHEME) or any(part in ("", ".", "..") for part in key.split("/")):
        raise FileNotFoundError(f"nothing is stored under {uri}")
    return key


def checked_prefix(prefix: str) -> str:
    """`prefix`, if it is one that may be removed as a whole: a folder below the top. Raises ValueError."""
    if not prefix.endswith("/") or any(part in ("", ".", "..") for part in prefix[:-1].split("/")):
        raise ValueError(f"{prefix!r} is no prefix to remove")
    return prefix


def media_type(key: str) -> str:
    """The media type of what is stored under this key, as its suffix says."""
    return _MEDIA_TYPES.get(PurePosixPath(key).suffix.lower(), "application/octet-stream")


_SIGNED: Final = re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]*(?:signature|sig)=[^\s\"'<>,;)]*", re.I)


def unsigned(text: str) -> str:
    """`text` without the queries of presigned links, which others may quote at us: fit for a row."""
    return _SIGNED.sub(r"\1", text)


def make_private(folder: Path) -> None:
    """Create `folder` and what it lacks above, for this account only; existing folders stay as they are."""
    if folder.exists():
        return
    make_private(folder.parent)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, FileNotFoundError):
        # Another process made it and one removed it, or the one above, in between.
        if folder.is_symlink():
            raise
        make_private(folder)


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written below `folder` (or its nearest existing parent)."""
    place = folder
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
