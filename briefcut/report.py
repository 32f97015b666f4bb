"""`briefcut report`: the figures of the admins' pictures from the shell, as table, CSV or PNG."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.charts import Report
from bot.i18n import Speech
from bot.views.reports import WAYS, as_csv, overview, spending
from briefcut.config import Config
from briefcut.database import reachable
from db.analytics import days_of, spent_by, spent_daily
from db.engine import Database, DatabaseSettings, Session

if TYPE_CHECKING:
    from rich.table import Table


def report(config: Config, what: str, by: str, days: int, form: str, out: Path | None) -> int:
    """Show the figures; `out` gets them where it is given, and a picture needs it."""
    with reachable(config) as url:
        found = asyncio.run(_read(url, what, by, days))
    if form == "png" and out is not None:
        from jobs.charts import draw

        asyncio.run(draw(found.chart, out, config.home / "matplotlib"))
        print(f"Drew {out}.")
    elif form == "csv":
        _put(as_csv(found), out)
    else:
        _put(_as_table(found), out)
    return 0


async def _read(url: str, what: str, by: str, days: int) -> Report:
    database = Database(DatabaseSettings(url, pool_size=1))
    t = Speech.load().of("en")

    async def work(session: Session) -> Report:
        span = await days_of(session, days)
        if what == "overview":
            return overview(t, span)
        way = next(way for way in WAYS if way == by)
        lines = await spent_by(session, way, days)
        daily = await spent_daily(session, days) if way == "day" else ()
        return spending(t, way, days, lines, daily, [one.day for one in span])

    try:
        return await database.run(work)
    finally:
        await database.dispose()


def _put(text: str, out: Path | None) -> None:
    if out is None:
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        out.write_text(text, "utf-8")
        print(f"Wrote {out}.")


def _as_table(found: Report) -> str:
    from rich.console import Console

    console = Console(width=100, no_color=True, file=None)
    with console.capture() as shown:
        console.print(_table(found))
    return shown.get()


def _table(found: Report) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{found.chart.title} · {found.chart.subtitle}", box=box.SIMPLE, title_justify="left")
    for number, name in enumerate(found.header):
        table.add_column(name, justify="left" if number == 0 else "right")
    for row in found.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
