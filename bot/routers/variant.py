"""From a delivered video on: another ad with the same brief told from another angle, and a link to the brief."""

from __future__ import annotations

from uuid import UUID

from aiogram import Router
from aiogram.types import CallbackQuery

from agent.craftlog import CraftLog
from agent.script import AdScript
from bot.after import MakeVariant, ShareAd
from bot.routers.after import video_of
from bot.routers.answers import Answers, toast
from bot.routers.links import share_brief
from bot.routers.start import show_standing
from bot.scripts import ANGLE_LINE, as_written, note_craft, read_craft, read_stored
from bot.views import after
from bot.visit import Visit
from db.answers import Answers as Written
from db.details import Details
from db.models import AdProject
from db.variants import Comparisons, Edits


async def press_variant(query: CallbackQuery, callback_data: MakeVariant, visit: Visit) -> Answers:
    """Begins a variant; while one waits for a decision, that one is shown again."""
    found = await video_of(visit, callback_data.video)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, video = found
    waiting = await Details(visit.session, visit.user.id).undecided(project.id)
    if waiting is not None:
        if not await visit.turns.pending(waiting.id):
            await _go_to(visit, waiting)
        return (toast(query, visit.t.plain("toast-variant-there")),)
    revision = await Edits(visit.session, visit.user.id).revision_of(video.id) or project.revision
    script = await read_stored(visit.session, project, revision)
    if script is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await visit.say(after.variant_begun(visit.t, title=project.title), "variant", project=project)
    await _begin(visit, project, script, await read_craft(visit.session, project, revision))
    return (toast(query, visit.t.plain("toast-variant")),)


async def press_share(query: CallbackQuery, callback_data: ShareAd, visit: Visit) -> Answers:
    """Says a link to the brief of the video's ad."""
    found = await video_of(visit, callback_data.video)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    await share_brief(visit, found[0])
    return (toast(query, visit.t.plain("toast-shared")),)


async def _go_to(visit: Visit, variant: AdProject) -> None:
    await visit.projects.switch(visit.chat, variant.id)
    words = visit.switched_to(variant)
    await visit.say(words, "switched", project=variant)
    await show_standing(visit, variant)


async def _begin(visit: Visit, project: AdProject, script: AdScript, craft: CraftLog | None) -> None:
    """The ad with the same script, beside the first in a comparison, and the wish for another angle of it."""
    session, person = visit.session, visit.user.id
    mine = await Details(session, person).derive(project.id)
    await _compare(visit, project, mine.id)
    mine.title = after.variant_title(project.title, await _count(visit, mine.id))
    await Written(session, person).write_script(mine, as_written(mine, script, "guided", craft))
    await note_craft(session, mine, script, visit.brief(mine), craft)
    await visit.projects.switch(visit.chat, mine.id)
    angle = craft.others[0][0] if craft is not None and craft.others else None
    name = craft.angles[angle].name if craft is not None and angle is not None else None
    line = visit.t.plain("line-angle", name=name) if name else visit.t.plain("line-new-angles")
    trace = {"angle": angle}
    await visit.take(mine, line, message_id=None, sent_at=visit.clock(), kind=ANGLE_LINE, trace=trace)


async def _compare(visit: Visit, project: AdProject, variant: UUID) -> None:
    comparisons = Comparisons(visit.session, visit.user.id)
    group = project.generation_group_id
    if group is None:
        group = (await comparisons.start("prompt", project.title)).id
        await comparisons.add(group, project.id)
    await comparisons.add(group, variant)


async def _count(visit: Visit, variant: UUID) -> int:
    """Which of the ads that are compared this one is, from 1."""
    mine = await visit.projects.get(variant)
    group = mine.generation_group_id if mine is not None else None
    return len(await Comparisons(visit.session, visit.user.id).ads(group)) if group is not None else 2


def router() -> Router:
    r = Router(name="variant")
    r.callback_query.register(press_variant, MakeVariant.filter())
    r.callback_query.register(press_share, ShareAd.filter())
    return r
