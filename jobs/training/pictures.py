"""The pictures of a brand as one archive on disk. None is held in memory as a whole."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from db.models import Asset
from jobs.storage import Storage

LARGEST: Final = 95_000_000
"""Bytes of the archive: the provider's files may have 100 MB."""


async def pack(storage: Storage, pictures: Sequence[Asset], folder: Path) -> tuple[Path, int]:
    """A zip of the pictures below `folder`, and how many are in it: as many of the first as fit, without those that
    are no longer in storage."""
    archive, count, size = folder / "pictures.zip", 0, 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
        for picture in pictures:
            try:
                path = await storage.fetch(str(picture.url), folder)
            except FileNotFoundError:
                continue
            size += path.stat().st_size
            if size > LARGEST:
                break
            count += 1
            name = f"{count:02d}{'.png' if picture.mime_type == 'image/png' else '.jpg'}"
            await asyncio.to_thread(_add, bundle, name, path)
    return archive, count


def _add(bundle: zipfile.ZipFile, name: str, path: Path) -> None:
    # A date of its own would make another archive of the same pictures.
    with path.open("rb") as source, bundle.open(zipfile.ZipInfo(name), "w") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
