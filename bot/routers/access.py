"""Invitations and who is shut out. Only admins give and take; whoever else tries leaves an entry in the audit log."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.access import Bar, InviteEnd, InviteSet
from bot.door import ANYBODY, Closed, closed
from bot.routers.admin_gate import may
from bot.routers.answers import Answers, keep_buttons, rewrite, toast
from bot.routers.start import start
from bot.views import access as views
from bot.visit import Visit
from db.access import Access
from db.administration import AuditLog, Entry, Invites
from db.enums import SubscriptionType
from db.errors import Conflict
from db.models import Invite

SHOWN: Final = 5


async def enter(message: Message, command: CommandObject, visit: Visit) -> None:
    """Follows an invitation. Who is shut out stays so; who is in already goes on as with any /start."""
    if visit.user.barred_at is not None:
        await visit.say(views.explained(visit.t, Closed.BARRED), "door")
        return
    invites = Invites(visit.session)
    came = await invites.redeem(visit.user.id, (command.args or "").removeprefix(views.PREFIX))
    await visit.accounts.get(visit.user.id)  # as it is now
    if came is Entry.IN:
        await visit.say(views.entered(visit.t, visit.user.subscription_type), "entered")
    elif came is Entry.USED_UP and closed(visit):
        await visit.say(views.used_up(visit.t), "used-up")
        return
    await start(message, visit)


async def invite(message: Message, command: CommandObject, visit: Visit) -> None:
    """/invite: a card that makes links; /invite 10 7d pro begins with that."""
    if not may(visit):
        await _denied(visit, "invite")
        return
    uses, days, plan = _asked(command.args or "")
    current = [_seen(one) for one in await Invites(visit.session).usable(SHOWN)]
    words = views.invite_card(visit.t, uses=uses, days=days, plan=plan, code=_new_code(), current=current)
    await visit.say(words, "invite")


async def press_invite(query: CallbackQuery, callback_data: InviteSet, visit: Visit) -> Answers:
    """Changes what the link will be like, or makes it: each card makes one link, however often it is pressed."""
    if not may(visit):
        return await _denied_press(query, visit, "invite")
    if callback_data.make:
        return await _make(query, callback_data, visit)
    current = [_seen(one) for one in await Invites(visit.session).usable(SHOWN)]
    chosen = callback_data.model_dump(exclude={"make"})
    return (toast(query, ""), *rewrite(query, views.invite_card(visit.t, **chosen, current=current)))


async def _make(query: CallbackQuery, wanted: InviteSet, visit: Visit) -> Answers:
    until = visit.clock() + timedelta(days=wanted.days) if wanted.days else None
    try:
        made = await Invites(visit.session).create(
            wanted.code,
            created_by=visit.user.id,
            most_uses=wanted.uses,
            expires_at=until,
            plan=wanted.plan,
        )
    except Conflict:
        return (toast(query, visit.t.plain("toast-invite-made-before")), *keep_buttons(query))
    details = {"uses": wanted.uses, "days": wanted.days, "plan": wanted.plan.value}
    await AuditLog(visit.session).note(
        str(visit.user.id), "invite.created", subject=("invite", str(made.id)), details=details
    )
    await visit.say(views.invite_made(visit.t, _seen(made), wanted.code), "invite-made")
    return (toast(query, visit.t.plain("toast-invite-made")), *keep_buttons(query))


async def press_invite_end(query: CallbackQuery, callback_data: InviteEnd, visit: Visit) -> Answers:
    if not may(visit):
        return await _denied_press(query, visit, "invite")
    invites = Invites(visit.session)
    found = await invites.get(callback_data.invite)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if await invites.revoke(found.code):
        await AuditLog(visit.session).note(
            str(visit.user.id), "invite.revoked", subject=("invite", str(found.id))
        )
    return (toast(query, visit.t.plain("toast-invite-ended")), *keep_buttons(query))


async def block(message: Message, command: CommandObject, visit: Visit) -> None:
    """/block 7100000002 reason, or /block @name: shuts a person out. /unblock lets them in again."""
    if not may(visit):
        await _denied(visit, command.command)
        return
    named, _, reason = (command.args or "").strip().partition(" ")
    if not named:
        await visit.say(views.bar_usage(visit.t), "bar")
        return
    access, out = Access(visit.session), command.command == "block"
    person = await access.find(named)
    if person is None:
        await visit.say(views.nobody(visit.t, named), "bar")
    elif out and person.telegram_user_id in visit.rules.admin_ids:
        await visit.say(views.never_an_admin(visit.t), "bar")
    else:
        if out:
            await access.bar(person.id, by=visit.user.id, reason=reason.strip()[:200])
        else:
            await access.let_in(person.id, by=visit.user.id)
        await visit.say(views.barred(visit.t, name=person.name, user=person.id, out=out), "bar")


async def press_bar(query: CallbackQuery, callback_data: Bar, visit: Visit) -> Answers:
    if not may(visit):
        return await _denied_press(query, visit, "block")
    access, out = Access(visit.session), callback_data.act == "out"
    person = await visit.accounts.get(callback_data.user)
    if person is None or (out and person.telegram_user_id in visit.rules.admin_ids):
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if out:
        await access.bar(person.id, by=visit.user.id)
    else:
        await access.let_in(person.id, by=visit.user.id)
    words = views.barred(visit.t, name=person.name, user=person.id, out=out)
    return (toast(query, ""), *rewrite(query, words))


def _asked(words: str) -> tuple[int, int, SubscriptionType]:
    """What `/invite 10 7d pro` asks for, in any order; what is not said or makes no sense is 1, 7 and free."""
    uses, days, plan = 1, 7, SubscriptionType.FREE
    for word in words.lower().split():
        if word in list(SubscriptionType):
            plan = SubscriptionType(word)
        elif re.fullmatch(r"\d{1,3}d", word):
            days = min(365, int(word[:-1]))
        elif re.fullmatch(r"\d{1,4}", word):
            uses = min(1000, max(1, int(word)))
    return uses, days, plan


def _new_code() -> str:
    return secrets.token_urlsafe(12)


def _seen(one: Invite) -> views.Invitation:
    return views.Invitation(one.id, one.uses, one.most_uses, one.plan, one.expires_at)


async def _denied(visit: Visit, what: str) -> None:
    await AuditLog(visit.session).note(str(visit.user.id), f"{what}.denied")


async def _denied_press(query: CallbackQuery, visit: Visit, what: str) -> Answers:
    await _denied(visit, what)
    return (toast(query, visit.t.plain("toast-not-found"), alert=True),)


def router() -> Router:
    r = Router(name="access")
    follows = CommandStart(deep_link=True, magic=F.args.startswith(views.PREFIX))
    r.message.register(enter, follows, flags=ANYBODY)
    r.message.register(invite, Command("invite"))
    r.message.register(block, Command("block", "unblock"))
    r.callback_query.register(press_invite, InviteSet.filter())
    r.callback_query.register(press_invite_end, InviteEnd.filter())
    r.callback_query.register(press_bar, Bar.filter())
    return r
