"""Links that lead into the chat: what they open, and whom they let nowhere."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from aiogram.methods import AnswerCallbackQuery

from bot.home import StopSharing
from bot.links import FromTemplate, OwnAd, SharedBrief, brief_payload, read_payload
from bot.views.words import StartLink
from db.models import AdProject, ChatSession, OutboxRow
from tests.bot.conftest import Room
from tests.support.telegram import Client

AD = UUID(int=2**128 - 1)


def test_payloads_come_back_and_fit() -> None:
    payload = brief_payload(AD, "Az-_" * 4)
    assert len(payload) <= 64
    assert read_payload(payload) == SharedBrief(AD, "Az-_" * 4)
    assert read_payload(f"ad_{AD.hex}") == OwnAd(AD)
    assert read_payload("t_product-launch") == FromTemplate("product-launch")


@pytest.mark.parametrize(
    "payload", [None, "", "ref_1", "ad_1", "b_" + "0" * 32, "t_", "t_<b>", "AD_" + "0" * 32]
)
def test_anything_else_is_only_a_start(payload: str | None) -> None:
    assert read_payload(payload) is None


async def test_a_link_opens_ones_own_ad_and_nobody_elses(room: Room, client: Client, other: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.text("/new"), client.text(f"/start ad_{project.id.hex}"))
    said = await room.said()
    assert "back at" in said[-2]
    assert "Picture 2" in said[-1]
    (chat,) = await room.all(ChatSession)
    assert chat.active_project_id == project.id
    await room.get(other.text(f"/start ad_{project.id.hex}"), other.text(f"/start ad_{uuid4().hex}"))
    assert [text for text in (await room.said())[-2:] if "leads nowhere" not in text] == []


async def test_a_template_begins_an_ad_in_its_framework(room: Room, client: Client) -> None:
    await room.get(client.text("/start t_problem-solved"), client.text("/start t_no-such-thing"))
    begun, gone = await room.said()
    assert "“Problem solved”" in begun
    assert "leads nowhere" in gone
    project = await room.project()
    assert project.settings["brief"] == {"framework": "PAS"}
    assert project.template_id is not None


async def shared(room: Room, client: Client) -> tuple[AdProject, OutboxRow]:
    project = await room.with_script(client)
    await room.get(client.text("/share"))
    (row,) = await room.all(OutboxRow)
    return project, row


async def test_a_brief_is_shared_by_a_link_with_its_facts_alone(
    room: Room, client: Client, other: Client
) -> None:
    project, row = await shared(room, client)
    await room.get(other.text(f"/start {row.payload['start']['payload']}"))
    told = (await room.said())[1:]
    assert "shared the brief of “Cold brew”" in told[0]
    assert "✔ Product: Cold brew" in told[1]
    assert "Picture 2" not in " ".join(told)
    theirs = next(one for one in await room.all(AdProject) if one.id != project.id)
    assert theirs.user_id != project.user_id
    assert (theirs.title, theirs.ad_details) == (project.title, project.ad_details)
    assert theirs.settings["chat"]["chatId"] == other.user_id
    assert "shared" not in theirs.settings
    assert theirs.conversation_history == []
    await room.get(client.text("/share"))  # the same link as before
    assert (await room.all(OutboxRow, OutboxRow.id))[-1].payload["start"] == row.payload["start"]


async def test_a_wrong_token_or_a_withdrawn_link_leads_nowhere(
    room: Room, client: Client, other: Client
) -> None:
    project, row = await shared(room, client)
    await room.get(other.text("/start " + brief_payload(project.id, "x" * 16)))
    await room.get(other.press(StopSharing(project=project.id).pack()))  # not theirs to stop
    assert "not shared" in (room.session.of(AnswerCallbackQuery)[-1].text or "")
    for _ in range(2):
        await room.get(client.press(StopSharing(project=project.id).pack()))
    assert "not shared" in (room.session.of(AnswerCallbackQuery)[-1].text or "")
    await room.get(other.text(f"/start {row.payload['start']['payload']}"))
    assert ["leads nowhere" in text for text in (await room.said())[1:]] == [True, True]
    assert await room.count(AdProject) == 1


async def test_nothing_said_yet_is_nothing_to_share(room: Room, client: Client) -> None:
    await room.get(client.text("/share"))
    assert "no brief to share" in (await room.said())[0]


async def test_the_link_waits_to_be_put_in_when_it_is_sent(room: Room, client: Client) -> None:
    """How it is, stands in `tests/jobs/test_say.py`."""
    _, row = await shared(room, client)
    assert row.payload["text"].count(StartLink.MARK) == 1
    assert row.payload["start"]["payload"].startswith("b_")
