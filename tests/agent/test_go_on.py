"""“Go on” after an apology answers what was left unanswered, and is never a fact."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.turn import ChatLine
from agent.understand import understand
from agent.understand_go_on import asks_to_go_on
from tests.agent.conversation import Conversation

SAID = [
    "go on", "Go on.", "“go on”", "ok, go on please", "continue", "Continue, please", "carry on", "keep going!",
    "proceed", "weiter", "Bitte weiter", "mach weiter", "ja, weiter", "sigue", "Sigue, por favor", "continúa",
    "adelante", "продолжай", "Продолжайте, пожалуйста", "ок, дальше", "давай дальше", "vas-y", "continuez",
    "vai avanti", "continua", "verder", "dalej", "продовжуй",
]  # fmt: skip
NOT_SAID = [
    "Go On, a running shoe", "go on holiday app", "Weiterbildung", "continue watch", "sigueme", "we go on tours",
    "go to 15 seconds", "the product is called Continue", "", "адвокат Продолжаев", "on",
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize("slot", ["product", "call_to_action", None])
def test_it_is_no_fact_whatever_was_asked(words: str, slot: str | None) -> None:
    reading = understand(words, open_slot=slot)

    assert (dict(reading.facts), dict(reading.brand), reading.edits) == ({}, {}, ())
    assert reading.intents == {"go_on"}


@pytest.mark.parametrize("words", NOT_SAID)
def test_other_words_keep_their_meaning(words: str) -> None:
    assert not asks_to_go_on(words)


def test_it_may_lead_into_a_fact() -> None:
    assert understand("go on, it's a mug", open_slot="product").facts["product"] == "mug"
    assert understand("Go on. 15 seconds for TikTok").facts["duration"] == 15


def test_a_long_text_of_nothing_but_leads_is_read_in_no_time() -> None:
    began = datetime.now(UTC)
    assert not asks_to_go_on("ok, " * 5000)
    understand("ok, " * 1000 + "!", open_slot="product")
    assert (datetime.now(UTC) - began).total_seconds() < 3


@pytest.mark.parametrize("words", ["go on", "weiter", "sigue", "продолжай"])
async def test_what_was_left_unanswered_is_answered(words: str) -> None:
    talk = Conversation()
    talk.lines = [
        ChatLine("assistant", "What are we advertising?"),
        ChatLine("user", "we sell dog leashes"),
        ChatLine("user", "for dog owners, 15 seconds on TikTok"),
    ]
    talk.asked = ("product",)
    result = await talk.say(words)

    assert result.brief.product == "dog leashes"
    assert (result.brief.placement, result.brief.duration) == ("tiktok", 15)


@pytest.mark.parametrize("words", ["go on", "weiter"])
async def test_where_nothing_was_left_the_question_is_asked_again(words: str) -> None:
    talk = Conversation()
    await talk.say("hello")
    result = await talk.say(words)

    assert result.brief.product is None
    assert "advertising" in result.reply
    assert result.suggestions


async def test_after_the_script_it_says_what_comes_next() -> None:
    talk = Conversation()
    await talk.say("15 s TikTok for dog leashes, audience: dog owners, CTA: Order now. just decide the rest")
    assert talk.script is not None
    result = await talk.say("continue")

    assert result.script is None
    assert "✅" in result.reply
