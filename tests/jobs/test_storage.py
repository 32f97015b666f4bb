"""What every storage promises, shown on the folder and on a bucket over HTTP by the same tests."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from jobs.storage import (
    FolderStorage,
    Storage,
    key_of,
    media_type,
    person_prefix,
    production_key,
    unsigned,
    upload_key,
)
from jobs.storage.s3 import S3Storage
from tests.support.bucket import MB, fresh_bucket, shared_session

ODD = "users/a/Größe 9×16 +50 %, ‘neu’ & #1?=ja;~(2).mp4"


@pytest.fixture(params=["folder", "bucket"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    if request.param == "folder":
        yield FolderStorage(tmp_path / "media")
        return
    made = S3Storage(fresh_bucket(request.getfixturevalue("s3_endpoint")), shared_session())
    yield made
    await made.close()


def written(path: Path, words: bytes) -> Path:
    path.write_bytes(words)
    return path


async def test_what_was_put_comes_back(storage: Storage, tmp_path: Path) -> None:
    source = written(tmp_path / "clip.mp4", b"frames" * 1000)
    stored = await storage.put(source, "users/a/clip.mp4")
    assert (stored.uri, stored.size, stored.waits) == ("media:users/a/clip.mp4", 6000, False)
    assert stored.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    found = await storage.fetch(stored.uri, tmp_path / "work")
    assert (found.read_bytes(), found.suffix) == (source.read_bytes(), ".mp4")
    assert await storage.fetch(stored.uri, tmp_path / "work") == found, "it may be fetched again"


@pytest.mark.parametrize("words", [b"", b"x"])
@pytest.mark.parametrize("key", [ODD, "k", "users/a/.hidden", "users/a/no suffix.not really one"])
async def test_odd_keys_and_tiny_files_are_stored(
    storage: Storage, tmp_path: Path, key: str, words: bytes
) -> None:
    stored = await storage.keep(written(tmp_path / "x", words), key)
    assert stored.uri == f"media:{key}"
    assert (await storage.fetch(stored.uri, tmp_path / "work")).read_bytes() == words
    await storage.remove(stored.uri)
    with pytest.raises(FileNotFoundError):
        await storage.fetch(stored.uri, tmp_path / "work")


async def test_a_large_file_is_stored_in_parts(storage: Storage, tmp_path: Path) -> None:
    source = written(tmp_path / "cut.mp4", os.urandom(12 * MB + 17))
    stored = await storage.put(source, "users/a/cut.mp4")
    assert stored.size == 12 * MB + 17
    found = await storage.fetch(stored.uri, tmp_path / "work")
    assert hashlib.sha256(found.read_bytes()).hexdigest() == stored.sha256


async def test_putting_again_replaces_and_leaves_nothing_behind(storage: Storage, tmp_path: Path) -> None:
    for words in (b"first, and longer", b"second"):
        await storage.put(written(tmp_path / "x", words), "users/a/x")
    assert (await storage.fetch("media:users/a/x", tmp_path / "work")).read_bytes() == b"second"
    assert await storage.remove_all("users/") == 1


async def test_of_two_at_once_one_wins_whole(storage: Storage, tmp_path: Path) -> None:
    files = [written(tmp_path / str(number), str(number).encode() * 200_000) for number in range(4)]
    await asyncio.gather(*(storage.put(file, "users/a/x") for file in files))
    found = (await storage.fetch("media:users/a/x", tmp_path / "work")).read_bytes()
    assert found in [file.read_bytes() for file in files]


async def test_who_stores_takes_nobody_elses_half_away(tmp_path: Path) -> None:
    """Everybody looks for halves of dead processes before they write: into one folder, all at once."""
    storage = FolderStorage(tmp_path / "media")
    file = written(tmp_path / "x", b"1")
    await asyncio.gather(*(storage.put(file, f"users/a/{number}") for number in range(300)))
    assert len(storage.keys()) == 300


async def test_removed_is_gone(storage: Storage, tmp_path: Path) -> None:
    stored = await storage.put(written(tmp_path / "x", b"1"), "users/k")
    await storage.remove(stored.uri)
    await storage.remove(stored.uri)
    with pytest.raises(FileNotFoundError):
        await storage.fetch(stored.uri, tmp_path / "work")


async def test_a_persons_files_go_together_and_nobody_elses(storage: Storage, tmp_path: Path) -> None:
    leaves, stays = uuid4(), uuid4()
    file = written(tmp_path / "x", b"1")
    keys = [production_key(leaves, uuid4(), 1, f"clip-{number}.mp4") for number in range(3)]
    for key in (*keys, upload_key(leaves, "ab" * 32, ".jpg")):
        await storage.put(file, key)
    kept = await storage.put(file, upload_key(stays, "ab" * 32, ".jpg"))
    assert await storage.remove_all(person_prefix(leaves)) == 4
    assert await storage.remove_all(person_prefix(leaves)) == 0
    for key in keys:
        with pytest.raises(FileNotFoundError):
            await storage.fetch(f"media:{key}", tmp_path / "work")
    assert (await storage.fetch(kept.uri, tmp_path / "work")).read_bytes() == b"1"


@pytest.mark.parametrize("prefix", ["", "/", "users", "users/a", "../", "users/../", "users//", "/users/"])
async def test_only_a_folder_may_be_removed_as_a_whole(storage: Storage, prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        await storage.remove_all(prefix)


@pytest.mark.parametrize(
    "uri",
    ["media:../secret", "media:/etc/passwd", "media:a//b", "media:", "file:///etc/passwd", "/etc/passwd"],
)
async def test_nothing_outside_the_storage_is_read(storage: Storage, tmp_path: Path, uri: str) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises(FileNotFoundError):
        await storage.fetch(uri, tmp_path / "work")
    with pytest.raises(FileNotFoundError):
        key_of(uri)


async def test_it_says_whether_it_works_and_leaves_no_trace(storage: Storage) -> None:
    await storage.check()
    assert await storage.tidy() == 0


# ── the folder alone ─────────────────────────────────────────────────────────────────────────────────


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


async def test_what_a_killed_process_was_writing_is_cleared_away(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "media")
    await storage.put(written(tmp_path / "x", b"1"), "users/a/x")
    old, young = (written(tmp_path / "media" / "users" / "a" / f".incoming-{n}", b"half") for n in "ab")
    os.utime(old, (0, time.time() - 2 * 3600))
    assert await storage.tidy() == 1
    assert (old.exists(), young.exists()) == (False, True)
    assert (await storage.fetch("media:users/a/x", tmp_path)).read_bytes() == b"1"


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_are_deterministic_and_per_person() -> None:
    user, project = uuid4(), uuid4()
    assert production_key(user, project, 3, "cut.mp4") == f"users/{user}/{project}/r3/cut.mp4"
    assert upload_key(user, "ab" * 32, ".jpg").startswith(f"users/{user}/uploads/")


def test_media_types_come_from_the_suffix() -> None:
    assert [media_type(key) for key in ("a/b.MP4", "x.jpg", "x.wav", "x.bin", "x")] == [
        "video/mp4",
        "image/jpeg",
        "audio/wav",
        "application/octet-stream",
        "application/octet-stream",
    ]


def test_signatures_that_others_quote_are_taken_out() -> None:
    link = "https://ads.s3.amazonaws.com/live/a.jpg?X-Amz-Expires=60&X-Amz-Signature=abc"
    told = unsigned(f"could not fetch {link}, or https://a.example/x?page=2")
    assert told == "could not fetch https://ads.s3.amazonaws.com/live/a.jpg, or https://a.example/x?page=2"
