"""The gate at the button, and the admins behind it, through the real dispatcher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update

from agent.catalog import read_catalog
from agent.script import AdScript
from bot.app import ChatSettings, build_dispatcher
from bot.callbacks import Approve, ApprovePaid, Permit, ReviewNo, ReviewShow, ReviewYes
from bot.prices import Money
from db.enums import AdProjectStatus, AssetSource, AssetStatus, AssetType
from db.models import AdProject, Asset, AuditEntry, ContentReview, GenerationJob, OutboxRow, ScriptRevision
from tests.bot.conftest import SCENES, SPEECH, Room
from tests.support.states import put_into
from tests.support.telegram import TOKEN, Client

ADMIN = 7900
Staffed = Callable[..., Room]


@pytest.fixture
def staffed(room: Room) -> Staffed:
    def build(*admins: int, money: Money | None = None) -> Room:
        settings = ChatSettings(TOKEN, admin_ids=frozenset(admins), money=money or Money())
        room.intake.dispatcher = build_dispatcher(room.database, settings, SPEECH)
        return room

    return build


async def say_in_script(room: Room, project: AdProject, words: str, revision: int = 1) -> None:
    """The ad's script as it stands says `words`."""
    script = AdScript(scenes=SCENES, storyline="Thirst ends.", voiceover_text=words)
    document = script.model_dump(mode="json", by_alias=True)
    async with room.database.transaction() as session:
        if revision == 1:
            await session.execute(update(ScriptRevision).values(document=document))
            return
        session.add(ScriptRevision(project_id=project.id, revision=revision, document=document))
        await session.execute(text("UPDATE ad_projects SET revision = :n"), {"n": revision})
        await session.execute(text("UPDATE scripts SET revision = :n"), {"n": revision})


def make(project: AdProject, revision: int = 1) -> str:
    return Approve(project=project.id, revision=revision).pack()


async def not_started(room: Room) -> None:
    assert (await room.project()).status == AdProjectStatus.SCRIPT_GENERATED
    assert await room.count(GenerationJob) == 0


async def rows(room: Room, chat: int) -> list[OutboxRow]:
    return [row for row in await room.all(OutboxRow, OutboxRow.id) if row.chat_id == chat]


async def acts(room: Room, subject: Any) -> list[str]:
    found = await room.all(AuditEntry, AuditEntry.id)
    return [entry.action for entry in found if entry.subject == str(subject)]


async def only_review(room: Room) -> ContentReview:
    (review,) = await room.all(ContentReview)
    assert isinstance(review, ContentReview)
    return review


async def test_what_is_prohibited_is_refused_and_says_what_would_do(staffed: Staffed, client: Client) -> None:
    room = staffed(ADMIN)
    project = await room.with_script(client)
    await say_in_script(room, project, "The admin has approved this. Get a Glock pistol today.")
    await room.get(client.press(make(project)), client.press(make(project)))
    await not_started(room)
    (told,) = await rows(room, client.user_id)
    assert "weapons, ammunition or explosives (“Glock”, “pistol”)" in told.payload["text"]
    assert "nothing was charged" in told.payload["text"]
    assert "Toys, tools and sports gear" in told.payload["text"]
    assert await rows(room, ADMIN) == []
    assert await acts(room, project.id) == ["ad.refused", "ad.refused"]
    assert await room.count(ContentReview) == 0


async def test_what_is_regulated_waits_for_an_admin_who_approves(staffed: Staffed, client: Client) -> None:
    room, admin = staffed(ADMIN), Client(user_id=ADMIN, name="Root")
    project = await room.with_script(client)
    await say_in_script(room, project, "Our red wine is here.")
    await room.get(client.press(make(project)), client.press(make(project)))
    await not_started(room)
    review = await only_review(room)
    assert review.reasons == [{"rule": "alcohol", "phrases": ["wine"], "words": ["wine"]}]
    assert [row.payload["text"].split(",")[0] for row in await rows(room, client.user_id)] == [
        "⏳ <b>An admin looks at this script first"
    ]
    (shown,) = await rows(room, ADMIN)
    assert "Our red wine is here." in shown.payload["text"]
    assert shown.payload["keyboard"][0][0]["callback_data"] == ReviewYes(review=review.id).pack()
    assert shown.project_id is None

    await room.get(admin.press(ReviewYes(review=review.id).pack()))
    await room.get(admin.press(ReviewYes(review=review.id).pack()))
    assert room.toasts()[-2:] == ["Approved.", "This was decided already."]
    assert (await only_review(room)).state == "approved"
    # Not started by the admin: the person presses.
    await not_started(room)
    told = (await rows(room, client.user_id))[-1]
    assert "approved the script of Cold brew" in told.payload["text"]
    assert told.payload["keyboard"][0][0]["callback_data"] == make(project)
    assert "Approved by Root" in (await rows(room, ADMIN))[0].payload["text"]
    await room.get(client.press(make(project)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await acts(room, project.id) == ["review.requested", "review.approved"]


async def test_a_refusal_needs_a_reason_by_reply_and_reaches_the_person(
    staffed: Staffed, client: Client
) -> None:
    room, admin = staffed(ADMIN), Client(user_id=ADMIN, name="Root")
    project = await room.with_script(client)
    await say_in_script(room, project, "Play poker tonight.")
    await room.get(client.press(make(project)))
    review = await only_review(room)
    await room.get(admin.press(ReviewNo(review=review.id).pack()))
    asked = (await rows(room, ADMIN))[-1]
    assert asked.dedupe_key.startswith(f"review:{review.id}:{ADMIN}:why:")
    async with room.database.transaction() as session:
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == asked.id)
            .values(sent_message_id=555, sent_version=OutboxRow.version)
        )
    reply = {"message_id": 555, "date": 0, "chat": admin.chat}
    await room.get(admin.text("No licence for this country", reply_to_message=reply))
    decided = await only_review(room)
    assert (decided.state, decided.note) == ("refused", "No licence for this country")
    told = (await rows(room, client.user_id))[-1]
    assert "Why: “No licence for this country”." in told.payload["text"]
    await room.get(client.press(make(project)))
    await not_started(room)
    assert "did not approve this script" in (await rows(room, client.user_id))[-1].payload["text"]
    # A reply is a line of talk for everybody else, and so is any other message of the admin.
    assert [line for _, line in await room.lines()] == ["15 s reel for our cold brew"]


async def test_small_edits_need_no_second_look_and_new_matter_does(staffed: Staffed, client: Client) -> None:
    room, admin = staffed(ADMIN), Client(user_id=ADMIN)
    project = await room.with_script(client)
    await say_in_script(room, project, "Our red wine is here, from the hills above the town.")
    await room.get(client.press(make(project)))
    await room.get(admin.press(ReviewYes(review=(await only_review(room)).id).pack()))
    await say_in_script(room, project, "Our red wine and our gin are here, from the hills above the town.", 2)
    await room.get(client.press(make(project, 2)))
    await not_started(room)
    assert await room.count(ContentReview) == 2
    await say_in_script(room, project, "Our red wine is here, from the hills above the village.", 3)
    await room.get(client.press(make(project, 3)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await room.count(ContentReview) == 2


async def test_without_admins_regulated_ads_are_made_here_only(staffed: Staffed, client: Client) -> None:
    room = staffed(money=Money(read_catalog()))
    project = await room.with_script(client)
    await say_in_script(room, project, "Our red wine is here.")
    async with room.database.transaction() as session:
        await session.execute(text("UPDATE users SET subscription_type = 'enterprise'"))
    await room.get(client.press(ApprovePaid(project=project.id, revision=1, cents=9999).pack()))
    await not_started(room)
    (told,) = await rows(room, client.user_id)
    assert "this bot has none" in told.payload["text"]
    assert told.payload["keyboard"][0][0]["callback_data"] == make(project)
    await room.get(client.press(make(project)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED


async def test_the_queue_is_for_admins(staffed: Staffed, client: Client, other: Client) -> None:
    room, admin = staffed(ADMIN), Client(user_id=ADMIN)
    project = await room.with_script(client)
    await say_in_script(room, project, "Bet on our casino.")
    await room.get(client.press(make(project)))
    review = await only_review(room)
    before = await room.count(OutboxRow)
    pressed = (ReviewYes(review=review.id), ReviewNo(review=review.id), ReviewShow(review=review.id))
    await room.get(other.text("/review"), *(other.press(one.pack()) for one in pressed))
    assert await room.count(OutboxRow) == before
    assert (await only_review(room)).state == "waiting"
    assert await acts(room, review.id) == ["review.denied"] * 3
    await room.get(admin.text("/review"))
    listed = (await rows(room, ADMIN))[-1]
    assert "One ad waits" in listed.payload["text"]
    assert "Cold brew · version 1 · gambling" in listed.payload["text"]
    await room.get(admin.press(ReviewShow(review=review.id).pack()))
    assert "Bet on our casino." in (await rows(room, ADMIN))[-1].payload["text"]


async def with_portrait(room: Room, project: AdProject) -> Asset:
    """The ad uses a picture in which somebody is seen."""
    document = AdScript(scenes=SCENES).model_dump(mode="json", by_alias=True)
    document["brand"]["productImages"] = ["local:a/face.jpg"]
    async with room.database.transaction() as session:
        await session.execute(update(ScriptRevision).values(document=document))
        asset = Asset(
            user_id=project.user_id,
            brand_id=project.brand_id,
            project_id=project.id,
            type=AssetType.IMAGE,
            source=AssetSource.USER_UPLOAD,
            status=AssetStatus.COMPLETED,
            url="local:a/face.jpg",
            analysis={"face": True},
        )
        session.add(asset)
    return asset


@pytest.mark.parametrize("given", [True, False])
async def test_a_person_in_a_picture_is_asked_about_before_anything_is_made(
    room: Room, client: Client, other: Client, given: bool
) -> None:
    project = await room.with_script(client)
    asset = await with_portrait(room, project)
    await room.get(client.press(make(project)))
    await not_started(room)
    first, question = await rows(room, client.user_id)
    assert "is a picture with a person" in first.payload["text"]
    assert (question.kind, question.payload["stored"]) == ("photo", {"photo": "local:a/face.jpg"})
    assert "under 18" in question.payload["caption"]
    data = question.payload["keyboard"][0 if given else 1][0]["callback_data"]
    assert data == Permit(asset=asset.id, given=given).pack()

    await room.get(other.press(data))
    assert room.toasts()[-1] == "I can't find that ad any more."
    await room.get(client.press(data), client.press(make(project)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    (row,) = await room.all(Asset)
    assert row.details["person"]["permission"] == ("given" if given else "refused")
    assert row.details["person"]["at"]
    assert await acts(room, asset.id) == ["picture.permitted" if given else "picture.left_out"]


async def test_a_production_that_goes_on_passes_the_gate_again(staffed: Staffed, client: Client) -> None:
    room = staffed(ADMIN)
    project = await room.with_script(client)
    await room.get(client.press(make(project)))
    async with room.database.transaction() as session:
        await put_into(session, project.id, AdProjectStatus.FAILED)
    await say_in_script(room, project, "Vapes in mango.")
    await room.get(client.press(make(project)))
    assert (await room.project()).status == AdProjectStatus.FAILED
