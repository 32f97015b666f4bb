"""Whoever leaves is told what was removed, as the last thing that is known of them."""

from __future__ import annotations

from dataclasses import replace

from aiogram.methods import SendMessage
from sqlalchemy import text

from db import privacy
from db.wakeups import wake_leaving
from jobs.farewell import erase_leaving
from jobs.schedule import leaving_tick
from tests.jobs.shop import Shop
from tests.jobs.test_storage_down import sheltered
from tests.support.invariants import broken


async def leave(shop: Shop, user_id: object) -> None:
    async with shop.database.transaction() as session:
        await privacy.lock(session, user_id)  # type: ignore[arg-type]
        await wake_leaving(session)


async def test_the_farewell_says_what_was_removed_and_leaves_no_trace(shop: Shop) -> None:
    project = await shop.approved_ad(7)
    await shop.work_off()
    await leave(shop, project.user_id)
    before = len(shop.session.of(SendMessage))
    await shop.work_off()
    (last,) = shop.session.of(SendMessage)[before:]
    assert last.chat_id == 7
    assert "Everything about you is deleted" in last.text
    assert "• Ads: 1" in last.text
    assert "• Files (pictures, sounds, videos): 7" in last.text
    assert await shop.count("SELECT count(*) FROM users") == 0
    assert await shop.count("SELECT count(*) FROM outbox") == 0
    assert await shop.count("SELECT count(*) FROM procrastinate_jobs") == 0
    assert list(shop.media.rglob("*.bin")) == []
    assert await broken(shop.database) == []


async def test_a_farewell_is_said_in_the_language_of_the_person(shop: Shop) -> None:
    project = await shop.ad(8)
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE users SET locale = 'es'"))
    await leave(shop, project.user_id)
    await shop.work_off()
    assert "Todo lo que había sobre ti está borrado" in shop.session.of(SendMessage)[-1].text


async def test_a_lost_wake_up_call_is_repaired_and_nobody_is_erased_twice(shop: Shop) -> None:
    project = await shop.ad(9)
    await leave(shop, project.user_id)
    async with shop.database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    assert await leaving_tick(shop.database)
    assert await shop.count("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'leave'") == 1
    await shop.work_off()
    assert await erase_leaving(shop.crew) == 0
    assert not await leaving_tick(shop.database)
    assert len(shop.session.of(SendMessage)) == 1


async def test_one_person_who_cannot_be_erased_keeps_nobody_waiting(shop: Shop) -> None:
    first, second = await shop.ad(10), await shop.ad(11)
    await leave(shop, first.user_id)
    await leave(shop, second.user_id)

    class Broken(type(shop.crew.storage)):  # type: ignore[misc]
        """Fails for one person's files as no storage should."""

        async def remove_all(self, prefix: str) -> int:
            if str(first.user_id) in prefix:
                raise RuntimeError("boom")
            return int(await super().remove_all(prefix))

    crew = replace(shop.crew, storage=Broken(shop.media))
    assert await erase_leaving(crew) == 1
    assert await shop.count("SELECT count(*) FROM users") == 1


async def test_whoever_waits_for_the_storage_hears_it_when_it_is_done(shop: Shop, tmp_path: object) -> None:
    shop, store, _ = sheltered(shop, tmp_path)  # type: ignore[arg-type]
    project = await shop.ad(12)
    store.away = True
    await leave(shop, project.user_id)
    await shop.work_off()
    assert shop.session.of(SendMessage) == []
    store.away = False
    assert await erase_leaving(shop.crew) == 1
    await shop.work_off()
    assert len(shop.session.of(SendMessage)) == 1
