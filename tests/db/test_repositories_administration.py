"""Invitations, broadcasts, switches, and the log of what administrators did."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from db import privacy
from db.accounts import Accounts
from db.administration import (
    GENERATION,
    AuditLog,
    Broadcasts,
    Entry,
    Invites,
    Progress,
    Switches,
    model_switch,
)
from db.engine import Database
from db.errors import BadInput, Conflict
from tests.support.people import Somebody, somebody

PAST = datetime(2020, 1, 1, tzinfo=UTC)


async def test_of_ten_guests_at_once_an_invitation_for_three_lets_in_three(database: Database) -> None:
    async with database.transaction() as session:
        host = await somebody(session, 99)
        guests = [await somebody(session, number) for number in range(1, 11)]
        await Invites(session).create("welcome-2026", created_by=host.id, most_uses=3)

    async def follow(guest: Somebody) -> Entry:
        async with database.transaction() as session:
            return await Invites(session).redeem(guest.id, "welcome-2026")

    entries = await asyncio.gather(*map(follow, guests))
    assert (entries.count(Entry.IN), entries.count(Entry.USED_UP)) == (3, 7)
    inside = guests[entries.index(Entry.IN)]
    assert await follow(inside) is Entry.ALREADY
    async with database.transaction() as session:
        assert [one.uses for one in await Invites(session).recent()] == [3]


async def test_an_invitation_ends(database: Database) -> None:
    async with database.transaction() as session:
        guest = await somebody(session)
        invites = Invites(session)
        await invites.create("long-ago-1", created_by=None, expires_at=PAST)
        await invites.create("withdrawn", created_by=None)
        assert await invites.revoke("withdrawn")
        assert not await invites.revoke("withdrawn")
        for code in ("long-ago-1", "withdrawn", "never-was"):
            assert await invites.redeem(guest.id, code) is Entry.USED_UP
        with pytest.raises(Conflict):
            await invites.create("withdrawn", created_by=None)
        for code in ("short", "with space in it"):
            with pytest.raises(BadInput):
                await invites.create(code, created_by=None)
        with pytest.raises(BadInput):
            await invites.create("nobody-gets-in", created_by=None, most_uses=0)


async def test_a_broadcast_reaches_everybody_once_and_goes_on_after_a_crash(database: Database) -> None:
    async with database.transaction() as session:
        author, ada, bo = [await somebody(session, number) for number in (1, 2, 3)]
        blocked, leaving = await somebody(session, 4), await somebody(session, 5)
        await Accounts(session).mark_blocked(4)
        await privacy.lock(session, leaving.id)
        broadcasts = Broadcasts(session)
        news = await broadcasts.draft(author.id, "News")
        assert await broadcasts.start(news.id) == 3
        assert await broadcasts.start(news.id) is None
        assert blocked.id != leaving.id
    told = []

    async def send() -> bool:
        async with database.transaction() as session:
            batch = await Broadcasts(session).next_recipients(news.id, 1)
            for one in batch:
                told.append(one.user_id)
                assert await Broadcasts(session).note(one.id, "sent")
                assert not await Broadcasts(session).note(one.id, "failed", "twice")
            return bool(batch)

    await asyncio.gather(send(), send())
    async with database.transaction() as session:
        assert [one.id for one in await Broadcasts(session).sending()] == [news.id]
    while await send():
        pass
    assert sorted(told) == sorted([author.id, ada.id, bo.id])
    async with database.transaction() as session:
        broadcasts = Broadcasts(session)
        assert await broadcasts.progress(news.id) == Progress(queued=0, sent=3, blocked=0, failed=0)
        assert await broadcasts.end(news.id)
        assert not await broadcasts.end(news.id)
        assert await broadcasts.sending() == []
        with pytest.raises(BadInput):
            await broadcasts.draft(author.id, "x" * 4097)
        with pytest.raises(BadInput):
            await broadcasts.draft(author.id, " ")


async def test_a_stopped_broadcast_tells_nobody_more(database: Database) -> None:
    async with database.transaction() as session:
        author = await somebody(session, 1)
        broadcasts = Broadcasts(session)
        news = await broadcasts.draft(author.id, "News")
        await broadcasts.start(news.id)
        assert await broadcasts.end(news.id, cancelled=True)
        assert await broadcasts.next_recipients(news.id) == []
        assert await broadcasts.progress(news.id) == Progress(0, 0, 0, 0)


async def test_what_has_no_switch_is_on(database: Database) -> None:
    async with database.transaction() as session:
        ada = await somebody(session)
        switches = Switches(session)
        assert not await switches.is_off(GENERATION)
        await switches.set(GENERATION, True, reason="provider down", changed_by=ada.id)
        await switches.set(model_switch("black-forest/flux"), True, reason=None, changed_by=None)
        assert await switches.is_off(GENERATION)
        assert [one.name for one in await switches.off()] == [GENERATION, "model:black-forest/flux"]
        await switches.set(GENERATION, False, reason=None, changed_by=ada.id)
        assert not await switches.is_off(GENERATION)
        with pytest.raises(BadInput):
            await switches.set("Not A Name", True, reason=None, changed_by=None)


async def test_the_log_says_who_did_what_to_what(database: Database) -> None:
    async with database.transaction() as session:
        log = AuditLog(session)
        await log.note("1", "plan.granted", subject=("person", "42"), details={"plan": "pro"})
        await log.note("1", "generation.paused")
        await log.note("2", "person.blocked", subject=("person", "42"))
        assert [one.action for one in await log.recent()] == [
            "person.blocked",
            "generation.paused",
            "plan.granted",
        ]
        assert [one.action for one in await log.by("1")] == ["generation.paused", "plan.granted"]
        assert [one.actor for one in await log.about("42")] == ["2", "1"]
        with pytest.raises(BadInput):
            await log.note("1", "a\nb")
        with pytest.raises(BadInput):
            await log.note("1", "a", details={"b": "\0"})
