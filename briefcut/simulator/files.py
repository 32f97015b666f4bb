"""The shelf of files: uploaded once, found by file_id, downloaded by path."""

import hashlib
import json
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path

from briefcut.simulator.store import Store, make_private

FOLDERS = {
    "photo": "photos",
    "video": "videos",
    "animation": "animations",
    "voice": "voice",
    "audio": "music",
    "document": "documents",
    "sticker": "stickers",
    "thumbnail": "thumbnails",
}
# The first letters of a real file_id say what it is; nothing may rely on it, people recognise it.
_PREFIXES = {"photo": "AgACAgIA", "video": "BAACAgIA", "document": "BQACAgIA", "voice": "AwACAgIA"}


@dataclass(frozen=True)
class Shelved:
    """A stored file: `path` is what getFile tells, `content` the message fields that show it."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    location: Path
    mime: str
    size: int
    content: dict[str, object]


class FileShelf:
    """Files on disk under random names with a row each; a path from outside is only ever looked up."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._folder = home / "files"
        self._incoming = home / "incoming"
        make_private(self._folder)
        make_private(self._incoming)
        for left_over in self._incoming.iterdir():
            left_over.unlink(missing_ok=True)

    def incoming(self) -> Path:
        """An empty file for bytes that are still arriving, readable by this account only; what stays there is
        thrown away at the next start."""
        path = self._incoming / secrets.token_hex(12)
        path.touch(mode=0o600)
        return path

    def shelve(self, source: Path, kind: str, *, name: str, mime: str, digest: str) -> Shelved:
        """Move `source` onto the shelf; the same bytes of the same kind keep their file_unique_id."""
        size = source.stat().st_size
        stored = secrets.token_hex(16)
        source.replace(self._folder / stored)
        file_id = f"{_PREFIXES.get(kind, 'CgACAgIA')}{secrets.token_urlsafe(40)}"
        unique_id = f"Ag{hashlib.sha256((kind + digest).encode()).hexdigest()[:14]}"
        with self._store.transaction():
            number = self._store.next_number("last_file")
            path = f"{FOLDERS[kind]}/file_{number}{_suffix(name, mime)}"
            self._store.run(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, '{}')",
                *(file_id, unique_id, kind, path, stored, mime, size),
            )
        return Shelved(file_id, unique_id, kind, path, self._folder / stored, mime, size, {})

    def describe(self, file_ids: list[str], content: dict[str, object]) -> None:
        """Keep the message fields by which these files are shown, for sending by file_id later."""
        with self._store.transaction():
            for file_id in file_ids:
                self._store.run("UPDATE files SET body = ? WHERE file_id = ?", json.dumps(content), file_id)

    def find(self, file_id: str) -> Shelved | None:
        """The file with this id."""
        return self._one("SELECT * FROM files WHERE file_id = ?", file_id)

    def at(self, path: str) -> Shelved | None:
        """The file with this download path."""
        return self._one("SELECT * FROM files WHERE path = ?", path)

    def _one(self, sql: str, value: str) -> Shelved | None:
        row = self._store.row(sql, value)
        if row is None:
            return None
        return Shelved(
            *(row["file_id"], row["unique_id"], row["kind"], row["path"], self._folder / row["stored"]),
            *(row["mime"], row["size"], json.loads(row["body"])),
        )


def digest_of(path: Path) -> str:
    """SHA-256 of a file; for large ones call it in a thread."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def mime_of(name: str, claimed: str | None = None) -> str:
    """The media type a Telegram client would announce: by name, else as claimed."""
    guessed, _ = mimetypes.guess_type(name)
    return guessed or claimed or "application/octet-stream"


def _suffix(name: str, mime: str) -> str:
    suffix = Path(name).suffix.lower()
    clean = suffix if suffix[1:].isalnum() and len(suffix) <= 9 else ""
    return clean or mimetypes.guess_extension(mime) or ""
