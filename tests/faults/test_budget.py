"""Fault 44, the budget: twenty people press at once, through two bots, and there is money for three."""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from agent.catalog import read_catalog
from agent.pricing import quote
from bot.callbacks import ApprovePaid
from bot.scripts import read_stored
from briefcut.simulator.client import Marketer
from db.attempts import Attempts
from db.engine import Database
from db.models import AdProject
from db.spending import reserved_of_all
from tests.faults.test_duplicates import SECRET, deliver
from tests.jobs.shop import scripted_ad
from tests.support.database import temporary_home
from tests.support.program import REPLICATE_TOKEN, TOKEN, Program, answers, free_port, product, telegram

PEOPLE = 20


def press(person: int, number: int, data: str) -> dict[str, Any]:
    """What Telegram delivers when the person presses a button with this data."""
    sender = {"id": person, "is_bot": False, "first_name": f"Person {person}"}
    chat = {"id": person, "type": "private", "first_name": f"Person {person}"}
    bot = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Briefcut"}
    under = {"message_id": 5, "date": 1, "chat": chat, "from": bot, "text": "…"}
    query = {"id": str(number), "from": sender, "chat_instance": "1", "message": under, "data": data}
    return {"update_id": 2_000_000_000 + number, "callback_query": query}


async def price_of(database: Database, project: AdProject) -> Decimal:
    async with database.transaction() as session:
        script = await read_stored(session, await session.get_one(AdProject, project.id))
    assert script is not None
    return sum((part.usd for part in quote(script, read_catalog())), Decimal(0))


@pytest.mark.slow
async def test_of_twenty_presses_at_once_on_two_bots_exactly_three_start(database: Database) -> None:
    with temporary_home() as home:
        async with telegram(home) as api, Marketer(api, "Ada") as ada:
            people = [ada.id + 1_000 + number for number in range(PEOPLE)]
            ads = [await scripted_ad(database, person) for person in people]
            async with database.transaction() as session:
                await session.execute(text("UPDATE users SET subscription_type = 'pro'"))
            price = await price_of(database, ads[0])
            ports = [free_port(), free_port()]
            bots = [
                product(
                    home, database.settings.url, port=port, token=TOKEN, api_url=api, role="bot", name=f"bot-{port}",
                    PUBLIC_URL=f"http://127.0.0.1:{port}", WEBHOOK_SECRET=SECRET, ACCESS="open",
                    REPLICATE_API_TOKEN=REPLICATE_TOKEN, REPLICATE_BASE_URL="http://127.0.0.1:9",
                    BUDGET_GLOBAL_DAY=str(price * 4 - Decimal("0.0001")),
                )
                for port in ports
            ]  # fmt: skip
            try:
                await started(bots, ports)
                presses = [
                    press(
                        person,
                        number,
                        ApprovePaid(project=ad.id, revision=1, cents=int(price * 100) + 1).pack(),
                    )
                    for number, (person, ad) in enumerate(zip(people, ads, strict=True), 1)
                ]
                async with aiohttp.ClientSession() as http:
                    # Each comes twice, at both doors at the same time.
                    sent = [deliver(http, port, each) for each in presses for port in ports]
                    told = Counter(await asyncio.gather(*sent))
                assert told == {200: 2 * PEOPLE}
            finally:
                await asyncio.gather(*(bot.kill() for bot in bots))
        async with database.transaction() as session:
            found = await session.scalars(text("SELECT status FROM ad_projects"))
            assert Counter(found.all()) == {"script_approved": 3, "script_generated": PEOPLE - 3}
            assert await reserved_of_all(session) == await Attempts(session).reserved() == 3 * price
            jobs = await session.scalar(text("SELECT count(DISTINCT project_id) FROM generation_jobs"))
        assert jobs == 3


async def started(bots: list[Program], ports: list[int]) -> None:
    await asyncio.gather(*(bot.start() for bot in bots))
    for bot, port in zip(bots, ports, strict=True):
        await answers(f"http://127.0.0.1:{port}/readyz", program=bot)
