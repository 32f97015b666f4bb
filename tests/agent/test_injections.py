"""Orders in a marketer's material, and a model over HTTP that obeys them: there is nothing to obey with.

What reaches rows, jobs and chats is shown on real Postgres by tests/jobs/test_orders.py.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from langchain_core.language_models import BaseChatModel
from llmock.pytest_plugin import LLMock

from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from agent.outside import inert
from agent.request import ChatLine
from agent.tools import TurnState, build_tools
from agent.turn import TurnResult
from tests.agent.conversation import Conversation
from tests.support.llmock_orders import OBEYED, Order, Where, orders

ORDERS = [order.of("5e1f0c8e-other", "local:theirs/1.png", "424242") for order in orders()]
BRIEF = Brief(product="mug", target_audience="students", placement="tiktok", duration=15)
BRAND = BrandFacts(title="Fable", product_images=("local:own/1.png",))
TOOLS = {tool.name for tool in build_tools(lambda: TurnState(BRIEF, BRAND))}
DATA = ("link", "photo", "file", "forwarded")


class Watch:
    """What this process does to the outside world while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.connections: list[Any] = []
        self.deeds: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "socket.connect":
            self.connections.append(arguments[1])
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.remove", "shutil.rmtree") or (
            event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        ):
            self.deeds.append(f"{event} {arguments[0]}")


@pytest.fixture(scope="module")
def hook() -> Watch:
    watch = Watch()
    sys.addaudithook(watch)
    return watch


@pytest.fixture
def watch(hook: Watch) -> Iterator[Watch]:
    hook.connections.clear()
    hook.deeds.clear()
    yield hook
    hook.on = False


def talk_with(order: Order, model: BaseChatModel) -> tuple[Conversation, list[ChatLine]]:
    """A conversation into which the order came at its place, and the lines of the turn that brings it."""
    talk = Conversation(model, brief=BRIEF, brand=BRAND, script=write(BRIEF, BRAND), revision=1)
    lines = [ChatLine("user", "Here you are, make the most of it.")]
    if order.where == "text":
        lines = [ChatLine("user", order.words)]
    elif order.where in ("link", "photo", "file", "forwarded"):
        lines.append(ChatLine("user", order.words, source=order.where))
    elif order.where == "guidelines":
        talk.brand = BRAND.model_copy(update={"description": order.words[:300], "tone": order.words[:60]})
    else:
        talk.brief = BRIEF.model_copy(update={"product": order.words[:120]})
    return talk, lines


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_a_model_that_obeys_has_nothing_to_obey_with(
    order: Order, peer: LLMock, model: BaseChatModel, watch: Watch
) -> None:
    order.script(peer)
    talk, lines = talk_with(order, model)
    before = replace(talk)
    watch.on = True
    result = await talk.say(*lines)
    watch.on = False

    assert not result.used_fallback, result.failures
    assert len(result.trace) == len(order.calls)
    for step in result.trace:
        expected = ("Not done", "Brief:", "Brand:", "Shown") if step["tool"] in TOOLS else "Error: "
        assert step["result"].startswith(expected), step
        assert step["tool"] in TOOLS or "not a valid tool" in step["result"]
    _only_own_facts_changed(before, result)
    # Nobody was talked to but the model, and no file or process was touched.
    assert {tuple(address[:2]) for address in watch.connections} <= {
        ("127.0.0.1", int(peer.url.rpartition(":")[2]))
    }
    assert watch.deeds == []
    _is_shown_as_data(order, peer)


def _only_own_facts_changed(before: Conversation, result: TurnResult) -> None:
    assert result.script is None, "no draft of an order holds to the rules"
    assert result.brand.product_images == BRAND.product_images
    assert (result.brand.logo, result.brand.title) == (None, BRAND.title)
    kept = ("target_audience", "placement", "duration", "language", "must_have", "must_not", "framework")
    assert [getattr(result.brief, name) for name in kept] == [getattr(before.brief, name) for name in kept]
    fresh = result.brief.model_dump(exclude_defaults=True)
    for name in ("product", "offer", "key_message"):
        if fresh.get(name) and fresh[name] != getattr(before.brief, name):
            assert not re.search(r"<|>|onclick=|[\x00-\x1f\u202e\u2066]", fresh[name]), fresh[name]
    assert all(c.isprintable() for reply in result.suggestions for c in reply)
    assert set(result.brief.assumed) <= set(Brief.model_fields)


def _is_shown_as_data(order: Order, peer: LLMock) -> None:
    """The order stood between markers in what the model was sent, and closed none of them."""
    messages = peer.requests[0].body["messages"]
    system, said = messages[0]["content"], messages[-1]["content"]
    assert {tool["function"]["name"] for tool in peer.requests[0].body["tools"]} == TOOLS
    words = inert(order.words).strip()
    if order.where in DATA:
        assert said.endswith(f'<outside source="{order.where}">\n{words}\n</outside>')
        assert len(re.findall(r"</\s*outside", said)) == 1
    elif order.where in ("product", "guidelines"):
        document = system.partition("<project>")[2].partition("</project>")[0]
        assert order.words.split()[0].partition("<")[0] in document
        assert "<" not in document
        assert system.rstrip().endswith("</project>")


async def test_a_claim_of_success_is_only_words(peer: LLMock, model: BaseChatModel) -> None:
    order = ORDERS[0]
    order.script(peer)
    result = await talk_with(order, model)[0].say("hi")

    # The channel escapes it: tests/jobs/test_orders.py.
    assert result.reply == OBEYED


def test_there_are_enough_of_them_everywhere_and_in_every_language() -> None:
    assert len(ORDERS) >= 60
    assert {order.where for order in ORDERS} == set(get_args(Where))
    assert len({order.words for order in ORDERS}) >= 60
    named = {tool for order in ORDERS for tool, _ in order.calls}
    assert len(named - TOOLS) >= 40
    assert named & TOOLS >= {"update_brief", "set_brand", "edit_scene", "write_script", "suggest_replies"}
