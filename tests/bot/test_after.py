"""Stars for a delivered video: one tap, words in a reply, and only for what is one's own and the latest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiogram.methods import EditMessageReplyMarkup
from sqlalchemy import func, update

from bot.after import Files, Rate
from bot.i18n import Speech
from bot.views import after
from bot.views.words import CAPTION_LIMIT
from db.enums import AdProjectStatus, AssetSource, AssetType
from db.models import AdProject, Asset, ChatMessage, OutboxRow, Rating
from db.production import Production
from tests.bot.conftest import Room
from tests.support.telegram import Client


async def delivered(room: Room, client: Client, *, older_s: float = 0.0) -> tuple[AdProject, UUID]:
    """An ad of `client` that was delivered, and its video, made `older_s` seconds ago."""
    project = await room.with_script(client, AdProjectStatus.COMPLETED)
    return project, await with_video(room, project, older_s=older_s)


async def with_video(room: Room, project: AdProject, *, older_s: float = 0.0, **more: Any) -> UUID:
    async with room.database.transaction() as session:
        video = await Production(session).add_asset(
            project.user_id,
            project_id=project.id,
            type=AssetType.FINAL_VIDEO,
            source=AssetSource.FFMPEG,
            name="cut",
            url=f"media:users/{project.user_id}/{project.id}/r1/cut.mp4",
            width=1080,
            height=1920,
            duration_seconds=15,
            **more,
            created_at=func.now() - timedelta(seconds=older_s),
        )
        await session.execute(
            update(AdProject).where(AdProject.id == project.id).values(final_asset_id=video.id)
        )
    return video.id


async def ratings(room: Room) -> list[tuple[int, str | None]]:
    return [(row.rating, row.comment) for row in await room.all(Rating)]


async def sent_as(room: Room, key: str, number: int) -> None:
    """The outbox row of that key was sent as message `number`."""
    async with room.database.transaction() as session:
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.dedupe_key == key)
            .values(sent_message_id=number, sent_version=OutboxRow.version, sent_at=func.now())
        )


def under_video(video: UUID) -> dict[str, object]:
    """A delivered video's message as a press on it names it."""
    row = [button.markup() for button in after.stars_row(video)]
    return {
        "message_id": 900, "date": 0, "chat": {"id": 7001, "type": "private", "first_name": "Ada"},
        "caption": "…", "reply_markup": {"inline_keyboard": [row, [{"text": "➕", "callback_data": "new"}]]},
    }  # fmt: skip


async def test_one_tap_rates_and_another_changes_it(room: Room, client: Client) -> None:
    project, video = await delivered(room, client)
    press: dict[str, Any] = {"message": under_video(video)}
    await room.get(client.press(Rate(video=video, stars=4).pack(), **press))
    await room.get(client.press(Rate(video=video, stars=4).pack(), **press))
    assert await ratings(room) == [(4, None)]
    assert room.toasts()[0] == "Thank you: 4 stars."
    edited = room.session.of(EditMessageReplyMarkup)[0].reply_markup
    assert edited is not None
    assert [b.text for b in edited.inline_keyboard[0]] == ["1 ⭐", "2 ⭐", "3 ⭐", "✔ 4", "5 ⭐"]
    assert edited.inline_keyboard[1][0].callback_data == "new"
    await room.get(client.press(Rate(video=video, stars=2).pack(), **press))
    assert await ratings(room) == [(2, None)]
    (card,) = await room.all(OutboxRow)
    assert card.dedupe_key == f"rated:{project.id}"
    assert "★★☆☆☆" in card.payload["text"]
    assert "What should have been different?" in card.payload["text"]


async def test_a_reply_to_the_stars_is_kept_with_them_and_starts_no_answer(
    room: Room, client: Client
) -> None:
    project, video = await delivered(room, client)
    await room.get(client.press(Rate(video=video, stars=5).pack()))
    await sent_as(room, f"rated:{project.id}", 801)
    said = {"message_id": 801, "date": 0, "chat": client.chat, "text": "…"}
    lines = await room.count(ChatMessage)
    await room.get(client.text("The <end> is great", reply_to_message=said))
    assert await ratings(room) == [(5, "The <end> is great")]
    assert await room.count(ChatMessage) == lines
    assert "“The &lt;end&gt; is great”" in (await room.said())[0]
    await room.get(client.press(Rate(video=video, stars=3).pack()))
    assert await ratings(room) == [(3, "The <end> is great")], "other stars keep the words"


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's"])
async def test_what_is_not_ones_own_is_not_found(
    room: Room, client: Client, other: Client, whose: str
) -> None:
    _, video = await delivered(room, client)
    await room.get(other.press(Rate(video=video if whose == "somebody else's" else uuid4(), stars=5).pack()))
    assert (await ratings(room), room.toasts()) == ([], ["I can't find that ad any more."])


async def test_the_stars_belong_to_the_latest_video(room: Room, client: Client) -> None:
    project, first = await delivered(room, client, older_s=60)
    second = await with_video(room, project)
    await room.get(client.press(Rate(video=first, stars=1).pack()))
    assert (await ratings(room), room.toasts()[-1]) == (
        [],
        "There is a newer video of this ad; please rate that one.",
    )
    await room.get(client.press(Rate(video=second, stars=5).pack()))
    assert await ratings(room) == [(5, None)]
    async with room.database.transaction() as session:
        assert (await session.get_one(Asset, first)).deleted_at is None


async def documents(room: Room) -> list[dict[str, Any]]:
    return [row.payload for row in await room.all(OutboxRow, OutboxRow.id) if row.kind == "document"]


async def test_the_video_and_its_subtitles_are_given_as_files(room: Room, client: Client) -> None:
    project = await room.with_script(client, AdProjectStatus.COMPLETED)
    told = {"subtitles": "media:users/1/cut.srt"}
    video = await with_video(room, project, file_size_bytes=4_200_000, details=told)
    await room.get(client.press(Files(video=video).pack()), client.press(Files(video=video).pack()))
    master, subtitles = await documents(room)
    assert (master["name"], subtitles["name"]) == ("Cold brew.mp4", "Cold brew.srt")
    assert (master["assetId"], "4.2 MB" in master["caption"]) == (str(video), True)
    assert subtitles["stored"] == {"document": "media:users/1/cut.srt"}
    assert (master["as_file"], subtitles["as_file"]) == (True, True)
    assert room.toasts()[-1] == "The files follow."


async def test_a_file_that_no_bot_may_send_comes_as_a_link(room: Room, client: Client) -> None:
    project = await room.with_script(client, AdProjectStatus.COMPLETED)
    video = await with_video(room, project, file_size_bytes=60_000_000)
    await room.get(client.press(Files(video=video).pack()))
    (row,) = await room.all(OutboxRow)
    assert (row.kind, row.payload["link"]["uri"].endswith("cut.mp4")) == ("text", True)
    assert "larger than a bot may send" in row.payload["link"]["otherwise"]


async def test_nobody_elses_files_are_given(room: Room, client: Client, other: Client) -> None:
    _, video = await delivered(room, client)
    await room.get(other.press(Files(video=video).pack()))
    assert (await documents(room), room.toasts()) == ([], ["I can't find that ad any more."])


@pytest.mark.parametrize("locale", ["en", "es", "ru"])
def test_what_is_said_fits_in_every_language(locale: str) -> None:
    t, long = Speech.load().of(locale), "<&> \U0001f9f4 " * 2000
    for stars in range(1, 6):
        for comment in (None, long):
            words = after.rated(t, stars=stars, title=long, comment=comment)
            assert words.text.startswith("★" * stars + "☆" * (5 - stars))
            assert words.length <= CAPTION_LIMIT
    row = after.stars_row(UUID(int=2**128 - 1))
    assert all(len(button.markup()["callback_data"].encode()) <= 64 for button in row)
    assert {t.plain("toast-rated", stars=stars) for stars in (1, 2, 5)} != {t.plain("toast-rated", stars=1)}
