"""Turns and messages are told to whoever watches, and their lines carry what they are about."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage
from structlog.contextvars import get_contextvars

from db.trail import FACTS, about, current, following, tell
from tests.jobs.shop import Shop
from tests.support.watching import Recorder


async def test_a_turn_and_its_messages_are_told(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    watch = Recorder()
    shop.crew = replace(shop.crew, watch=watch)
    slow = TelegramRetryAfter(SendMessage(chat_id=1, text="x"), "slow down", retry_after=0)
    shop.session.plan(SendMessage, slow)
    project = await shop.ad()
    await shop.hears(project, "an ad for Fable Tea", 5)
    caplog.set_level(logging.INFO)
    await shop.work_off()
    assert ("turn", "answered") in watch.told
    assert ("said", "card", "wait") in watch.told
    assert ("said", "text", "sent") in watch.told
    (turn,) = (record for record in caplog.records if record.message == "turn ended")
    facts = getattr(turn, FACTS)
    assert (facts["outcome"], facts["tries"]) == ("answered", 1)
    assert facts["ms"] >= 0


def test_a_step_says_what_it_is_about_and_leaves_nothing_behind() -> None:
    with following(task="turn", ad=None):
        about(ad=7, turn="t")
        with following(attempt="a"):
            assert current() == {"task": "turn", "ad": "7", "turn": "t", "attempt": "a"}
            about(run="r")
        assert current() == {"task": "turn", "ad": "7", "turn": "t"}
    assert get_contextvars() == {}


def test_facts_that_are_none_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    tell(logging.getLogger("x"), "made", level=logging.WARNING, part="cut", model=None)
    assert getattr(caplog.records[0], FACTS) == {"part": "cut"}
