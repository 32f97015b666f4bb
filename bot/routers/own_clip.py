"""A clip that a person sends for a scene of a delivered video: in reply to the video, or to the question for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aiogram import F, Router
from aiogram.types import Animation, Document, Message, Video

from agent.cutting import Edit, NotPossible, Wish, merged, read_place
from agent.script import AdScript
from bot.routers.after import video_of
from bot.routers.answers import Answers, typing
from bot.routers.brief import DOWNLOAD_LIMIT
from bot.routers.editing import cut_of, order
from bot.views.after import CLIP_ASKED
from bot.views.words import Words
from bot.visit import Visit
from db.messages import Messages
from db.outbox import key_of_sent
from db.variants import Edits


def clip_of(message: Message) -> Video | Animation | Document | None:
    """The clip in a message, however it was sent."""
    document = message.document
    if document is not None and not message.animation and not (document.mime_type or "").startswith("video/"):
        return None
    return message.video or message.animation or document


async def is_for_a_scene(message: Message, visit: Visit) -> dict[str, Any] | bool:
    """Whether the clip is meant for a scene of a video; then both are handed on. Scene 0: it was not said which."""
    if clip_of(message) is None or message.forward_origin is not None:
        return False
    scene, replied = read_place(message.caption or ""), message.reply_to_message
    if replied is None:
        current = await visit.projects.current(visit.chat) if scene else None
        video = current.final_asset_id if current is not None else None
        return {"video_id": video, "scene": scene} if video is not None else False
    place = visit.session, visit.user.id, visit.chat.chat_id, replied.message_id
    what, _, about = (await key_of_sent(*place) or "").partition(":")
    if what == CLIP_ASKED:
        asked, number, *_ = about.split(":")
        return {"video_id": UUID(asked), "scene": scene or int(number)}
    video = await Messages(visit.session, visit.user.id).video_in(visit.chat.chat_id, replied.message_id)
    return {"video_id": video, "scene": scene or 0} if video is not None else False


async def replace_scene(message: Message, visit: Visit, video_id: UUID, scene: int) -> Answers:
    """Has the video cut again with the clip in the place of the scene."""
    found, clip = await video_of(visit, video_id), clip_of(message)
    known = await cut_of(visit, *found) if found else None
    if found is None or known is None or clip is None:
        return ()
    (project, video), (edit, script, revision) = found, known
    why = _refusal(visit, edit, script, scene, clip.file_size)
    if why is not None:
        await visit.say(why, "clip", project=project)
        return ()
    edits, mime = Edits(visit.session, visit.user.id), clip.mime_type or "video/mp4"
    sent = await edits.take_clip(project.id, file_id=clip.file_id, mime=mime, size=clip.file_size)
    wanted = merged(edit, (Wish("replace", scene, text=str(sent.id)),), script)
    await order(visit, project, video, wanted, script, revision)
    return typing(message)


def _refusal(visit: Visit, edit: Edit, script: AdScript, scene: int, size: int | None) -> Words | None:
    """Why the clip can't be that scene; None where it can."""
    if not scene:
        return Words(visit.t("cut-which-scene"))
    if (size or 0) > DOWNLOAD_LIMIT:
        return Words(visit.t("cut-clip-too-big"))
    try:
        merged(edit, (Wish("replace", scene, text="-"),), script)
    except NotPossible as why:
        return Words(visit.t(why.sentence, **why.arguments))
    return None


def router() -> Router:
    r = Router(name="own_clip")
    r.message.register(replace_scene, F.video | F.animation | F.document, is_for_a_scene)
    return r
