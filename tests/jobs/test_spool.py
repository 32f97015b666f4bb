"""The shelter: what can't be stored while the storage is away waits on this machine, and gets there."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from agent.breaker import Breaker
from db import privacy
from jobs.carrying import carry
from jobs.storage import FolderStorage, SpooledStorage, StorageAway, person_prefix
from tests.jobs.shop import Shop
from tests.support.fickle import Fickle


def sheltered(tmp_path: Path, **more: object) -> tuple[Fickle, SpooledStorage]:
    """A storage that can be away, with its shelter."""
    store = Fickle(tmp_path / "media")
    return store, SpooledStorage(store, tmp_path / "spool", breaker=Breaker(failures=10**9), **more)  # type: ignore[arg-type]


def written(path: Path, words: str) -> Path:
    path.write_text(words)
    return path


async def read(storage: SpooledStorage, uri: str, tmp_path: Path) -> str:
    return (await storage.fetch(uri, tmp_path / uuid4().hex)).read_text()


async def test_while_the_storage_is_there_nothing_waits(tmp_path: Path) -> None:
    _, storage = sheltered(tmp_path)
    stored = await storage.keep(written(tmp_path / "x", "cut"), "users/a/cut.mp4")
    assert (stored.waits, storage.waiting(), await storage.carry()) == (False, 0, 0)
    assert await read(storage, stored.uri, tmp_path) == "cut"


async def test_what_could_not_be_stored_is_there_all_the_same_and_stored_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store, storage = sheltered(tmp_path)
    file = written(tmp_path / "x", "cut")
    store.away = True
    with pytest.raises(StorageAway):
        await storage.put(file, "users/a/cut.mp4")
    assert storage.waiting() == 0, "whoever can wait is told"
    stored = await storage.keep(file, "users/a/cut.mp4")
    assert (stored.uri, stored.waits, storage.waiting()) == ("media:users/a/cut.mp4", True, 1)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "storage away: users/a/cut.mp4 is kept in" in caplog.text
    assert await read(storage, stored.uri, tmp_path) == "cut", "the ad goes on from here"
    assert await storage.carry() == 0
    assert "1 files wait" in caplog.text
    store.away = False
    assert (await storage.carry(), storage.waiting()) == (1, 0)
    assert (tmp_path / "media/users/a/cut.mp4").read_text() == "cut"
    assert await read(storage, stored.uri, tmp_path) == "cut"
    assert list((tmp_path / "spool").rglob("*.mp4")) == []


async def test_a_file_that_somebody_reads_may_be_carried_away(tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    stored = await storage.keep(written(tmp_path / "x", "cut"), "users/a/cut.mp4")
    held = await storage.fetch(stored.uri, tmp_path / "work")
    store.away = False
    await storage.carry()
    assert held.read_text() == "cut"


async def test_what_waits_never_overtakes_what_is_newer(tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    await storage.keep(written(tmp_path / "x", "old"), "users/a/still.jpg")
    store.away = False
    newer = await storage.put(written(tmp_path / "x", "new"), "users/a/still.jpg")
    assert newer.waits, "behind the old one, in whose place it stands"
    assert await storage.carry() == 1
    assert (tmp_path / "media/users/a/still.jpg").read_text() == "new"


async def test_what_became_newer_while_it_was_carried_is_carried_again(tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    await storage.keep(written(tmp_path / "x", "old"), "users/a/still.jpg")
    store.away = False

    async def meanwhile() -> None:
        store.before_put = None
        await storage.put(written(tmp_path / "y", "new"), "users/a/still.jpg")

    store.before_put = meanwhile
    assert (await storage.carry(), storage.waiting()) == (1, 1)
    assert await read(storage, "media:users/a/still.jpg", tmp_path) == "new"
    assert (await storage.carry(), storage.waiting()) == (1, 0)
    assert (tmp_path / "media/users/a/still.jpg").read_text() == "new"


async def test_only_one_process_carries(tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    await storage.keep(written(tmp_path / "x", "cut"), "users/a/cut.mp4")
    store.away = False
    other = SpooledStorage(store, tmp_path / "spool")

    async def meanwhile() -> None:
        store.before_put = None
        assert await other.carry() == 0
        with pytest.raises(StorageAway):
            await other.remove_all("users/a/")

    store.before_put = meanwhile
    assert await storage.carry() == 1
    assert store.puts == ["users/a/cut.mp4"]


CARRIER = """
import asyncio, os, signal, sys
from pathlib import Path
from jobs.storage import FolderStorage, SpooledStorage
moment, folder = sys.argv[1], Path(sys.argv[2])
class Deadly(FolderStorage):
    async def put(self, path, key):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        await super().put(path, key)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(SpooledStorage(Deadly(folder / "media"), folder / "spool").carry())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_carrier_that_is_killed_loses_nothing_and_leaves_nothing(tmp_path: Path, moment: str) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    stored = await storage.keep(written(tmp_path / "x", "cut"), "users/a/cut.mp4")
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", CARRIER, moment, str(tmp_path)])
    assert done.returncode == -signal.SIGKILL
    assert await read(storage, stored.uri, tmp_path) == "cut"
    store.away = False
    assert (await storage.carry(), storage.waiting()) == (1, 0)
    assert (tmp_path / "media/users/a/cut.mp4").read_text() == "cut"
    left = [path.name for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert sorted(left) == [".carrying", ".changing"]


async def test_a_person_is_forgotten_everywhere(tmp_path: Path) -> None:
    earlier = FolderStorage(tmp_path / "before")
    store, storage = sheltered(tmp_path, earlier=earlier)
    file, prefix = written(tmp_path / "x", "cut"), person_prefix(uuid4())
    await earlier.put(file, f"{prefix}1.mp4")
    await storage.put(file, f"{prefix}2.mp4")
    store.away = True
    await storage.keep(file, f"{prefix}3.mp4")
    with pytest.raises(StorageAway):
        await storage.remove_all(prefix)
    store.away = False
    await storage.keep(file, f"{prefix}3.mp4")
    assert await storage.remove_all(prefix) >= 2
    for number in (1, 2, 3):
        with pytest.raises(FileNotFoundError):
            await storage.fetch(f"media:{prefix}{number}.mp4", tmp_path)


async def test_one_file_is_forgotten_everywhere(tmp_path: Path) -> None:
    earlier = FolderStorage(tmp_path / "before")
    store, storage = sheltered(tmp_path, earlier=earlier)
    file = written(tmp_path / "x", "cut")
    await earlier.put(file, "users/a/x")
    await store.put(file, "users/a/x")
    store.away = True
    stored = await storage.keep(file, "users/a/x")
    store.away = False
    await storage.remove(stored.uri)
    with pytest.raises(FileNotFoundError):
        await storage.fetch(stored.uri, tmp_path)


async def test_files_of_the_folder_before_are_found_until_they_are_moved(tmp_path: Path) -> None:
    earlier = FolderStorage(tmp_path / "before")
    store, storage = sheltered(tmp_path, earlier=earlier)
    stored = await earlier.put(written(tmp_path / "x", "photo"), "users/a/x.jpg")
    held = await storage.fetch(stored.uri, tmp_path / "work")
    moving = SpooledStorage(store, tmp_path / "before")
    assert (await moving.carry(), moving.waiting()) == (1, 0)
    assert held.read_text() == "photo", "whoever reads it is not disturbed"
    assert await read(storage, stored.uri, tmp_path) == "photo"
    assert (tmp_path / "media/users/a/x.jpg").is_file()


async def test_what_waits_has_no_link(tmp_path: Path) -> None:
    earlier = FolderStorage(tmp_path / "before")
    store, storage = sheltered(tmp_path, earlier=earlier)
    store.links = "https://example.com/"
    file = written(tmp_path / "x", "cut")
    await storage.put(file, "users/a/1")
    await earlier.put(file, "users/a/2")
    store.away = True
    await storage.keep(file, "users/a/3")
    links = [await storage.link(f"media:users/a/{number}", 60, "x") for number in (1, 2, 3)]
    assert links == ["https://example.com/users/a/1", None, None]


async def test_a_storage_that_fails_is_left_alone_for_a_while(tmp_path: Path) -> None:
    now = [0.0]
    store = Fickle(tmp_path / "media")
    storage = SpooledStorage(
        store, tmp_path / "spool", breaker=Breaker(first_pause_s=5, longest_pause_s=60, clock=lambda: now[0])
    )
    file = written(tmp_path / "x", "cut")
    store.away = True
    for number in range(6):
        await storage.keep(file, f"users/a/{number}")
    assert store.calls == 3, "then it is known to be away"
    store.away = False
    assert await storage.carry() == 0
    now[0] = 5.1
    assert await storage.carry() == 6


async def test_a_shelter_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    store.away = True
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "users").write_text("in the way")
    with pytest.raises(OSError):
        await storage.keep(written(tmp_path / "x", "cut"), "users/a/cut.mp4")


async def test_what_waits_for_people_who_left_is_dropped(shop: Shop, tmp_path: Path) -> None:
    store, storage = sheltered(tmp_path)
    stays, leaves = await shop.ad(1), await shop.ad(2)
    store.away = True
    for owner in (stays.user_id, leaves.user_id, UUID(int=7)):
        await storage.keep(written(tmp_path / "x", "cut"), f"{person_prefix(owner)}cut.mp4")
    async with shop.database.transaction() as session:
        await privacy.lock(session, leaves.user_id)
    assert await carry(shop.database, storage) == 0
    assert storage.owners() == {stays.user_id}
    store.away = False
    assert await carry(shop.database, storage) == 1
    assert store.puts == [f"{person_prefix(stays.user_id)}cut.mp4"]
