"""`briefcut nightly`: the round of every night, now and by hand."""

from __future__ import annotations

import asyncio

from bot.i18n import Speech
from briefcut.config import Config
from briefcut.database import reachable
from briefcut.paying import paid_studio
from briefcut.storing import storage_of
from db.engine import Database, DatabaseSettings
from jobs.nightly import Done, Night, go_round


def nightly(config: Config) -> int:
    """Do every step and print what each came to; 1 where one failed. Briefcut may be running."""
    with reachable(config) as url:
        done = asyncio.run(_go(config, url))
    for one in done:
        figures = ", ".join(f"{name} {figure}" for name, figure in one.figures.items())
        print(f"{one.name:<12}{f'failed: {one.error}' if one.error else figures}")
    return 1 if any(one.error for one in done) else 0


async def _go(config: Config, url: str) -> list[Done]:
    database = Database(DatabaseSettings(url, pool_size=2))
    storage = await asyncio.to_thread(storage_of, config)
    paid = paid_studio(config)
    night = Night(database, storage, Speech.load(), config.periods, paid, config.admin_ids)
    try:
        return await go_round(night, by="shell")
    finally:
        if paid is not None:
            await paid.api.close()
        await storage.close()
        await database.dispose()
