"""What admins read: how everything is, what is held, and who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bot.admin import ShowAudit, ShowHealth, SwitchGeneration
from bot.i18n import Markup, Tongue
from bot.signs import Sign
from bot.views.words import Button, Rows, Words, clip, join

REASON_LIMIT: Final = 200
DETAILS_LIMIT: Final = 90
NAME_LIMIT: Final = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the audit log: when (UTC), who, what, to whom."""

    at: datetime
    actor: str
    action: str
    subject: str | None
    details: Mapping[str, Any]


def held(t: Tongue, name: str, reason: str | None, count: int) -> Words:
    """Said to whoever holds everything, and to the other admins."""
    lines = [t("admin-held", name=clip(name, NAME_LIMIT), count=count)]
    if reason:
        lines.append(t("admin-held-why", reason=clip(reason, REASON_LIMIT)))
    return Words(join(lines), (_switch_row(t, off=True),))


def going(t: Tongue, name: str, count: int) -> Words:
    return Words(t("admin-going", name=clip(name, NAME_LIMIT), count=count), (_switch_row(t, off=False),))


def as_before(t: Tongue, *, off: bool) -> Words:
    """Nothing was changed: it was so already."""
    return Words(t("admin-held-already" if off else "admin-going-already"), (_switch_row(t, off=off),))


def health(t: Tongue, signs: Sequence[Sign], *, began: datetime, paused: str | None) -> Words:
    """How everything is, what is not well first; `paused` is why generation is held, None where it isn't."""
    ill = [sign for sign in signs if not sign.well]
    lines: list[Markup] = []
    if ill or paused is None:
        lines.append(t("health-ill", count=len(ill)) if ill else t("health-well"))
    if paused is not None:
        lines.append(t("health-paused", reason=clip(paused, REASON_LIMIT) or "–"))
    lines.append(Markup())
    lines += [line(t, sign) for sign in (*ill, *(sign for sign in signs if sign.well))]
    lines += [Markup(), t("health-began", at=moment(began))]
    again = Button(t.plain("button-health-again"), ShowHealth())
    return Words(join(lines), ((again,), _switch_row(t, off=paused is not None)))


def line(t: Tongue, sign: Sign) -> Markup:
    return t(
        "health-line",
        mark="🟢" if sign.well else "🔴",
        words=t(f"health-{sign.name}", **dict(sign.values)),
    )


def audit(
    t: Tongue, entries: Sequence[Entry], *, older: int | None, person: UUID | None, name: str | None
) -> Words:
    """A page of the log; `older` is the entry from which the next one goes on back, None at the end."""
    head = t("audit-title-of", name=clip(name, NAME_LIMIT)) if name else t("audit-title")
    lines, day = [head], ""
    for one in entries:
        if day != (day := f"{one.at:%Y-%m-%d}"):
            lines.append(t("audit-day", day=day))
        lines.append(_entry(t, one))
    if not entries:
        lines.append(t("audit-none"))
    rows: Rows = ()
    if older is not None:
        rows = ((Button(t.plain("button-audit-older"), ShowAudit(before=older, person=person)),),)
    return Words(join(lines), rows)


def nobody(t: Tongue, wanted: str) -> Words:
    return Words(t("admin-nobody", wanted=clip(wanted, NAME_LIMIT)))


def moment(at: datetime) -> str:
    """As `2026-11-21 14:05`: UTC, the same in every language."""
    return at.strftime("%Y-%m-%d %H:%M")


def _entry(t: Tongue, one: Entry) -> Markup:
    known = ((key, value) for key, value in one.details.items() if value not in (None, "", []))
    told = ", ".join(key if value is True else f"{key} {value}" for key, value in known)
    return t(
        "audit-entry",
        at=f"{one.at:%H:%M}",
        actor=clip(one.actor, NAME_LIMIT),
        action=clip(one.action, NAME_LIMIT),
        subject=f" → {clip(one.subject, NAME_LIMIT)}" if one.subject else "",
        details=f" · {clip(told, DETAILS_LIMIT)}" if told else "",
    )


def _switch_row(t: Tongue, *, off: bool) -> tuple[Button, ...]:
    """The button that changes what is: generation is `off` now, or isn't."""
    if off:
        return (Button(t.plain("button-generation-on"), SwitchGeneration(off=False), "success"),)
    return (Button(t.plain("button-generation-off"), SwitchGeneration(off=True), "danger"),)
