"""Which scenes the messages of a turn are about because they answer a message that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from agent.aiming import scene_meant
from agent.script import AdScript
from bot.scripts import read_stored
from db import outbox
from db.engine import Session
from db.models import AdProject, ChatMessage


async def scenes_meant(
    session: Session, project: AdProject, script: AdScript | None, lines: Sequence[ChatMessage]
) -> dict[UUID, int]:
    """The number of the scene of `script` that each line is about, by line; lines about none are missing."""
    meant = {}
    for line in lines if script is not None else ():
        if line.reply_to is None or line.chat_id is None or line.trace.get("forwarded"):
            continue
        said = await outbox.said_as(session, project.user_id, line.chat_id, line.reply_to)
        about = (said or {}).get("about")
        if about is None:
            continue
        shown = await read_stored(session, project, about["revision"])
        number = scene_meant(about["scenes"], line.trace.get("quote") or "", shown, script)
        if number is not None:
            meant[line.id] = number
    return meant
