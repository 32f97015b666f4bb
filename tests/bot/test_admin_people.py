"""Admins look for people, give plans, and look after productions."""

from __future__ import annotations

from uuid import UUID

import pytest
from aiogram.methods import EditMessageText
from sqlalchemy import select, text

from bot.admin import RetryJob, SetPlan, ShowJob, ShowJobs, ShowPeople, ShowPerson, StopJob
from db.enums import AdProjectStatus, SubscriptionType
from db.models import AdProject, AuditEntry, OutboxRow, Subscription, User
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import Client

FREE, PRO = SubscriptionType.FREE, SubscriptionType.PRO


@pytest.fixture(autouse=True)
async def nothing_kept(room: Room) -> None:
    async with room.database.transaction() as session:
        await session.execute(text("DELETE FROM audit_log"))


async def user_of(room: Room, client: Client) -> User:
    async with room.database.transaction() as session:
        return (await session.scalars(select(User).where(User.telegram_user_id == client.user_id))).one()


def edited(room: Room) -> EditMessageText:
    return room.session.of(EditMessageText)[-1]


def buttons(call: EditMessageText) -> list[str | None]:
    assert call.reply_markup is not None
    return [button.callback_data for row in call.reply_markup.inline_keyboard for button in row]


async def test_people_are_found_by_any_part_of_their_name(
    staffed: Room, admin: Client, client: Client, other: Client
) -> None:
    await staffed.get(client.text("hello"), other.text("hello"))
    for words, found in {"": 3, "ad": 1, "@BOB": 1, str(client.user_id): 1, "%": 0, "50_": 0}.items():
        await staffed.get(admin.text(f"/users {words}".strip()))
        keyboard = (await staffed.last()).payload.get("keyboard", [])
        assert len(keyboard) == found, words
    crowd = [Client(user_id=8000 + number, name=f"Crowd {number}") for number in range(9)]
    await staffed.get(*(one.text("hi") for one in crowd), admin.text("/users crowd"))
    keyboard = (await staffed.last()).payload["keyboard"]
    assert keyboard[-1][0]["callback_data"] == ShowPeople(page=1, words="crowd").pack()
    await staffed.get(admin.press(keyboard[-1][0]["callback_data"]))
    assert buttons(edited(staffed))[-1] == ShowPeople(page=0, words="crowd").pack()


async def test_a_plan_is_given_once_however_often_the_button_is_pressed(
    staffed: Room, admin: Client, client: Client
) -> None:
    await staffed.get(client.text("hello"))
    person = await user_of(staffed, client)
    give = SetPlan(user=person.id, plan=PRO, was=FREE).pack()
    await staffed.get(admin.press(ShowPerson(user=person.id).pack()))
    assert "Plan: <b>free</b>" in str(edited(staffed).text)
    assert give in buttons(edited(staffed))
    await staffed.get(admin.press(give), admin.press(give))
    assert staffed.toasts()[1:] == [
        "The plan is changed.",
        "The plan was changed meanwhile; this is how it stands.",
    ]
    assert "Allowance: USD 20.00 a month; 0.00 used, 20.00 left" in str(edited(staffed).text)
    assert await staffed.count(Subscription) == 1
    await staffed.get(admin.press(SetPlan(user=person.id, plan=FREE, was=PRO).pack()))
    assert (await user_of(staffed, client)).subscription_type is FREE
    entries = await staffed.all(AuditEntry, AuditEntry.id)
    assert [entry.action for entry in entries] == ["admin.person", *["admin.plan"] * 3]
    assert {entry.subject for entry in entries} == {str(person.id)}


async def test_nobody_shuts_out_an_admin(staffed: Room, admin: Client, client: Client) -> None:
    await staffed.get(admin.text("hello"), client.text("hello"))
    for one, offered in ((admin, False), (client, True)):
        person = await user_of(staffed, one)
        await staffed.get(admin.press(ShowPerson(user=person.id).pack()))
        assert any(str(data).startswith("bar:") for data in buttons(edited(staffed))) is offered
    await staffed.get(admin.press(ShowPerson(user=UUID(int=7)).pack()))
    assert staffed.toasts()[-1] == SPEECH.of("en").plain("toast-not-found")


async def stuck_ad(room: Room, client: Client, status: str) -> AdProject:
    """An ad of which a part has waited for two hours, or has failed."""
    project = await room.with_script(client, AdProjectStatus.VIDEO_GENERATING)
    async with room.database.transaction() as session:
        await session.execute(
            text(
                """
                INSERT INTO generation_jobs (project_id, script_id, script_revision, job_type, asset_kind,
                                             status, error_message, created_at, next_poll_at)
                SELECT p.id, s.id, 1, 'audio_generation', 'voice', CAST(:status AS generation_job_status),
                       'failed-unexpected: <boom>', now() - interval '2 hours', now() + interval '1 hour'
                  FROM ad_projects p JOIN scripts s ON s.project_id = p.id
                """
            ),
            {"status": status},
        )
        if status == "failed":
            await session.execute(text("UPDATE ad_projects SET status = 'failed'"))
    return project


async def test_what_is_stuck_is_seen_first_and_woken(staffed: Room, admin: Client, client: Client) -> None:
    project = await stuck_ad(staffed, client, "queued")
    await staffed.get(admin.text("/jobs"))
    listed = (await staffed.last()).payload
    assert "One makes no headway" in listed["text"]
    assert listed["keyboard"][0][0]["text"].startswith("🔴 Cold brew · Ada · 0/1 · 2 h")
    await staffed.get(admin.press(ShowJob(project=project.id).pack()))
    card = edited(staffed)
    assert "Last fault: <code>failed-unexpected: &lt;boom&gt;</code>" in str(card.text)
    retry = RetryJob(project=project.id, revision=1).pack()
    assert retry in buttons(card)
    await staffed.get(admin.press(RetryJob(project=project.id, revision=9).pack()), admin.press(retry))
    assert staffed.toasts()[-2:] == [
        "It has moved on; this is how it stands.",
        "Woken: what waits begins now.",
    ]
    assert await staffed.jobs("advance") == 1
    async with staffed.database.transaction() as session:
        waits = await session.scalar(text("SELECT count(*) FROM generation_jobs WHERE next_poll_at > now()"))
    assert waits == 0


async def test_what_failed_is_taken_up_for_its_person(staffed: Room, admin: Client, client: Client) -> None:
    project = await stuck_ad(staffed, client, "failed")
    await staffed.get(admin.text(f"/jobs {client.user_id}"))
    assert "Productions of Ada" in (await staffed.last()).payload["text"]
    retry = RetryJob(project=project.id, revision=1).pack()
    await staffed.get(admin.press(retry), admin.press(retry))
    assert staffed.toasts() == [
        "It goes on. The person pays no more than they agreed to.",
        "Woken: what waits begins now.",
    ]
    again = await staffed.project()
    assert again.status is AdProjectStatus.VIDEO_GENERATING
    # Its video comes to its person, not to the admin.
    assert again.settings["chat"]["chatId"] == client.user_id


async def test_a_production_is_stopped_once_and_its_person_hears_of_it(
    staffed: Room, admin: Client, client: Client
) -> None:
    project = await stuck_ad(staffed, client, "queued")
    stop = StopJob(project=project.id, revision=1).pack()
    await staffed.get(admin.press(stop), admin.press(stop))
    assert (await staffed.project()).status is AdProjectStatus.CANCELLED
    told = [row for row in await staffed.all(OutboxRow, OutboxRow.id) if row.chat_id == client.user_id]
    assert [row.kind for row in told] == ["card", "text"]
    assert "An admin has stopped the production of Cold brew" in told[1].payload["text"]
    assert staffed.toasts()[-1] == "It has moved on; this is how it stands."
    assert [entry.action for entry in await staffed.all(AuditEntry, AuditEntry.id)] == ["admin.stop"] * 2


async def test_whoever_is_no_admin_sees_and_changes_nothing(
    staffed: Room, client: Client, other: Client
) -> None:
    project = await stuck_ad(staffed, client, "queued")
    await staffed.get(other.text("/start"))
    said = len(await staffed.said())
    person = await user_of(staffed, client)
    forged = (
        *(ShowPeople(page=0), ShowPerson(user=person.id), SetPlan(user=person.id, plan=PRO, was=FREE)),
        *(ShowJobs(page=0), ShowJob(project=project.id), RetryJob(project=project.id, revision=1)),
        StopJob(project=project.id, revision=1),
    )
    await staffed.get(other.text("/users"), other.text("/jobs"), *(other.press(one.pack()) for one in forged))
    assert len(await staffed.said()) == said
    assert staffed.session.of(EditMessageText) == []
    assert (await staffed.project()).status is AdProjectStatus.VIDEO_GENERATING
    assert {entry.action for entry in await staffed.all(AuditEntry, AuditEntry.id)} == {"admin.denied"}
    assert await staffed.count(AuditEntry) == len(forged) + 2
