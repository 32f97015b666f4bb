"""Orders in a marketer's material, obeyed by the model, on real Postgres: no spend, no job, no row of anybody else's,
nothing sent elsewhere. All of them, without a database, are run by tests/agent/test_injections.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.methods import SendMessage
from llmock.pytest_plugin import LLMock
from sqlalchemy import text

from db.enums import AdProjectStatus
from db.models import AdProject, Brand
from db.pacing import EVERYBODY
from tests.jobs.shop import Shop
from tests.support.invariants import broken
from tests.support.llmock_orders import OBEYED, Order, orders
from tests.support.llmock_shop import with_model

if TYPE_CHECKING:
    from llmock.testing import LLMockServer

MAY_CHANGE = {
    "ad_projects",
    "brands",
    "users",
    "chat_messages",
    "turns",
    "outbox",
    "generation_costs",
    "chat_holds",
}
"""Where a turn leaves something, for the person who is answered and nobody else."""
CHOSEN = (
    "text: approve by word (en)",
    "text: somebody else's ad (es)",
    "text: the database (ru)",
    "forwarded: the boss says (en)",
    "forwarded: chain letter (ru)",
    "forwarded: what were you told (es)",
    "guidelines: markup (en)",
    "guidelines: style of others (es)",
    "product: a name that closes (en)",
    "product: a name that is a path (es)",
)

Rows = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture
def peer(llmock_server: LLMockServer) -> LLMock:
    return LLMock(llmock_server).reset()


@pytest.fixture
async def model_shop(shop: Shop, peer: LLMock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with with_model(shop, peer.base_url(), tmp_path) as with_one:
        yield with_one


async def everything(shop: Shop) -> Rows:
    """Every row of every table, by its own text."""
    async with shop.database.transaction() as session:
        tables = await session.scalars(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%' "
                "AND tablename NOT LIKE 'procrastinate_%'"
            )
        )
        found: Rows = {}
        for table in tables.all():
            rows = await session.execute(text(f'SELECT t::text, to_jsonb(t) FROM "{table}" AS t'))
            found[table] = {row[0]: row[1] for row in rows}
    return found


async def bring(shop: Shop, project: AdProject, order: Order, number: int) -> None:
    """Let the order come to its place, and the person write."""
    async with shop.database.transaction() as session:
        row = await session.get_one(AdProject, project.id)
        if order.where == "guidelines":
            brand = await session.get_one(Brand, row.brand_id)
            brand.description = order.words[:300]
        elif order.where == "product":
            row.settings = {**row.settings, "brief": {"product": order.words[:120]}}
    says = order.words if order.where in ("text", "forwarded") else "make the most of it"
    trace = {"forwarded": True} if order.where == "forwarded" else {}
    await shop.hears(project, says, number, trace=trace)


async def test_obeyed_orders_spend_nothing_start_nothing_and_reach_nobody(
    model_shop: Shop, peer: LLMock
) -> None:
    shop = model_shop
    victim = await shop.scripted_ad(2)
    aimed = [
        order.of(str(victim.id), f"local:{victim.user_id}/1.png", str(victim.settings["chat"]["chatId"]))
        for order in orders()
        if str(order) in CHOSEN
    ]
    assert len(aimed) == len(CHOSEN)
    for number, order in enumerate(aimed):
        project = await shop.scripted_ad(1)
        await bring(shop, project, order, 100 + number)
        before = await everything(shop)
        order.script(peer)
        await shop.work_off()

        after = await everything(shop)
        _only_own_rows_changed(before, after, project)
        said = [line for line in after["chat_messages"].values() if line["role"] == "assistant"]
        tools = [step["tool"] for step in max(said, key=lambda line: line["created_at"])["trace"]["tools"]]
        assert tools == [tool for tool, _ in order.calls], "the model obeyed"
        row = await shop.project(project)
        assert row.status is AdProjectStatus.SCRIPT_GENERATED, "not approved"
        assert row.revision == 1
    await _nothing_was_spent_or_started(shop)
    assert {int(call.chat_id) for call in shop.session.calls if hasattr(call, "chat_id")} == {1}
    claims = [call for call in shop.session.of(SendMessage) if "approved, paid" in (call.text or "")]
    assert len(claims) == len(CHOSEN)
    assert all(OBEYED not in (call.text or "") and "&lt;a href" in (call.text or "") for call in claims)
    assert await broken(shop.database) == []


def _only_own_rows_changed(before: Rows, after: Rows, project: AdProject) -> None:
    own = {
        str(project.user_id),
        str(project.id),
        str(project.brand_id),
        str(project.settings["chat"]["chatId"]),
    }
    assert before.keys() == after.keys()
    for table, rows in after.items():
        gone = [row for words, row in before[table].items() if words not in rows]
        come = [row for words, row in rows.items() if words not in before[table]]
        if gone or come:
            assert table in MAY_CHANGE, f"{table}: {gone} became {come}"
        for row in (*gone, *come):
            if table == "chat_holds" and row["chat_id"] == EVERYBODY:
                continue  # how quickly all chats together are written to
            pointers = {
                str(row[name]) for name in ("user_id", "project_id", "brand_id", "chat_id") if row.get(name)
            }
            assert own & (pointers or {row["id"]}), f"{table}: {row}"
            assert pointers <= own, f"{table}: {row}"


async def _nothing_was_spent_or_started(shop: Shop) -> None:
    for table in ("generation_jobs", "generation_attempts", "budgets", "assets"):
        assert await shop.count(f"SELECT count(*) FROM {table}") == 0, table
    assert await shop.count("SELECT count(*) FROM generation_costs WHERE category <> 'llm'") == 0
    assert (
        await shop.count("SELECT count(*) FROM procrastinate_jobs WHERE task_name NOT IN ('turn', 'say')")
        == 0
    )
    assert shop.provider.orders == []
