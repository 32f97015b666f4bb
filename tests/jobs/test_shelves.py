"""What was encoded is kept for its owner, found again by a later revision, bounded, and gone when they leave."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from agent.script import AdScript, Captions
from db import privacy
from jobs.providers import Made, Order
from jobs.providers.local import LocalStudio
from jobs.shelves import Shelves, tidy
from tests.jobs.shop import Scripted, Shop
from tests.studio.scripts import ad

ADA, BO = uuid4(), uuid4()
# A hard cut: the scenes share no segment. Captions would not be legible at the size of a test.
SCRIPT = ad([0.9, 2.1], speech="Buy it.", texts=("One", "Two")).model_copy(
    update={"captions": Captions(enabled=False)}
)


def named(names: set[Path]) -> list[str]:
    return sorted(path.name for path in names)


async def filmed(studio: LocalStudio, script: AdScript, folder: Path) -> dict[str, Path]:
    """All that a worker makes for `script`, each order in a folder of its own, as it would be."""
    parts: dict[str, Path] = {}

    async def make(kind: str, scene: int | None = None) -> Made:
        room = folder / f"{kind}-{scene}"
        room.mkdir(parents=True)
        order = Order(kind, scene, script, parts, room, seed=3, owner=ADA)
        made = await studio.make(order, lambda _: None)
        if made.path is not None:
            parts[order.name] = made.path
        return made

    for number in range(1, len(script.scenes) + 1):
        await make("clip", number)
    await make("voice")
    await make("music")
    await make("cut")
    return parts


async def test_a_later_revision_finds_what_it_does_not_change(tmp_path: Path) -> None:
    """Real parts; the process is another one, the shelf the same."""
    shelves = Shelves(tmp_path / "shelves")
    first = await filmed(LocalStudio(width=90, shelves=shelves), SCRIPT, tmp_path / "1")
    shelf = tmp_path / "shelves" / str(ADA)
    before = set(shelf.iterdir())
    assert len(before) == 2 + 1 + 1 + 2 + 2, "clips, voice, music, segments, and the sound with its figures"

    changed = SCRIPT.scenes[0].model_copy(update={"on_screen_text": "Eins"})
    edited = SCRIPT.model_copy(update={"scenes": (changed, SCRIPT.scenes[1])})
    again = Shelves(tmp_path / "shelves")
    second = await filmed(LocalStudio(width=90, shelves=again), edited, tmp_path / "2")
    assert len(set(shelf.iterdir()) - before) == 2, "the clip of the scene that was changed, and its segment"
    for name in ("clip-2", "voice", "music"):
        assert first[name].read_bytes() == second[name].read_bytes(), name
    assert first["clip-1"].read_bytes() != second["clip-1"].read_bytes()

    music = Order("music", None, SCRIPT, {}, tmp_path, seed=3, owner=BO)
    await LocalStudio(shelves=again).make(music, lambda _: None)
    assert len(list((tmp_path / "shelves" / str(BO)).iterdir())) == 1, "nobody finds what another person made"


def put(shelves: Shelves, owner: UUID, name: str, tmp_path: Path, age: float = 0, size: int = 10) -> Path:
    file = tmp_path / f"{uuid4()}.mp4"
    file.write_bytes(name.encode() * size)
    shelves.of(owner).put(name, file)
    (entry,) = (tmp_path / "shelves" / str(owner)).glob(f"{name}.*")
    os.utime(entry, (entry.stat().st_mtime - age,) * 2)
    return entry


def test_shelves_are_private(tmp_path: Path) -> None:
    entry = put(Shelves(tmp_path / "shelves"), ADA, "a", tmp_path)
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    for folder in (entry.parent, entry.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_whoever_has_much_gives_way_first_where_it_is_longest_unused(tmp_path: Path) -> None:
    shelves = Shelves(tmp_path / "shelves", each=25, whole=45, spared=0)
    kept = [put(shelves, ADA, name, tmp_path, age) for name, age in (("a", 30), ("b", 20), ("c", 10))]
    kept += [put(shelves, BO, name, tmp_path, age) for name, age in (("d", 50), ("e", 40), ("f", 5))]
    shelves.make_room()
    assert named({path for path in kept if path.exists()}) == named(set(kept[1:3] + kept[4:6]))
    Shelves(tmp_path / "shelves", whole=25, spared=0).make_room()
    assert named({path for path in kept if path.exists()}) == named({kept[2], kept[5]})
    Shelves(tmp_path / "shelves", spared=10**18).make_room()
    assert not any(path.exists() for path in kept), "a full disk is needed for work"


def test_several_workers_share_a_shelf(tmp_path: Path) -> None:
    """Each puts, takes and makes room at once; what is taken is always whole."""
    shelves = Shelves(tmp_path / "shelves", each=60_000, spared=0)

    def work(worker: int) -> int:
        taken = 0
        for number in range(40):
            key, out = f"key{number % 4}", tmp_path / f"{worker}-{number}.out"
            file = tmp_path / f"{worker}-{number}.mp4"
            file.write_bytes(bytes([number % 4]) * 20_000)
            shelf = shelves.of(ADA)
            shelf.put(key, file)
            if shelf.take(key, out):
                assert out.read_bytes() == file.read_bytes()
                taken += 1
            shelves.make_room()
            if number == 20:
                shelves.clear([ADA])
        return taken

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) > 40


async def test_the_shelf_of_whoever_leaves_is_cleared(shop: Shop, tmp_path: Path) -> None:
    stays, leaves = (await shop.ad(1)).user_id, (await shop.ad(2)).user_id
    shelves = Shelves(tmp_path / "shelves")
    entries = {owner: put(shelves, owner, "a", tmp_path) for owner in (stays, leaves, BO)}
    (tmp_path / "shelves" / "not a person").mkdir()
    async with shop.database.transaction() as session:
        await privacy.lock(session, leaves)
    assert await tidy(shop.database, shelves) == 2
    assert {owner for owner, entry in entries.items() if entry.exists()} == {stays}
    assert shelves.owners() == {stays}
    # A render that had not heard of it yet lays something there.
    put(shelves, leaves, "b", tmp_path)
    assert await tidy(shop.database, shelves) == 1
    assert await tidy(shop.database, shelves) == 0
    assert shelves.owners() == {stays}


async def test_every_order_says_whose_it_is_and_music_stays_the_same(shop: Shop) -> None:
    orders: list[Order] = []

    async def noted(order: Order, progress: Callable[[float], None]) -> Made:
        orders.append(replace(order))
        return Scripted.usual(order)

    shop.provider.plan("music", noted)
    shop.provider.plan("cut", noted)
    project = await shop.approved_ad()
    await shop.work_off()
    await asyncio.sleep(0)
    assert [order.owner for order in orders] == [project.user_id] * 2
    assert {order.seed for order in orders} == {project.id.int % 2**31}
