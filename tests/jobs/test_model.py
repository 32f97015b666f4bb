"""A turn with a chat model over HTTP: what its calls cost is in the ledger once, and an outage is lived through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from llmock.pytest_plugin import LLMock
from llmock.scenarios import Reply
from sqlalchemy import select, text

from agent.breaker import Breaker
from agent.guided import GuidedModel
from db.enums import CostCategory
from db.models import AdProject, GenerationCost, User
from jobs.turn import answer
from tests.jobs.shop import Shop
from tests.support.invariants import broken
from tests.support.llmock_raw import RawEndpoint, chunk
from tests.support.llmock_shop import with_model

if TYPE_CHECKING:
    from llmock.testing import LLMockServer

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
SAYS_SO = "The AI model isn't answering right now"


class Broken(GuidedModel):
    """An interviewer with a fault of its own."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: Any = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        raise RuntimeError("a bug of ours")
        yield

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Any:
        raise RuntimeError("a bug of ours")


@pytest.fixture
def peer(llmock_server: LLMockServer) -> LLMock:
    return LLMock(llmock_server).reset()


@pytest.fixture
async def model_shop(shop: Shop, peer: LLMock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with with_model(shop, peer.base_url(), tmp_path) as with_one:
        yield with_one


async def costs(shop: Shop) -> Sequence[GenerationCost]:
    async with shop.database.transaction() as session:
        rows = await session.scalars(
            select(GenerationCost).order_by(GenerationCost.created_at, GenerationCost.id)
        )
        return rows.all()


async def totals(shop: Shop, project: AdProject) -> tuple[Decimal, Decimal]:
    async with shop.database.transaction() as session:
        query = select(AdProject.total_cost, User.total_cost).join(User, User.id == AdProject.user_id)
        row = (await session.execute(query.where(AdProject.id == project.id))).one()
        return row[0], row[1]


async def test_every_call_of_a_turn_is_in_the_ledger_with_its_price(model_shop: Shop, peer: LLMock) -> None:
    project = await model_shop.ad()
    peer.call_tool("update_brief", {"product": "dog leashes"}).reply("Who is it for?")
    await model_shop.hears(project, "we sell dog leashes", 10)
    await model_shop.work_off()

    assert model_shop.said()[-1].endswith("Who is it for?")
    rows = await costs(model_shop)
    assert len(rows) == len(peer.requests) == 2
    for row in rows:
        assert (row.category, row.project_id, row.success) == (CostCategory.LLM, project.id, True)
        assert (row.provider, row.model_name) == ("127.0.0.1", "gpt-scripted")
        assert row.user_id == project.user_id
        tokens = row.details["tokens"]
        assert row.tokens_used == tokens["prompt"] + tokens["answer"] > 100
        assert row.amount == Decimal(tokens["prompt"]) / 1000 + Decimal(tokens["answer"]) / 500
        assert row.details["prompt"].startswith("interviewer/")
        assert (row.api_latency_ms or 0) > 0
    assert len({row.api_call_id for row in rows}) == 2
    assert await totals(model_shop, project) == (sum(row.amount for row in rows),) * 2
    assert await broken(model_shop.database) == []


async def test_failed_calls_are_in_the_ledger_with_what_they_took(model_shop: Shop, peer: LLMock) -> None:
    project = await model_shop.ad()
    peer.add(Reply(text="half of it", finish_reason="length"))
    peer.add(Reply(text=""))
    await model_shop.hears(project, "we sell dog leashes", 10)
    await model_shop.work_off()

    cut, empty = sorted(await costs(model_shop), key=lambda row: row.error_message or "")
    assert (cut.success, cut.error_message) == (False, "ModelFailure: cut short (length)")
    assert cut.amount > 0
    assert (empty.success, empty.error_message) == (False, "ModelFailure: empty answer")
    assert "half of it" not in "".join(model_shop.said())
    assert SAYS_SO in "".join(model_shop.said())
    assert (await model_shop.project(project)).title == "dog leashes"


async def test_a_worker_that_lost_its_turn_writes_no_cost(shop: Shop, tmp_path: Path) -> None:
    began, gate = asyncio.Event(), asyncio.Event()

    async def held_up(body: dict[str, Any]) -> AsyncIterator[str | bytes]:
        first = not began.is_set()
        began.set()
        if first:
            await gate.wait()
        words = "Said by the first." if first else "Said by the second."
        yield chunk({"role": "assistant", "content": words}, "stop", usage=USAGE)

    async with RawEndpoint(held_up) as url, with_model(shop, url, tmp_path):
        # It sleeps through its lease: it finds out only when it writes.
        shop.crew = replace(shop.crew, rhythm=replace(shop.crew.rhythm, renewal=60.0))
        project = await shop.ad()
        await shop.hears(project, "we sell dog leashes", 10)
        zombie = asyncio.create_task(answer(shop.crew, project.id))
        async with asyncio.timeout(10):
            await began.wait()
        async with shop.database.transaction() as session:
            await session.execute(text("UPDATE turns SET leased_until = clock_timestamp()"))
        await answer(shop.crew, project.id)
        gate.set()
        await zombie
        await answer(shop.crew, project.id)
        await shop.work_off()

    assert [words for words in shop.said() if "Said" in words] == ["Said by the second."]
    (row,) = await costs(shop)
    assert (row.tokens_used, row.amount) == (120, Decimal("0.1400"))
    assert row.details["tokens"] == {"prompt": 100, "cached": 0, "answer": 20}
    assert await totals(shop, project) == (row.amount, row.amount)


async def test_the_calls_of_a_turn_that_ends_with_an_apology_are_in_the_ledger_and_go_on_answers_it(
    model_shop: Shop, peer: LLMock
) -> None:
    project = await model_shop.ad()
    good = model_shop.crew
    model_shop.crew = replace(good, fallback=Broken())
    peer.fail(401)
    await model_shop.hears(project, "we sell dog leashes", 10)
    await model_shop.work_off()

    assert "go on" in model_shop.said()[-1]
    (row,) = await costs(model_shop)
    assert (row.success, row.amount, row.tokens_used) == (False, Decimal(0), None)
    assert "401" in (row.error_message or "")
    assert (await model_shop.project(project)).title is None

    model_shop.crew = good
    peer.fail(401)
    await model_shop.hears(project, "go on", 11)
    await model_shop.work_off()
    assert (await model_shop.project(project)).title == "dog leashes"
    assert await broken(model_shop.database) == []


async def test_an_outage_is_told_once_and_the_model_is_left_alone_until_it_is_over(
    shop: Shop, peer: LLMock, tmp_path: Path
) -> None:
    now = [0.0]
    breaker = Breaker(failures=1, first_pause_s=20, clock=lambda: now[0])
    async with with_model(shop, peer.base_url(), tmp_path, breaker):
        project = await shop.ad()
        peer.fail(401)
        for number, words in enumerate(("we sell dog leashes", "dog owners", "on TikTok")):
            await shop.hears(project, words, 10 + number)
            await shop.work_off()
        assert [SAYS_SO in words for words in shop.said()].count(True) == 1
        assert len(peer.requests) == len(await costs(shop)) == 1

        now[0] = 20.0
        peer.reply("I am back.")
        await shop.hears(project, "15 seconds", 20)
        await shop.work_off()
    assert shop.said()[-1] == "I am back."
    assert (breaker.state, len(peer.requests)) == ("closed", 2)


async def test_forwarded_words_are_data_when_they_come_and_when_they_are_history(
    model_shop: Shop, peer: LLMock
) -> None:
    project = await model_shop.ad()
    peer.reply("Nice.", times=2)
    await model_shop.hears(project, "Mossy shampoo", 10, trace={"forwarded": True})
    await model_shop.work_off()
    await model_shop.hears(project, "make an ad of it", 11, trace={"quote": "Mossy shampoo"})
    await model_shop.work_off()

    first, second = ([m["content"] for m in request.body["messages"]] for request in peer.requests)
    marked = '<outside source="forwarded">\nMossy shampoo\n</outside>'
    assert first[-1] == marked
    assert second[-1] == 'make an ad of it\n<outside source="quote">\nMossy shampoo\n</outside>'
    assert second[1:-1] == [marked, "Nice."]


async def test_without_a_model_nothing_is_written_to_the_ledger(shop: Shop) -> None:
    project = await shop.ad()
    await shop.hears(project, "we sell dog leashes", 10)
    await shop.work_off()

    assert await costs(shop) == []
