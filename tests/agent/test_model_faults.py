"""Whatever an endpoint does over HTTP: bounded in time and number, told, metered, and never half an answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply

from agent.breaker import Breaker
from agent.brief import Brief
from agent.build import ModelSettings, build_model, close_model
from agent.turn import SKIPPED
from tests.agent.conversation import Conversation
from tests.support.llmock_raw import RawEndpoint, Sends, chunk, plain, tool_chunk

SAYS_SO = "The AI model isn't answering right now"
HALF = "Half an answer that"


async def endless(body: dict[str, Any]) -> AsyncIterator[str | bytes]:
    while True:
        yield chunk({"role": "assistant", "content": f"{HALF} " * 200})
        await asyncio.sleep(0)


async def trickling(body: dict[str, Any]) -> AsyncIterator[str | bytes]:
    while True:
        yield chunk({"role": "assistant", "content": "drop "})
        await asyncio.sleep(0.03)


async def silent(body: dict[str, Any]) -> AsyncIterator[str | bytes]:
    await asyncio.sleep(30)
    yield chunk({"content": "late"}, "stop")


ENDED = chunk({}, "stop")
TOOLS_ENDED = chunk({}, "tool_calls")
RAW: dict[str, tuple[Sends, str]] = {
    "refusal": (plain(chunk({"role": "assistant", "refusal": "I won't."}), ENDED), "refused"),
    "over-long, and no end in sight": (endless, "over-long answer"),
    "a trickle": (trickling, "no whole answer within 0.4 s"),
    "silence": (silent, "no whole answer within 0.4 s"),
    "no stream at all": (plain(), ""),
    "garbage instead of JSON": (plain(chunk({"content": HALF}), '{"choices": [{"del'), "malformed stream"),
    "bytes that are no text": (plain(chunk({"content": HALF}), b"data: \xff\xfe{\n\n"), ""),  # type: ignore[arg-type]
    "no finish reason": (plain(chunk({"content": HALF})), "cut short (no finish reason)"),
    "an unknown finish reason": (plain(chunk({"content": HALF}, "content_filter")), "cut short (content_filter)"),
    "half a tool call": (plain(tool_chunk("update_brief", '{"product": "Half an ans'), TOOLS_ENDED), "malformed"),
    "arguments that are a list": (plain(tool_chunk("update_brief", "[1]"), TOOLS_ENDED), ""),
    "no words": (plain(chunk({"content": "  \n"}, "stop")), "empty answer"),
    "forty calls at once": (
        plain(*(tool_chunk("update_brief", "{}", n, f"call_{n}") for n in range(40)), TOOLS_ENDED),
        "too many tool calls at once",
    ),
}  # fmt: skip


async def raw_model(url: str) -> BaseChatModel:
    return build_model(ModelSettings("key", base_url=url, model="raw", timeout_s=5))


@pytest.mark.parametrize("fault", RAW)
async def test_no_half_answer_is_shown_and_the_interviewer_takes_the_turn(fault: str) -> None:
    sends, why = RAW[fault]
    endpoint = RawEndpoint(sends)
    async with endpoint as url:
        model = await raw_model(url)
        began = time.monotonic()
        # Too much can only be told when it has come; everything else ends at the deadline or before.
        deadline_s = 5 if why == "over-long answer" else 0.4
        result = await Conversation(model).say("we sell dog leashes", call_deadline_s=deadline_s)
        took = time.monotonic() - began
        await close_model(model)

    assert result.used_fallback
    assert result.reply.startswith(SAYS_SO)
    assert HALF not in result.reply
    assert "drop" not in result.reply
    # Nothing of the failed tries is kept: the interviewer read the message itself.
    assert result.brief.product == "dog leashes"
    assert all(why in failure for failure in result.failures)
    # A busy machine may take the whole deadline to connect.
    assert 1 <= len(endpoint.bodies) <= len(result.failures) <= 2
    assert took < 15
    assert [call.fault for call in result.calls] == list(result.failures)


async def test_the_turn_ends_at_its_deadline_although_a_call_had_more() -> None:
    async with RawEndpoint(silent) as url:
        model = await raw_model(url)
        result = await Conversation(model).say("we sell dog leashes", deadline_s=1.4, call_deadline_s=10)
        await close_model(model)

    assert result.failures == ("TimeoutError: no answer within 0 s",)
    assert result.reply.startswith(SAYS_SO)


async def test_a_429_is_waited_for_as_long_as_the_endpoint_asked(peer: LLMock, model: BaseChatModel) -> None:
    peer.rate_limit(retry_after=0.6).reply("Who is it for?")
    began = time.monotonic()
    result = await Conversation(model).say("hi")

    assert time.monotonic() - began >= 0.6
    assert (result.reply, result.failures) == ("Who is it for?", ("OpenAIRateLimitError 429",))


async def test_a_prompt_that_is_refused_is_not_sent_again(peer: LLMock, model: BaseChatModel) -> None:
    peer.context_overflow(times=None)
    result = await Conversation(model).say("we sell dog leashes")

    assert len(peer.requests) == 1
    assert result.used_fallback


async def test_an_unknown_tool_is_told_back_and_the_model_goes_on(peer: LLMock, model: BaseChatModel) -> None:
    peer.call_tool("send_invoice", {"amount": 5}).reply("Who is it for?")
    result = await Conversation(model).say("hi")

    assert (result.reply, result.used_fallback) == ("Who is it for?", False)
    assert "not a valid tool" in result.trace[0]["result"]
    assert (result.brief, result.script) == (Brief(), None)


async def test_a_very_long_answer_is_cut_at_a_sentence_and_shows_it(
    peer: LLMock, model: BaseChatModel
) -> None:
    peer.reply("One more sentence about leashes. " * 400)
    result = await Conversation(model).say("hi")

    assert len(result.reply) <= 3501
    assert result.reply.endswith("leashes.…")


async def test_an_endpoint_that_does_not_know_usage_is_not_asked_for_it_again() -> None:
    endpoint = RawEndpoint(
        plain(chunk({"role": "assistant", "content": "Who is it for?"}, "stop")),
        refuses=lambda body: "unknown field stream_options" if "stream_options" in body else None,
    )
    async with endpoint as url:
        model = await raw_model(url)
        talk = Conversation(model)
        replies = [(await talk.say("hi")).reply for _ in range(2)]
        await close_model(model)

    assert replies == ["Who is it for?"] * 2
    assert ["stream_options" in body for body in endpoint.bodies] == [True, False, False]
    assert [result.failures for result in talk.results] == [(), ()]
    assert [call.tokens for result in talk.results for call in result.calls] == [None, None]


# What calls took


async def test_every_call_is_metered(peer: LLMock, model: BaseChatModel) -> None:
    peer.call_tool("update_brief", {"product": "dog leashes"}).reply("Who is it for?")
    result = await Conversation(model).say("we sell dog leashes")

    assert len(result.calls) == 2
    for call in result.calls:
        assert (call.model, call.provider, call.fault) == ("gpt-scripted", "127.0.0.1", None)
        assert (call.prompt_tokens or 0) > 100
        assert (call.answer_tokens or 0) > 0
        assert (call.call_id or "").startswith("chatcmpl")
        assert call.prompt.startswith("interviewer/")
    assert len({call.call_id for call in result.calls}) == 2


async def test_a_failed_call_is_metered_with_what_is_known_of_it(peer: LLMock, model: BaseChatModel) -> None:
    peer.truncate(after_chunks=2).reply("A half that breaks").add(Reply(text="so on", finish_reason="length"))
    result = await Conversation(model).say("we sell dog leashes")

    broken, cut = result.calls
    assert cut.fault == "ModelFailure: cut short (length)"
    assert (cut.tokens or 0) > 100
    assert broken.fault == "ModelFailure: cut short (no finish reason)"
    assert broken.tokens is None


async def test_a_call_that_was_stopped_is_metered(peer: LLMock, model: BaseChatModel) -> None:
    peer.delay(2).reply("late")
    stop = asyncio.Event()
    turn = asyncio.ensure_future(Conversation(model).say("hi", stop=stop))
    asyncio.get_running_loop().call_later(0.3, stop.set)
    result = await turn

    assert [call.fault for call in result.calls] == ["TimeoutError: stopped"]


# The breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_model_that_is_down_is_spared_told_once_and_tried_again(
    peer: LLMock, model: BaseChatModel
) -> None:
    clock = Clock()
    breaker = Breaker(failures=2, first_pause_s=20, clock=clock)
    ada, bob = (Conversation(model, breaker=breaker, person=name) for name in ("ada", "bob"))
    peer.fail(503, times=4)
    told = [
        (await ada.say(words)).reply.startswith(SAYS_SO) for words in ("we sell dog leashes", "dog owners")
    ]
    assert (told, breaker.state, len(peer.requests)) == ([True, True], "open", 4)

    spared = [await talk.say("on TikTok") for talk in (ada, bob, bob)]
    assert [result.reply.startswith(SAYS_SO) for result in spared] == [False, True, False]
    assert {result.failures for result in spared} == {(SKIPPED,)}
    assert all(result.used_fallback for result in spared)
    assert (len(peer.requests), ada.brief.placement) == (4, "tiktok")

    clock.now = 20
    peer.reply("Back again.")
    assert (await bob.say("15 seconds")).reply == "Back again."
    assert breaker.state == "closed"


async def test_what_is_wrong_with_one_conversation_spares_nobody_the_model(
    peer: LLMock, model: BaseChatModel
) -> None:
    breaker = Breaker(failures=1, clock=Clock())
    talk = Conversation(model, breaker=breaker)
    peer.context_overflow().add(Reply(text="so on", finish_reason="length", times=2))
    for _ in range(2):
        assert (await talk.say("we sell dog leashes")).used_fallback

    assert breaker.state == "closed"


async def test_a_turn_that_is_cancelled_hands_the_try_on(peer: LLMock, model: BaseChatModel) -> None:
    clock = Clock()
    breaker = Breaker(failures=1, first_pause_s=20, clock=clock)
    breaker.failed()
    clock.now = 20
    peer.delay(5).reply("late")
    turn = asyncio.ensure_future(Conversation(model, breaker=breaker).say("hi"))
    while breaker.state != "half_open" or breaker.admits():
        breaker.left()
        await asyncio.sleep(0.01)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)

    assert breaker.admits()
