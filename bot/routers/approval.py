"""Approval by several people in a group: the owner of an ad asks, anybody there says what they think of a revision."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.home import AskVotes, Vote
from bot.routers.answers import Answers, toast
from bot.routers.production import is_stale
from bot.views import groups as views
from bot.visit import Visit
from db import outbox
from db.approvals import Approvals
from db.models import AdProject, User


async def ask(message: Message, visit: Visit) -> None:
    """/approve: asks about the script of the ad that is talked about."""
    project = await visit.projects.current(visit.chat)
    if not visit.in_group or project is None or await visit.script(project) is None:
        await visit.say(views.nothing_to_approve(visit.t, in_group=visit.in_group), "approve")
        return
    await show_card(visit, project, visit.user, project.revision)


async def press_ask(query: CallbackQuery, callback_data: AskVotes, visit: Visit) -> Answers:
    project = await visit.projects.get(callback_data.project)
    if project is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    if project.revision != callback_data.revision:
        return await is_stale(query, visit, project)
    await show_card(visit, project, visit.user, project.revision)
    return (toast(query, visit.t.plain("toast-votes-asked")),)


async def press_vote(query: CallbackQuery, callback_data: Vote, visit: Visit) -> Answers:
    """Somebody says what they think, under a card that was shown in this very chat."""
    one, approvals = callback_data, Approvals(visit.session)
    found = await approvals.asked(one.project)
    card = await outbox.find(visit.session, _key(visit, one.project, one.revision))
    if found is None or card is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, owner = found
    if project.revision != one.revision:
        await show_card(visit, project, owner, one.revision)
        return (toast(query, visit.t.plain("toast-vote-old"), alert=True),)
    await approvals.speak(project.id, one.revision, visit.user.id, approved=one.yes)
    await show_card(visit, project, owner, one.revision)
    key = "toast-vote-yes" if one.yes else "toast-vote-no"
    return (toast(query, visit.t.plain(key, revision=one.revision)),)


async def show_card(visit: Visit, project: AdProject, owner: User, revision: int) -> None:
    """Says the card, or changes it where it stands; in the language of whose ad it is."""
    voices = await Approvals(visit.session).of_project(project.id)
    view = views.ApprovalView(
        project.id, revision, project.revision, project.title, owner.name, voices.get(revision, ())
    )
    await outbox.say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="card",
        payload=views.approval_card(visit.speech.of(owner.locale), view).payload(),
        dedupe_key=_key(visit, project.id, revision),
        user_id=owner.id,
        project_id=project.id,
    )


def _key(visit: Visit, project: object, revision: int) -> str:
    return f"votes:{project}:{revision}:{visit.chat.chat_id}:{visit.chat.thread_id}"


def router() -> Router:
    r = Router(name="approval")
    r.message.register(ask, Command("approve"))
    r.callback_query.register(press_ask, AskVotes.filter())
    r.callback_query.register(press_vote, Vote.filter())
    return r
