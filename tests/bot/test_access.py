"""Who is let in, through the real dispatcher: invitations, people who are shut out, and what others try."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import text

from bot.access import Bar, InviteEnd, InviteSet
from bot.app import ChatSettings, build_dispatcher
from bot.door import is_guest
from bot.views.access import PREFIX
from bot.views.words import StartLink
from db.enums import SubscriptionType
from db.models import AdProject, AuditEntry, Invite, OutboxRow, User
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import TOKEN, Client

ADMIN = Client(user_id=7009, name="Root")


@pytest.fixture
async def house(room: Room) -> Room:
    """The room, by invitation, with an admin."""
    settings = ChatSettings(TOKEN, access="invite", admin_ids=frozenset({ADMIN.user_id}))
    room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
    async with room.database.transaction() as session:
        await session.execute(text("DELETE FROM invites"))
        await session.execute(text("DELETE FROM audit_log"))
    return room


async def link(room: Room, plan: SubscriptionType = SubscriptionType.FREE, uses: int = 1) -> str:
    """The start payload of a link that the admin makes, pressed twice."""
    press = InviteSet(uses=uses, days=7, plan=plan, code="a-new-code-16", make=True).pack()
    await room.get(ADMIN.text("/invite"), ADMIN.press(press), ADMIN.press(press))
    rows = [row for row in await room.all(OutboxRow, OutboxRow.id) if "start" in row.payload]
    assert len(rows) == 1
    payload: str = rows[0].payload["start"]["payload"]
    assert StartLink.MARK in rows[0].payload["text"]
    return payload


async def acts(room: Room) -> list[str]:
    return [row.action for row in await room.all(AuditEntry, AuditEntry.id)]


async def test_without_an_invitation_the_bot_explains_once_and_starts_nothing(
    house: Room, client: Client
) -> None:
    await house.get(client.text("/start"), client.text("15 s reel for our cold brew"), client.photo())
    assert await house.said() == [SPEECH.of("en")("door-uninvited")]
    assert await house.count(AdProject) == 0
    await house.get(client.press("new"), client.text("/privacy"))
    answer = house.session.of(AnswerCallbackQuery)[-1]
    assert answer.text == SPEECH.of("en").plain("toast-uninvited")
    assert len(await house.said()) == 2  # privacy is for everybody


async def test_a_link_lets_in_as_many_as_it_says_with_its_plan(
    house: Room, client: Client, other: Client
) -> None:
    payload = await link(house, SubscriptionType.PRO)
    assert payload.startswith(PREFIX)
    await house.get(client.text(f"/start {payload}"), client.text(f"/start {payload}"))
    assert any("<b>Pro</b>" in words and "You're in" in words for words in await house.said())
    await house.get(client.text("15 s reel for our cold brew"))
    assert await house.count(AdProject) == 1
    await house.get(other.text(f"/start {payload}"))
    assert (await house.said())[-1] == SPEECH.of("en")("invite-used-up")
    people = {row.name: row for row in await house.all(User)}
    assert (people["Ada"].subscription_type, people["Bob"].subscription_type) == ("pro", "free")
    assert [row.uses for row in await house.all(Invite)] == [1]
    assert await acts(house) == ["invite.created"]


async def test_a_withdrawn_and_an_expired_link_let_nobody_in(
    house: Room, client: Client, other: Client
) -> None:
    payload = await link(house, uses=5)
    (invite,) = await house.all(Invite)
    async with house.database.transaction() as session:
        past = datetime.now(UTC) - timedelta(days=1)
        (await session.get_one(Invite, invite.id)).expires_at = past
    await house.get(client.text(f"/start {payload}"))
    async with house.database.transaction() as session:
        (await session.get_one(Invite, invite.id)).expires_at = None
    await house.get(ADMIN.press(InviteEnd(invite=invite.id).pack()), other.text(f"/start {payload}"))
    assert [w for w in await house.said() if w == SPEECH.of("en")("invite-used-up")] != []
    assert (await house.all(Invite))[0].uses == 0
    assert await acts(house) == ["invite.created", "invite.revoked"]


async def test_who_is_in_is_not_shut_out_by_a_bad_link(house: Room, client: Client) -> None:
    await house.get(client.text(f"/start {await link(house)}"))
    before = len(await house.said())
    await house.get(client.text(f"/start {PREFIX}never-existed"))
    assert SPEECH.of("en")("invite-used-up") not in (await house.said())[before:]


async def test_somebody_shut_out_reaches_only_what_everybody_may(house: Room, client: Client) -> None:
    await house.get(client.text(f"/start {await link(house)}"))
    await house.get(ADMIN.text("/block @ada spam"))
    before = len(await house.said())
    await house.get(client.text("hello?"), client.text("/start"), client.press("new"))
    assert (await house.said())[before:] == [SPEECH.of("en")("door-barred")]
    ada = next(row for row in await house.all(User) if row.name == "Ada")
    await house.get(ADMIN.press(Bar(user=ada.id, act="in").pack()), client.text("hello again"))
    assert await house.count(AdProject) == 1
    assert await acts(house) == ["invite.created", "user.barred", "user.let_in"]
    assert (await house.all(AuditEntry, AuditEntry.id))[1].details == {"reason": "spam"}


async def test_an_admin_is_never_shut_out(house: Room) -> None:
    await house.get(ADMIN.text("/block 7009"), ADMIN.text("/block 123"), ADMIN.text("/block"))
    assert (await house.said())[0] == SPEECH.of("en")("bar-admin")
    assert [row.barred_at for row in await house.all(User)] == [None]


async def test_others_get_nothing_but_an_audit_row(house: Room, client: Client) -> None:
    await house.get(client.text(f"/start {await link(house)}"))
    (invite,) = await house.all(Invite)
    ada = next(row for row in await house.all(User) if row.name == "Ada")
    before = len(await house.said())
    forged = InviteSet(uses=100, days=0, plan=SubscriptionType.ENTERPRISE, code="forged-code-1", make=True)
    await house.get(client.text("/invite"), client.text("/block 7009"), client.press(forged.pack()))
    await house.get(client.press(InviteEnd(invite=invite.id).pack()))
    await house.get(client.press(Bar(user=ada.id, act="out").pack()))
    assert len(await house.said()) == before
    assert len(await house.all(Invite)) == 1
    assert (await acts(house))[1:] == ["invite.denied", "block.denied"] + ["invite.denied"] * 2 + [
        "block.denied"
    ]


async def test_a_guest_is_told_what_costs_nothing_and_may_try_it(house: Room, client: Client) -> None:
    settings = ChatSettings(TOKEN, access="guests", admin_ids=frozenset({ADMIN.user_id}))
    house.intake.dispatcher = build_dispatcher(house.database, settings, SPEECH)
    await house.get(client.text("/start"), client.text("15 s reel for our cold brew"))
    assert (await house.said())[0] == SPEECH.of("en")("door-guest")
    assert await house.count(AdProject) == 1
    (guest,) = await house.all(User)
    assert is_guest(guest, settings.rules)
    guest.subscription_type = SubscriptionType.PRO
    assert not is_guest(guest, settings.rules)


async def test_an_open_house_lets_everybody_in(house: Room, client: Client) -> None:
    settings = ChatSettings(TOKEN)
    house.intake.dispatcher = build_dispatcher(house.database, replace(settings, access="open"), SPEECH)
    await house.get(client.text("15 s reel for our cold brew"))
    assert await house.count(AdProject) == 1


def test_buttons_fit_into_what_telegram_carries() -> None:
    long = InviteSet(uses=1000, days=365, plan=SubscriptionType.ENTERPRISE, code="x" * 16, make=True)
    assert len(long.pack()) <= 64
