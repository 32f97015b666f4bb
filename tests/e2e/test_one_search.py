"""One search for the ad's id in the logs of a real run shows the way from the first message to the video."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from briefcut.simulator.client import Marketer
from db.engine import Database
from tests.faults.test_paid_crashes import offers
from tests.support.database import temporary_home
from tests.support.program import REPLICATE_TOKEN, TOKEN, answers, free_port, product, replicate, telegram

BRIEF = (
    "6 second Instagram story for Fable Tea, audience: students, tone playful, "
    "call to action: Try it today, key message: calm in one minute"
)


async def until(database: Database, query: str, within_s: float = 60) -> None:
    async with asyncio.timeout(within_s):
        while True:
            async with database.transaction() as session:
                if await session.scalar(text(query)):
                    return
            await asyncio.sleep(0.05)


async def an_ad_is_made(home: Path, database: Database) -> str:
    """Everything that the product logged while a person got a video whose parts were paid for."""
    async with (
        telegram(home) as api,
        replicate(home, "--blank") as (provider, _),
        Marketer(api, "Ada") as ada,
    ):
        port = free_port()
        settings = {
            "REPLICATE_API_TOKEN": REPLICATE_TOKEN,
            "REPLICATE_BASE_URL": provider,
            "ACCESS": "open",
            "LOG_FORMAT": "json",
        }
        briefcut = product(home, database.settings.url, port=port, token=TOKEN, api_url=api, **settings)
        try:
            await briefcut.start()
            await answers(f"http://127.0.0.1:{port}/readyz", program=briefcut)
            await ada.send("/start")
            await until(database, "SELECT count(*) FROM users")
            async with database.transaction() as session:
                await session.execute(text("UPDATE users SET subscription_type = 'pro'"))
            await ada.send(BRIEF)
            await ada.press("Skip", timeout=60)
            await ada.wait_for(offers, timeout=60, after=0, what="the script with its price")
            await ada.tap("Make it")
            # The whole production, on a machine that runs other tests as well: the status message speaks of a video
            # from the beginning, so the words are nothing to wait for.
            await ada.wait_for(lambda said: said.video is not None, timeout=180, after=0, what="the video")
            await until(database, "SELECT count(*) FROM ad_projects WHERE status = 'completed'")
            assert await briefcut.stop() == 0, briefcut.said()[-3000:]
        finally:
            await briefcut.kill()
        return briefcut.said()


def in_order(steps: list[dict[str, Any]], *wanted: dict[str, Any]) -> None:
    """Each of `wanted` is found in a line after the one before."""
    lines = iter(steps)
    for one in wanted:
        assert any(one.items() <= line.items() for line in lines), (one, [line["event"] for line in steps])


@pytest.mark.slow
async def test_one_search_shows_the_way_from_a_message_to_the_video(database: Database) -> None:
    with temporary_home() as home:
        said = await an_ad_is_made(home, database)
    async with database.transaction() as session:
        ad = str(await session.scalar(text("SELECT id FROM ad_projects")))
        updates = (
            await session.scalars(text("SELECT update_id::text FROM processed_updates ORDER BY 1"))
        ).all()
    found = [json.loads(line) for line in said.splitlines() if ad in line and line.startswith("{")]
    message, skip, press = updates[-3:]
    in_order(
        found,
        {"event": "update taken", "update": message, "kind": "message", "ad": ad},
        {"event": "turn ended", "update": message, "outcome": "answered", "ad": ad},
        {"event": "said", "kind": "text", "outcome": "sent", "ad": ad},
        {"event": "update taken", "update": skip, "kind": "callback_query", "ad": ad},
        {"event": "turn ended", "update": skip, "ad": ad},
        {"event": "update taken", "update": press, "kind": "callback_query", "ad": ad},
        {"event": "production goes on", "revision": 1, "ad": ad},
        {"event": "provider call", "call": "create", "task": "make", "ad": ad},
        {"event": "run ended", "outcome": "succeeded", "ad": ad},
        {"event": "provider call", "call": "download", "ad": ad},
        {"event": "made", "part": "cut", "ad": ad},
        {"event": "production goes on", "steps": ["deliver delivery"], "ad": ad},
        {"event": "said", "kind": "video", "outcome": "sent", "ad": ad},
        {"event": "production goes on", "steps": ["finish"], "ad": ad},
    )
    assert {line["part"] for line in found if line["event"] == "made"} > {"still-1", "clip-1", "music", "cut"}
    runs = [line for line in found if line["event"] == "run ended"]
    assert runs
    assert all(line["attempt"] and line["run"] and line["job"] for line in runs), (
        "each is told from the others"
    )
    assert "Fable" not in said, "what people wrote is in no line"
    assert "students" not in said
