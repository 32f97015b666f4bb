"""The ledger is only added to, and the totals kept from it are exact."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg.errors
import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from db.engine import Database, Session
from db.enums import CostCategory
from db.models import AdProject, Brand, GenerationCost, User
from tests.support.rows import add, table

COSTS = table("generation_costs")
CENTS = [Decimal(n) / 10_000 for n in range(1, 21)]


def totals(connection: Connection, project_id: UUID) -> tuple[Decimal, Decimal]:
    """What the ad and its owner cost."""
    query = """SELECT p.total_cost, u.total_cost FROM ad_projects p JOIN users u ON u.id = p.user_id
                WHERE p.id = :id"""
    row = connection.execute(text(query), {"id": project_id}).one()
    return row[0], row[1]


def refused(connection: Connection, statement: Any) -> bool:
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(statement)
    return isinstance(caught.value.orig, psycopg.errors.RestrictViolation)


async def test_twenty_calls_at_once_give_the_exact_sum(database: Database) -> None:
    async with database.transaction() as session:
        user = User(name="Ada")
        ad = AdProject(user=user, brand=Brand(user=user, title="Kaffeehaus"))
        session.add(ad)
        await session.flush()

    async def pay(amount: Decimal) -> None:
        async def write(session: Session) -> None:
            values = {"user_id": user.id, "project_id": ad.id, "category": CostCategory.LLM, "amount": amount}
            await session.execute(insert(GenerationCost).values(values))
            await asyncio.sleep(0)

        await database.run(write)

    await asyncio.gather(*(pay(amount) for amount in CENTS))
    async with database.transaction() as session:
        query = select(AdProject.total_cost, User.total_cost).join(User, User.id == AdProject.user_id)
        assert (await session.execute(query)).one() == (sum(CENTS), sum(CENTS))


def test_a_rolled_back_call_costs_nothing(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    with connection.begin_nested() as inner:
        add(connection, "generation_costs", project_id=ad["id"], amount="3")
        inner.rollback()
    assert totals(connection, ad["id"]) == (Decimal(0), Decimal(0))


def test_several_rows_in_one_statement_all_count(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    same = {"user_id": ad["user_id"], "project_id": ad["id"], "category": "llm"}
    connection.execute(insert(COSTS).values([{**same, "amount": Decimal("1.5")}, {**same, "amount": 2}]))
    add(connection, "generation_costs", user_id=ad["user_id"], amount="4")
    assert totals(connection, ad["id"]) == (Decimal("3.5"), Decimal("7.5"))


def test_the_ledger_is_neither_changed_nor_shortened(connection: Connection) -> None:
    cost = add(connection, "generation_costs", project_id=add(connection, "ad_projects")["id"])
    mine = COSTS.c.id == cost["id"]
    for values in ({"amount": 0}, {"category": "other"}, {"success": False}, {"metadata": {"a": 1}}):
        assert refused(connection, update(COSTS).where(mine).values(values))
    assert refused(connection, delete(COSTS).where(mine))


def test_the_total_follows_a_difference(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    cost = add(connection, "generation_costs", project_id=ad["id"], amount="5")
    add(connection, "generation_costs", project_id=ad["id"], amount="1")
    # Only who owns the table can do this: the totals must be right even then.
    connection.execute(text("ALTER TABLE generation_costs DISABLE TRIGGER keep_generation_costs"))
    connection.execute(update(COSTS).where(COSTS.c.id == cost["id"]).values(amount=Decimal("2.25")))
    assert totals(connection, ad["id"]) == (Decimal("3.25"), Decimal("3.25"))


def test_the_ledger_outlives_ad_and_person_under_a_pseudonym(connection: Connection) -> None:
    ad = add(connection, "ad_projects")
    asset = add(connection, "assets", project_id=ad["id"])
    cost = add(connection, "generation_costs", project_id=ad["id"], asset_id=asset["id"], amount="2")
    connection.execute(delete(table("ad_projects")).where(table("ad_projects").c.id == ad["id"]))
    left = connection.execute(select(COSTS).where(COSTS.c.id == cost["id"])).mappings().one()
    assert (left["project_id"], left["asset_id"], left["user_id"]) == (None, None, ad["user_id"])
    spent = connection.execute(text("SELECT total_cost FROM users WHERE id = :id"), {"id": ad["user_id"]})
    assert spent.scalar_one() == 2
    connection.execute(update(COSTS).where(COSTS.c.id == cost["id"]).values(pseudonym="p-1"))
    assert refused(connection, update(COSTS).where(COSTS.c.id == cost["id"]).values(pseudonym="p-2"))
    connection.execute(delete(table("users")).where(table("users").c.id == ad["user_id"]))
    left = connection.execute(select(COSTS).where(COSTS.c.id == cost["id"])).mappings().one()
    assert (left["user_id"], left["pseudonym"], left["amount"]) == (None, "p-1", 2)


def test_a_person_s_videos_are_counted_once_each(connection: Connection) -> None:
    user = add(connection, "users")["id"]
    assets = table("assets")
    made = add(connection, "assets", user_id=user, type="final_video", status="completed", url="media://a")
    slow = add(connection, "assets", user_id=user, type="final_video")
    add(connection, "assets", user_id=user, type="video_clip", status="completed", url="media://b")
    done = update(assets).where(assets.c.id == slow["id"])
    connection.execute(done.values(status="completed", url="media://c"))
    connection.execute(done.values(status="approved"))
    connection.execute(done.values(status="completed"))
    connection.execute(delete(assets).where(assets.c.id == made["id"]))
    count = connection.execute(text("SELECT total_generations FROM users WHERE id = :id"), {"id": user})
    assert count.scalar_one() == 2
