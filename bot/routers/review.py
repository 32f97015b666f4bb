"""What admins do about ads that the rules hold back; and what people say about who is in their pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Permit, ReviewNo, ReviewShow, ReviewYes
from bot.prices import price_of_making
from bot.routers.admin_gate import may
from bot.routers.answers import Answers, keep_buttons, toast
from bot.routers.board import refresh
from bot.routers.brief import TICK, clean
from bot.routers.content import card_key, show, view_of
from bot.scripts import read_stored
from bot.views import content
from bot.views.after import SOMEBODY_SEEN
from bot.views.script import FREE
from bot.views.words import Button
from bot.visit import Visit
from db.accounts import Accounts
from db.administration import AuditLog
from db.models import AdProject, ContentReview
from db.outbox import key_of_sent, say
from db.portraits import Portraits
from db.production import Production
from db.projects import chat_of
from db.reviews import Decision, Reviews
from db.variants import Edits


async def review(message: Message, visit: Visit) -> None:
    """/review: what waits. Whoever is no admin hears nothing; that they tried is kept."""
    if not may(visit):
        await _note(visit, "review.denied")
        return
    waiting = await Reviews(visit.session).waiting()
    views = [await view_of(visit.session, one, project) for one, project in waiting]
    await visit.say(content.review_list(visit.t, views), "reviews")


async def press_show(query: CallbackQuery, callback_data: ReviewShow, visit: Visit) -> Answers:
    found = await _found(visit, callback_data.review, query)
    if found is None or visit.user.telegram_user_id is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    one, project = found
    admin = visit.user.telegram_user_id
    await show(visit, project, one, admin, f"{card_key(one, admin)}:{visit.update_id}")
    return (toast(query, visit.t.plain("toast-review-shown")),)


async def press_yes(query: CallbackQuery, callback_data: ReviewYes, visit: Visit) -> Answers:
    found = await _found(visit, callback_data.review, query)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    decided = await _decide(visit, *found, "approved", None)
    key = "toast-review-approved" if decided else "toast-review-decided"
    return (toast(query, visit.t.plain(key)), *keep_buttons(query))


async def press_no(query: CallbackQuery, callback_data: ReviewNo, visit: Visit) -> Answers:
    """Asks for the reason: only a reply to that question refuses."""
    found = await _found(visit, callback_data.review, query)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    one, project = found
    if one.state != "waiting":
        return (toast(query, visit.t.plain("toast-review-decided")), *keep_buttons(query))
    words = content.review_why(visit.t, await view_of(visit.session, one, project))
    key = f"review:{one.id}:{visit.user.telegram_user_id}:why:{visit.update_id}"
    await visit.say(words, "review-why", dedupe_key=key)
    return (toast(query, visit.t.plain("toast-review-why")),)


async def asked_why(message: Message, visit: Visit) -> dict[str, Any] | bool:
    """Whether an admin replies to the question why; then the review is handed on."""
    if message.reply_to_message is None or not may(visit):
        return False
    key = await key_of_sent(
        visit.session, visit.user.id, visit.chat.chat_id, message.reply_to_message.message_id
    )
    parts = (key or "").split(":")
    if len(parts) != 5 or (parts[0], parts[3]) != ("review", "why"):
        return False
    return {"review_id": UUID(parts[1])}


async def refuse(message: Message, visit: Visit, review_id: UUID) -> None:
    """The reason was given: the review ends, and the person reads it."""
    one = await Reviews(visit.session).get(review_id)
    project = await Production(visit.session).project(one.project_id) if one else None
    why = clean(message.text)[:1000]
    if one is None or project is None or not why:
        return
    await _decide(visit, one, project, "refused", why)


async def permit(query: CallbackQuery, callback_data: Permit, visit: Visit) -> Answers:
    """The person says whether who is in the picture agreed; with the time, in the picture's row and the log."""
    given, asset = callback_data.given, callback_data.asset
    if not await Portraits(visit.session, visit.user.id).answer(asset, permitted=given):
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await _show_on_board(visit, asset)
    if given:
        await Edits(visit.session, visit.user.id).resume(asset, SOMEBODY_SEEN)
    action = "picture.permitted" if given else "picture.left_out"
    await _note(visit, action, subject=("asset", str(asset)))
    label = visit.t.plain("button-permitted" if given else "button-leave-out")
    told = visit.t.plain("toast-permitted" if given else "toast-left-out")
    return (toast(query, told), *keep_buttons(query, Button(TICK + label.removeprefix("✅ "), callback_data)))


async def _show_on_board(visit: Visit, asset_id: UUID) -> None:
    """Where the picture was sent for a scene: one that is left out can't be chosen any more."""
    asset = await Portraits(visit.session, visit.user.id).get(asset_id)
    project = await visit.projects.get(asset.project_id) if asset and asset.project_id else None
    if project is not None:
        await refresh(visit, project)


async def _found(
    visit: Visit, review_id: UUID, query: CallbackQuery
) -> tuple[ContentReview, AdProject] | None:
    """The review on an admin's button, locked, with its ad. Whoever else presses one leaves an entry in the log."""
    if not may(visit):
        await _note(visit, "review.denied", subject=("review", str(review_id)))
        return None
    one = await Reviews(visit.session).get(review_id)
    project = await Production(visit.session).project(one.project_id) if one else None
    return None if one is None or project is None or project.deleted_at is not None else (one, project)


async def _decide(
    visit: Visit, one: ContentReview, project: AdProject, state: Decision, why: str | None
) -> bool:
    """Decide once, and say so to the person and to all admins."""
    session = visit.session
    decided = await Reviews(session).decide(one.id, state, reviewer_id=visit.user.id, note=why)
    if decided is None:
        return False
    await _note(
        visit,
        f"review.{state}",
        subject=("ad", str(project.id)),
        details={"revision": one.revision, "rules": [reason["rule"] for reason in one.reasons]},
    )
    await _tell_person(visit, project, one, why)
    view = await view_of(session, one, project)
    for admin in sorted(visit.rules.admin_ids):
        person = await Accounts(session).of_telegram(admin)
        t = visit.speech.of(person.locale if person else None)
        words = content.review_ended(t, view, visit.user.name, why, old=project.revision != one.revision)
        await say(
            session,
            chat_id=admin,
            thread_id=None,
            kind="card",
            payload=words.payload(),
            dedupe_key=card_key(one, admin),
            user_id=person.id if person else None,
        )
    return True


async def _tell_person(visit: Visit, project: AdProject, one: ContentReview, why: str | None) -> None:
    """The decision and the next step, in the person's chat and language."""
    session = visit.session
    owner = await Accounts(session).get(project.user_id)
    if owner is None:
        return
    script, price = await read_stored(session, project), FREE
    if script is not None and why is None:
        price = await price_of_making(session, owner, project.id, project.revision, script, visit.rules.money)
    words = content.decided(
        visit.speech.of(owner.locale),
        project=project.id,
        title=project.title or "",
        revision=one.revision,
        current=project.revision,
        why=why,
        price=price,
    )
    chat_id, thread_id = chat_of(project)
    await say(
        session,
        chat_id=chat_id,
        thread_id=thread_id or None,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"reviewed:{one.id}",
        user_id=owner.id,
        project_id=project.id,
    )


async def _note(
    visit: Visit,
    action: str,
    *,
    subject: tuple[str, str] | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    await AuditLog(visit.session).note(str(visit.user.id), action, subject=subject, details=details)


def router() -> Router:
    r = Router(name="review")
    r.message.register(review, Command("review"))
    r.message.register(refuse, F.text, asked_why)
    r.callback_query.register(press_show, ReviewShow.filter())
    r.callback_query.register(press_yes, ReviewYes.filter())
    r.callback_query.register(press_no, ReviewNo.filter())
    r.callback_query.register(permit, Permit.filter())
    return r
