"""Small changes of a delivered video, written in a reply to it; other formats; keep and undo."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from agent.cutting import Edit, NotPossible, Wish, in_format, merged, placed, read, seconds_of
from agent.platforms import find_placement
from agent.script import AdScript
from bot.after import KeepEdit, MakeFormat, ShowEditing, ShowFormats, UndoEdit
from bot.routers.after import is_latest, video_of
from bot.routers.answers import Answers, rows_instead, toast
from bot.routers.content import verdict_of
from bot.scripts import read_stored
from bot.views import after
from bot.views.words import Words
from bot.visit import Visit
from db.library import Library
from db.messages import Messages
from db.models import AdProject, Asset, EditingSession
from db.outbox import say
from db.production import Production
from db.variants import Edits, source_of

_WRITTEN: Final = ("caption", "headline", "button")
_AGAIN_S: Final = 60
"""A second press within so long brings no second message."""


async def is_edit(message: Message, visit: Visit) -> dict[str, Any] | bool:
    """Whether the person replies to a video with nothing but small changes of it; then both are handed on."""
    replied = message.reply_to_message
    wishes = read(message.text or "") if replied is not None else None
    if replied is None or wishes is None:
        return False
    video = await Messages(visit.session, visit.user.id).video_in(visit.chat.chat_id, replied.message_id)
    return {"video_id": video, "wishes": wishes} if video is not None else False


async def edit_video(message: Message, visit: Visit, video_id: UUID, wishes: tuple[Wish, ...]) -> None:
    """Has the video cut again as the reply says, on top of what was changed in it before."""
    found = await video_of(visit, video_id)
    known = await cut_of(visit, *found) if found else None
    if found is None or known is None:
        return
    project, video = found
    if any(wish.kind == "undo" for wish in wishes):
        if not await _go_back(visit, project, video):
            await visit.say(Words(visit.t("edit-nothing-to-undo")), "undo", project=project)
        return
    edit, script, revision = known
    try:
        wanted = merged(edit, wishes, script)
    except NotPossible as why:
        await visit.say(Words(visit.t(why.sentence, **why.arguments)), "cut", project=project)
        return
    if not await _is_held(visit, project, video, script, wishes):
        await order(visit, project, video, wanted, script, revision)


async def _is_held(
    visit: Visit, project: AdProject, video: Asset, script: AdScript, wishes: tuple[Wish, ...]
) -> bool:
    """Whether nothing is cut yet, with a word why: a clip is to come first, or the ad may not say that."""
    replaced = next((wish.scene for wish in wishes if wish.kind == "replace"), None)
    if replaced is not None:
        asked = after.clip_question(visit.t, replaced)
        await visit.say(asked, "clip", project=project, dedupe_key=_asked(visit, video.id, replaced))
        return True
    if not await is_sayable(visit, project, script, wishes):
        await visit.say(Words(visit.t("cut-not-allowed")), "cut", project=project)
        return True
    return False


async def is_sayable(visit: Visit, project: AdProject, script: AdScript, wishes: tuple[Wish, ...]) -> bool:
    """Whether the ad may say what the wishes write into it, as far as it was not allowed to before."""
    said = " ".join(wish.text for wish in wishes if wish.kind in _WRITTEN)
    if not said:
        return True
    words = script.model_copy(update={"voiceover_text": f"{script.voiceover_text} {said}"})
    before = await verdict_of(visit.session, project, script)
    return (await verdict_of(visit.session, project, words)).rules == before.rules


async def press_how(query: CallbackQuery, callback_data: ShowEditing, visit: Visit) -> Answers:
    """Tells what a reply can change."""
    found = await video_of(visit, callback_data.video)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    key = f"editing:{callback_data.video}:{_spell(visit)}"
    await visit.say(after.editing_help(visit.t), "editing", project=found[0], dedupe_key=key)
    return (toast(query, visit.t.plain("toast-edit-help")),)


async def press_keep(query: CallbackQuery, callback_data: KeepEdit, visit: Visit) -> Answers:
    """Lets the edited video be the ad's, unless the ad was made anew since."""
    found = await video_of(visit, callback_data.video)
    if found is None or found[1].url is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, video = found
    edits = Edits(visit.session, visit.user.id)
    final, mine = project.final_asset_id, await edits.revision_of(video.id)
    newest = await edits.revision_of(final) if final is not None else None
    if mine is None or (newest is not None and newest > mine):
        return (toast(query, visit.t.plain("toast-older-video"), alert=True),)
    await edits.keep(project.id, video.id)
    told = toast(query, visit.t.plain("toast-edit-kept"))
    return (told, *rows_instead(query, after.kept_rows(visit.t, video.id, await visit.stars_of(project))))


async def press_undo(query: CallbackQuery, callback_data: UndoEdit, visit: Visit) -> Answers:
    """Sends the video that was edited; it is the ad's again where the edited one was kept."""
    found = await video_of(visit, callback_data.video)
    if found is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    done = await _go_back(visit, *found)
    key = "toast-edit-undone" if done else "toast-nothing-to-undo"
    return (toast(query, visit.t.plain(key)),)


async def press_formats(query: CallbackQuery, callback_data: ShowFormats, visit: Visit) -> Answers:
    """Shows the other shapes that take an ad of this length."""
    found = await video_of(visit, callback_data.video)
    known = await cut_of(visit, *found) if found else None
    if found is None or known is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project, video = found
    edit, script, _ = known
    words = after.format_choice(
        visit.t,
        video=video.id,
        now=find_placement(placed(edit) or "") or script.ad_details.placement,
        seconds=seconds_of(edit, script),
        title=project.title,
    )
    key = f"formats:{video.id}:{_spell(visit)}"
    await visit.say(words, "formats", project=project, dedupe_key=key)
    return (toast(query, visit.t.plain("toast-formats")),)


async def press_format(query: CallbackQuery, callback_data: MakeFormat, visit: Visit) -> Answers:
    """Has the video cut for that placement; one that is there is sent again."""
    found = await video_of(visit, callback_data.video)
    placement = find_placement(callback_data.placement)
    known = await cut_of(visit, *found) if found else None
    if found is None or known is None or placement is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    edit, script, revision = known
    try:
        wanted = in_format(edit, placement.name, script)
    except NotPossible as why:
        return (toast(query, visit.t.plain(why.sentence, **why.arguments), alert=True),)
    there = await order(visit, *found, wanted, script, revision)
    return (toast(query, visit.t.plain("toast-format-there" if there else "toast-format-begun")),)


async def cut_of(visit: Visit, project: AdProject, video: Asset) -> tuple[Edit, AdScript, int] | None:
    """How the video differs from the ad as it was made, its script, and the script's revision."""
    edits = Edits(visit.session, visit.user.id)
    revision, row = await edits.revision_of(video.id), await edits.of_video(video.id)
    script = await read_stored(visit.session, project, revision) if revision else None
    return None if script is None or revision is None else (row.edit_data if row else {}, script, revision)


async def order(
    visit: Visit, project: AdProject, video: Asset, edit: Edit, script: AdScript, revision: int
) -> bool:
    """Hands the edit over, with a word; whether it was there already, and is sent again."""
    edits = Edits(visit.session, visit.user.id)
    row = await edits.order(project.id, edit, asset_id=video.id, revision=revision)
    if row.status == "completed":
        await _send_again(visit, project, row, script)
        return True
    words = after.edit_begun(visit.t, edit, script)
    await visit.say(words, "edit", project=project, kind="card", dedupe_key=after.edit_key(row.id))
    return False


async def _go_back(visit: Visit, project: AdProject, video: Asset) -> bool:
    """Sends what `video` was edited from; False where it is the first cut."""
    source = source_of(video)
    before = await Library(visit.session, visit.user.id).get(source[0]) if source else None
    if before is None or before.url is None:
        return False
    edits = Edits(visit.session, visit.user.id)
    await Production(visit.session).project(project.id, lock=True)
    if project.final_asset_id == video.id:
        await edits.keep(project.id, before.id)
    known, given = await cut_of(visit, project, before), await visit.stars_of(project)
    if source_of(before) is not None and known is not None:
        kept = await is_latest(visit, project, before)
        words = after.edited(
            visit.t, *known[:2], video=before.id, title=project.title, kept=kept, given=given
        )
    else:
        words = after.went_back(visit.t, video=before.id, title=project.title, given=given)
    await _send_video(visit, project, before, words, f"undone:{video.id}:{_spell(visit)}")
    return True


async def _send_again(visit: Visit, project: AdProject, row: EditingSession, script: AdScript) -> None:
    video = (
        await Library(visit.session, visit.user.id).get(row.output_asset_id) if row.output_asset_id else None
    )
    if video is not None and video.url is not None:
        words = after.edited(visit.t, row.edit_data, script, video=video.id, title=project.title)
        await _send_video(visit, project, video, words, f"again:{row.id}:{_spell(visit)}")


async def _send_video(visit: Visit, project: AdProject, video: Asset, words: Words, key: str) -> None:
    """Sends a video that was made before: by the name that Telegram has for it, where it has one."""
    line = await Messages(visit.session, visit.user.id).log_video(project.id, video.id, "[video, again]")
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="video",
        payload={**words.caption(), **_video_payload(video), "remember": str(line.id)},
        dedupe_key=key,
        user_id=visit.user.id,
        project_id=project.id,
    )


def _video_payload(video: Asset) -> dict[str, Any]:
    """What is sent of a video, but for its caption; see `bot.outgoing` and `jobs.say`. One that Telegram has is not
    uploaded again."""
    keys: dict[str, Any] = {
        "width": video.width,
        "height": video.height,
        "duration": round(float(video.duration_seconds or 0)),
        "assetId": str(video.id),
    }
    if video.telegram_file_id is not None:
        return {**keys, "file_id": video.telegram_file_id}
    stored = {"video": video.details.get("chatCopy") or video.url}
    if video.details.get("thumbnail"):
        stored["thumbnail"] = video.details["thumbnail"]
    return {**keys, "file": "video", "thumbnail": "thumbnail", "stored": stored}


def _asked(visit: Visit, video: UUID, scene: int) -> str:
    return f"{after.clip_key(video, scene)}:{visit.update_id}"


def _spell(visit: Visit) -> int:
    return int(visit.clock().timestamp()) // _AGAIN_S


def router() -> Router:
    r = Router(name="editing")
    r.message.register(edit_video, F.text & F.reply_to_message, is_edit)
    r.callback_query.register(press_how, ShowEditing.filter())
    r.callback_query.register(press_keep, KeepEdit.filter())
    r.callback_query.register(press_undo, UndoEdit.filter())
    r.callback_query.register(press_formats, ShowFormats.filter())
    r.callback_query.register(press_format, MakeFormat.filter())
    return r
