"""What a plan has at one time, asked before anything is begun."""

from __future__ import annotations

from uuid import UUID

from aiogram.types import CallbackQuery

from bot.routers.answers import Answers, toast
from bot.views.plan import limit
from bot.visit import Visit
from db.usage import being_made


async def at_limit(query: CallbackQuery, visit: Visit, project_id: UUID | None = None) -> Answers | None:
    """Says so where the person's plan makes no more at one time (ads, and trainings of looks); None where it does. The
    ad of the press itself does not count. The buttons stay, for when one of the others is finished."""
    most = visit.plan.productions
    if await being_made(visit.session, visit.user.id, but=project_id) < most:
        return None
    words = limit(visit.t, "productions", visit.user.subscription_type, most)
    await visit.say(words, "limit")
    return (toast(query, visit.t.plain("toast-limit"), alert=True),)
