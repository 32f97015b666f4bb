"""One list serves everybody: what it shows as ended is settled, whether it was to be looked at then or not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import text

from jobs.paid.look import look
from tests.paid.till import Till


async def test_what_a_list_shows_as_ended_is_settled_though_nobody_was_to_look_at_it_yet(
    stills: Till,
) -> None:
    project = await stills.approved_ad()
    shop = stills.shop

    async def running() -> bool:
        return len(await stills.attempts("running")) == 2

    await stills.work_off(until=running)
    async with shop.database.transaction() as session:
        await session.execute(
            text("UPDATE generation_attempts SET next_look_at = now() + interval '50 minutes'")
        )
        await session.execute(
            text(
                "UPDATE generation_attempts SET next_look_at = now()"
                " WHERE id = (SELECT id FROM generation_attempts ORDER BY created_at LIMIT 1)"
            )
        )
    async with asyncio.timeout(20):
        while {entry["status"] for entry in await stills.entries()} != {"succeeded"} or len(
            await stills.entries()
        ) != 2:
            await asyncio.sleep(0.01)
    await look(replace(shop.crew, rhythm=replace(shop.crew.rhythm, look_hold=7200.0)))
    assert len(await stills.attempts("succeeded")) == 2
    await stills.buy(project)
    await stills.charged_once()
