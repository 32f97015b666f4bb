"""The round of every night: due once, each step in the audit log, one that fails keeps no other from being done."""

from __future__ import annotations

from dataclasses import replace

from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetStarTransactions
from aiogram.types import StarTransactions
from sqlalchemy import select, text

from db.administration import AuditLog
from db.models import AuditEntry, OutboxRow
from db.nights import last_day
from jobs.nightly import STEPS, Night, go_round
from jobs.schedule import nightly_tick
from jobs.storage import FolderStorage
from tests.jobs.shop import Shop
from tests.support.invariants import broken

ADMIN, STRANGER = 77, 78


async def log(shop: Shop) -> list[tuple[str, str, dict[str, object]]]:
    async with shop.database.transaction() as session:
        found = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.actor, entry.action, entry.details) for entry in found]


async def digests(shop: Shop) -> list[OutboxRow]:
    async with shop.database.transaction() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key.like("digest:%")))
        return list(rows)


async def test_the_round_is_due_once_a_night_and_leaves_a_line_for_each_step(shop: Shop) -> None:
    await shop.ad(ADMIN)
    shop.session.plan(GetStarTransactions, StarTransactions(transactions=[]))
    shop = replace(shop, crew=replace(shop.crew, admins=frozenset({ADMIN, STRANGER})))
    assert await nightly_tick(shop.database)
    assert await nightly_tick(shop.database), "asked for, not gone yet"
    assert await shop.count("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'nightly'") == 1
    await shop.work_off()
    assert not await nightly_tick(shop.database)
    assert await log(shop) == [
        ("system", "nightly.retention", {"rows": 0}),
        ("system", "nightly.stars", dict.fromkeys(("seen", "granted", "refunded", "strange", "missing"), 0)),
        ("system", "nightly.providers", {"orphans": 0, "adrift": "0"}),
        ("system", "nightly.engine", {"jobs": 0}),
        ("system", "nightly.digest", {"admins": 1}),
        ("system", "nightly.round", {"failed": []}),
    ]
    (told,) = await digests(shop)
    assert told.chat_id == ADMIN, "an admin who never wrote can't be written to"
    assert "Ads begun: 1, finished: 0, failed: 0" in told.payload["text"]
    async with shop.database.transaction() as session:
        await session.execute(text("UPDATE audit_log SET created_at = now() - interval '1 day'"))
    assert await nightly_tick(shop.database), "the next night"
    assert await broken(shop.database) == []


async def test_a_step_that_fails_is_noted_and_the_others_are_done(shop: Shop) -> None:
    await shop.ad(ADMIN)

    class Gone(FolderStorage):
        """Has no disk any more."""

        async def remove(self, uri: str) -> None:
            raise OSError("secret path")

    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO assets (user_id, type, source, status, url, deleted_at) SELECT id, 'image', 'local', "
                "'completed', 'media:x/y.png', now() - interval '40 days' FROM users"
            )
        )
    night = Night(
        shop.database, Gone(shop.media), shop.crew.speech, shop.crew.rhythm, admins=frozenset({ADMIN})
    )
    done = await go_round(night, by="shell")
    assert [(one.name, one.error) for one in done] == [
        ("retention", "OSError"),
        ("stars", None),
        ("providers", None),
        ("engine", None),
        ("digest", None),
    ]
    lines = await log(shop)
    assert lines[0] == ("shell", "nightly.retention", {"error": "OSError"})
    assert lines[-1] == ("shell", "nightly.round", {"failed": ["retention"]})
    assert "secret path" not in str(lines)
    assert len(await digests(shop)) == 1
    await go_round(night, by="shell")
    assert len(await digests(shop)) == 1, "once a day, however often the round is gone"
    lines = await log(shop)
    assert [one.name for one in await go_round(night, by="shell", only=STEPS[3:4])] == ["engine"]
    assert (await log(shop))[len(lines) :] == [("shell", "nightly.engine", {"jobs": 0})], "a step is no round"


async def test_a_telegram_that_is_away_fails_its_step_alone(shop: Shop) -> None:
    away = TelegramNetworkError(method=GetStarTransactions(), message="timeout")
    shop.session.plan(GetStarTransactions, away)
    crew = shop.crew
    night = Night(crew.database, crew.storage, crew.speech, crew.rhythm, bot=crew.bot)
    done = await go_round(night, by="shell")
    assert [one.name for one in done if one.error] == ["stars"]
    assert ("shell", "nightly.stars", {"error": "TelegramNetworkError"}) in await log(shop)


async def test_books_that_do_not_fit_are_told(shop: Shop) -> None:
    async with shop.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO budgets (day, limit_amount, reserved, spent) VALUES (current_date, 10, 1.25, 0)"
            )
        )
    night = Night(shop.database, shop.crew.storage, shop.crew.speech, shop.crew.rhythm)
    await go_round(night, by="shell")
    assert ("shell", "nightly.providers", {"orphans": 0, "adrift": "1.2500"}) in await log(shop)


async def test_the_last_day_counts_what_is_not_older(shop: Shop) -> None:
    project = await shop.ad(5)
    await shop.hears(project, "a lamp", 5)
    async with shop.database.transaction() as session:
        day = await last_day(session)
        assert (day.newcomers, day.people, day.messages, day.ads, day.completed) == (1, 1, 1, 1, 0)
        await session.execute(text("UPDATE users SET created_at = now() - interval '2 days'"))
        assert (await last_day(session)).newcomers == 0
        assert await AuditLog(session).recent() == []
