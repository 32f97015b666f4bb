"""A clip in reply to a delivered video, a variant of it, and its brief shared: once each, and only of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from bot.after import MakeVariant, ShareAd
from bot.scripts import ANGLE_LINE
from bot.views.words import StartLink
from db.enums import AdProjectStatus, AssetSource
from db.models import AdProject, Asset, ChatMessage, GenerationGroup, OutboxRow
from tests.bot.conftest import Room
from tests.bot.test_video_edits import VIDEO, delivered, edits, reply
from tests.support.telegram import Client


def clip(client: Client, caption: str | None, *, to: int | None = VIDEO, size: int = 900_000) -> Any:
    file = {
        "file_id": "clip-1", "file_unique_id": "c", "width": 720, "height": 1280, "duration": 4, "file_size": size,
        "mime_type": "video/mp4",
    }  # fmt: skip
    content: dict[str, Any] = {"video": file}
    if caption is not None:
        content["caption"] = caption
    if to is not None:
        content["reply_to_message"] = {"message_id": to, "date": 0, "chat": client.chat, "text": "…"}
    return client.message(**content)


async def own_clips(room: Room) -> list[Asset]:
    return [one for one in await room.all(Asset) if one.source is AssetSource.USER_UPLOAD]


async def test_a_clip_replaces_the_scene_that_its_words_name(room: Room, client: Client) -> None:
    project, _ = await delivered(room, client)
    await room.get(clip(client, "replace scene 2 with this clip"))
    (row,) = await edits(room)
    (sent,) = await own_clips(room)
    assert row.edit_data["clips"][1]["assetId"] == str(sent.id)
    assert (sent.telegram_file_id, sent.url, sent.project_id) == ("clip-1", None, project.id)
    assert "scene 2: your clip" in (await room.said())[-1]
    assert await room.jobs("edit") == 1


async def test_words_first_ask_for_the_clip_and_the_answer_is_it(room: Room, client: Client) -> None:
    await delivered(room, client)
    await room.get(reply(client, "replace scene 3"))
    asked = await room.last()
    assert asked.payload["ask"] == "Attach a clip …"
    async with room.database.transaction() as session:
        row = await session.get_one(OutboxRow, asked.id)
        row.sent_message_id = 801
    await room.get(clip(client, None, to=801))
    (row_,) = await edits(room)
    assert "assetId" in row_.edit_data["clips"][2]


@pytest.mark.parametrize(
    ("caption", "size", "told"),
    [
        (None, 900, "Which scene shall this clip replace?"),
        ("scene 2", 21 * 1024 * 1024, "up to 20 MB"),
        ("scene 9", 900, "There is no scene 9"),
    ],
)
async def test_what_is_wrong_with_a_clip_is_said(
    room: Room, client: Client, caption: str | None, size: int, told: str
) -> None:
    await delivered(room, client)
    await room.get(clip(client, caption, size=size))
    assert told in (await room.said())[-1]
    assert (await edits(room), await own_clips(room)) == ([], [])


async def test_a_clip_for_somebody_elses_video_is_not_taken(
    room: Room, client: Client, other: Client
) -> None:
    await delivered(room, client)
    await room.get(clip(other, "scene 2"), clip(client, "our bottle", to=None))
    assert (await edits(room), await own_clips(room)) == ([], [])


async def test_what_an_ad_may_not_say_is_not_written_into_its_video(room: Room, client: Client) -> None:
    await delivered(room, client)
    await room.get(reply(client, "caption of scene 2: Buy your Glock pistol here"))
    assert await edits(room) == []
    assert "I may not write that" in (await room.said())[-1]


async def test_a_variant_is_an_ad_beside_the_first_and_one_at_a_time(room: Room, client: Client) -> None:
    project, video = await delivered(room, client)
    vary = MakeVariant(video=video).pack()
    await room.get(client.press(vary), client.press(vary))
    first, mine = await room.all(AdProject, AdProject.created_at)
    assert (first.status, first.final_asset_id) == (AdProjectStatus.COMPLETED, video)
    assert (mine.parent_id, mine.title, mine.revision) == (project.id, "Cold brew · B", 1)
    assert mine.generation_group_id == first.generation_group_id is not None
    assert await room.count(GenerationGroup) == 1
    (line,) = [one for one in await room.all(ChatMessage) if one.kind == ANGLE_LINE]
    assert line.project_id == mine.id
    assert room.toasts() == [
        "A variant: I tell it from another angle.",
        "There is a variant that waits for your decision.",
    ]


async def test_the_brief_of_a_delivered_ad_is_shared(room: Room, client: Client, other: Client) -> None:
    _, video = await delivered(room, client)
    for button in (ShareAd, MakeVariant):
        await room.get(other.press(button(video=video).pack()))
    assert room.toasts() == ["I can't find that ad any more."] * 2
    await room.get(client.press(ShareAd(video=video).pack()))
    assert StartLink.MARK in (await room.last()).payload["text"]
    assert await room.count(AdProject) == 1
