"""`briefcut nightly`: the round of every night, or some steps of it, now and by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import aiohttp
from aiogram import Bot

from bot.app import ChatSettings, build_bot
from bot.i18n import Speech
from briefcut.config import Config
from briefcut.database import reachable
from briefcut.paying import paid_studio
from briefcut.roles import stand_in_token
from briefcut.storing import storage_of
from db.engine import Database, DatabaseSettings
from jobs.nightly import STEPS, Done, Night, Step, go_round


def nightly(config: Config, steps: Sequence[str] = ()) -> int:
    """Do every step, or only `steps`, and print what each came to; 1 where one failed. Briefcut may be running."""
    only = tuple(cast("Step", one) for one in steps) or STEPS
    with reachable(config) as url:
        done = asyncio.run(_go(config, url, only))
    for one in done:
        figures = ", ".join(f"{name} {figure}" for name, figure in one.figures.items())
        print(f"{one.name:<12}{f'failed: {one.error}' if one.error else figures}")
    return 1 if any(one.error for one in done) else 0


async def _go(config: Config, url: str, only: Sequence[Step]) -> list[Done]:
    database = Database(DatabaseSettings(url, pool_size=2))
    storage = await asyncio.to_thread(storage_of, config)
    paid, bot = paid_studio(config), await _bot_of(config)
    night = Night(database, storage, Speech.load(), config.periods, paid, config.admin_ids, bot)
    try:
        return await go_round(night, by="shell", only=only)
    finally:
        if bot is not None:
            await bot.session.close()
        if paid is not None:
            await paid.api.close()
        await storage.close()
        await database.dispose()


async def _bot_of(config: Config) -> Bot | None:
    """Telegram's bot, or that of the chat page where one runs with these settings."""
    if config.telegram is not None:
        access = config.telegram
        return build_bot(ChatSettings(access.token.get_secret_value(), api_url=access.api_url))
    page = f"http://{config.http.host}:{config.http.port}"
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
            await (await http.get(f"{page}/readyz")).read()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    return build_bot(ChatSettings(stand_in_token(config.home), api_url=page))
