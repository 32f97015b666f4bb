"""Charts are drawn by a program of its own, and sent with their numbers; without a picture the numbers are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiogram.methods import SendDocument, SendMessage, SendPhoto
from aiogram.types import FSInputFile
from PIL import Image

from bot.charts import Chart, Panel, Series
from bot.i18n import Markup
from bot.views.reports import document, photo
from bot.views.words import Words
from db.outbox import OutboxKind, say
from jobs.charts import DPI, WIDTH, draw
from jobs.studio.errors import StudioError
from tests.jobs.shop import Shop

DAYS = tuple(f"{day:02}.11." for day in range(1, 31))
CHART = Chart(
    title="Briefcut · overview",
    subtitle="2026-11-01 – 2026-11-30 UTC",
    panels=(
        Panel(title="Люди", kind="lines", labels=DAYS, total="+30", series=(
            Series(name="wrote", values=tuple(float(n % 7) for n in range(30))),
            Series(name="came", values=(1.0,) * 30),
        )),
        Panel(title="Spend", kind="bars", labels=DAYS, unit="$", total="USD 1.00", series=(
            Series(name="replicate", values=(0.5,) * 30), Series(name="openai", values=(0.1,) * 30),
        )),
        Panel(title="By person", kind="rows", labels=("Ada 🧴", "山田 · 7", "$x_{"), unit="$", series=(
            Series(name="USD", values=(3.0, 2.0, 0.0)),
        )),
        Panel(title="Nothing", kind="bars", labels=("01.11.",), series=(Series(name="n", values=(0.0,)),)),
    ),
)  # fmt: skip


async def test_a_chart_is_as_wide_as_a_phone_needs_and_not_empty(tmp_path: Path) -> None:
    out = tmp_path / "chart.png"
    await draw(CHART, out, tmp_path / "fonts")
    with Image.open(out) as picture:
        assert picture.format == "PNG"
        assert picture.width == round(WIDTH * DPI) == 1080
        assert 900 < picture.height < 2400
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000) or ()}
    assert {(0x3A, 0x6F, 0xF0), (0xEE, 0x6A, 0x4C), (0xFF, 0xFF, 0xFF)} <= colours


def test_a_value_for_each_label() -> None:
    with pytest.raises(ValueError, match="for each label"):
        Panel(title="x", kind="bars", labels=("a", "b"), series=(Series(name="s", values=(1.0,)),))


async def send(shop: Shop, kind: OutboxKind, payload: dict[str, object]) -> None:
    async with shop.database.transaction() as session:
        await say(session, chat_id=1, thread_id=None, kind=kind, payload=payload, dedupe_key=f"x:{kind}")
    await shop.work_off()


async def test_what_is_described_is_made_when_it_is_sent_and_leaves_no_file(shop: Shop) -> None:
    words = Words(Markup("<b>12</b> ads"))
    await send(shop, "photo", photo(CHART, words))
    await send(shop, "document", document("spend.csv", "Day,USD\n", words))
    (picture,), (table,) = shop.session.of(SendPhoto), shop.session.of(SendDocument)
    assert picture.caption == table.caption == "<b>12</b> ads"
    assert isinstance(picture.photo, FSInputFile)
    assert isinstance(table.document, FSInputFile)
    assert table.document.filename == "spend.csv"
    assert list(shop.crew.work.glob("*")) == []


async def test_numbers_without_a_picture_are_better_than_none(shop: Shop) -> None:
    payload = photo(CHART, Words(Markup("<b>12</b> ads")))
    payload["charts"]["chart"]["panels"][0]["series"][0]["values"] = [1.7e308] * 30
    with pytest.raises(StudioError):
        await draw(Chart.model_validate(payload["charts"]["chart"]), shop.crew.work / "x.png")
    await send(shop, "photo", payload)
    assert [call.text for call in shop.session.of(SendMessage)] == ["<b>12</b> ads"]
    assert shop.session.of(SendPhoto) == []
