"""Groups: several people in one chat, of which the bot is told only what is meant for it."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from briefcut.simulator import ADA, BEN, Limits
from briefcut.simulator.client import Marketer, NotDone
from briefcut.simulator.limits import FloodGate
from tests.simulator.test_conversation import one_button


async def test_a_group_is_read_and_pressed_by_several(bot: Bot, url: str, ada: Marketer) -> None:
    number = await ada.found("North Pier team")
    assert number < -1_000_000_000_000
    async with Marketer(url, ADA.id, group=number) as here, Marketer(url, BEN.id, group=number) as ben:
        await ben.send("lunch?")
        await ben.send("@other_bot hello")
        await here.send("@briefcut_bot an ad for tea")
        await ben.send("/help@other_bot")
        sent = await bot.send_message(number, "Which tea?", reply_markup=one_button())
        await ben.send("green", reply_to=sent.message_id)
        await ben.tap("Go")
        updates = await bot.get_updates(timeout=0)
        told = [update.message for update in updates if update.message is not None]
        assert [(one.from_user.first_name, one.text) for one in told if one.from_user] == [
            ("Ada", "@briefcut_bot an ad for tea"), ("Ben", "green"),
        ]  # fmt: skip
        assert {(one.chat.id, one.chat.type, one.chat.title) for one in told} == {
            (number, "supergroup", "North Pier team")
        }
        joined = next(update.my_chat_member for update in updates if update.my_chat_member)
        assert (joined.old_chat_member.status, joined.new_chat_member.status) == ("left", "member")
        pressed = next(update.callback_query for update in updates if update.callback_query)
        assert (pressed.from_user.id, pressed.message and pressed.message.chat.id) == (BEN.id, number)
        assert [line.message.text for line in await here.lines()] == [
            line.message.text for line in await ben.lines()
        ]
        assert await ada.lines() == []
        with pytest.raises(TelegramBadRequest, match="TEXTDRAFT_PEER_INVALID"):
            await bot.send_message_draft(chat_id=number, draft_id=1, text="x")
    with pytest.raises(NotDone, match="title"):
        await ada.found(" ")


def test_a_group_takes_twenty_messages_a_minute() -> None:
    gate = FloodGate(Limits())
    sent = sum(gate.take(-5, 0.0) is None for _ in range(30))
    assert sent == 20
    assert gate.take(-5, 40.0) is None
    assert [gate.take(7, second) for second in range(60)] == [None] * 60
