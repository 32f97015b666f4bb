"""A picture that a person sends for a scene: a photo in reply to the scene's pictures, or the one they announced."""

from __future__ import annotations

from aiogram.types import Message

from bot.routers.production import show_card
from bot.views import board as views
from bot.visit import Visit
from db import outbox
from db.board import IMAGES, Board
from db.models import AdProject
from db.production import Approval


async def take_own(message: Message, visit: Visit, file_id: str, mime: str, size: int | None) -> bool:
    """Lets the picture be fetched for the scene that it is meant for; False where it is meant for none."""
    meant = await _meant(message, visit)
    if meant is None:
        return False
    project, scene = meant
    came = await Board(visit.session, visit.user.id).take_picture(
        project.id, project.revision, scene, file_id=file_id, mime=mime, size=size
    )
    if came is not Approval.STARTED:
        return False
    await visit.projects.switch(visit.chat, project.id)
    await visit.say(views.own_taken(visit.t, scene), "own", project=project)
    fresh = await visit.projects.get(project.id)
    if fresh is not None:
        await show_card(visit, fresh)
    return True


async def _meant(message: Message, visit: Visit) -> tuple[AdProject, int] | None:
    """The ad and the scene for which pictures are being chosen, if this photo is about one."""
    if message.forward_origin is not None:
        return None
    replied = message.reply_to_message
    if replied is not None:
        project = await visit.projects.of_message(visit.chat.chat_id, replied.message_id)
        said = await outbox.said_as(visit.session, visit.user.id, visit.chat.chat_id, replied.message_id)
        about = (said or {}).get("about", {})
        scenes = about.get("scenes", ())
        if (
            project is None
            or project.current_stage not in IMAGES
            or about.get("revision") != project.revision
        ):
            return None
        return (project, int(scenes[0])) if len(scenes) == 1 else None
    project = await visit.projects.current(visit.chat)
    awaits = project.settings.get("awaits") if project is not None else None
    if project is None or not awaits or project.current_stage not in IMAGES:
        return None
    return (project, int(awaits["scene"])) if awaits["revision"] == project.revision else None
