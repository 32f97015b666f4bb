"""Workers and schedulers as processes of their own on one database, with Telegram and the provider beside them.

Ads come in as rows with their approval, as the bot would have written them: what is tested is what works on them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text

from agent.catalog import read_catalog
from bot.prices import Money, read_plans
from bot.scripts import read_stored
from briefcut.simulator.client import Marketer
from db.accounts import Accounts
from db.engine import Database
from db.ledger import Ceilings
from db.models import AdProject, GenerationAttempt, GenerationJob
from db.production import Approval, Production
from tests.jobs.shop import scripted_ad
from tests.support.ledger import charged, compared
from tests.support.program import REPLICATE_TOKEN, TOKEN, Program, free_port, product, replicate, telegram

FACTOR = 0.05
KINDS = ("still", "clip", "voice", "music")


_STATE = (
    """SELECT asset_kind, scene_number, status, lease_epoch, leased_until - clock_timestamp(), attempts, error_message
         FROM generation_jobs ORDER BY asset_kind, scene_number""",
    "SELECT state, provider_status, next_look_at - clock_timestamp(), error_message FROM generation_attempts",
    "SELECT id, status, task_name, args, scheduled_at - clock_timestamp(), worker_id FROM procrastinate_jobs",
    """SELECT pid, state, wait_event, clock_timestamp() - state_change, left(query, 80) FROM pg_stat_activity
        WHERE datname = current_database() AND (state <> 'idle' OR wait_event_type = 'Lock')""",
)


@dataclass
class Workshop:
    """`ada` is the person whose ads are made; `settings` are those of every process."""

    home: Path
    database: Database
    provider: str
    provider_pid: int
    chat: str
    ada: Marketer
    settings: dict[str, str]
    programs: list[Program] = field(default_factory=list)

    def hire(self, name: str, role: str = "worker", **extra: str) -> Program:
        """A process that is not started yet; it is killed when the workshop closes."""
        given = self.settings | extra
        url = self.database.settings.url
        program = product(
            self.home, url, port=free_port(), token=TOKEN, api_url=self.chat, role=role, name=name, **given
        )
        self.programs.append(program)
        return program

    async def approved_ad(self) -> AdProject:
        """Ada's next ad, approved for what it costs."""
        project = await scripted_ad(self.database, self.ada.id)
        assert await self.approve(project) is Approval.STARTED
        return project

    async def approve(self, project: AdProject) -> Approval:
        """Ada presses the button with the price."""
        catalog = read_catalog(Path(self.settings["MODELS_FILE"]))
        plans = dict.fromkeys(read_plans(), Decimal(20))
        money = Money(catalog, plans, Decimal(10), Ceilings(Decimal(25), Decimal(200)))
        async with self.database.transaction() as session:
            row = await session.get_one(AdProject, project.id)
            user, script = await Accounts(session).get(row.user_id), await read_stored(session, row)
            assert user is not None
            assert script is not None
            spending = money.spending(script, user)
            return await Production(session).approve(
                user.id, row.id, 1, chat_id=self.ada.id, spending=spending
            )

    async def fault(self, kind: str, **more: Any) -> None:
        """Order a fault of the provider."""
        order = {"kind": kind, **more}
        address = f"{self.provider}/stand-in/faults"
        async with aiohttp.ClientSession() as http, http.post(address, json=order) as answer:
            assert answer.status == 200, await answer.text()

    async def count(self, query: str) -> int:
        async with self.database.transaction() as session:
            return int(await session.scalar(text(query)) or 0)

    async def until(self, query: str, within_s: float = 90) -> None:
        """Returns when the query finds something; what the processes said is the reason where it never does."""
        deadline = asyncio.get_running_loop().time() + within_s
        while not await self.count(query):
            assert asyncio.get_running_loop().time() < deadline, (
                f"never: {query}\n{await self.state()}\n{self.said()}"
            )
            await asyncio.sleep(0.03)

    async def state(self) -> str:
        """The rows that tell what everybody waits for."""
        async with self.database.transaction() as session:
            rows = [str(row) for query in _STATE for row in await session.execute(text(query))]
        return "\n".join(rows)

    def said(self) -> str:
        """The end of what every process printed."""
        return "\n".join(
            f"── {log.name}\n{log.read_text()[-2500:]}" for log in sorted(self.home.glob("*.log"))
        )

    async def jobs(self, kind: str) -> list[GenerationJob]:
        """The jobs of a kind, by scene."""
        async with self.database.transaction() as session:
            rows = await session.execute(
                GenerationJob.__table__.select()
                .where(GenerationJob.asset_kind == kind)
                .order_by("scene_number")
            )
            return [await session.get_one(GenerationJob, row.id) for row in rows]

    async def attempts(self) -> list[GenerationAttempt]:
        """All tries, the first first."""
        async with self.database.transaction() as session:
            rows = await session.execute(GenerationAttempt.__table__.select().order_by("created_at"))
            return [await session.get_one(GenerationAttempt, row.id) for row in rows]

    async def adds_up(self) -> Decimal:
        """The provider's ledger is ours, every run was paid once, nobody's is none; the sum."""
        balance = await compared(self.database, await charged(self.provider))
        assert balance.even, balance
        assert balance.orphans == 0, balance
        return balance.theirs


@asynccontextmanager
async def workshop(
    database: Database, home: Path, *paid: str, factor: float = FACTOR
) -> AsyncIterator[Workshop]:
    """A workshop in `home` where the kinds `paid` cost money and all else is made here."""
    models = home / "models.toml"
    free = "".join(f'[{kind}]\nprovider = "local"\n' for kind in KINDS if kind not in paid)
    models.write_text(free, encoding="utf-8")
    settings = {
        "REPLICATE_API_TOKEN": REPLICATE_TOKEN,
        "MODELS_FILE": str(models),
        "ACCESS": "open",
        "BRIEFCUT_TIME_SCALE": str(factor),
    }
    async with (
        telegram(home) as chat,
        replicate(home, "--blank", "--makers", "1", scale=str(factor)) as (provider, program),
        Marketer(chat, "Ada") as ada,
    ):
        await ada.start()
        settings["REPLICATE_BASE_URL"] = provider
        shop = Workshop(home, database, provider, program.pid, chat, ada, settings)
        try:
            yield shop
        finally:
            await asyncio.gather(*(program.kill() for program in shop.programs))
