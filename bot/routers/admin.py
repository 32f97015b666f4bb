"""/pause, /resume, /health and /audit: what admins do when something is the matter."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.admin import ShowAudit, ShowHealth, SwitchGeneration
from bot.i18n import Tongue
from bot.routers.admin_gate import Act, guarded, show, tell_admins
from bot.routers.answers import Answers, rewrite, toast
from bot.signs import STORAGE, Surroundings, read_signs
from bot.views import admin
from bot.views.words import Words
from bot.visit import Visit
from db.administration import GENERATION, AuditLog, Switches
from db.alerts import Alerts
from db.checks import uuid_in
from db.figures import read_figures
from db.operations import find_trouble, wake_all
from db.people import People
from db.spending import today_began

PAGE: Final = 12
LIMIT_S: Final = 5.0
"""A figure that takes longer is not waited for."""


async def pause(message: Message, command: CommandObject, visit: Visit, act: Act) -> None:
    """Holds everything that is to be made; what is in the making ends, what is paid is brought home."""
    await visit.say(await _switch(visit, act, off=True, reason=command.args), "switch")


async def resume(message: Message, visit: Visit, act: Act) -> None:
    await visit.say(await _switch(visit, act, off=False, reason=None), "switch")


async def press_switch(
    query: CallbackQuery, callback_data: SwitchGeneration, visit: Visit, act: Act
) -> Answers:
    words = await _switch(visit, act, off=callback_data.off, reason=None)
    key = "toast-generation-off" if callback_data.off else "toast-generation-on"
    return (toast(query, visit.t.plain(key)), *rewrite(query, words))


async def _switch(visit: Visit, act: Act, *, off: bool, reason: str | None) -> Words:
    """Holds everything or lets it go on, and tells the other admins; what was so already stays so."""
    act.action, act.subject = "admin.pause" if off else "admin.resume", ("switch", GENERATION)
    switches = Switches(visit.session)
    if await switches.is_off(GENERATION) is off:
        act.details["already"] = True
        return admin.as_before(visit.t, off=off)
    why = (reason or "").strip()[: admin.REASON_LIMIT] or None
    await switches.set(GENERATION, off, reason=why, changed_by=visit.user.id)
    count, name = await wake_all(visit.session), visit.user.name
    act.details |= {"waiting": count, **({"reason": why} if why else {})}

    def told(t: Tongue) -> Words:
        return admin.held(t, name, why, count) if off else admin.going(t, name, count)

    await tell_admins(visit, told, f"switch:{visit.update_id}")
    return told(visit.t)


async def health(message: Message, visit: Visit, act: Act) -> None:
    await visit.say(await _health(visit), "health")


async def press_health(query: CallbackQuery, callback_data: ShowHealth, visit: Visit, act: Act) -> Answers:
    told = visit.t.plain("toast-health")
    return await show(query, visit, await _health(visit), fresh=callback_data.fresh, told=told)


async def _health(visit: Visit) -> Words:
    session, rules = visit.session, visit.rules
    off = {switch.name: switch for switch in await Switches(session).off()}
    trouble = await find_trouble(session)
    # No handler asks the network: what the alerts have found of the storage within the last minute is what is known.
    storage = (await Alerts(session).standing([STORAGE])).get(STORAGE)
    ill = storage.details if storage is not None and storage.raised else {}
    around = Surroundings(
        rules.money.ceilings.everybody,
        rules.free_bytes() if rules.free_bytes is not None else None,
        GENERATION in off,
        str(ill.get("state", "well")),
        int(ill.get("waiting", 0)),
    )
    figures = await read_figures(session, await today_began(session), LIMIT_S)
    paused = (off[GENERATION].reason or "") if GENERATION in off else None
    signs = read_signs(figures, trouble, around)
    return admin.health(visit.t, signs, began=trouble.server_began, paused=paused)


async def audit(message: Message, command: CommandObject, visit: Visit, act: Act) -> None:
    """The latest acts; with a Telegram id or @name only those of that person, and to them."""
    wanted = (command.args or "").strip()
    person = await People(visit.session).one(wanted) if wanted else None
    if wanted and person is None:
        act.details["found"] = False
        await visit.say(admin.nobody(visit.t, wanted), "audit")
        return
    act.subject = ("user", str(person.id)) if person else None
    await visit.say(await _audit(visit, 0, person.id if person else None), "audit")


async def press_audit(query: CallbackQuery, callback_data: ShowAudit, visit: Visit, act: Act) -> Answers:
    act.subject = ("user", str(callback_data.person)) if callback_data.person else None
    words = await _audit(visit, callback_data.before, callback_data.person)
    return (toast(query, ""), *rewrite(query, words))


async def _audit(visit: Visit, before: int, person: UUID | None) -> Words:
    key = str(person) if person else None
    rows = await AuditLog(visit.session).page(PAGE + 1, before=before, person=key)
    shown = rows[:PAGE]
    everybody = [word for row in shown for word in (row.actor, row.subject or "")]
    names = await People(visit.session).names([*everybody, key or ""])
    entries = [
        admin.Entry(
            row.created_at,
            names.get(row.actor, row.actor),
            row.action,
            _subject(row.subject_type, row.subject, names.get(row.subject or "")),
            row.details,
        )
        for row in shown
    ]
    older = shown[-1].id if len(rows) > PAGE else None
    name = (names.get(key) or key[:8]) if key else None
    return admin.audit(visit.t, entries, older=older, person=person, name=name)


def _subject(kind: str | None, key: str | None, name: str | None) -> str | None:
    """The name of a person, else what it is and its id; of a long id what tells it from others."""
    return None if key is None else name or f"{kind} {key[:8] if uuid_in(key) else key}"


def router() -> Router:
    r = guarded("admin")
    r.message.register(pause, Command("pause"))
    r.message.register(resume, Command("resume"))
    r.message.register(health, Command("health"))
    r.message.register(audit, Command("audit"))
    r.callback_query.register(press_switch, SwitchGeneration.filter())
    r.callback_query.register(press_health, ShowHealth.filter())
    r.callback_query.register(press_audit, ShowAudit.filter())
    return r
