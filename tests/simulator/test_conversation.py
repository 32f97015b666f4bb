"""Messages both ways: entities, edits, quotes, buttons, splitting, deep links."""

from aiogram import Bot, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters

from briefcut.simulator import ADA, BEN
from briefcut.simulator.client import Marketer, NotDone
from tests.simulator.stage import polling, refused


def one_button(data: str = "go", text: str = "Go") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


async def test_a_bot_that_polls_answers_start_with_formatting(bot: Bot, ada: Marketer) -> None:
    router = Router()

    @router.message(CommandStart())
    async def greet(message: Message) -> None:
        await message.answer(
            "<b>Hello</b>, <i>Ada &amp; co</i> 🎬 see https://example.com", parse_mode="HTML"
        )

    async with polling(bot, router) as seen:
        await ada.start("campaign")
        reply = await ada.wait_for("Hello", timeout=5)
    update = seen.updates[0]
    assert update.message is not None
    assert update.message.text == "/start campaign"
    assert update.message.entities is not None
    assert update.message.entities[0].type == "bot_command"
    assert update.message.from_user is not None
    assert (update.message.from_user.id, update.message.chat.id) == (ADA.id, ADA.id)
    assert reply.text == "Hello, Ada & co 🎬 see https://example.com"
    assert reply.html_text == "<b>Hello</b>, <i>Ada &amp; co</i> 🎬 see https://example.com"
    assert [entity.type for entity in reply.entities or []] == ["bold", "italic", "url"]


async def test_confirmed_updates_turn_into_received_messages(bot: Bot, started: Marketer) -> None:
    assert not (await started.lines())[0].received
    updates = await bot.get_updates(timeout=0)
    assert len(updates) == 1
    assert [update.update_id for update in await bot.get_updates(timeout=0)] == [updates[0].update_id]
    assert await bot.get_updates(offset=updates[0].update_id + 1, timeout=0) == []
    assert (await started.lines())[0].received


async def test_a_deep_link_carries_64_characters(bot: Bot, ada: Marketer) -> None:
    (sent,) = await ada.start("x" * 2500)
    assert sent.text == "/start " + "x" * 64


async def test_a_long_text_becomes_several_messages(bot: Bot, started: Marketer) -> None:
    words = "brief " * 1500
    sent = await started.send(words)
    assert len(sent) == 3
    assert max(len(message.text or "") for message in sent) <= 4096
    assert " ".join(message.text or "" for message in sent) == words.strip()
    assert len(await bot.get_updates(timeout=0)) == 4


async def test_nothing_is_not_sent(started: Marketer) -> None:
    assert await refused(started.send("  \n "), NotDone) == "There is nothing to send."


async def test_a_button_is_pressed_and_answered(bot: Bot, started: Marketer) -> None:
    router = Router()

    @router.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        assert query.message is not None
        await query.answer(f"got {query.data}", show_alert=True)

    sent = await bot.send_message(ADA.id, "Ready?", reply_markup=one_button("go:1"))
    async with polling(bot, router) as seen:
        answer = await started.press("Go")
        again = await started.press(data="go:1", message_id=sent.message_id)
    assert (answer.text, answer.show_alert) == ("got go:1", True)
    assert again.text == "got go:1"
    queries = [update.callback_query for update in seen.updates if update.callback_query]
    assert [query.message.message_id for query in queries if query.message] == [sent.message_id] * 2
    assert len({query.chat_instance for query in queries}) == 1
    assert len({query.id for query in queries}) == 2


async def test_a_button_that_is_gone_cannot_be_pressed(bot: Bot, started: Marketer, url: str) -> None:
    sent = await bot.send_message(ADA.id, "Ready?", reply_markup=one_button())
    await bot.edit_message_reply_markup(chat_id=ADA.id, message_id=sent.message_id, reply_markup=None)
    pressing = started._act("press", message_id=sent.message_id, data="go")
    assert "not there any more" in await refused(pressing, NotDone)


async def test_an_edit_replaces_text_and_drops_the_keyboard(bot: Bot, started: Marketer) -> None:
    sent = await bot.send_message(ADA.id, "one", reply_markup=one_button())
    edited = await bot.edit_message_text("two", chat_id=ADA.id, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("two", None)
    assert edited.edit_date
    assert [message.text for message in await started.messages()] == ["/start", "two"]


async def test_quotes_point_both_ways(bot: Bot, started: Marketer) -> None:
    mine = await started.send("question?")
    reply = await bot.send_message(
        ADA.id, "answer", reply_parameters=ReplyParameters(message_id=mine[0].message_id)
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "question?"
    (back,) = await started.send("thanks", reply_to=reply.message_id)
    assert back.reply_to_message is not None
    assert back.reply_to_message.message_id == reply.message_id
    # One level only, as Telegram quotes.
    assert back.reply_to_message.reply_to_message is None


async def test_a_persons_edit_reaches_the_bot(bot: Bot, started: Marketer) -> None:
    (sent,) = await started.send("30 secnds")
    await started.edit(sent.message_id, "30 seconds")
    update = (await bot.get_updates(timeout=0))[-1]
    assert update.edited_message is not None
    assert update.edited_message.text == "30 seconds"
    assert update.edited_message.edit_date


async def test_two_people_see_only_their_own_chat(bot: Bot, started: Marketer, url: str) -> None:
    async with Marketer(url, "Ben") as ben:
        await ben.start()
        await bot.send_message(BEN.id, "for Ben")
        await bot.send_message(ADA.id, "for Ada")
        assert [message.text for message in await ben.messages()] == ["/start", "for Ben"]
        assert [message.text for message in await started.messages()] == ["/start", "for Ada"]
    async with Marketer(url, "Cleo") as cleo:
        assert cleo.id not in (ADA.id, BEN.id)
        await cleo.start()
        await bot.send_message(cleo.id, "welcome")
        assert (await cleo.wait_for("welcome")).chat.first_name == "Cleo"


async def test_sticker_location_and_contact_arrive(bot: Bot, started: Marketer) -> None:
    for kind in ("sticker", "location", "contact"):
        await started.send_other(kind)
    kinds = [update.message.content_type for update in await bot.get_updates(timeout=0) if update.message]
    assert kinds == ["text", "sticker", "location", "contact"]


async def test_a_reaction_a_pin_and_a_deletion(bot: Bot, started: Marketer) -> None:
    from aiogram.types import ReactionTypeEmoji

    (mine,) = await started.send("make it snappy")
    await bot.set_message_reaction(ADA.id, mine.message_id, [ReactionTypeEmoji(emoji="👀")])
    assert (await started.lines())[-1].reaction == "👀"
    await bot.set_message_reaction(ADA.id, mine.message_id, [])
    assert (await started.lines())[-1].reaction is None
    await bot.pin_chat_message(ADA.id, mine.message_id)
    pinned = (await bot.get_chat(ADA.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == mine.message_id
    await bot.delete_message(ADA.id, mine.message_id)
    assert [message.text for message in await started.messages()] == ["/start"]


async def test_copies_and_forwards(bot: Bot, started: Marketer, url: str) -> None:
    async with Marketer(url, BEN.id) as ben:
        await ben.start()
        source = await bot.send_message(ADA.id, "<b>an ad</b>", parse_mode="HTML")
        copied = await bot.copy_message(BEN.id, ADA.id, source.message_id)
        forwarded = await bot.forward_message(BEN.id, ADA.id, source.message_id)
        lines = await ben.messages()
    assert lines[1].message_id == copied.message_id
    assert (lines[1].html_text, lines[1].forward_origin) == ("<b>an ad</b>", None)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"


async def test_message_ids_are_shared_by_all_chats_of_the_bot(bot: Bot, started: Marketer, url: str) -> None:
    async with Marketer(url, BEN.id) as ben:
        await ben.start()
    ids = [(await bot.send_message(chat, "x")).message_id for chat in (ADA.id, BEN.id, ADA.id)]
    assert ids == sorted(set(ids))


async def test_a_change_of_buttons_is_no_edit_to_the_reader(bot: Bot, started: Marketer) -> None:
    sent = await bot.send_message(ADA.id, "Ready?", reply_markup=one_button())
    await bot.edit_message_reply_markup(chat_id=ADA.id, message_id=sent.message_id)
    assert [line.edited for line in await started.lines()] == [False, False]
    await bot.edit_message_text("Ready!", chat_id=ADA.id, message_id=sent.message_id)
    assert [line.edited for line in await started.lines()] == [False, True]
