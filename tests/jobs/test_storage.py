"""Files are stored whole or not at all, and never outside their folder."""

from __future__ import annotations

import fcntl
import hashlib
import resource
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from jobs.storage import FolderStorage, production_key, upload_key


async def test_what_was_put_comes_back(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "media")
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"frames" * 1000)
    stored = await storage.put(source, "users/a/clip.mp4")
    assert stored.uri == "media:users/a/clip.mp4"
    assert stored.size == 6000
    assert stored.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (await storage.fetch(stored.uri, tmp_path)).read_bytes() == source.read_bytes()


async def test_putting_again_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "media")
    for words in (b"first", b"second"):
        (tmp_path / "x").write_bytes(words)
        await storage.put(tmp_path / "x", "k/x")
    assert (await storage.fetch("media:k/x", tmp_path)).read_bytes() == b"second"
    assert [path.name for path in (tmp_path / "media" / "k").iterdir()] == ["x"]


async def test_what_a_killed_process_left_half_written_goes_with_the_next_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "media")
    (tmp_path / "x").write_bytes(b"whole")
    await storage.put(tmp_path / "x", "k/x")
    dead, living = (tmp_path / "media" / "k" / f".incoming-{name}" for name in ("dead", "living"))
    dead.write_bytes(b"ha")
    with living.open("wb") as written:
        fcntl.flock(written, fcntl.LOCK_EX)
        await storage.put(tmp_path / "x", "k/y")
        assert not dead.exists()
        assert living.exists(), "somebody still writes it"


async def test_removed_is_gone(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    (tmp_path / "x").write_bytes(b"1")
    stored = await storage.put(tmp_path / "x", "k")
    await storage.remove(stored.uri)
    await storage.remove(stored.uri)
    with pytest.raises(FileNotFoundError):
        await storage.fetch(stored.uri, tmp_path)


@pytest.mark.parametrize("uri", ["media:../secret", "media:/etc/passwd", "file:///etc/passwd", "/etc/passwd"])
async def test_nothing_outside_the_folder_is_read(tmp_path: Path, uri: str) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises(FileNotFoundError):
        await FolderStorage(tmp_path / "media").fetch(uri, tmp_path)


def test_a_full_disk_keeps_nothing_of_the_file(tmp_path: Path) -> None:
    """A real refusal of the kernel: the process may not write files of more than 1 MB."""
    code = """
import asyncio, errno, sys
from pathlib import Path
from jobs.storage import FolderStorage
folder = Path(sys.argv[1])
try:
    asyncio.run(FolderStorage(folder / "media").put(folder / "big", "k/big"))
except OSError as error:
    assert error.errno == errno.EFBIG, error
    assert not list((folder / "media" / "k").iterdir())
    print("refused")
"""
    (tmp_path / "big").write_bytes(b"0" * 3_000_000)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], preexec_fn=limit, capture_output=True, text=True
    )
    assert done.stdout.strip() == "refused", done.stderr


async def test_check_needs_a_folder_that_can_be_written(tmp_path: Path) -> None:
    await FolderStorage(tmp_path / "new").check()
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        await FolderStorage(tmp_path / "file").check()


def test_keys_are_deterministic_and_per_person() -> None:
    user, project = uuid4(), uuid4()
    assert production_key(user, project, 3, "cut.mp4") == f"users/{user}/{project}/r3/cut.mp4"
    assert upload_key(user, "ab" * 32, ".jpg").startswith(f"users/{user}/uploads/")
