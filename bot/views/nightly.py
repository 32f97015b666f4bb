"""The last day in figures, for admins."""

from __future__ import annotations

from bot.i18n import Tongue
from bot.views.script import money
from bot.views.words import Words, join
from db.nights import Day


def digest(t: Tongue, day: Day) -> Words:
    """What happened; what needs somebody comes last, where there is anything."""
    lines = [
        t("digest-title", day=day.day.isoformat()),
        t("digest-people", people=day.people, newcomers=day.newcomers),
        t("digest-ads", ads=day.ads, completed=day.completed, failed=day.failed),
        t("digest-messages", count=day.messages),
        t("digest-spent", sum=money(day.spent)),
    ]
    if day.orphans:
        lines.append(t("digest-orphans", count=day.orphans))
    if day.waiting:
        lines.append(t("digest-waiting", count=day.waiting))
    return Words(join(lines), silent=True)
