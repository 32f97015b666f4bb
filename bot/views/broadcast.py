"""What admins read while they tell everybody something."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from bot.admin import BroadcastAudience, BroadcastDrop, BroadcastSend, BroadcastStop
from bot.i18n import Markup, Tongue
from bot.views.words import Button, Rows, Words, join
from db.administration import Progress
from db.broadcasting import AUDIENCES, Audience

CELLS: Final = 12


def usage(t: Tongue) -> Words:
    return Words(t("broadcast-usage"))


def message(content: str) -> Words:
    """What each person gets, as the admin wrote it (Telegram HTML)."""
    return Words(Markup(content))


def draft(t: Tongue, broadcast: UUID, audience: Audience, count: int) -> Words:
    """Asked below the preview: to whom, and whether."""
    others = tuple(
        Button(t.plain(f"button-audience-{one}"), BroadcastAudience(broadcast=broadcast, audience=one))
        for one in AUDIENCES
        if one != audience
    )
    send = Button(
        t.plain("button-broadcast-send", count=count),
        BroadcastSend(broadcast=broadcast, audience=audience, count=count),
        "danger",
    )
    drop = Button(t.plain("button-broadcast-drop"), BroadcastDrop(broadcast=broadcast))
    rows: Rows = (others[:3], others[3:], (send, drop) if count else (drop,))
    whom = t.plain(f"audience-{audience}")
    return Words(t("broadcast-draft", whom=whom, count=count), rows)


def dropped(t: Tongue) -> Words:
    return Words(t("broadcast-dropped"))


def course(t: Tongue, broadcast: UUID, far: Progress, status: str) -> Words:
    """How far the sending is; one that goes on can be stopped."""
    total = far.queued + far.sent + far.blocked + far.failed
    done = total - far.queued
    filled = CELLS * done // total if total else CELLS
    head = {"sending": "broadcast-sending", "done": "broadcast-done"}.get(status, "broadcast-stopped")
    lines = [
        t(head),
        t("broadcast-bar", bar="▰" * filled + "▱" * (CELLS - filled), done=done, total=total),
        t("broadcast-sums", sent=far.sent, blocked=far.blocked, failed=far.failed),
    ]
    stop = Button(t.plain("button-broadcast-stop"), BroadcastStop(broadcast=broadcast), "danger")
    return Words(join(lines), ((stop,),) if status == "sending" else (), silent=True)


def card_key(broadcast: UUID) -> str:
    """The outbox key of the message that shows how far it is."""
    return f"broadcast-course:{broadcast}"
