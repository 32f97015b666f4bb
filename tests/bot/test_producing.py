"""Approving and stopping, through the real dispatcher."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from sqlalchemy import text

from bot.app import ChatSettings, build_dispatcher
from bot.callbacks import Approve, Cancel, ChangeScript, Continue, StopMaking
from db.enums import AdProjectStatus, GenerationJobStatus
from db.models import AdProject, GenerationJob, OutboxRow, Turn
from tests.bot.conftest import SPEECH, Room
from tests.support.telegram import TOKEN, Client


def approve(project: AdProject, revision: int = 1) -> str:
    return Approve(project=project.id, revision=revision).pack()


@asynccontextmanager
async def refused_wake_ups(room: Room) -> AsyncIterator[None]:
    """The engine takes no job while this holds."""
    for statement in (
        (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'no wake-up calls today'; END$$"
        ),
        "CREATE TRIGGER refuse BEFORE INSERT ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION refuse()",
    ):
        async with room.database.transaction() as session:
            await session.execute(text(statement))
    try:
        yield
    finally:
        async with room.database.transaction() as session:
            await session.execute(text("DROP FUNCTION refuse() CASCADE"))


async def test_approve_starts_the_production_and_shows_its_card(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)))
    assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
    assert await room.count(GenerationJob) == 3 + 3 + 4
    assert await room.jobs("advance") == 1
    (card,) = await room.all(OutboxRow)
    assert (card.kind, card.dedupe_key) == ("card", f"production:{project.id}:1")
    assert card.payload["keyboard"][0][0]["callback_data"] == f"halt:{project.id.hex}:1"
    assert "▸ <b>plan</b>" in card.payload["text"]
    assert room.toasts() == ["On it! The video is being made."]
    (edit,) = room.session.of(EditMessageReplyMarkup)
    assert (edit.message_id, edit.reply_markup) == (900, None)


async def test_a_double_tap_starts_one_production(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await asyncio.gather(*(room.get(client.press(approve(project))) for _ in range(2)))
    assert await room.count(GenerationJob) == 10
    assert await room.jobs("advance") == 1
    assert await room.count(OutboxRow) == 1
    assert sorted(room.toasts()) == ["It is being made already.", "On it! The video is being made."]


async def test_the_same_press_delivered_five_times_at_once(room: Room, client: Client) -> None:
    press = client.press(approve(await room.with_script(client)))
    await asyncio.gather(*(room.get(press) for _ in range(5)))
    assert await room.count(GenerationJob) == 10
    assert len(room.toasts()) == 1


async def test_an_older_revision_starts_nothing_and_shows_the_current_script(
    room: Room, client: Client
) -> None:
    project = await room.with_script(client, revision=2)
    await room.get(client.press(approve(project, 1)))
    assert await room.count(GenerationJob) == 0
    why, script = await room.all(OutboxRow, OutboxRow.id)
    assert "Nothing was started" in why.payload["text"]
    assert script.payload["keyboard"][0][0] == {
        "text": "✅ Make it · free",
        "callback_data": f"ok:{project.id.hex}:2",
        "style": "success",
    }
    assert "old" in room.toasts()[0]


async def test_an_old_button_of_an_ad_without_a_script(room: Room, client: Client) -> None:
    await room.get(client.text("an ad"))
    await room.get(client.press(approve(await room.project())))
    assert "no script" in (await room.said())[0]


async def test_a_finished_video_is_not_made_twice(room: Room, client: Client) -> None:
    project = await room.with_script(client, AdProjectStatus.COMPLETED)
    await room.get(client.press(approve(project)))
    assert "made already" in room.toasts()[0]
    assert await room.count(GenerationJob) == 0


async def test_a_cancelled_production_can_be_made_again(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    press_cancel = client.press(Cancel(project=project.id).pack())
    await room.get(client.press(approve(project)), press_cancel, client.press(approve(project)))
    assert (await room.project()).status == AdProjectStatus.VIDEO_GENERATING
    assert {job.status for job in await room.all(GenerationJob)} == {GenerationJobStatus.QUEUED}


async def test_an_exception_before_the_commit_leaves_nothing(room: Room, client: Client) -> None:
    """Between approve and enqueue, or later: the transaction is one."""
    project = await room.with_script(client)
    press = client.press(approve(project))
    async with refused_wake_ups(room):
        with pytest.raises(Exception, match="no wake-up calls"):
            await room.intake.take(press)
    assert (await room.project()).status == AdProjectStatus.SCRIPT_GENERATED
    assert await room.count(GenerationJob) == 0
    assert await room.count(OutboxRow) == 0
    assert room.session.calls == []
    await room.intake.take(press)  # Telegram sends again
    assert await room.count(GenerationJob) == 10


async def test_a_late_answer_to_a_press_is_swallowed(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    late = TelegramBadRequest(method=AnswerCallbackQuery(callback_query_id="1"), message="query is too old")
    room.session.plan(AnswerCallbackQuery, late)
    await room.get(client.press(approve(project)))
    assert await room.count(GenerationJob) == 10
    assert len(room.session.of(EditMessageReplyMarkup)) == 1  # the next call is made nevertheless


async def test_cancel_by_button_ends_the_production_and_says_so(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)), client.press(Cancel(project=project.id).pack()))
    assert (await room.project()).status == AdProjectStatus.CANCELLED
    card, said = await room.all(OutboxRow, OutboxRow.id)
    assert card.dedupe_key == f"production:{project.id}:1"
    assert "Cancelled" in card.payload["text"]
    assert card.payload["keyboard"][0][0]["callback_data"] == f"ok:{project.id.hex}:1"
    assert "“Cold brew”" in said.payload["text"], "the press came from another message than the card"
    assert "Nothing was charged" in said.payload["text"]
    await room.get(client.press(Cancel(project=project.id).pack()))
    assert room.toasts()[-1] == "Nothing is running."


async def test_cancel_on_the_card_is_said_by_the_card_alone(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)))
    async with room.database.transaction() as session:
        await session.execute(text("UPDATE outbox SET sent_message_id = 777, sent_version = version"))
    await room.get(client.press(Cancel(project=project.id).pack(), message_id=777))
    (card,) = await room.all(OutboxRow)
    assert "Cancelled" in card.payload["text"]
    assert room.toasts()[-1] != "Nothing is running."


async def test_buttons_of_an_older_script_end_and_ask_nothing(room: Room, client: Client) -> None:
    """While it is made they bring its status message down, and nothing that could be pressed to make it."""
    project = await room.with_script(client, revision=2)
    await room.get(client.press(Approve(project=project.id, revision=2).pack()))
    olds = (StopMaking(project=project.id, revision=1), ChangeScript(project=project.id, revision=1))
    for number, old in enumerate(olds, start=777):
        async with room.database.transaction() as session:
            sent = f"UPDATE outbox SET sent_message_id = {number}, sent_version = version WHERE kind = 'card'"
            await session.execute(text(sent))
        await room.get(client.press(old.pack()), client.press(old.pack()))
        assert (await room.project()).status == AdProjectStatus.SCRIPT_APPROVED
        card, *_, gone = await room.all(OutboxRow, OutboxRow.id)
        assert card.dedupe_key == f"production:{project.id}:2"
        assert (card.sent_message_id, card.sent_version < card.version) == (None, True)
        assert (gone.kind, gone.payload) == ("delete", {"message_id": number})
    assert [row.kind for row in await room.all(OutboxRow, OutboxRow.id)] == ["card", "delete", "delete"]
    assert "being made" in room.toasts()[-1]
    await room.get(client.press(StopMaking(project=project.id, revision=2).pack()))
    assert (await room.project()).status == AdProjectStatus.CANCELLED


async def test_every_cancel_names_the_revision(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(
        client.press(approve(project)),
        client.text("/start"),
        client.text("make it blue"),
        client.press(Continue(project=project.id).pack()),
    )
    buttons = [
        button["callback_data"]
        for one in await room.all(OutboxRow, OutboxRow.id)
        for row in one.payload.get("keyboard", ())
        for button in row
        if "Cancel" in button["text"]
    ]
    assert buttons == [StopMaking(project=project.id, revision=1).pack()] * 4


@pytest.mark.parametrize("words", ["/cancel", "/stop", "stop", "Stop!", "CANCEL", " cancel. "])
async def test_cancel_by_words_ends_the_production(room: Room, client: Client, words: str) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)), client.text(words))
    assert (await room.project()).status == AdProjectStatus.CANCELLED
    assert "Nothing was charged" in (await room.said())[-1]
    assert ("text", words) not in await room.lines()


async def test_cancel_finds_a_production_of_another_ad(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)), client.text("/new"), client.text("/cancel"))
    async with room.database.transaction() as session:
        filmed = await session.get(AdProject, project.id)
    assert filmed is not None
    assert filmed.status == AdProjectStatus.CANCELLED


@pytest.mark.parametrize("status", list(AdProjectStatus))
async def test_cancel_answers_in_every_state(room: Room, client: Client, status: AdProjectStatus) -> None:
    await room.with_script(client, status)
    await room.get(client.text("/cancel"))
    assert "othing" in (await room.said())[-1]  # nothing was charged, or nothing is running


async def test_cancel_without_an_ad(room: Room, client: Client) -> None:
    await room.get(client.text("/cancel"))
    assert "nothing to stop" in (await room.said())[0]


async def test_cancel_drops_a_waiting_turn_and_stops_a_running_one(room: Room, client: Client) -> None:
    await room.get(client.text("an ad"), client.text("/cancel"))
    assert [turn.state for turn in await room.all(Turn)] == ["stopped"]
    assert "Stopped" in (await room.said())[0]
    await room.get(client.text("again"))
    async with room.database.transaction() as session:
        await session.execute(text("UPDATE turns SET state = 'running' WHERE state = 'queued'"))
    before = await room.said()
    await room.get(client.text("stop"))
    assert await room.said() == before, "the answer itself says that it was stopped"
    assert [turn.stop_requested for turn in await room.all(Turn) if turn.state == "running"] == [True]


async def test_the_stop_button_of_a_draft_names_no_user(room: Room, client: Client, other: Client) -> None:
    await room.get(client.text("an ad"), other.text("another"))
    stop = {"chat": client.chat, "draft_id": 7}
    await room.get(client.update("stopped_message_generation", stop))
    assert len(await room.said()) == 1
    states = {turn.chat_id: turn.state for turn in await room.all(Turn)}
    assert states == {client.user_id: "stopped", other.user_id: "queued"}
    await room.get(client.update("stopped_message_generation", stop))  # it had ended already: silent
    assert len(await room.said()) == 1


async def test_a_stop_from_a_chat_we_never_met_is_ignored(room: Room) -> None:
    stranger = Client(user_id=7999)
    await room.get(stranger.update("stopped_message_generation", {"chat": stranger.chat, "draft_id": 7}))
    assert await room.said() == []


async def test_a_message_while_filming_is_kept_and_told_so(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.press(approve(project)), client.text("make it blue"))
    assert ("text", "make it blue") in await room.lines()
    assert "noted" in (await room.said())[-1]
    assert [turn.state for turn in await room.all(Turn)] == ["queued"]


async def test_an_album_while_filming_is_told_so_once(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    album = [client.photo(media_group_id="g") for _ in range(3)]
    await room.get(client.press(approve(project)), *album)
    assert len([said for said in await room.said() if "noted" in said]) == 1


async def test_ten_messages_while_filming_are_told_so_once_per_production(room: Room, client: Client) -> None:
    async def notices() -> int:
        return len([said for said in await room.said() if "noted" in said])

    project = await room.with_script(client)
    await room.get(client.press(approve(project)), *(client.text(f"wish {n}") for n in range(10)))
    assert await notices() == 1
    assert len([line for line in await room.lines() if line[1].startswith("wish")]) == 10
    await room.get(client.text("/cancel"))
    async with room.database.transaction() as session:
        await session.execute(text("DELETE FROM turns"))
    await room.get(client.press(approve(project)), client.text("one more"))
    assert await notices() == 2


async def test_an_album_waits_as_long_as_the_settings_say(room: Room, client: Client) -> None:
    settings = ChatSettings(TOKEN, burst_wait_s=30.0)
    dispatcher = build_dispatcher(room.database, settings, SPEECH)
    await dispatcher.feed_update(room.intake.bot, client.photo(media_group_id="g"))
    async with room.database.transaction() as session:
        query = text(
            "SELECT extract(epoch FROM scheduled_at - clock_timestamp()) FROM procrastinate_jobs "
            "WHERE task_name = 'turn'"
        )
        assert 20 < float(await session.scalar(query) or 0) <= 30


def test_every_kind_of_update_we_handle_is_asked_for(room: Room) -> None:
    dispatcher: Dispatcher = room.intake.dispatcher
    assert set(dispatcher.resolve_used_update_types()) == {
        "message", "edited_message", "callback_query", "my_chat_member", "stopped_message_generation",
        "pre_checkout_query", "subscription",
    }  # fmt: skip
