"""A person gets everything about them as documents in their chat, and nothing of it stays behind."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from aiogram.methods import SendDocument, SendMessage
from aiogram.types import FSInputFile
from sqlalchemy import text

from db import privacy
from db.wakeups import wake_export
from jobs.farewell import export
from jobs.handing import hand_over
from tests.jobs.shop import Shop
from tests.jobs.test_storage_down import sheltered
from tests.support.invariants import broken


async def test_the_zip_comes_into_the_chat_and_is_not_kept(shop: Shop) -> None:
    project = await shop.approved_ad(7)
    await shop.work_off()
    read: list[list[str]] = []

    async def look(method: SendDocument) -> object:
        assert isinstance(method.document, FSInputFile)
        with ZipFile(method.document.path) as archive:
            read.append(archive.namelist())
        return shop.session._usual(method)

    shop.session.plan(SendDocument, look)
    async with shop.database.transaction() as session:
        await wake_export(session, project.user_id, 7, 0)
    await shop.work_off()
    (sent,) = shop.session.of(SendDocument)
    assert sent.chat_id == 7
    assert "Everything that is stored about you" in str(sent.caption)
    assert isinstance(sent.document, FSInputFile)
    assert sent.document.filename == "briefcut-my-data.zip"
    assert {"README.txt", "users.jsonl", "chat_messages.jsonl"} <= set(read[0])
    assert len([name for name in read[0] if name.startswith("media/")]) == 7
    assert list(shop.media.rglob("*.zip")) == []
    assert list(shop.crew.work.iterdir()) == []
    assert await broken(shop.database) == []


async def test_what_is_too_much_for_one_zip_comes_in_several(shop: Shop, tmp_path: Path) -> None:
    project = await shop.approved_ad(8)
    await shop.work_off()
    limit = 30_000
    for name, size in (("a", limit - 1000), ("b", limit - 1000), ("c", limit + 1)):
        file = tmp_path / f"{name}.png"
        file.write_bytes(b"x" * size)
        await shop.crew.storage.put(file, f"users/{project.user_id}/{name}.png")
    uris = tuple(f"media:users/{project.user_id}/{name}.png" for name in "abc")
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE brands SET product_images = to_jsonb(CAST(:uris AS text[]))"),
            {"uris": list(uris)},
        )
    made = await export(
        shop.database,
        shop.crew.storage,
        project.user_id,
        tmp_path / "me.zip",
        shop.crew.work,
        most_bytes=limit,
    )
    assert made.left_out == (uris[2],)
    assert len(made.zips) >= 2
    assert sorted(path.name for path in tmp_path.glob("me*.zip")) == sorted(one.name for one in made.zips)
    held = [name for one in made.zips for name in ZipFile(one).namelist()]
    assert {f"media/{uri.removeprefix('media:')}" for uri in uris[:2]} <= set(held)
    assert "README.txt" in ZipFile(made.zips[0]).namelist()


async def test_a_storage_that_is_away_is_waited_for_and_whoever_left_gets_nothing(
    shop: Shop, tmp_path: Path
) -> None:
    shop, store, _ = sheltered(shop, tmp_path)
    project = await shop.approved_ad(9)
    await shop.work_off()
    said = len(shop.session.of(SendMessage))
    store.away = True
    assert await hand_over(shop.crew, project.user_id, 9, 0) == 0
    job = await shop.next_job()
    assert job is not None
    assert (job[0], job[2] > 20) == ("export", True)
    store.away = False
    assert await hand_over(shop.crew, project.user_id, 9, 0) == 1
    async with shop.database.transaction() as session:
        await privacy.lock(session, project.user_id)
    assert await hand_over(shop.crew, project.user_id, 9, 0) == 0
    assert shop.session.of(SendDocument) == []
    assert len(shop.session.of(SendMessage)) == said
