"""The file of a backup: a zip with `manifest.json`, `database.dump` (pg_dump's custom format) and `media/…`.

The manifest is written last and names every file with its size and SHA-256, so a file that was cut short or altered
is known before anything is done with it. Nothing is compressed twice: dumps and videos are already small.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from db.errors import BriefcutError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
MEDIA: Final = "media/"
_BLOCK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 256 << 20


class DamagedBackup(BriefcutError):
    """ads.zip is damaged: media/users/….mp4 is not what was saved. Nothing was changed."""


class _Document(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class SavedFile(_Document):
    """A file of the backup by its name in the zip; bytes and hex."""

    name: str
    size: int
    sha256: str


class Manifest(_Document):
    """What a backup holds and what wrote it. `rows` are those of the dump, table by table, at the same instant."""

    format: Literal[1] = FORMAT
    briefcut: str
    created_at: datetime
    revision: str
    server: str
    pg_dump: int
    rows: dict[str, int]
    media: Literal["folder", "left out", "bucket"]
    files: tuple[SavedFile, ...]

    def media_files(self) -> list[SavedFile]:
        """The files of uploads and videos."""
        return [file for file in self.files if file.name.startswith(MEDIA)]


class Writer:
    """Puts files into a backup, one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: list[SavedFile] = []

    def add(self, name: str, source: IO[bytes], moved: Callable[[int], None]) -> SavedFile:
        """All that `source` gives, as `name`; `moved` hears of the bytes."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as sink:
            while block := source.read(_BLOCK):
                digest.update(block)
                sink.write(block)
                size += len(block)
                moved(len(block))
        file = SavedFile(name=name, size=size, sha256=digest.hexdigest())
        self.files.append(file)
        return file

    def close(self, manifest: Manifest) -> None:
        """The manifest makes it whole."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(by_alias=True, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A backup that appears at `path` when the block ends, complete or not at all, for its owner's eyes only."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
                yield Writer(archive)
            sink.flush()
            os.fsync(sink.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class Backup:
    """A backup that was opened for reading; its manifest can be trusted once `check` returned."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def check(self, moved: Callable[[int], None]) -> None:
        """Read every byte and compare.

        Raises:
            DamagedBackup: a file is missing, foreign or not what was saved.
        """
        names = [name for name in self._archive.namelist() if name != MANIFEST]
        wanted = [file.name for file in self.manifest.files]
        if sorted(names) != sorted(wanted) or len(set(wanted)) != len(wanted) or DUMP not in wanted:
            raise DamagedBackup(f"{self.path} is damaged: its files are not those of its list. {UNTOUCHED}")
        for file in self.manifest.files:
            _check_name(self.path, file.name)
            with _readable(self.path, file.name):
                if self._digest(file, moved) != (file.size, file.sha256):
                    raise DamagedBackup(
                        f"{self.path} is damaged: {file.name} is not what was saved. {UNTOUCHED}"
                    )

    def extract(self, name: str, target: Path, moved: Callable[[int], None]) -> None:
        """The file `name` of the backup, written to `target`."""
        with _readable(self.path, name), self._archive.open(name) as source, target.open("wb") as sink:
            while block := source.read(_BLOCK):
                sink.write(block)
                moved(len(block))
            sink.flush()
            os.fsync(sink.fileno())

    def _digest(self, file: SavedFile, moved: Callable[[int], None]) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(file.name) as source:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                moved(len(block))
        return size, digest.hexdigest()


@contextmanager
def reading(path: Path) -> Iterator[Backup]:
    """The backup at `path`.

    Raises:
        DamagedBackup: it is none, was cut short, or was written by a newer Briefcut.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError):
        raise DamagedBackup(f"{path} is no backup of Briefcut, or was cut short. {UNTOUCHED}") from None
    with archive:
        yield Backup(path, archive, _manifest(path, archive))


UNTOUCHED: Final = "Nothing was changed."


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise DamagedBackup(f"{path} is no backup of Briefcut: it has no {MANIFEST}. {UNTOUCHED}")
    with _readable(path, MANIFEST):
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise DamagedBackup(f"{path} is no backup of Briefcut: its {MANIFEST} is too large. {UNTOUCHED}")
        text = archive.read(MANIFEST)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
        raise DamagedBackup(
            f"{path} can't be read: {where} in its {MANIFEST} is not as this Briefcut writes it "
            f"(a newer one may have). {UNTOUCHED}"
        ) from None


@contextmanager
def _readable(path: Path, name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise DamagedBackup(f"{path} is damaged: {name} can't be read ({error}). {UNTOUCHED}") from None


def _check_name(path: Path, name: str) -> None:
    """Nobody's file may be written outside the media folder."""
    parts = PurePosixPath(name).parts
    safe = "\\" not in name and not name.startswith("/") and ".." not in parts and "\0" not in name
    if not safe or (name != DUMP and not name.startswith(MEDIA)):
        raise DamagedBackup(f"{path} is damaged: it names a file {name!r}. {UNTOUCHED}")
