"""What people send and what is made for them is for this account only."""

from __future__ import annotations

import stat
from pathlib import Path

from jobs.storage import FolderStorage


async def test_stored_files_are_private(tmp_path: Path) -> None:
    (tmp_path / "ad.mp4").write_bytes(b"an ad")
    storage = FolderStorage(tmp_path / "home" / "media")
    await storage.put(tmp_path / "ad.mp4", "users/one/ad.mp4")
    for place in (tmp_path / "home").rglob("*"):
        assert stat.S_IMODE(place.stat().st_mode) == (0o700 if place.is_dir() else 0o600), place


async def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    root = tmp_path / "media"
    root.mkdir()
    root.chmod(0o755)
    await FolderStorage(root).check()
    assert stat.S_IMODE(root.stat().st_mode) == 0o755
