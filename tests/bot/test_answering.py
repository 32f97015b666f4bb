"""What handlers return is sent beside the next update: presses at once, edits in their order and at the chat's pace."""

from __future__ import annotations

import asyncio

from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendChatAction

from bot.answering import LONGEST_WAIT_S, Answering
from bot.app import ChatSettings, build_bot
from bot.paced import LEFT_OUT_S
from db.pacing import Gate
from db.watch import Watch
from tests.support.telegram import TOKEN, RecordingSession


class Slow(Gate):
    """A gate that lets the first edit go, and then says `wait`."""

    def __init__(self, wait: float, *, spare: bool = True) -> None:
        self.wait = wait
        self.roomy = spare
        self.held: list[tuple[int, float]] = []
        self.asked = 0

    async def take(self, chat_id: int) -> float:
        self.asked += 1
        return self.wait if self.asked > 1 else 0.0

    async def spare(self, chat_id: int) -> bool:
        return self.roomy

    async def hold(self, chat_id: int, seconds: float) -> None:
        self.held.append((chat_id, seconds))


def edit(words: str, message: int = 1, chat: int = 7) -> EditMessageText:
    return EditMessageText(text=words, chat_id=chat, message_id=message)


def build(gate: Gate) -> tuple[Answering, RecordingSession, list[float]]:
    session, slept = RecordingSession(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    bot = build_bot(ChatSettings(TOKEN), session, gate=gate)
    return Answering(bot, Watch(), gate, sleep=sleep), session, slept


async def test_an_edit_that_was_overtaken_while_it_waited_is_left_out() -> None:
    answering, session, slept = build(Slow(2.0))
    for words in ("a", "b", "c", "d"):
        answering.send((AnswerCallbackQuery(callback_query_id=words), edit(words)), lambda: 0.0)
    answering.send(edit("another message", message=2), lambda: 0.0)
    await answering.settle()
    assert [call.text for call in session.of(EditMessageText)] == ["d", "another message"]
    assert len(session.of(AnswerCallbackQuery)) == 4, "every press is answered"
    assert slept == [2.0]


async def test_a_pause_that_telegram_asks_for_is_kept_by_all_and_the_edit_comes_after_it() -> None:
    gate = Slow(3.0)
    answering, session, slept = build(gate)
    session.plan(EditMessageText, TelegramRetryAfter(edit("a"), "Too Many Requests", retry_after=3))
    answering.send(edit("a"), lambda: 0.0)
    await answering.settle()
    assert [call.text for call in session.of(EditMessageText)] == ["a", "a"]
    assert gate.held == [(7, 3)]
    assert slept == [3.0]


async def test_nobody_waits_for_an_edit_longer_than_they_look() -> None:
    answering, session, slept = build(Slow(LONGEST_WAIT_S + 1))
    answering.send(edit("a"), lambda: 0.0)
    answering.send(edit("b", message=2), lambda: 0.0)
    await answering.settle()
    assert [call.text for call in session.of(EditMessageText)] == ["a"]
    assert slept == []


async def test_a_sign_of_typing_is_left_out_without_asking_telegram() -> None:
    answering, session, _ = build(Slow(0.0, spare=False))
    answering.send(SendChatAction(chat_id=7, action="typing"), lambda: 0.0)
    answering.send(edit("a"), lambda: 0.0)
    await answering.settle()
    assert session.of(SendChatAction) == []
    assert len(session.of(EditMessageText)) == 1
    assert LEFT_OUT_S > 0
