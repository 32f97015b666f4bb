"""The pages of a script, turned in the message that shows it; and what is left of its buttons once it is decided."""

from __future__ import annotations

from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageReplyMarkup, EditMessageText
from sqlalchemy import update

from agent.script import AdScript, Scene
from bot.callbacks import Approve, TurnPage
from db.models import AdProject, OutboxRow, ScriptRevision
from tests.bot.conftest import Room
from tests.support.telegram import BOT_ID, NOON, Client


async def long_script(room: Room, client: Client) -> tuple[AdProject, dict[str, Any]]:
    """An ad whose script takes several pages, and its card as Telegram has it."""
    project = await room.with_script(client)
    scenes = tuple(Scene(scene_number=n, description=f"Picture {n} " * 20, duration=3) for n in range(1, 9))
    document = AdScript(scenes=scenes).model_dump(mode="json", by_alias=True)
    async with room.database.transaction() as session:
        await session.execute(update(ScriptRevision).values(document=document))
    await room.get(client.text("/start"))
    card = await room.last()
    assert (card.kind, card.payload["storyboards"]["storyboard"]["revision"]) == ("photo", 1)
    sizes = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
    return project, {
        "message_id": 900, "date": int(NOON.timestamp()), "chat": client.chat, "photo": sizes,
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "Briefcut"},
        "reply_markup": {"inline_keyboard": card.payload["keyboard"]}, "caption": "…",
    }  # fmt: skip


def rows_of(call: Any) -> list[list[str]]:
    return [[button.callback_data for button in row] for row in call.reply_markup.inline_keyboard]


async def test_a_page_is_turned_in_place_and_the_other_buttons_stay(room: Room, client: Client) -> None:
    project, card = await long_script(room, client)
    before = [[one["callback_data"] for one in row] for row in card["reply_markup"]["inline_keyboard"]]
    said = len(await room.said())
    on = TurnPage(project=project.id, revision=1, page=1).pack()
    assert before[0][2] == on
    await room.get(client.press(on, message=card))
    (turned,) = room.session.of(EditMessageCaption)
    assert "Scene 1<" not in str(turned.caption)
    assert "Picture 5" in str(turned.caption)
    assert rows_of(turned)[1:] == before[1:]
    bare = {name: value for name, value in card.items() if name not in ("photo", "caption")}
    await room.get(client.press(on, message={**bare, "text": "…"}))
    assert len(room.session.of(EditMessageText)) == 1, "one that came without its picture is turned too"
    assert len(await room.said()) == said


async def test_once_approved_it_can_still_be_read(room: Room, client: Client) -> None:
    project, card = await long_script(room, client)
    await room.get(client.press(Approve(project=project.id, revision=1).pack(), message=card))
    (left,) = room.session.of(EditMessageReplyMarkup)
    assert [len(row) for row in rows_of(left)] == [3]
    await room.get(client.press(rows_of(left)[0][0], message=card))
    assert "🎵" in str(room.session.of(EditMessageCaption)[-1].caption), "back from the first is the last"


async def test_pages_of_a_script_of_before_bring_the_current_one(
    room: Room, client: Client, other: Client
) -> None:
    project, card = await long_script(room, client)
    async with room.database.transaction() as session:
        await session.execute(update(AdProject).values(revision=2))
        await session.execute(update(ScriptRevision).values(revision=2))
    old = TurnPage(project=project.id, revision=1, page=1).pack()
    await room.get(other.press(old, message=card), client.press(old, message=card))
    assert room.toasts()[0] == "I can't find that ad any more."
    shown = [row for row in await room.all(OutboxRow, OutboxRow.id) if row.kind == "photo"]
    assert shown[-1].payload["storyboards"]["storyboard"]["revision"] == 2
    assert room.session.of(EditMessageReplyMarkup)[-1].reply_markup is None
