"""Telegram's limits as Telegram's errors."""

from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetForumTopicIconStickers
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
)

from briefcut.simulator import ADA, BEN, ChatStandIn, Limits
from briefcut.simulator.client import Marketer
from tests.simulator.stage import TOKEN, Clock, bot_at, jpeg, polling, refused, serving


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data=data)]])


@pytest.mark.parametrize(
    ("text", "mode", "description"),
    [
        ("", None, "message text is empty"),
        (" \n ", None, "message text is empty"),
        ("<b></b>", "HTML", "message text is empty"),
        ("a" * 4097, None, "message is too long"),
        ("<b>a", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<p>a</p>", "HTML", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        (
            "é<b><i>a</b></i>",
            "HTML",
            'can\'t parse entities: Unmatched end tag at byte offset 9, expected "</i>", found "</b>"',
        ),
        ("a</b>", "HTML", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("2 < 3", "HTML", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("a", "Org", "unsupported parse_mode"),
    ],
)
async def test_texts_refused(
    bot: Bot, started: Marketer, text: str, mode: str | None, description: str
) -> None:
    said = await refused(bot.send_message(ADA.id, text, parse_mode=mode), TelegramBadRequest)
    assert said == f"Bad Request: {description}"
    assert len(await started.messages()) == 1


async def test_the_longest_texts_pass(bot: Bot, started: Marketer) -> None:
    text = await bot.send_message(ADA.id, "<b>" + "é" * 4096 + "</b>", parse_mode="HTML")
    assert len(text.text or "") == 4096
    photo = BufferedInputFile(jpeg(), "a.jpg")
    assert len((await bot.send_photo(ADA.id, photo, caption="c" * 1024)).caption or "") == 1024
    too_long = bot.send_photo(ADA.id, photo, caption="c" * 1025)
    assert await refused(too_long, TelegramBadRequest) == "Bad Request: message caption is too long"


async def test_buttons_carry_64_bytes(bot: Bot, started: Marketer) -> None:
    await bot.send_message(ADA.id, "ok", reply_markup=keyboard("x" * 64))
    for data in ("x" * 65, "é" * 33):
        said = await refused(bot.send_message(ADA.id, "no", reply_markup=keyboard(data)), TelegramBadRequest)
        assert said == "Bad Request: BUTTON_DATA_INVALID"
    dead = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go")]])
    assert "Text buttons are unallowed" in await refused(
        bot.send_message(ADA.id, "no", reply_markup=dead), TelegramBadRequest
    )
    assert len(await started.messages()) == 2


async def test_edits_refused(bot: Bot, started: Marketer) -> None:
    sent = await bot.send_message(ADA.id, "one", reply_markup=keyboard("go"))
    mine = (await started.messages())[0]

    async def edit(message_id: int, text: str) -> str:
        call = bot.edit_message_text(text, chat_id=ADA.id, message_id=message_id, reply_markup=keyboard("go"))
        return await refused(call, TelegramBadRequest)

    assert (await edit(sent.message_id, "one")).startswith("Bad Request: message is not modified")
    assert await edit(999, "two") == "Bad Request: message to edit not found"
    assert await edit(mine.message_id, "two") == "Bad Request: message can't be edited"
    assert await edit(sent.message_id, "x" * 4097) == "Bad Request: message is too long"
    photo = await bot.send_photo(ADA.id, BufferedInputFile(jpeg(), "a.jpg"), caption="c")
    assert await edit(photo.message_id, "x") == "Bad Request: there is no text in the message to edit"


async def test_deletions_refused(bot: Bot, started: Marketer, clock: Clock) -> None:
    sent = await bot.send_message(ADA.id, "one")
    said = await refused(bot.delete_message(ADA.id, 999), TelegramBadRequest)
    assert said == "Bad Request: message to delete not found"
    clock.at += 48 * 3600 + 1
    said = await refused(bot.delete_message(ADA.id, sent.message_id), TelegramBadRequest)
    assert said == "Bad Request: message can't be deleted"
    assert await bot.delete_messages(ADA.id, [sent.message_id, 999])
    assert len(await started.messages()) == 2


async def test_callback_answers_refused(bot: Bot, started: Marketer, clock: Clock) -> None:
    await bot.send_message(ADA.id, "?", reply_markup=keyboard("go"))
    query = await started.tap("Go")
    assert await refused(bot.answer_callback_query(query, "x" * 201), TelegramBadRequest) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    await bot.answer_callback_query(query, "x" * 200)
    late = await started.tap("Go")
    clock.at += 61
    for old in (query, late, "7"):
        assert "query is too old" in await refused(bot.answer_callback_query(old), TelegramBadRequest)


@pytest.mark.parametrize("count", [1, 11])
async def test_albums_have_two_to_ten(bot: Bot, started: Marketer, count: int) -> None:
    media = [InputMediaPhoto(media=BufferedInputFile(jpeg(64, 64), f"{n}.jpg")) for n in range(count)]
    said = await refused(bot.send_media_group(ADA.id, list(media)), TelegramBadRequest)
    assert "messages in the album" in said
    assert len(await started.messages()) == 1


async def test_albums_do_not_mix_documents_with_photos(bot: Bot, started: Marketer) -> None:
    file = BufferedInputFile(jpeg(64, 64), "a.jpg")
    mixed = bot.send_media_group(ADA.id, [InputMediaPhoto(media=file), InputMediaDocument(media=file)])
    assert "can't be mixed" in await refused(mixed, TelegramBadRequest)


async def test_uploads_over_the_limit_are_413(tmp_path: Path, clock: Clock) -> None:
    limits = Limits(flood=False, upload_bytes=3_000_000, photo_bytes=1000, download_bytes=2_000_000)
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=limits, clock=clock)
    async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, ADA.id) as ada:
        await ada.start()
        big = bot.send_document(ADA.id, BufferedInputFile(bytes(3_000_001), "big.bin"))
        assert "Request Entity Too Large" in await refused(big, TelegramEntityTooLarge)
        sent = await bot.send_document(ADA.id, BufferedInputFile(bytes(3_000_000), "fits.bin"))
        assert sent.document is not None
        said = await refused(bot.get_file(sent.document.file_id), TelegramBadRequest)
        assert said == "Bad Request: file is too big"
        photo = bot.send_photo(ADA.id, BufferedInputFile(jpeg(), "a.jpg"))
        assert "is too big for a photo" in await refused(photo, TelegramBadRequest)
    assert not list((tmp_path / "incoming").glob("big*"))


def test_the_defaults_are_telegrams() -> None:
    limits = Limits()
    assert (limits.text, limits.caption, limits.callback_data_bytes) == (4096, 1024, 64)
    assert (limits.upload_bytes, limits.download_bytes) == (50 * 2**20, 20 * 2**20)
    assert (limits.start_payload, limits.album, limits.draft_seconds) == (64, 10, 30)
    assert limits.flood


async def test_files_that_are_not_what_they_claim(bot: Bot, started: Marketer) -> None:
    text = BufferedInputFile(b"just words", "photo.jpg")
    assert (
        await refused(bot.send_photo(ADA.id, text), TelegramBadRequest) == "Bad Request: IMAGE_PROCESS_FAILED"
    )
    thin = BufferedInputFile(jpeg(2100, 100), "thin.jpg")
    assert "PHOTO_INVALID_DIMENSIONS" in await refused(bot.send_photo(ADA.id, thin), TelegramBadRequest)
    empty = BufferedInputFile(b"", "empty.mp4")
    assert "file must be non-empty" in await refused(bot.send_video(ADA.id, empty), TelegramBadRequest)
    for wrong in ("http://127.0.0.1:9/ad.mp4", "no-such-file-id"):
        said = await refused(bot.send_video(ADA.id, wrong), TelegramBadRequest)
        assert said == "Bad Request: wrong file identifier/HTTP URL specified"
    photo = await bot.send_photo(ADA.id, BufferedInputFile(jpeg(64, 64), "a.jpg"))
    assert photo.photo is not None
    said = await refused(bot.send_video(ADA.id, photo.photo[-1].file_id), TelegramBadRequest)
    assert said == "Bad Request: can't use file of type Photo as Video"


async def test_strangers_and_those_who_blocked(bot: Bot, ada: Marketer) -> None:
    for chat in (ADA.id, BEN.id, 5, "@ada"):
        assert (
            await refused(bot.send_message(chat, "hi"), TelegramBadRequest) == "Bad Request: chat not found"
        )
    await ada.start()
    async with polling(bot) as seen:
        await ada.block()
        left = await seen.wait(lambda update: update.my_chat_member)
        blocked = await refused(bot.send_message(ADA.id, "hi"), TelegramForbiddenError)
        assert blocked == "Forbidden: bot was blocked by the user"
        await ada.unblock()
        back = await seen.wait(
            lambda update: update.my_chat_member and update.my_chat_member.new_chat_member.status == "member"
        )
    assert left.my_chat_member is not None
    assert left.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member is not None
    assert back.my_chat_member.old_chat_member.status == "kicked"
    await bot.send_message(ADA.id, "welcome back")


async def test_other_refusals(bot: Bot, started: Marketer, url: str) -> None:
    quoted = bot.send_message(ADA.id, "x", reply_parameters=ReplyParameters(message_id=99))
    assert "message to be replied not found" in await refused(quoted, TelegramBadRequest)
    lenient = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    await bot.send_message(ADA.id, "x", reply_parameters=lenient)
    assert "wrong parameter action" in await refused(
        bot.send_chat_action(ADA.id, "dancing"), TelegramBadRequest
    )
    reaction = bot.set_message_reaction(ADA.id, 1, [ReactionTypeEmoji(emoji="🛸")])
    assert "REACTION_INVALID" in await refused(reaction, TelegramBadRequest)
    commands = [BotCommand(command="Start!", description="x")]
    assert "BOT_COMMAND_INVALID" in await refused(bot.set_my_commands(commands), TelegramBadRequest)
    assert "name is too long" in await refused(bot.set_my_name("x" * 65), TelegramBadRequest)
    assert await refused(bot(GetForumTopicIconStickers()), TelegramNotFound) == "Not Found"
    async with bot_at(url, "4242:wrong") as stranger:
        assert await refused(stranger.get_me(), TelegramUnauthorizedError) == "Unauthorized"


async def test_polling_conflicts(bot: Bot, started: Marketer) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    assert "webhook is active" in await refused(bot.get_updates(timeout=0), TelegramConflictError)
    await bot.delete_webhook()
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_floods_are_refused_with_the_seconds_to_wait(tmp_path: Path, clock: Clock) -> None:
    limits = Limits(chat_rate=1, chat_burst=3, global_burst=5, global_rate=1)
    stand_in = ChatStandIn(tmp_path, bot_token=TOKEN, limits=limits, clock=clock)
    async with serving(stand_in) as url, bot_at(url) as bot, Marketer(url, ADA.id) as ada:
        await ada.start()
        sent = [await bot.send_message(ADA.id, str(n)) for n in range(3)]
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(ADA.id, "too much")
        assert caught.value.retry_after == 1
        # Edits count as well.
        edit = bot.edit_message_text("x", chat_id=ADA.id, message_id=sent[0].message_id)
        assert "retry after 1" in await refused(edit, TelegramRetryAfter)
        clock.at += 1
        await bot.send_message(ADA.id, "patience")
        await ada.flood(30)
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(ADA.id, "still shut")
        assert caught.value.retry_after == 30
        clock.at += 30
        await bot.send_message(ADA.id, "open again")
        assert [m.text for m in await ada.messages()] == ["/start", "0", "1", "2", "patience", "open again"]
