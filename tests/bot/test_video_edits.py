"""Replies to a delivered video that change it a little: what is ordered, what is left to the writer, keep and undo."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from aiogram.methods import EditMessageReplyMarkup
from sqlalchemy import select, update

from agent.cutting import in_format, merged, read
from agent.platforms import PLACEMENTS
from agent.script import AdDetails, AdScript, Scene
from bot.after import KeepEdit, MakeFormat, Rate, ShowEditing, ShowFormats, UndoEdit
from bot.callbacks import ChangeScript
from bot.i18n import Speech
from bot.views import after, production
from bot.views.words import CAPTION_LIMIT, TEXT_LIMIT, Words
from db.enums import AdProjectStatus, ChatRole, GenerationJobStatus, GenerationJobType
from db.messages import Messages
from db.models import AdProject, Asset, ChatMessage, EditingSession, GenerationJob, OutboxRow, Script
from db.variants import Cutting, source_of
from tests.bot.conftest import Room
from tests.bot.test_after import with_video
from tests.support.telegram import Client

VIDEO = 700
STARRED = ["1 ⭐", "2 ⭐", "3 ⭐", "✔ 4", "5 ⭐"]
NARROW = 12
"""Characters that half of an upright video's width has room for on a phone."""


async def delivered(room: Room, client: Client) -> tuple[AdProject, UUID]:
    """An ad of `client` that was delivered as message `VIDEO`, and its video."""
    project = await room.with_script(client, AdProjectStatus.COMPLETED)
    video = await with_video(room, project, telegram_file_id="tg-1")
    async with room.database.transaction() as session:
        script = await session.scalar(select(Script.id).where(Script.project_id == project.id))
        session.add(
            GenerationJob(
                project_id=project.id, script_id=script, job_type=GenerationJobType.VIDEO_COMPOSITION,
                status=GenerationJobStatus.COMPLETED,
                asset_kind="cut", script_revision=1, output_asset_id=video,
            )
        )  # fmt: skip
        line = await Messages(session, project.user_id).log_video(project.id, video, "[video]")
        await Messages(session, project.user_id).note_sent(line.id, client.user_id, VIDEO)
    return project, video


def reply(client: Client, words: str, number: int = VIDEO) -> Any:
    return client.text(
        words, reply_to_message={"message_id": number, "date": 0, "chat": client.chat, "text": "…"}
    )


async def edits(room: Room) -> list[EditingSession]:
    return list(await room.all(EditingSession, EditingSession.created_at))


async def test_a_button_of_the_script_brings_the_video_that_was_made_of_it(
    room: Room, client: Client
) -> None:
    project, _ = await delivered(room, client)
    await room.get(client.press(ChangeScript(project=project.id, revision=0).pack()))
    last = await room.last()
    assert (last.kind, last.payload["file_id"]) == ("video", "tg-1")
    assert "Make it" not in str(last.payload)


async def rendered(room: Room, row: EditingSession) -> UUID:
    """The edit was rendered, as a worker does it."""
    async with room.database.transaction() as session:
        values = {
            "url": f"media:users/1/edit-{row.id}.mp4",
            "width": 1080,
            "height": 1920,
            "duration_seconds": 15,
        }
        video = await Cutting(session).complete(row.id, values, {})
        assert video is not None
    return video.id


async def asked(room: Room) -> int:
    """How many of the person's messages wait for an answer about the script."""
    return len([row for row in await room.all(ChatMessage) if row.role == ChatRole.USER])


async def test_a_reply_orders_an_edit_and_begins_no_answer(room: Room, client: Client) -> None:
    project, video = await delivered(room, client)
    before = await asked(room)
    await room.get(reply(client, "caption of scene 2: <Cold>\nmusic calmer"))
    (row,) = await edits(room)
    assert row.edit_data["effects"] == [
        {"kind": "caption", "clip": "2", "text": "<Cold>"}, {"kind": "music", "text": "calm"},
    ]  # fmt: skip
    assert (row.status, await room.jobs("edit"), await asked(room)) == ("rendering", 1, before)
    made = next(one for one in await room.all(Asset) if one.id == row.output_asset_id)
    assert (source_of(made), made.url, made.project_id) == ((video, 1), None, project.id)
    (told,) = await room.said()
    assert "caption of scene 2: “&lt;Cold&gt;”" in told
    assert "music: calm" in told


@pytest.mark.parametrize("said", ["scene 2: show the bottle", "make it 20 seconds", "lovely, thank you"])
async def test_anything_else_goes_to_the_writer(room: Room, client: Client, said: str) -> None:
    await delivered(room, client)
    before = await asked(room)
    await room.get(reply(client, said))
    assert (await edits(room), await asked(room)) == ([], before + 1)


async def test_only_a_reply_to_ones_own_video_edits(room: Room, client: Client, other: Client) -> None:
    await delivered(room, client)
    await room.get(
        client.text("captions off"), reply(client, "captions off", 701), reply(other, "captions off")
    )
    assert await edits(room) == []


async def test_what_can_not_be_done_is_said_and_orders_nothing(room: Room, client: Client) -> None:
    await delivered(room, client)
    await room.get(reply(client, "caption of scene 7: x"))
    assert await edits(room) == []
    assert await room.said() == ["There is no scene 7: this video has scenes 1 to 3. Nothing was changed."]


async def test_the_same_wish_twice_is_one_edit(room: Room, client: Client) -> None:
    await delivered(room, client)
    await room.get(reply(client, "captions off"), reply(client, "captions off"))
    assert len(await edits(room)) == 1


async def test_keep_and_undo(room: Room, client: Client) -> None:
    project, video = await delivered(room, client)
    await room.get(reply(client, "captions off"))
    edited = await rendered(room, (await edits(room))[0])
    assert (await room.project()).final_asset_id == video
    await room.get(client.press(KeepEdit(video=edited).pack()), client.press(KeepEdit(video=edited).pack()))
    assert (await room.project()).final_asset_id == edited
    assert room.toasts()[-1] == "Kept: this is your ad's video now."
    assert room.session.of(EditMessageReplyMarkup)[-1].reply_markup is not None
    await room.get(client.press(UndoEdit(video=edited).pack()), client.press(UndoEdit(video=edited).pack()))
    assert (await room.project()).final_asset_id == video
    sent = [row.payload for row in await room.all(OutboxRow) if row.kind == "video"]
    assert [one["file_id"] for one in sent] == ["tg-1"], "once, and not uploaded again"
    await room.get(client.press(UndoEdit(video=video).pack()))
    assert room.toasts()[-1] == "This is how the video was first made."
    assert project.revision == 1


async def test_a_video_that_comes_back_has_the_stars_of_its_ad(room: Room, client: Client) -> None:
    _, video = await delivered(room, client)
    await room.get(client.press(Rate(video=video, stars=4).pack()), reply(client, "captions off"))
    edited = await rendered(room, (await edits(room))[0])
    await room.get(client.press(KeepEdit(video=edited).pack()), client.press(UndoEdit(video=edited).pack()))
    (kept,) = [call.reply_markup for call in room.session.of(EditMessageReplyMarkup)][-1:]
    assert kept is not None
    assert [button.text for button in kept.inline_keyboard[0]] == STARRED
    (back,) = [row.payload for row in await room.all(OutboxRow) if row.kind == "video"]
    assert [button["text"] for button in back["keyboard"][0]] == STARRED


@pytest.mark.parametrize("locale", ["en", "es", "ru"])
def test_what_stands_beside_another_under_an_upright_video_is_not_wrapped(locale: str) -> None:
    t = Speech.load().of(locale)
    kept = after.edited(t, {}, AD, video=LAST, title="Alba", kept=True)
    choice = after.edited(t, {}, AD, video=LAST, title="Alba")
    fresh = production.delivered(
        t, project=LAST, revision=1, title="Alba", placement=AD.ad_details.placement, seconds=10, video=LAST
    )
    for row in (*kept.rows, *choice.rows, *fresh.rows):
        assert len(row) == 1 or all(len(button.label) <= NARROW for button in row), row


async def test_a_reply_to_an_edited_video_goes_on_from_there(room: Room, client: Client) -> None:
    project, _ = await delivered(room, client)
    await room.get(reply(client, "captions off"))
    edited = await rendered(room, (await edits(room))[0])
    async with room.database.transaction() as session:
        line = await Messages(session, project.user_id).log_video(project.id, edited, "[video]")
        await Messages(session, project.user_id).note_sent(line.id, client.user_id, 720)
    await room.get(reply(client, "no music", 720))
    second = (await edits(room))[1]
    assert [one["kind"] for one in second.edit_data["effects"]] == ["captions", "music"]
    await room.get(reply(client, "undo", 720))
    sent = [row.payload for row in await room.all(OutboxRow) if row.kind == "video"]
    assert [one["file_id"] for one in sent] == ["tg-1"]


async def test_an_edit_of_a_script_of_before_is_not_kept(room: Room, client: Client) -> None:
    project, _ = await delivered(room, client)
    await room.get(reply(client, "captions off"))
    edited = await rendered(room, (await edits(room))[0])
    newer = await with_video(room, project, details={"edit": {"of": str(edited), "revision": 2}})
    await room.get(client.press(KeepEdit(video=edited).pack()))
    assert (await room.project()).final_asset_id == newer
    assert room.toasts()[-1].startswith("There is a newer video")


async def test_another_format_is_cut_and_sent_again_when_it_is_there(room: Room, client: Client) -> None:
    _, video = await delivered(room, client)
    await room.get(
        client.press(ShowFormats(video=video).pack()), client.press(ShowFormats(video=video).pack())
    )
    (choice,) = await room.all(OutboxRow)
    shown = [row[0]["text"] for row in choice.payload["keyboard"]]
    assert {one.split(" · ")[0] for one in shown} == {"4:5", "1:1", "16:9"}
    square = MakeFormat(video=video, placement="x").pack()
    await room.get(client.press(square), client.press(square))
    (row,) = await edits(room)
    assert row.edit_data["effects"] == [{"kind": "placement", "text": "x"}]
    await rendered(room, row)
    await room.get(client.press(square))
    assert room.toasts()[-1] == "You have that one already; it follows."
    (sent,) = [row.payload for row in await room.all(OutboxRow) if row.kind == "video"]
    assert "1:1 · 1080×1080" in sent["caption"]
    assert (await room.project()).final_asset_id == video


@pytest.mark.parametrize("button", [KeepEdit, UndoEdit, ShowFormats, ShowEditing])
async def test_nobody_elses_video_is_found(room: Room, client: Client, other: Client, button: Any) -> None:
    _, video = await delivered(room, client)
    await room.get(other.press(button(video=video).pack()))
    await room.get(other.press(MakeFormat(video=video, placement="x").pack()))
    assert room.toasts() == ["I can't find that ad any more."] * 2
    assert await edits(room) == []


async def test_a_video_of_a_deleted_ad_is_nobodys(room: Room, client: Client) -> None:
    project, video = await delivered(room, client)
    async with room.database.transaction() as session:
        await session.execute(
            update(AdProject).where(AdProject.id == project.id).values(deleted_at=project.created_at)
        )
    await room.get(client.press(KeepEdit(video=video).pack()), reply(client, "captions off"))
    assert await edits(room) == []


# ── views ────────────────────────────────────────────────────────────────────────────────────────────────────────

LONG = "<&> \U0001f9f4 " * 2000
AD = AdScript(
    ad_details=AdDetails(ad_duration=60),
    scenes=tuple(Scene(scene_number=n, duration=1) for n in range(1, 61)),
)
LAST = UUID(int=2**128 - 1)


def fits(words: Words, limit: int) -> bool:
    buttons = [button.markup() for row in words.rows for button in row]
    return 0 < words.length <= limit and all(len(one["callback_data"].encode()) <= 64 for one in buttons)


@pytest.mark.parametrize("locale", ["en", "es", "ru"])
def test_what_is_said_of_an_edit_fits_in_every_language(locale: str) -> None:
    t = Speech.load().of(locale)
    said = "\n".join(
        [*(f"caption of scene {n}: {'x' * 180}" for n in range(1, 60)), "scene 60: 3 s", "remove scene 2"]
    )
    wishes = read(said)
    assert wishes is not None
    edit = merged({}, wishes, AD)
    square = in_format(edit, "x", AD)
    for kept in (True, False):
        assert fits(after.edited(t, edit, AD, video=LAST, title=LONG, kept=kept), CAPTION_LIMIT)
    assert fits(after.edited(t, square, AD, video=LAST, title=LONG), CAPTION_LIMIT)
    assert fits(after.went_back(t, video=LAST, title=LONG, given=5), CAPTION_LIMIT)
    assert fits(after.edit_begun(t, edit, AD), TEXT_LIMIT)
    assert fits(after.edit_failed(t, "failed-unexpected"), TEXT_LIMIT)
    assert fits(after.editing_help(t), TEXT_LIMIT)
    for placement in PLACEMENTS.values():
        assert fits(after.format_choice(t, video=LAST, now=placement, seconds=30, title=LONG), TEXT_LIMIT)


@pytest.mark.parametrize("locale", ["en", "es", "ru"])
def test_every_example_of_the_help_is_understood(locale: str) -> None:
    examples = re.findall("<i>(.+?)</i>", after.editing_help(Speech.load().of(locale)).text)
    assert len(examples) >= 8
    assert [one for one in examples if read(one) is None] == []
