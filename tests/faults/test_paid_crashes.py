"""The process dies around everything that costs money and is started again: each still is paid once and comes home.

Faults 9 to 13 of the matrix. The provider is its stand-in in a process of its own, as Telegram's is; its ledger is what
was really charged.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal

from aiogram.types import Message
from sqlalchemy import text

from briefcut.simulator.client import Marketer
from db.crash import EXIT_CODE
from db.engine import Database
from tests.support.database import count, temporary_home
from tests.support.ledger import charged
from tests.support.program import REPLICATE_TOKEN, TOKEN, Program, free_port, product, replicate, telegram

BRIEF = (
    "30 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)
MODELS = """
[still]
model = "black-forest-labs/flux-1.1-pro"
price = { metric = "image_output_count", usd = "0.04" }
usual_run_s = 1
deadline_s = 600
at_once = 1
input = { prompt = "prompt", aspect = "aspect_ratio", seed = "seed" }
always = { output_format = "jpg" }

[clip]
provider = "local"

[voice]
provider = "local"

[music]
provider = "local"
"""
# One still after the other, so that each point is passed by one of them.
POINTS = (
    "submit.before_post",
    "submit.after_post",
    "look.before_settling",
    "look.settled",
    "submit.in_post",
    "collect.in_download",
    "make.still.stored",
    "submit.noted",
)


def offers(message: Message) -> bool:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return any("uses" in button.text for row in rows for button in row)


async def until(database: Database, query: str, briefcut: Program, within_s: float = 90) -> None:
    """Returns when the query finds something; what the program said is the reason where it never does."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not await count(database, query):
        assert asyncio.get_running_loop().time() < deadline, briefcut.said()[-6000:]
        await asyncio.sleep(0.05)


async def test_paid_stills_survive_every_death_on_their_way(database: Database) -> None:
    with temporary_home() as home:
        (home / "models.toml").write_text(MODELS, encoding="utf-8")
        async with (
            telegram(home) as api,
            replicate(home, "--blank", "--makers", "1") as (provider, _),
            Marketer(api, "Ada") as ada,
        ):
            port = free_port()
            settings = {
                "REPLICATE_API_TOKEN": REPLICATE_TOKEN,
                "REPLICATE_BASE_URL": provider,
                "MODELS_FILE": str(home / "models.toml"),
                "ACCESS": "open",
                "BRIEFCUT_TIME_SCALE": "0.05",
            }
            briefcut = product(home, database.settings.url, port=port, token=TOKEN, api_url=api, **settings)
            try:
                await ada.send("/start")
                await briefcut.start()
                await until(database, "SELECT count(*) FROM users", briefcut)
                async with database.transaction() as session:
                    await session.execute(text("UPDATE users SET subscription_type = 'pro'"))
                await ada.send(BRIEF)
                await ada.press("Skip", timeout=60)
                await ada.wait_for(offers, timeout=60, after=0, what="the script with its price")
                assert await briefcut.stop() == 0, briefcut.said()[-3000:]
                await ada.tap("uses")
                for point in POINTS:
                    await briefcut.start(BRIEFCUT_CRASH=point)
                    assert await briefcut.ended() == EXIT_CODE, f"{point}\n{briefcut.said()[-3000:]}"
                await briefcut.start()
                await until(
                    database,
                    "SELECT (count(*) > 0 AND bool_and(status = 'completed'))::int FROM generation_jobs"
                    " WHERE asset_kind = 'still'",
                    briefcut,
                )
                theirs = await charged(provider)
            finally:
                await briefcut.kill()
            await _paid_once(database, theirs)


async def _paid_once(database: Database, theirs: dict[str, Decimal]) -> None:
    """Their ledger is ours; each still was paid once; what is set aside is what open tries and waiting jobs carry."""
    stills = await count(database, "SELECT count(*) FROM generation_jobs WHERE asset_kind = 'still'")
    assert len(theirs) == stills
    async with database.transaction() as session:
        rows = await session.execute(
            text(
                "SELECT api_call_id, amount FROM generation_costs WHERE provider = 'replicate' AND amount > 0"
            )
        )
        assert {row.api_call_id: row.amount for row in rows} == theirs
        tried = await session.scalar(text("SELECT sum(charged_amount) FROM generation_attempts"))
        spent = await session.scalar(text("SELECT spent FROM budgets WHERE user_id IS NULL"))
        total = await session.scalar(text("SELECT sum(total_cost) FROM ad_projects"))
    assert tried == spent == total == sum(theirs.values())
    assert await count(database, "SELECT count(*) FROM budgets WHERE reserved <> 0") == 0
    assert await count(database, "SELECT count(*) FROM generation_costs WHERE user_id IS NULL") == 0
    assert await count(database, "SELECT count(*) FROM assets WHERE source = 'replicate'") == stills
