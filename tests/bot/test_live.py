"""The live preview, with a clock of its own: paced, never loud, never raising."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import SendChatAction, SendMessageDraft

from bot.app import ChatSettings, build_bot
from bot.live import LiveDraft, LivePace, draft_id_of
from bot.views.words import TEXT_LIMIT, utf16_length
from tests.support.telegram import TOKEN, RecordingSession

CALL = SendMessageDraft(chat_id=1, draft_id=1)


class Desk:
    """A preview whose time stands still until told."""

    def __init__(self, chat_id: int = 7001) -> None:
        self.now = 100.0
        self.session = RecordingSession()
        bot = build_bot(ChatSettings(TOKEN), self.session)
        self.live = LiveDraft(bot, chat_id, 9, clock=lambda: self.now)

    async def after(self, seconds: float) -> None:
        self.now += seconds
        await self.live.tick()

    @property
    def drafts(self) -> list[str | None]:
        return [call.text for call in self.session.of(SendMessageDraft)]

    @property
    def typing(self) -> int:
        return len(self.session.of(SendChatAction))


async def test_typing_at_once_and_every_few_seconds_until_there_is_text() -> None:
    desk = Desk()
    for _ in range(100):
        await desk.after(0.1)
    assert desk.typing == 3
    assert desk.drafts == []


async def test_text_grows_no_faster_than_the_throttle() -> None:
    desk = Desk()
    for _ in range(20):
        desk.live.add("a")
        await desk.after(0.1)
    assert 4 <= len(desk.drafts) <= 6  # 2 s, at most one every 0.4 s
    assert desk.drafts[0] == "a"
    assert desk.live.text == "a" * 20


async def test_equal_text_is_shown_again_only_before_the_draft_dies() -> None:
    desk = Desk()
    desk.live.add("a")
    for _ in range(400):
        await desk.after(0.1)
    assert desk.drafts == ["a", "a", "a"]


async def test_a_note_is_shown_under_the_text_until_more_comes() -> None:
    desk = Desk()
    desk.live.note("looking at your photo")
    await desk.after(1)
    desk.live.add("Nice bottle")
    await desk.after(1)
    desk.live.note("writing")
    await desk.after(1)
    assert desk.drafts == ["… looking at your photo", "Nice bottle", "Nice bottle\n\n… writing"]


async def test_a_restart_forgets_what_was_streamed() -> None:
    desk = Desk()
    desk.live.add("wrong")
    await desk.after(1)
    desk.live.restart()
    desk.live.add("right")
    await desk.after(1)
    assert desk.drafts == ["wrong", "right"]


async def test_a_pause_that_telegram_asks_for_is_kept() -> None:
    desk = Desk()
    desk.session.plan(SendMessageDraft, TelegramRetryAfter(method=CALL, message="slow", retry_after=30))
    desk.live.add("a")
    await desk.after(1)
    desk.live.add("b")
    for _ in range(29):
        await desk.after(1)
    assert (desk.drafts, desk.typing) == (["a"], 0)
    await desk.after(1)
    assert desk.drafts == ["a", "ab"]


async def test_a_chat_that_takes_no_drafts_gets_typing_only() -> None:
    desk = Desk()
    desk.session.plan(SendMessageDraft, TelegramBadRequest(method=CALL, message="TEXTDRAFT_PEER_INVALID"))
    desk.live.add("a")
    for _ in range(10):
        await desk.after(1)
    assert len(desk.drafts) == 1
    assert desk.typing == 2


async def test_a_group_gets_no_drafts() -> None:
    desk = Desk(chat_id=-5)
    desk.live.add("a")
    await desk.after(1)
    assert (desk.drafts, desk.typing) == ([], 1)


async def test_who_blocked_the_bot_is_left_alone() -> None:
    desk = Desk()
    desk.session.plan(SendMessageDraft, TelegramForbiddenError(method=CALL, message="blocked"))
    desk.live.add("a")
    for _ in range(60):
        await desk.after(1)
    assert len(desk.session.calls) == 1


@pytest.mark.parametrize("error", [TelegramNetworkError(method=CALL, message="x"), RuntimeError("bug")])
async def test_nothing_is_raised(error: Exception) -> None:
    desk = Desk()
    desk.session.plan(SendMessageDraft, error)
    desk.live.add("a")
    await desk.after(1)


async def test_a_long_answer_shows_its_end() -> None:
    desk = Desk()
    desk.live.add("🙂" * 5000 + "the end")
    await desk.after(1)
    (shown,) = desk.drafts
    assert shown is not None
    assert utf16_length(shown) <= TEXT_LIMIT
    assert shown.endswith("the end")


async def test_it_ticks_by_itself_and_ends_cleanly() -> None:
    ticked = asyncio.Event()

    async def sleep(seconds: float) -> None:
        ticked.set()
        await asyncio.sleep(0)

    session = RecordingSession()
    live = LiveDraft(build_bot(ChatSettings(TOKEN), session), 7001, 9, pace=LivePace(), sleep=sleep)
    async with live:
        live.add("hello")
        await asyncio.wait_for(ticked.wait(), 5)
    calls = len(session.calls)
    await asyncio.sleep(0)
    assert len(session.calls) == calls >= 1


def test_the_draft_of_a_turn_has_one_id_and_never_zero() -> None:
    turn = uuid4()
    assert draft_id_of(turn) == draft_id_of(turn)
    assert all(0 < draft_id_of(UUID(int=n)) < 2**31 for n in (0, 1, 2**31 - 1, 2**128 - 1))
