"""Voice notes, text files and taps on proposals: remembered for the turn, or answered kindly at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from aiogram.types import Document

from bot.app import ChatSettings, build_bot, build_dispatcher
from bot.callbacks import Leave, TakePage, TakeStyle
from bot.intake import Intake
from bot.routers.material import LONGEST_VOICE_S, holds_text
from db.engine import Database
from db.library import Styles
from db.messages import Messages
from db.models import ChatMessage, Turn
from tests.bot.conftest import PACE, SPEECH, Room
from tests.support.telegram import TOKEN, Client, RecordingSession

VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 20, "mime_type": "audio/ogg"}


def staged(database: Database, *, guided: bool) -> Room:
    settings, session = ChatSettings(TOKEN, guided=guided), RecordingSession()
    bot = build_bot(settings, session)
    dispatcher = build_dispatcher(database, settings, SPEECH)
    return Room(database, session, Intake(bot, dispatcher, database, SPEECH, pace=PACE))


@pytest.fixture
def room(database: Database) -> Room:
    return staged(database, guided=True)


@pytest.fixture
def listening(database: Database) -> Room:
    """With a model, so that something can listen."""
    return staged(database, guided=False)


async def test_a_voice_note_waits_for_the_turn_that_hears_it(listening: Room, client: Client) -> None:
    await listening.get(client.message(voice=VOICE))
    (line,) = await listening.all(ChatMessage)
    assert (line.kind, line.content, line.trace["file_id"], line.trace["duration"]) == ("voice", "", "v", 20)
    assert await listening.count(Turn) == 1


@pytest.mark.parametrize("more", [{"duration": LONGEST_VOICE_S + 1}, {"file_size": 30_000_000}])
async def test_a_long_voice_note_is_answered_at_once(
    listening: Room, client: Client, more: dict[str, Any]
) -> None:
    await listening.get(client.message(voice=VOICE | more))
    (said,) = await listening.said()
    assert "5 minutes" in said
    assert await listening.count(ChatMessage) == 0


async def test_without_a_model_nobody_listens_and_says_so(room: Room, client: Client) -> None:
    await room.get(client.message(voice=VOICE))
    (said,) = await room.said()
    assert "Please write it" in said
    assert await room.count(ChatMessage) == 0


@pytest.mark.parametrize(
    ("name", "mime"),
    [("brief.pdf", "application/pdf"), ("a.md", None), ("a.docx", "application/octet-stream")],
)
async def test_a_brief_as_a_file_waits_for_the_turn(
    room: Room, client: Client, name: str, mime: str | None
) -> None:
    await room.get(client.document(name, mime))
    (line,) = await room.all(ChatMessage)
    assert (line.kind, line.trace["file_name"]) == ("file", name)


async def test_a_big_file_is_answered_at_once(room: Room, client: Client) -> None:
    await room.get(client.document("brief.pdf", "application/pdf", 11_000_000))
    (said,) = await room.said()
    assert "10 MB" in said
    assert await room.count(ChatMessage) == 0


@pytest.mark.parametrize(
    ("name", "mime", "text"),
    [
        ("brief.PDF", None, True),
        (None, "text/plain", True),
        ("brief.exe", "application/x-dosexec", False),
        ("brief.txt", "application/x-dosexec", False),
        (None, None, False),
    ],
)
def test_files_that_claim_to_hold_text(name: str | None, mime: str | None, text: bool) -> None:
    document = Document(file_id="f", file_unique_id="f", file_name=name, mime_type=mime)
    assert holds_text(document) is text


async def test_a_link_behind_words_is_remembered(room: Room, client: Client) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": "https://shop.example/tea"}
    await room.get(client.text("This one", entities=[link]))
    (line,) = await room.all(ChatMessage)
    assert line.trace["links"] == ["https://shop.example/tea"]


async def proposed(room: Room, client: Client) -> UUID:
    """A message whose link was read."""
    await room.get(client.text("https://shop.example/tea"))
    (line,) = await room.all(ChatMessage)
    user = (await room.project()).user_id
    async with room.database.transaction() as session:
        await Messages(session, user).note_material(line.id, [{"kind": "link", "page": {}}])
    return line.id


async def test_a_page_is_taken_once(room: Room, client: Client) -> None:
    message = await proposed(room, client)
    for _ in range(2):
        await room.get(client.press(TakePage(message=message, index=0).pack(), message_id=77))
    lines = [line for line in await room.all(ChatMessage) if line.kind == "accept"]
    assert [line.trace["accept"] for line in lines] == [{"message": str(message), "index": 0}]


async def test_what_is_not_there_or_another_persons_is_not_found(
    room: Room, client: Client, other: Client
) -> None:
    message = await proposed(room, client)
    for who, data in (
        (client, TakePage(message=message, index=1)),
        (client, TakePage(message=uuid4(), index=0)),
        (client, TakeStyle(style=uuid4())),
        (other, TakePage(message=message, index=0)),
    ):
        await room.get(who.press(data.pack(), message_id=78))
    assert not [line for line in await room.all(ChatMessage) if line.kind == "accept"]


async def test_a_style_is_taken_for_its_brand(room: Room, client: Client) -> None:
    await room.get(client.text("Fable Tea"))
    user = (await room.project()).user_id
    async with room.database.transaction() as session:
        (line,) = await room.all(ChatMessage)
        found = await Messages(session, user).material(line.id)
        assert found is not None
        style = await Styles(session, user).save("Look", {"mood": "calm"}, brand_id=found[0].brand_id)
        loose = await Styles(session, user).save("Other", {"mood": "calm"})
    await room.get(client.press(TakeStyle(style=loose.id).pack(), message_id=78))
    await room.get(client.press(TakeStyle(style=style.id).pack(), message_id=79))
    (line,) = [line for line in await room.all(ChatMessage) if line.kind == "accept"]
    assert line.trace["accept"] == {"style": str(style.id)}


async def test_a_proposal_that_is_left_changes_nothing(room: Room, client: Client) -> None:
    await proposed(room, client)
    await room.get(client.press(Leave().pack(), message_id=77))
    assert await room.count(ChatMessage) == 1
