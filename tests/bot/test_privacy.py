"""What is kept is told at the first meeting and on demand, and removed after one press that says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage

from bot.middlewares import now
from bot.privacy_buttons import AskErase, EraseMine, ExportMine, KeepMine
from db.models import AdProject, AuditEntry, OutboxRow, User
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import Client


async def buttons(room: Room) -> list[str]:
    """The data of the last message's buttons."""
    row = (await room.all(OutboxRow, OutboxRow.id))[-1]
    return [one["callback_data"] for line in row.payload["keyboard"] for one in line]


async def asked(room: Room, client: Client) -> str:
    """The button that removes everything, as it stands under the question."""
    await room.get(client.text("/delete_my_data"))
    export, keep, erase = await buttons(room)
    assert (export, keep) == (ExportMine().pack(), KeepMine().pack())
    return erase


async def test_the_first_words_say_what_writing_on_means(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    (said,) = await room.said()
    assert "By writing on you agree" in said
    assert "/privacy" in said
    assert "/delete_my_data" in said
    assert "AI service" not in said, "none is connected here"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Your rights"), ("es", "Tus derechos"), ("ru", "Ваши права")]
)
async def test_privacy_tells_what_is_kept_and_offers_to_remove_it(
    room: Room, language: str, words: str
) -> None:
    client = Client(language=language)
    await room.get(client.text("/privacy"))
    (said,) = await room.said()
    assert words in said
    assert AskErase().pack() in await buttons(room)
    await room.get(client.press(AskErase().pack()))
    assert SPEECH.of(language).plain("button-erase-mine") in str(
        [row.payload for row in await room.all(OutboxRow, OutboxRow.id)]
    )


async def test_one_press_locks_at_once_and_starts_the_removal(room: Room, client: Client) -> None:
    await room.get(client.text("a lamp for readers"))
    erase = await asked(room, client)
    assert "• Ads: 1" in (await room.said())[-1]
    await room.get(client.press(erase))
    (user,) = await room.all(User)
    assert user.deleted_at is not None
    assert await room.jobs("leave") == 1
    (edited,) = room.session.of(EditMessageText)
    assert "locked and is being deleted" in str(edited.text)
    assert edited.reply_markup is not None
    assert edited.reply_markup.inline_keyboard == []
    assert [entry.action for entry in await room.all(AuditEntry) if entry.actor == str(user.id)] == [
        "person.leaves"
    ]


async def test_a_second_press_and_other_words_are_answered_but_do_nothing(room: Room, client: Client) -> None:
    erase = await asked(room, client)
    await room.get(client.press(erase))
    before = await room.count(OutboxRow), await room.count(AuditEntry), await room.jobs("leave")
    await room.get(client.press(erase), client.text("are you there?"))
    assert (await room.count(OutboxRow), await room.count(AuditEntry), await room.jobs("leave")) == before
    assert room.session.of(AnswerCallbackQuery)[-1].show_alert
    assert "being deleted" in room.session.of(SendMessage)[-1].text


async def test_an_old_question_is_asked_again(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    (user,) = await room.all(User)
    long_ago = int((now() - timedelta(hours=2)).timestamp())
    await room.get(client.press(EraseMine(who=user.id.hex[:8], asked=long_ago).pack()))
    (user,) = await room.all(User)
    assert user.deleted_at is None
    assert "Delete everything about you?" in (await room.said())[-1]


async def test_the_button_of_an_earlier_life_or_of_another_person_removes_nobody(
    room: Room, client: Client, other: Client
) -> None:
    erase = await asked(room, client)
    await room.get(other.text("a chair"), other.press(erase))
    assert [user.deleted_at for user in await room.all(User)] == [None, None]
    assert await room.jobs("leave") == 0


async def test_keeping_everything_keeps_everything(room: Room, client: Client) -> None:
    await room.get(client.text("a lamp for readers"))
    await asked(room, client)
    await room.get(client.press(KeepMine().pack()))
    (user,) = await room.all(User)
    assert user.deleted_at is None
    assert await room.count(AdProject) == 1
    (edited,) = room.session.of(EditMessageText)
    assert "Nothing was deleted" in str(edited.text)


async def test_an_export_is_packed_once_however_often_it_is_asked_for(room: Room, client: Client) -> None:
    await room.get(client.text("/export_my_data"))
    assert await room.jobs("export") == 1
    assert "in a minute or two" in (await room.said())[-1]
    await room.get(client.press(ExportMine().pack()))
    assert await room.jobs("export") == 1
    assert len(await room.said()) == 2
