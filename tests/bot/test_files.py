"""The button for the file in full quality."""

from __future__ import annotations

from uuid import uuid4

from aiogram.methods import AnswerCallbackQuery

from bot.callbacks import Download
from db.enums import AssetSource, AssetType
from db.models import AdProject, OutboxRow, User
from db.production import Production
from tests.bot.conftest import Room
from tests.support.telegram import Client


async def made(room: Room, client: Client) -> str:
    """An ad with a cut; the button for it."""
    await room.get(client.text("a lamp for readers"))
    (user,), (project,) = await room.all(User), await room.all(AdProject)
    async with room.database.transaction() as session:
        asset = await Production(session).add_asset(
            user.id,
            project_id=project.id,
            type=AssetType.FINAL_VIDEO,
            source=AssetSource.LOCAL,
            name="cut",
            url=f"media:users/{user.id}/{project.id}/r1/cut.mp4",
        )
    return Download(asset=asset.id).pack()


async def links(room: Room) -> list[OutboxRow]:
    return [row for row in await room.all(OutboxRow) if "link" in row.payload]


async def test_a_press_asks_for_a_link_and_stores_none(room: Room, client: Client) -> None:
    button = await made(room, client)
    await room.get(client.press(button))
    (row,) = await links(room)
    assert "24 hours" in row.payload["text"]
    assert row.payload["link"]["uri"].startswith("media:users/")
    assert row.payload["link"]["name"].endswith(".mp4")
    assert "http" not in str(row.payload)
    await room.get(client.press(button))
    assert len(await links(room)) == 1, "a double tap brings one link"


async def test_nobody_elses_file_is_found(room: Room, client: Client) -> None:
    button = await made(room, client)
    stranger = Client(7002, "Bob")
    await room.get(stranger.text("hello"))
    await room.get(stranger.press(button), client.press(Download(asset=uuid4()).pack()))
    assert await links(room) == []
    answers = [call.text for call in room.session.of(AnswerCallbackQuery)]
    assert answers == ["I can't find that ad any more."] * 2
