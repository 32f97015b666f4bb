"""Encoded segments and sound kept between cuts, each under the digest of all that it depends on.

An entry is one file, `KEY.DIGEST.SUFFIX`, that appears whole by a rename. Its digest is checked whenever it is taken,
so a damaged entry is no entry. Several processes may use one folder: a taken file is a link of one's own, which stays
when another process makes room.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

_BYTES = 2_000_000_000
_DAYS = 30
_ROOM = Path(__file__).parent
_CODE = (".py", ".json")
# What else decides about the pixels and samples of a segment.
_LIBRARIES = ("imageio-ffmpeg", "numpy", "opencv-python-headless", "pillow")


class Cache:
    """A folder of at most `most_bytes`: what was longest unused goes first, and anyway after `days` without use."""

    def __init__(self, folder: Path, *, most_bytes: int = _BYTES, days: float = _DAYS) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._seconds = days * 86_400

    def take(self, key: str, out: Path) -> bool:
        """Put the entry of `key` at `out`; False where there is none that is whole."""
        for entry in self._entries(key):
            with contextlib.suppress(OSError):
                _link(entry, out)
                if file_digest(out) == entry.name.split(".")[1]:
                    os.utime(entry)
                    return True
                entry.unlink(missing_ok=True)
            out.unlink(missing_ok=True)
        return False

    def put(self, key: str, file: Path) -> None:
        """Keep a copy of `file` under `key`. A folder that takes no file costs time, never a cut."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            os.close(descriptor)
            try:
                Path(name).unlink()
                _link(file, Path(name))
                Path(name).chmod(0o600)
                Path(name).replace(self.folder / f"{key}.{file_digest(file)}{file.suffix}")
            finally:
                Path(name).unlink(missing_ok=True)

    def make_room(self) -> None:
        """Remove what is too old or too much, and what a killed process left half made."""
        with contextlib.suppress(OSError):
            found = sorted(
                ((entry.stat(), entry) for entry in self.folder.iterdir()), key=lambda e: -e[0].st_mtime
            )
            held, now = 0, time.time()
            for facts, entry in found:
                half = entry.name.startswith(".new-")
                held += facts.st_size
                old = now - facts.st_mtime > (3600 if half else self._seconds)
                if old or held > self._most_bytes:
                    entry.unlink(missing_ok=True)

    def _entries(self, key: str) -> list[Path]:
        with contextlib.suppress(OSError):
            return sorted(self.folder.glob(f"{key}.*"))
        return []


def default_cache() -> Cache:
    """The cache of whoever is logged in."""
    base = os.environ.get("XDG_CACHE_HOME") or (
        Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    )
    return Cache(Path(base) / "briefcut" / "segments")


def key_of(facts: Mapping[str, Any]) -> str:
    """The key of what depends on `facts` (anything JSON can say) and on the programs that make it."""
    told = json.dumps({**facts, "code": code_digest()}, default=str)
    # 0 and 0.0 are the same second: a script that came through an edit has the latter where it had the former.
    told = json.dumps(json.loads(told, parse_int=float), sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=20).hexdigest()


def file_digest(path: Path) -> str:
    """Of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@cache
def code_digest() -> str:
    """Of the studio's own code, fonts and libraries: whoever changes the studio gets new segments."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(_ROOM.rglob("*")):
        if path.suffix in _CODE:
            digest.update(path.read_bytes())
        elif path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.name} {path.stat().st_size}".encode())
    for name in _LIBRARIES:
        with contextlib.suppress(ModuleNotFoundError):
            digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


def _link(one: Path, other: Path) -> None:
    """Another name of a file that nobody writes to again, or a copy where that can't be."""
    try:
        os.link(one, other)
    except OSError:
        shutil.copyfile(one, other)
