"""Ratings, publications, and what the calendar makes: a slot has one run."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from db.engine import Database
from db.errors import BadInput, NotFound
from db.models import Schedule
from db.publishing import Calendar, Publications, Ratings, Schedules
from tests.support.people import picture, somebody

PAST = datetime(2026, 3, 2, 9, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)


async def test_a_second_rating_replaces_the_first(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        ratings = Ratings(session, ada.id)
        first = await ratings.rate(ada.ad, 2, "slow")
        again = await ratings.rate(ada.ad, 5)
        assert (again.id, again.rating, again.comment) == (first.id, 5, None)
        with pytest.raises(BadInput):
            await ratings.rate(ada.ad, 0)
        with pytest.raises(NotFound):
            await ratings.rate(uuid4(), 3)
        kept = await ratings.of_project(ada.ad)
        assert kept is not None
        assert kept.rating == 5


async def test_a_publication_goes_its_way(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        mine = Publications(session, ada.id)
        video = await picture(session, ada)
        one = await mine.draft(ada.ad, "instagram_reels", asset_id=video.id)
        assert not await mine.schedule(one.id, FUTURE)
        assert not await mine.publish(one.id)
        assert await mine.approve(one.id)
        assert not await mine.approve(one.id)
        with pytest.raises(BadInput):
            await mine.schedule(one.id, datetime(2026, 3, 4))
        assert await mine.schedule(one.id, FUTURE)
        assert await Calendar(session).due_publications() == []
        assert await mine.schedule(one.id, PAST)
        assert [due.id for due in await Calendar(session).due_publications()] == [one.id]
        assert await mine.publish(one.id, "https://example.com/reel")
        assert not await mine.publish(one.id)
        (found,) = await mine.of_project(ada.ad)
        assert (found.status, found.url) == ("published", "https://example.com/reel")
        assert found.published_at is not None
        assert await mine.remove(one.id)


async def test_a_slot_has_one_run_however_many_schedulers(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        rule = await Schedules(session, ada.id).create(
            "Weekly", "0 9 * * 1", PAST, timezone="Europe/Berlin", project_id=ada.ad
        )

    async def tick(_: int) -> int:
        async with database.transaction() as session:
            calendar = Calendar(session)
            runs = 0
            for due in await calendar.due_schedules():
                begun = await calendar.begin(due, PAST, PAST + timedelta(days=36_500))
                runs += begun is not None
            return runs

    assert sum(await asyncio.gather(*map(tick, range(4)))) == 1
    async with database.transaction() as session:
        schedule = await session.get_one(Schedule, rule.id)
        assert await Calendar(session).begin(schedule, PAST, FUTURE) is None
        (run,) = await Schedules(session, ada.id).runs(rule.id)
        assert (run.scheduled_for, run.state) == (PAST, "queued")
        assert await Calendar(session).finish(run.id, "done", project_id=ada.ad)
        assert not await Calendar(session).finish(run.id, "failed")
        with pytest.raises(BadInput):
            await Calendar(session).finish(run.id, "queued")


async def test_a_paused_rule_is_not_due(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        mine = Schedules(session, ada.id)
        rule = await mine.create("Weekly", "0 9 * * MON", PAST)
        assert await mine.pause(rule.id)
        assert not await mine.pause(rule.id)
        assert await Calendar(session).due_schedules() == []
        assert await mine.resume(rule.id, PAST)
        assert [due.id for due in await Calendar(session).due_schedules()] == [rule.id]
        found = await mine.get(rule.id)
        assert found is not None
        assert found.paused_at is None
        assert [one.id for one in await mine.recent()] == [rule.id]
        assert await mine.remove(rule.id)


async def test_a_run_makes_only_its_owners_ads(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        with pytest.raises(NotFound):
            await Schedules(session, ada.id).create("x", "0 9 * * 1", PAST, project_id=bo.ad)
        rule = await Schedules(session, ada.id).create("x", "0 9 * * 1", PAST)
        run = await Calendar(session).begin(rule, PAST, None)
        assert run is not None
        with pytest.raises(NotFound):
            await Calendar(session).finish(run.id, "done", project_id=bo.ad)
