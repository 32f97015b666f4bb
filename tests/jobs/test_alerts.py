"""Admins are told once of what is not well, again after the cooldown, and when it is over."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.signs import Surroundings, read_signs
from bot.views import alerts as views
from db.accounts import Accounts, TelegramIdentity
from db.administration import GENERATION, Switches
from jobs.alerts import alert
from jobs.storage import FolderStorage, SpooledStorage, StorageAway, Stored
from tests.jobs.shop import Shop

ADMINS = frozenset({900, 901})


@pytest.fixture
async def watched(shop: Shop) -> Shop:
    """Two admins, of whom one has pressed Start; the disk is as full as the test says."""
    shop.crew = replace(shop.crew, admins=ADMINS, spare_bytes=lambda _: 50_000_000_000)
    async with shop.database.transaction() as session:
        await Accounts(session).meet(TelegramIdentity(900, "Root", locale="en"), 900)
    assert await alert(shop.crew) == 0, "the first look only remembers when Postgres was started"
    return shop


async def told(shop: Shop) -> list[str]:
    async with shop.database.transaction() as session:
        rows = await session.execute(
            text(
                "SELECT chat_id, payload ->> 'text' AS words FROM outbox WHERE dedupe_key LIKE 'alert:%' ORDER BY id"
            )
        )
        found = rows.all()
    assert {row.chat_id for row in found} <= {900}, "nobody writes to who never wrote"
    return [row.words for row in found]


async def test_a_full_disk_is_told_once_an_hour_and_when_it_is_over(watched: Shop) -> None:
    full = replace(watched.crew, spare_bytes=lambda _: 1_000_000_000)
    assert [await alert(full) for _ in range(3)] == [1, 0, 0]
    assert await alert(full, cooldown_s=0) == 1
    assert (await told(watched))[0].startswith("🚨 <b>Disk: 1.0 GB free</b>")
    # A flicker is not over at once.
    assert await alert(watched.crew) == 0
    assert [await alert(watched.crew, calm_s=0) for _ in range(2)] == [1, 0]
    assert (await told(watched))[-1] == "✅ Over: Disk: 50.0 GB free"


async def test_a_storage_that_is_away_is_told_and_seen_in_health(watched: Shop, tmp_path: Path) -> None:
    class Away(FolderStorage):
        """A bucket that is not there."""

        away = True

        async def check(self) -> None:
            if self.away:
                raise StorageAway("no route to <host>")

        async def put(self, path: Path, key: str) -> Stored:
            raise StorageAway("no route to <host>")

    bucket = Away(tmp_path / "bucket")
    storage = SpooledStorage(bucket, tmp_path / "spool")
    crew = replace(watched.crew, storage=storage)
    (tmp_path / "cut.mp4").write_bytes(b"a video")
    await storage.keep(tmp_path / "cut.mp4", "users/x/cut.mp4")
    assert [await alert(crew) for _ in range(2)] == [1, 0]
    assert (await told(watched))[0].startswith(
        "🚨 <b>Storage: can't be reached; one file waits on this machine"
    )
    bucket.away = False
    assert await alert(crew, calm_s=0) == 1
    assert (await told(watched))[-1].startswith("✅ Over: Storage: takes files")
    full = replace(watched.crew, storage=Full(tmp_path))
    assert await alert(full, cooldown_s=0) == 1
    assert "has no room" in (await told(watched))[-1]


class Full(FolderStorage):
    """A folder whose disk has no room left."""

    async def check(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_database_that_was_started_anew_is_told_once(watched: Shop) -> None:
    async with watched.database.transaction() as session:
        await session.execute(
            text("UPDATE audit_log SET details = '{\"began\": \"2020-01-01\"}' WHERE subject = 'database'")
        )
    assert [await alert(watched.crew) for _ in range(2)] == [1, 0]
    assert "Postgres was started anew" in (await told(watched))[0]


async def test_a_chat_model_that_fails_is_told(watched: Shop) -> None:
    async with watched.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO generation_costs (category, provider, model_name, amount, success)"
                " SELECT 'llm', 'openai', 'gpt-5-mini', 0, n > 7 FROM generate_series(1, 8) AS n"
            )
        )
    assert await alert(watched.crew) == 1
    assert "Provider: 7 of 8 runs failed in half an hour (gpt-5-mini)" in (await told(watched))[0]


async def test_what_is_held_is_not_stuck(watched: Shop) -> None:
    await watched.approved_ad()
    async with watched.database.transaction() as session:
        await session.execute(text("UPDATE generation_jobs SET created_at = now() - interval '2 hours'"))
        await Switches(session).set(GENERATION, True, reason=None, changed_by=None)
    before = await told(watched)
    await alert(watched.crew)
    assert not any("Stuck ads" in words for words in (await told(watched))[len(before) :])
    async with watched.database.transaction() as session:
        await Switches(session).set(GENERATION, False, reason=None, changed_by=None)
    await alert(watched.crew)
    assert any("Stuck ads: 1" in words for words in await told(watched))


async def test_without_admins_nobody_looks(shop: Shop) -> None:
    assert await alert(shop.crew) == 0
    assert await shop.count("SELECT count(*) FROM audit_log") == 0


async def test_an_alert_waits_for_an_admin_who_can_be_told(shop: Shop) -> None:
    full = replace(shop.crew, admins=ADMINS, spare_bytes=lambda _: 1_000_000_000)
    assert await alert(full) == 0
    assert await shop.count("SELECT count(*) FROM audit_log") == 0, (
        "told to nobody, it would rest for an hour"
    )
    async with shop.database.transaction() as session:
        await Accounts(session).meet(TelegramIdentity(900, "Root", locale="en"), 900)
    assert await alert(full) == 1


async def test_every_sign_has_its_words(watched: Shop) -> None:
    from db.operations import Trouble

    async with watched.database.transaction() as session:
        began = await session.scalar(text("SELECT pg_postmaster_start_time()"))
    trouble = Trouble(began, 1, 10, 9, "<model>")
    signs = read_signs(
        (), trouble, Surroundings(watched.crew.money.ceilings.everybody, 1, storage="full", unstored=3)
    )
    assert len(signs) == 11
    for locale in watched.crew.speech.locales:
        t = watched.crew.speech.of(locale)
        assert all(views.raised(t, sign).rows and views.over(t, sign).text for sign in signs)
