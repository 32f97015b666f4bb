"""/admin and /spend: the figures as pictures, with the numbers beside them."""

from __future__ import annotations

from typing import Any, Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.admin import ShowOverview, ShowSpend
from bot.charts import Report
from bot.routers.admin_gate import Act, guarded
from bot.routers.answers import Answers, toast
from bot.views import reports
from bot.views.words import Words
from bot.visit import Visit
from db.analytics import By, Spent, days_of, spent_by, spent_daily
from db.outbox import OutboxKind, say

USUAL: Final = 30


async def overview(message: Message, visit: Visit, act: Act) -> None:
    """/admin: how it has gone for a month."""
    await _overview(visit, USUAL)


async def press_overview(
    query: CallbackQuery, callback_data: ShowOverview, visit: Visit, act: Act
) -> Answers:
    act.details = {"days": callback_data.days}
    await _overview(visit, callback_data.days)
    return (toast(query, visit.t.plain("toast-drawing")),)


async def _overview(visit: Visit, count: int) -> None:
    days = await days_of(visit.session, count)
    report = reports.overview(visit.t, days)
    await _send(
        visit, "photo", reports.photo(report.chart, reports.overview_caption(visit.t, days)), "overview"
    )


async def spend(message: Message, command: CommandObject, visit: Visit, act: Act) -> None:
    """/spend: of a month by day; `/spend 7 model` says otherwise."""
    by, days = _asked(command.args or "")
    act.details = {"by": by, "days": days}
    await _spend(visit, by, days)


async def press_spend(query: CallbackQuery, callback_data: ShowSpend, visit: Visit, act: Act) -> Answers:
    by, days = callback_data.by, callback_data.days
    act.details = {"by": by, "days": days, **({"table": True} if callback_data.table else {})}
    if callback_data.table:
        report, _ = await _report(visit, by, days)
        words = Words(visit.t("spend-table"))
        payload = reports.document(f"spend-{by}-{days}.csv", reports.as_csv(report), words)
        await _send(visit, "document", payload, "table")
    else:
        await _spend(visit, by, days)
    return (toast(query, visit.t.plain("toast-drawing")),)


async def _spend(visit: Visit, by: By, days: int) -> None:
    report, lines = await _report(visit, by, days)
    words = reports.spending_caption(visit.t, by, days, lines)
    await _send(visit, "photo", reports.photo(report.chart, words), "spend")


async def _report(visit: Visit, by: By, days: int) -> tuple[Report, list[Spent]]:
    lines = list(await spent_by(visit.session, by, days))
    daily = await spent_daily(visit.session, days) if by == "day" else ()
    span = [one.day for one in await days_of(visit.session, days)] if by == "day" else ()
    return reports.spending(visit.t, by, days, lines, daily, span), lines


async def _send(visit: Visit, kind: OutboxKind, payload: dict[str, Any], what: str) -> None:
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind=kind,
        payload=payload,
        dedupe_key=f"update:{visit.update_id}:{what}",
        user_id=visit.user.id,
    )


def _asked(words: str) -> tuple[By, int]:
    """What `/spend 7 model` asks for, in any order; what makes no sense is a month by day."""
    by: By = "day"
    days = USUAL
    for word in words.lower().split():
        if word in reports.WAYS:
            by = next(way for way in reports.WAYS if way == word)
        elif word.isascii() and word.isdigit() and len(word) < 4:
            days = min(366, max(1, int(word)))
    return by, days


def router() -> Router:
    r = guarded("reports")
    r.message.register(overview, Command("admin"))
    r.message.register(spend, Command("spend"))
    r.callback_query.register(press_overview, ShowOverview.filter())
    r.callback_query.register(press_spend, ShowSpend.filter())
    return r
