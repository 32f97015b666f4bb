"""/admin and /spend: the figures, and what is sent of them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.admin import ShowHealth, ShowOverview, ShowSpend
from bot.charts import Chart
from bot.views import reports
from bot.views.words import CAPTION_LIMIT, visible_length
from db.analytics import Day, Spent, SpentByDay, days_of
from db.enums import AdProjectStatus
from db.models import AuditEntry, OutboxRow
from tests.bot.conftest import ADMIN, SPEECH, Room
from tests.support.telegram import Client

t = SPEECH.of("en")


@pytest.fixture(autouse=True)
async def nothing_kept(room: Room) -> None:
    async with room.database.transaction() as session:
        await session.execute(text("ALTER TABLE generation_costs DISABLE TRIGGER USER"))
        for table in ("audit_log", "generation_costs"):
            await session.execute(text(f"DELETE FROM {table}"))
        await session.execute(text("ALTER TABLE generation_costs ENABLE TRIGGER USER"))


async def spend(room: Room, client: Client) -> None:
    """Three calls today, one five days ago, one long ago."""
    async with room.database.transaction() as session:
        await session.execute(
            text(
                """
                INSERT INTO generation_costs (user_id, category, provider, model_name, amount, success, created_at)
                SELECT u.id, 'llm', v.provider, v.model, v.usd, v.well, now() - v.ago::interval
                  FROM users u, (VALUES ('openai', 'gpt', 0.5, true, '0'), ('replicate', 'flux', 1.25, true, '0'),
                                        ('replicate', 'flux', 0, false, '0'), ('replicate', 'kling', 4, true, '5 days'),
                                        ('replicate', 'kling', 9, true, '70 days'))
                       AS v (provider, model, usd, well, ago)
                 WHERE u.telegram_user_id = :id
                """
            ),
            {"id": client.user_id},
        )


async def test_the_dashboard_is_a_picture_with_the_numbers_beside(
    staffed: Room, admin: Client, client: Client
) -> None:
    await staffed.with_script(client, AdProjectStatus.COMPLETED)
    await spend(staffed, client)
    await staffed.get(admin.text("/admin"))
    row = await staffed.last()
    assert (row.kind, row.chat_id, row.payload["file"]) == ("photo", ADMIN, "chart")
    chart = Chart.model_validate(row.payload["charts"]["chart"])
    assert len(chart.panels) == 5
    assert {len(panel.labels) for panel in chart.panels} == {30}
    spent = next(panel for panel in chart.panels if panel.title == "Spend")
    assert (spent.total, spent.series[0].values[-1], spent.series[0].values[-6]) == ("USD 5.75", 1.75, 4.0)
    assert "USD 5.75 spent, today 1.75" in row.payload["caption"]
    assert "2 people came" in row.payload["caption"]
    await staffed.get(admin.press(ShowOverview(days=7).pack()))
    again = Chart.model_validate((await staffed.last()).payload["charts"]["chart"])
    assert {len(panel.labels) for panel in again.panels} == {7}


async def test_what_was_spent_by_day_model_person_and_as_a_table(
    staffed: Room, admin: Client, client: Client
) -> None:
    await staffed.get(client.text("hello"))
    await spend(staffed, client)
    await staffed.get(admin.text("/spend 7 model"))
    row = await staffed.last()
    assert "kling: <b>4.00</b> (1)\nflux: <b>1.25</b> (2)\ngpt: <b>0.50</b> (1)" in row.payload["caption"]
    chart = Chart.model_validate(row.payload["charts"]["chart"])
    assert chart.panels[0].labels == ("kling", "flux", "gpt")
    await staffed.get(admin.press(ShowSpend(by="day", days=90).pack()))
    stacked = Chart.model_validate((await staffed.last()).payload["charts"]["chart"]).panels[0]
    assert [one.name for one in stacked.series] == ["replicate", "openai"]
    assert sum(stacked.series[0].values) == 14.25
    await staffed.get(admin.press(ShowSpend(by="user", days=7, table=True).pack()))
    sent = await staffed.last()
    assert (sent.kind, sent.payload["name"]) == ("document", "spend-user-7.csv")
    table = list(csv.reader(io.StringIO(sent.payload["tables"]["table"])))
    assert table == [["Person", "USD", "calls", "failed"], [f"Ada · {client.user_id}", "5.7500", "4", "1"]]


async def test_nothing_yet_is_drawn_too(staffed: Room, admin: Client) -> None:
    await staffed.get(admin.text("/spend"), admin.text("/spend 7 user"), admin.text("/spend nonsense 9999"))
    rows = (await staffed.all(OutboxRow, OutboxRow.id))[-3:]
    assert all(Chart.model_validate(row.payload["charts"]["chart"]).panels for row in rows)
    assert "USD 0.00" in rows[0].payload["caption"]


async def test_a_button_under_a_picture_answers_below_it(staffed: Room, admin: Client) -> None:
    """Telegram can't make a text of a picture."""
    await staffed.get(admin.press(ShowHealth(fresh=True).pack()))
    assert (await staffed.last()).payload["text"].startswith("💚")


async def test_whoever_is_no_admin_gets_no_figures(staffed: Room, client: Client) -> None:
    await staffed.get(client.text("/admin"), client.text("/spend"))
    await staffed.get(client.press(ShowSpend(by="user", days=7, table=True).pack()))
    assert await staffed.said() == []
    entries = await staffed.all(AuditEntry, AuditEntry.id)
    assert [entry.action for entry in entries] == ["admin.denied"] * 3


async def test_the_queue_is_told_at_its_worst_moment(staffed: Room, client: Client) -> None:
    await staffed.with_script(client, AdProjectStatus.VIDEO_GENERATING)
    async with staffed.database.transaction() as session:
        await session.execute(
            text(
                """
                INSERT INTO generation_jobs (project_id, script_id, script_revision, job_type, asset_kind,
                                             scene_number, status, created_at, started_at)
                SELECT p.id, s.id, 1, 'visual_generation', 'still', n, 'processing',
                       date_trunc('day', now(), 'UTC') - interval '12 hours' + n * interval '1 minute',
                       date_trunc('day', now(), 'UTC') - interval '12 hours' + interval '3 minutes 30 seconds'
                  FROM ad_projects p JOIN scripts s ON s.project_id = p.id, generate_series(1, 5) AS n
                """
            )
        )
        days = await days_of(session, 3)
    assert [one.waiting for one in days] == [0, 3, 0]


def test_the_longest_captions_fit() -> None:
    for locale in SPEECH.locales:
        tongue = SPEECH.of(locale)
        days = [Day(date(2026, 1, 1), *[10**6] * 5, Decimal("9999999.99"), 10**6)] * 30
        assert visible_length(reports.overview_caption(tongue, days).text) <= CAPTION_LIMIT
        lines = [Spent("<&>🧴" * 200, Decimal("9999999.99"), 10**6, 10**6)] * 20
        assert visible_length(reports.spending_caption(tongue, "user", 366, lines).text) <= CAPTION_LIMIT


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    lines = [Spent(name, Decimal(1), 1, 0) for name in ("=HYPERLINK()", "@x", "+1", "Ada, Bob")]
    report = reports.spending(t, "user", 7, lines, (), ())
    table = list(csv.reader(io.StringIO(reports.as_csv(report))))
    assert [row[0] for row in table[1:]] == ["'=HYPERLINK()", "'@x", "'+1", "Ada, Bob"]


def test_more_providers_than_colours_are_others() -> None:
    day = date(2026, 1, 1)
    daily = [SpentByDay(day, f"p{number}", Decimal(number + 1)) for number in range(7)]
    panel = reports.spending(t, "day", 1, [], daily, [day]).chart.panels[0]
    assert [one.name for one in panel.series] == ["p6", "p5", "p4", "p3", "others"]
    assert sum(one.values[0] for one in panel.series) == 28
