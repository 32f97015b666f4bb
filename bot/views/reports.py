"""Figures over days, as charts with the numbers beside them: the admins' dashboard, and what was spent."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.admin import ShowHealth, ShowJobs, ShowOverview, ShowPeople, ShowSpend
from bot.charts import Chart, Panel, Report, Series
from bot.i18n import Markup, Tongue
from bot.views.script import money
from bot.views.words import CAPTION_LIMIT, Button, Rows, Words, clip, join, visible_length
from db.analytics import By, Day, Spent, SpentByDay

SPANS: Final = (7, 30, 90)
WAYS: Final[tuple[By, ...]] = ("day", "provider", "model", "user")
LINES: Final = 8
"""Of a table, so many stand in the caption; all are in the CSV."""
BARS: Final = 10
PROVIDERS: Final = 4
LABEL_LIMIT: Final = 30


def overview(t: Tongue, days: Sequence[Day]) -> Report:
    """People, ads, spend, failures and the queue, day by day."""
    labels = tuple(_short(one.day) for one in days)

    def series(key: str, values: Sequence[int | Decimal]) -> Series:
        return Series(name=t.plain(f"report-{key}"), values=tuple(float(value) for value in values))

    def panel(key: str, kind: Any, total: str, *shown: Series, unit: str = "") -> Panel:
        title = t.plain(f"report-panel-{key}")
        return Panel(title=title, kind=kind, labels=labels, series=shown, total=total, unit=unit)

    came, wrote = [one.came for one in days], [one.wrote for one in days]
    begun, finished = [one.begun for one in days], [one.finished for one in days]
    failed, spend = [one.failed for one in days], [one.spend for one in days]
    waiting = [one.waiting for one in days]
    panels = (
        panel("people", "lines", f"+{sum(came)}", series("wrote", wrote), series("came", came)),
        panel(
            "ads",
            "lines",
            f"{sum(finished)} / {sum(begun)}",
            series("begun", begun),
            series("finished", finished),
        ),
        panel("spend", "bars", f"USD {money(sum(spend, Decimal(0)))}", series("spend", spend), unit="$"),
        panel("failed", "bars", str(sum(failed)), series("failed", failed)),
        panel("waiting", "lines", str(max(waiting, default=0)), series("waiting", waiting)),
    )
    chart = Chart(title=t.plain("report-overview"), subtitle=_span(t, days), panels=panels)
    names = ("day", "came", "wrote", "begun", "finished", "failed", "spend", "waiting")
    header = tuple(t.plain(f"report-{name}") for name in names)
    rows = tuple(
        (
            one.day.isoformat(),
            *(str(n) for n in (one.came, one.wrote, one.begun, one.finished, one.failed)),
            money(one.spend),
            str(one.waiting),
        )
        for one in days
    )
    return Report(chart, header, rows)


def overview_caption(t: Tongue, days: Sequence[Day]) -> Words:
    """The numbers of the dashboard, of the whole span and of today, and the ways on."""
    last = days[-1]
    lines = [
        t("overview-title", count=len(days)),
        t("overview-people", came=sum(one.came for one in days), today=last.wrote),
        t(
            "overview-ads",
            begun=sum(one.begun for one in days),
            finished=sum(one.finished for one in days),
            failed=sum(one.failed for one in days),
        ),
        t("overview-spend", usd=money(sum((one.spend for one in days), Decimal(0))), today=money(last.spend)),
        t("overview-waiting", most=max(one.waiting for one in days), today=last.waiting),
        Markup(),
        t("overview-commands"),
    ]
    ways = (
        Button(t.plain("button-overview-health"), ShowHealth(fresh=True)),
        Button(t.plain("button-overview-spend"), ShowSpend(by="day", days=30)),
    )
    more = (
        Button(t.plain("button-overview-people"), ShowPeople(page=0, fresh=True)),
        Button(t.plain("button-overview-jobs"), ShowJobs(page=0, fresh=True)),
    )
    spans = tuple(
        Button(t.plain("button-days", count=count), ShowOverview(days=count))
        for count in SPANS
        if count != len(days)
    )
    return Words(join(lines), (spans, ways, more))


def spending(
    t: Tongue, by: By, days: int, lines: Sequence[Spent], daily: Sequence[SpentByDay], span: Sequence[date]
) -> Report:
    """What was spent, by day (stacked by provider), provider, model or person."""
    total = sum((one.usd for one in lines), Decimal(0))
    title, sum_ = t.plain(f"report-spend-{by}"), f"USD {money(total)}"
    if by == "day":
        panel = _daily(t, title, sum_, daily, span)
    else:
        dearest = [one for one in lines if one.usd > 0][:BARS] or list(lines[:1])
        panel = Panel(
            title=title,
            kind="rows",
            labels=tuple(clip(one.label, LABEL_LIMIT) for one in dearest),
            series=(Series(name=t.plain("report-spend"), values=tuple(float(one.usd) for one in dearest)),),
            total=sum_,
            unit="$",
        )
    chart = Chart(
        title=t.plain("report-spending"), subtitle=t.plain("report-days", count=days), panels=(panel,)
    )
    header = tuple(t.plain(f"report-{name}") for name in (by, "spend", "calls", "calls-failed"))
    rows = tuple((one.label, f"{one.usd:.4f}", str(one.calls), str(one.failed)) for one in lines)
    return Report(chart, header, rows)


def spending_caption(t: Tongue, by: By, days: int, lines: Sequence[Spent]) -> Words:
    """The sums, the dearest (or latest) first, and how else they can be looked at."""
    total = sum((one.usd for one in lines), Decimal(0))
    calls = sum(one.calls for one in lines)
    shown = [t("spend-total", usd=money(total), calls=calls, count=days)]
    for one in lines[:LINES]:
        line = t("spend-line", label=clip(one.label, LABEL_LIMIT), usd=money(one.usd), calls=one.calls)
        if visible_length(join([*shown, line])) < CAPTION_LIMIT - 60:
            shown.append(line)
    if len(lines) > LINES:
        shown.append(t("spend-more", count=len(lines) - LINES))
    ways = tuple(
        Button(t.plain(f"button-spend-{way}"), ShowSpend(by=way, days=days)) for way in WAYS if way != by
    )
    spans = tuple(
        Button(t.plain("button-days", count=count), ShowSpend(by=by, days=count))
        for count in SPANS
        if count != days
    )
    table = Button(t.plain("button-spend-csv"), ShowSpend(by=by, days=days, table=True))
    rows: Rows = (ways, (*spans, table))
    return Words(join(shown), rows)


def as_csv(report: Report) -> str:
    """The table as CSV. A name that a spreadsheet would take for a formula gets a mark before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(report.header)
    writer.writerows([_harmless(cell) for cell in row] for row in report.rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def photo(chart: Chart, words: Words) -> dict[str, Any]:
    """What an outbox row of kind `photo` keeps: the chart is drawn when it is sent."""
    return {**words.caption(), "file": "chart", "charts": {"chart": chart.model_dump(mode="json")}}


def document(name: str, text: str, words: Words) -> dict[str, Any]:
    """What an outbox row of kind `document` keeps: the text is written to a file when it is sent."""
    return {**words.caption(), "file": "table", "name": name, "tables": {"table": text}}


def _daily(t: Tongue, title: str, total: str, daily: Sequence[SpentByDay], span: Sequence[date]) -> Panel:
    sums: dict[str, Decimal] = {}
    for one in daily:
        sums[one.provider] = sums.get(one.provider, Decimal(0)) + one.usd
    named = sorted(sums, key=lambda name: -sums[name])[:PROVIDERS]
    others = t.plain("report-others")
    held: dict[str, dict[date, float]] = {name: {} for name in named}
    for one in daily:
        of_day = held.setdefault(one.provider if one.provider in named else others, {})
        of_day[one.day] = of_day.get(one.day, 0.0) + float(one.usd)
    shown = tuple(
        Series(name=name, values=tuple(values.get(day, 0.0) for day in span)) for name, values in held.items()
    )
    empty = (Series(name=t.plain("report-spend"), values=(0.0,) * len(span)),)
    labels = tuple(_short(day) for day in span)
    return Panel(title=title, kind="bars", labels=labels, series=shown or empty, total=total, unit="$")


def _short(day: date) -> str:
    return day.strftime("%d.%m.")


def _span(t: Tongue, days: Sequence[Day]) -> str:
    return f"{days[0].day.isoformat()} – {days[-1].day.isoformat()} UTC" if days else ""
