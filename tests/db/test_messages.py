"""What comes of messages: files of photos, refusals, and as what a message was sent."""

from __future__ import annotations

import pytest

from db.engine import Database, Session
from db.enums import ChatRole
from db.errors import NotFound
from db.library import Library
from db.messages import Messages
from db.models import ChatMessage
from db.outbox import mark_sent, say, sent_as
from db.projects import Projects
from tests.support.people import NOON, Somebody, picture, somebody


async def photo(session: Session, owner: Somebody) -> ChatMessage:
    """A photo that the person sent."""
    line = await Projects(session, owner.id).remember(
        owner.ad,
        role=ChatRole.USER,
        content="",
        timestamp=NOON,
        chat_id=1,
        telegram_message_id=7,
        kind="photo",
        trace={"file_id": "abc"},
    )
    assert line is not None
    return line


async def test_a_photo_becomes_a_file_or_is_refused_with_a_reason(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        line, asset, foreign = (
            await photo(session, ada),
            await picture(session, ada),
            await picture(session, bo),
        )
        messages = Messages(session, ada.id)
        assert await messages.note_photo(line.id, asset.id)
        assert not await messages.note_photo(line.id, foreign.id)
        assert await messages.note_refusal(line.id, "photo-gone")
        assert not await Messages(session, bo.id).note_refusal(line.id, "photo-too-large")
        await session.refresh(line)
        assert line.asset_id == asset.id
        assert line.trace == {"file_id": "abc", "refusal": "photo-gone"}


async def test_a_video_is_logged_without_being_said_and_a_reply_finds_its_ad(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        asset = await picture(session, ada)
        with pytest.raises(NotFound):
            await Messages(session, bo.id).log_video(bo.ad, asset.id, "[video]")
        line = await Messages(session, ada.id).log_video(ada.ad, asset.id, "[video]")
        assert await Messages(session, ada.id).note_sent(line.id, 1, 70)
        found = await Projects(session, ada.id).of_message(1, 70)
        assert found is not None
        await session.refresh(found)
        assert (found.id, found.conversation_history) == (ada.ad, [])
        assert await Library(session, ada.id).note_sent(asset.id, "file-id")
        await session.refresh(asset)
        assert asset.telegram_file_id == "file-id"


async def test_a_person_is_told_as_which_message_something_was_said(database: Database) -> None:
    async with database.transaction() as session:
        ada, bo = await somebody(session, 1), await somebody(session, 2)
        row = await say(
            session, chat_id=1, thread_id=None, kind="card", payload={}, dedupe_key="card", user_id=ada.id
        )
        assert await sent_as(session, ada.id, 1, "card") is None
        await mark_sent(session, row, 1, 70)
        assert await sent_as(session, ada.id, 1, "card") == 70
        assert await sent_as(session, ada.id, 2, "card") is None
        assert await sent_as(session, bo.id, 1, "card") is None
