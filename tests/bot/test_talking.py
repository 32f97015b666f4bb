"""Through the real dispatcher: what people send becomes rows, and is answered through the outbox."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from sqlalchemy import text

from bot.callbacks import ChangeScript, Continue, NewAd, Say
from bot.i18n import Tongue
from db.enums import AdProjectStatus
from db.models import AdProject, ChatMessage, ChatSession, OutboxRow, ProcessedUpdate, Turn, User
from tests.bot.conftest import Room
from tests.support.telegram import Client


async def test_start_explains_and_asks_without_making_an_ad(room: Room, client: Client) -> None:
    await room.get(client.text("/start"))
    (welcome,) = await room.said()
    assert "finished video ad" in welcome
    assert "guided interviewer" in welcome  # no model is connected, and it is said
    assert "what are we advertising" in welcome
    assert await room.count(AdProject) == 0
    (user,) = await room.all(User)
    assert (user.telegram_user_id, user.name, user.username) == (client.user_id, "Ada", "ada")
    assert await room.jobs("say") == 1
    assert room.session.calls == []  # nothing is sent by a handler


@pytest.mark.parametrize("payload", ["ref_1", "x" * 64, "../../etc", "%00", "<b>"])
async def test_a_deep_link_of_any_kind_is_only_a_start(room: Room, client: Client, payload: str) -> None:
    await room.get(client.text(f"/start {payload}"))
    assert len(await room.said()) == 1
    assert await room.count(AdProject) == 0


async def test_a_text_becomes_a_line_a_turn_and_a_job(room: Room, client: Client) -> None:
    await room.get(client.text("15 s reel for our cold brew"))
    project = await room.project()
    assert project.status == AdProjectStatus.CHAT_IN_PROGRESS
    assert await room.lines() == [("text", "15 s reel for our cold brew")]
    (turn,) = await room.all(Turn)
    assert (turn.project_id, turn.chat_id, turn.state) == (project.id, client.user_id, "queued")
    assert await room.jobs("turn") == 1
    assert await room.said() == []  # the answer is the turn's


async def test_the_same_update_five_times_at_once_has_one_effect(room: Room, client: Client) -> None:
    update = client.text("hello")
    await asyncio.gather(*(room.intake.take(update) for _ in range(5)))
    assert await room.count(ChatMessage) == 1
    assert await room.count(AdProject) == 1
    assert await room.count(Turn) == 1
    assert await room.count(ProcessedUpdate) == 1


async def test_a_burst_folds_into_one_turn(room: Room, client: Client) -> None:
    await room.get(client.text("a"), client.text("b"), client.text("c"))
    assert [content for _, content in await room.lines()] == ["a", "b", "c"]
    assert await room.count(Turn) == 1
    assert await room.jobs("turn") == 1


async def test_a_text_of_five_thousand_characters_is_kept_whole(room: Room, client: Client) -> None:
    words = "word " * 999 + "end."
    await room.get(client.text(words))
    assert await room.lines() == [("text", words)]


@pytest.mark.parametrize("nothing", ["   ", "\n\t", "\u200b", "\x00", ""])
async def test_an_empty_message_is_told_so(room: Room, client: Client, nothing: str) -> None:
    await room.get(client.text(nothing))
    (said,) = await room.said()
    assert "empty" in said or "can't use" in said
    assert await room.count(AdProject) == 0


async def test_a_null_character_is_left_out(room: Room, client: Client) -> None:
    await room.get(client.text("cold\x00brew"))
    assert await room.lines() == [("text", "coldbrew")]


async def test_start_again_says_where_we_are_and_keeps_everything(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    await room.get(client.text("/start"))
    resumed, script = await room.said()
    assert "Cold brew" in resumed
    assert "waits for your decision" in resumed
    assert "Picture 2" in script
    assert (await room.project()).id == project.id


async def test_start_while_talking_shows_the_brief(room: Room, client: Client) -> None:
    await room.get(client.text("an ad"), client.text("/start"))
    resumed, brief = await room.said()
    assert "Welcome back" in resumed
    assert "○ Product" in brief


async def test_new_keeps_the_old_ad(room: Room, client: Client) -> None:
    old = await room.with_script(client)
    await room.get(client.text("/new"))
    assert "“Cold brew” is kept" in (await room.said())[0]
    assert await room.count(AdProject) == 2
    (chat,) = await room.all(ChatSession)
    assert chat.active_project_id != old.id
    await room.get(client.press(NewAd().pack()))  # nothing was said yet: the fresh one is used
    assert await room.count(AdProject) == 2


async def test_a_reply_to_an_older_ad_switches_to_it(room: Room, client: Client) -> None:
    old = await room.with_script(client)
    await room.assistant_said(old, 555)
    replied = {"message_id": 555, "date": 1, "chat": client.chat, "text": "?"}
    await room.get(client.text("/new"), client.text("tea"), client.text("shorter", reply_to_message=replied))
    rows = {row.content: row.project_id for row in await room.all(ChatMessage)}
    assert rows["shorter"] == old.id
    assert rows["tea"] != old.id
    (chat,) = await room.all(ChatSession)
    assert chat.active_project_id == old.id
    assert "back at" in (await room.said())[-1]


async def test_an_edited_message_replaces_its_words_and_asks_again(room: Room, client: Client) -> None:
    await room.get(client.text("30 s", message_id=5))
    await room.get(client.message("edited_message", text="15 s", message_id=5))
    assert await room.lines() == [("text", "15 s")]
    assert await room.count(Turn) == 1


async def test_an_edit_of_a_message_we_never_saw_is_heard(room: Room, client: Client) -> None:
    await room.get(client.message("edited_message", text="15 s", message_id=5))
    assert await room.lines() == [("text", "15 s")]


async def test_a_photo_is_remembered_with_its_whereabouts(room: Room, client: Client) -> None:
    await room.get(client.photo(caption="our bottle"))
    (line,) = await room.all(ChatMessage)
    assert (line.kind, line.content) == ("photo", "our bottle")
    assert line.trace["file_id"].startswith("p")
    assert (line.trace["width"], line.trace["height"], line.trace["mime"]) == (1280, 960, "image/jpeg")
    assert await room.count(Turn) == 1


async def test_an_album_is_one_turn_a_second_later(room: Room, client: Client) -> None:
    await room.get(*(client.photo(media_group_id="g1") for _ in range(6)))
    assert len(await room.lines()) == 6
    assert await room.count(Turn) == 1
    async with room.database.transaction() as session:
        query = "SELECT scheduled_at > clock_timestamp() FROM procrastinate_jobs WHERE task_name = 'turn'"
        assert (await session.scalars(text(query))).all() == [True]


@pytest.mark.parametrize(
    ("name", "mime"), [("a.png", "image/png"), ("a.webp", None), ("A.JPG", "application/octet-stream")]
)
async def test_a_picture_sent_as_a_file_is_a_photo(
    room: Room, client: Client, name: str, mime: str | None
) -> None:
    await room.get(client.document(name, mime))
    (line,) = await room.all(ChatMessage)
    assert line.kind == "photo"
    assert line.trace["mime"].startswith("image/")


async def test_a_picture_over_twenty_megabytes_is_refused_at_once(room: Room, client: Client) -> None:
    await room.get(client.photo(size=30_000_000), client.document("a.png", "image/png", 30_000_000))
    for said in await room.said():
        assert "30.0 MB" in said
        assert "not used" in said
    assert await room.count(ChatMessage) == 0


@pytest.mark.parametrize(
    ("name", "mime", "word"),
    [
        ("brief.odt", "application/vnd.oasis.opendocument.text", "brief.odt"),
        ("<i>.xls", "application/vnd.ms-excel", "&lt;i&gt;.xls"),
        (None, None, "this file"),
        ("logo.svg", "image/svg+xml", "kind SVG."),
        ("x.heic", "image/heic", "HEIC"),
        ("page.html", "text/html", "page.html"),
    ],
)
async def test_another_file_is_answered_kindly(
    room: Room, client: Client, name: str | None, mime: str | None, word: str
) -> None:
    await room.get(client.document(name, mime))
    (said,) = await room.said()
    assert word in said
    assert "JPEG, PNG" in said
    assert await room.count(AdProject) == 0


async def test_an_album_of_files_is_answered_once(room: Room, client: Client) -> None:
    await room.get(*(client.document(f"{n}.zip", "application/zip", media_group_id="g") for n in range(4)))
    assert len(await room.said()) == 1


FILE = {"file_id": "f", "file_unique_id": "f"}
UNSUPPORTED = {
    "sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False},
    "animation": {**FILE, "width": 1, "height": 1, "duration": 1},
    "video": {**FILE, "width": 1, "height": 1, "duration": 1},
    "video_note": {**FILE, "length": 1, "duration": 1},
    "voice": {**FILE, "duration": 1},
    "audio": {**FILE, "duration": 1},
    "location": {"latitude": 1.0, "longitude": 1.0},
    "contact": {"phone_number": "1", "first_name": "x"},
    "dice": {"emoji": "🎲", "value": 1},
    "venue": {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "x", "address": "y"},
    "story": {"chat": {"id": 1, "type": "private"}, "id": 1},
}


@pytest.mark.parametrize("kind", UNSUPPORTED)
async def test_every_other_kind_gets_a_kind_answer(room: Room, client: Client, kind: str) -> None:
    extra = {"document": {**FILE}} if kind == "animation" else {}
    await room.get(client.message(**{kind: UNSUPPORTED[kind]}, **extra))
    assert len(await room.said()) == 1
    assert await room.count(AdProject) == 0


async def test_a_poll_and_a_kind_of_the_future_are_answered(room: Room, client: Client) -> None:
    poll = {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
        "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    }  # fmt: skip
    await room.get(client.message(poll=poll), client.message(hologram={"x": 1}))
    assert len(await room.said()) == 2


async def test_a_note_of_telegram_itself_needs_no_answer(room: Room, client: Client) -> None:
    await room.get(client.message(delete_chat_photo=True))
    assert await room.said() == []


@pytest.mark.parametrize(
    ("command", "word"), [("/help", "/privacy"), ("/privacy", "stored"), ("/foo", "/foo")]
)
async def test_every_command_is_answered(room: Room, client: Client, command: str, word: str) -> None:
    await room.get(client.text(command))
    (said,) = await room.said()
    assert word in said


async def test_a_suggestion_is_an_answer_once(room: Room, client: Client) -> None:
    await room.get(client.text("an ad"))
    project = await room.project()
    asked = await room.assistant_said(project, 900, "15 seconds", "30 seconds")
    await room.get(client.press(Say(message=asked.id, index=1).pack()))
    assert ("text", "30 seconds") in await room.lines()
    await room.get(client.press(Say(message=asked.id, index=1).pack()))
    assert len(await room.lines()) == 2
    first, second = room.session.of(AnswerCallbackQuery)
    assert first.text == "“30 seconds”"
    assert "already" in (second.text or "")
    (edit,) = room.session.of(EditMessageReplyMarkup)
    assert edit.reply_markup is not None
    assert edit.reply_markup.inline_keyboard[0][0].text == "✔ 30 seconds"


async def test_ids_of_others_and_unknown_ids_are_answered_alike(
    room: Room, client: Client, other: Client
) -> None:
    project = await room.with_script(client)
    asked = await room.assistant_said(project, 900, "yes")
    missing = "f" * 32
    for data in (
        f"ok:{{}}:{project.revision}",
        "stop:{}",
        "go:{}",
        f"edit:{{}}:{project.revision}",
    ):
        await room.get(other.press(data.format(project.id.hex)), other.press(data.format(missing)))
    await room.get(other.press(f"say:{asked.id.hex}:0"), other.press(f"say:{missing}:0"))
    answers = room.session.of(AnswerCallbackQuery)
    assert len(answers) == 10
    assert {(answer.text, answer.show_alert) for answer in answers} == {
        ("I can't find that ad any more.", True)
    }
    assert (await room.project()).status == AdProjectStatus.SCRIPT_GENERATED
    assert await room.said() == []


@pytest.mark.parametrize(
    "data", ["v0:approve:7", "ok:zzz:1", f"ok:{'f' * 32}:-1", "say::", "", "new:1", "x" * 64]
)
async def test_an_unknown_or_forged_button_is_told_so(room: Room, client: Client, data: str) -> None:
    await room.get(client.press(data))
    (answer,) = room.session.of(AnswerCallbackQuery)
    assert "earlier version" in (answer.text or "")


async def test_change_and_continue_make_their_ad_the_current_one(room: Room, client: Client) -> None:
    old = await room.with_script(client)
    for data in (ChangeScript(project=old.id, revision=1), Continue(project=old.id)):
        await room.get(client.text("/new"), client.text("tea"), client.press(data.pack()))
        (chat,) = await room.all(ChatSession)
        assert chat.active_project_id == old.id
    assert any("What should I change" in said for said in await room.said())


async def test_a_double_tap_on_change_asks_once(room: Room, client: Client) -> None:
    project = await room.with_script(client)
    change = ChangeScript(project=project.id, revision=1).pack()
    await asyncio.gather(*(room.get(client.press(change)) for _ in range(2)))
    await room.get(client.press(change))
    (asked,) = await room.said()
    assert "What should I change" in asked
    assert len(room.toasts()) == 3


async def test_a_press_whose_message_telegram_no_longer_shows(room: Room, client: Client) -> None:
    gone = {"chat": client.chat, "message_id": 900, "date": 0}
    await room.get(client.press("v0", message=gone))
    assert len(room.session.of(AnswerCallbackQuery)) == 1


async def test_who_blocks_the_bot_is_marked_and_seen_again_later(room: Room, client: Client) -> None:
    await room.get(client.text("hi"))
    bot_user = {"id": 42, "is_bot": True, "first_name": "b"}

    def member(status: str) -> dict[str, object]:
        return {"user": bot_user, "status": status, **({"until_date": 0} if status == "kicked" else {})}

    change = {"chat": client.chat, "from": client.sender, "date": 1}
    kicked = {**change, "old_chat_member": member("member"), "new_chat_member": member("kicked")}
    await room.get(client.update("my_chat_member", kicked))
    assert (await room.all(User))[0].blocked_at is not None
    await room.get(client.text("back"))
    assert (await room.all(User))[0].blocked_at is None


async def test_two_people_never_see_each_other(room: Room, client: Client, other: Client) -> None:
    await room.get(client.text("mine"), other.text("theirs"))
    rows = await room.all(OutboxRow)
    assert rows == []
    lines = {line.content: line.chat_id for line in await room.all(ChatMessage)}
    assert lines == {"mine": client.user_id, "theirs": other.user_id}


async def test_words_are_html_that_cannot_be_broken(room: Room, client: Client, t: Tongue) -> None:
    await room.get(client.text("/<b>&"))
    (said,) = await room.said()
    assert "/&lt;b&gt;&amp;" in said
