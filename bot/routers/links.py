"""Links that lead into the chat: to one's own ad, to a template, to a brief that somebody shared; and /share."""

from __future__ import annotations

import secrets
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.home import StopSharing
from bot.links import FromTemplate, OwnAd, SharedBrief, brief_payload, read_payload
from bot.routers.answers import Answers, keep_buttons, toast
from bot.routers.start import show_standing
from bot.views import links as views
from bot.views import talk
from bot.visit import Visit
from db.campaigns import Templates
from db.models import AdProject
from db.outbox import say
from db.sharing import Sharing

_TOKEN_BYTES = 12
"""16 characters: what nobody guesses."""


async def asks_for(message: Message, command: CommandObject) -> bool | dict[str, object]:
    """What a start by a link asks for, for the handler."""
    asked = read_payload(command.args)
    return False if asked is None else {"asked": asked}


async def follow(message: Message, visit: Visit, asked: OwnAd | FromTemplate | SharedBrief) -> None:
    """Opens what the link is about, if it is there and the person may have it."""
    match asked:
        case OwnAd(project_id):
            found = await _open(visit, project_id)
        case SharedBrief(project_id, token):
            found = await _take(visit, project_id, token)
        case FromTemplate(name):
            found = await _begin(visit, name)
    if not found:
        await visit.say(views.gone(visit.t), "gone")


async def share(message: Message, visit: Visit) -> None:
    """/share: a link to the brief of the ad that is talked about."""
    project = await visit.projects.current(visit.chat)
    if project is None or not (project.ad_details or project.settings.get("brief")):
        await visit.say(views.nothing_to_share(visit.t), "share")
        return
    await share_brief(visit, project)


async def share_brief(visit: Visit, project: AdProject) -> None:
    """Says a link to the brief of the person's ad."""
    token = await Sharing(visit.session, visit.user.id).offer(project.id, secrets.token_urlsafe(_TOKEN_BYTES))
    start = brief_payload(project.id, token or "")
    words = views.brief_shared(visit.t, title=project.title, project=project.id, payload=start)
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="text",
        payload=words.payload(),
        dedupe_key=f"update:{visit.update_id}:share",
        user_id=visit.user.id,
        project_id=project.id,
    )


async def press_stop(query: CallbackQuery, callback_data: StopSharing, visit: Visit) -> Answers:
    if not await Sharing(visit.session, visit.user.id).withdraw(callback_data.project):
        return (toast(query, visit.t.plain("toast-not-shared"), alert=True), *keep_buttons(query))
    return (toast(query, visit.t.plain("toast-unshared")), *keep_buttons(query))


async def _open(visit: Visit, project_id: UUID) -> bool:
    project = await visit.projects.get(project_id)
    if project is None:
        return False
    await visit.projects.switch(visit.chat, project.id)
    words = visit.switched_to(project)
    await visit.say(words, "switched", project=project)
    await show_standing(visit, project)
    return True


async def _take(visit: Visit, project_id: UUID, token: str) -> bool:
    sharing = Sharing(visit.session, visit.user.id)
    project = await sharing.take(visit.chat, project_id, token)
    if project is None:
        return False
    await visit.say(views.brief_taken(visit.t, title=project.title), "taken", project=project)
    await visit.say(talk.brief_card(visit.t, visit.brief(project)), "brief", project=project)
    return True


async def _begin(visit: Visit, name: str) -> bool:
    offered = await Templates(visit.session, visit.user.id).available()
    template = next((one for one in offered if name in (one.slug, one.id.hex)), None)
    if template is None:
        return False
    project = await Sharing(visit.session, visit.user.id).begin(visit.chat, template.framework)
    await Templates(visit.session, visit.user.id).use(template.id, project.id)
    words = views.template_taken(visit.t, title=template.title, description=template.description)
    await visit.say(words, "template", project=project)
    return True


def router() -> Router:
    r = Router(name="links")
    r.message.register(follow, CommandStart(deep_link=True), asks_for)
    r.message.register(share, Command("share"))
    r.callback_query.register(press_stop, StopSharing.filter())
    return r
