"""/ads: the list of a person's ads, search in it, and a finished video shown again."""

from __future__ import annotations

import re
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.home import FindAds, ShowAds, searched
from bot.routers.answers import Answers, toast
from bot.views import ads as views
from bot.visit import Visit, stage_of
from bot.zones import zone_of
from db.ads import Ads, Standing
from db.library import Library
from db.messages import Messages
from db.models import AdProject
from db.outbox import key_of_sent, say

ASKS_FOR_ADS: Final = re.compile(
    r"(?:show (?:me )?|list )?(?:all )?my (?:ads|videos)|(?:todos )?mis (?:anuncios|vídeos|videos)"
    r"|(?:все )?мои (?:ролики|видео|объявления)",
    re.I,
)
FIND: Final = "ads-find:"
"""What the keys of the questions for words begin with."""
LIST: Final = "ads:"
"""What the keys of the lists begin with."""


async def show_ads(message: Message, visit: Visit, command: CommandObject) -> None:
    """/ads, with words to look for after it."""
    await say_ads(visit, find=searched(command.args))


async def list_ads(message: Message, visit: Visit) -> None:
    """The words “my ads”."""
    await say_ads(visit)


async def press_ads(query: CallbackQuery, callback_data: ShowAds, visit: Visit) -> Answers:
    """Turns to another page: in place where the message is still known, else below."""
    one = callback_data
    message_id = query.message.message_id if query.message else 0
    told = await key_of_sent(visit.session, visit.user.id, visit.chat.chat_id, message_id)
    key = told if told is not None and told.startswith(LIST) else None
    await say_ads(visit, page=one.page, standing=one.standing, find=searched(one.find), key=key)
    return (toast(query, ""),)


async def press_find(query: CallbackQuery, callback_data: FindAds, visit: Visit) -> Answers:
    key = f"{FIND}{visit.update_id}"
    await visit.say(views.find_question(visit.t), "find", dedupe_key=key)
    return (toast(query, visit.t.plain("toast-ads-find")),)


async def find_ads(message: Message, visit: Visit) -> None:
    """The answer to what to look for."""
    await say_ads(visit, find=searched(message.text))


async def answers_find(message: Message, visit: Visit) -> bool:
    """Whether a message answers the question for words to look for."""
    replied = message.reply_to_message
    if replied is None or not message.text or message.text.startswith("/"):
        return False
    key = await key_of_sent(visit.session, visit.user.id, visit.chat.chat_id, replied.message_id)
    return key is not None and key.startswith(FIND)


async def say_ads(
    visit: Visit,
    *,
    page: int = 0,
    standing: Standing = Standing.ALL,
    find: str = "",
    key: str | None = None,
) -> None:
    """Says the list as it stands now; under the `key` of one that was said, that one changes."""
    found = await Ads(visit.session, visit.user.id).page(standing, find, page, views.ADS_ON_A_PAGE)
    words = views.ads_page(
        visit.t,
        found,
        standing=standing,
        find=find,
        stage=stage_of,
        zone=zone_of(visit.user),
        current=visit.chat.active_project_id,
    )
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="card",
        payload=views.ads_payload(visit.t, words, found),
        dedupe_key=key or f"{LIST}{visit.update_id}",
        user_id=visit.user.id,
    )


async def show_video(visit: Visit, project: AdProject) -> bool:
    """Shows the ad's finished video again, as Telegram has it; whether there is one."""
    asset_id = project.final_asset_id
    asset = await Library(visit.session, visit.user.id).get(asset_id) if asset_id is not None else None
    if asset is None or asset.telegram_file_id is None:
        return False
    given = await visit.stars_of(project)
    words = views.again(visit.t, title=project.title, video=asset.id, given=given)
    line = await Messages(visit.session, visit.user.id).log_video(project.id, asset.id, "[video, again]")
    medium = {
        "file_id": asset.telegram_file_id,
        "width": asset.width,
        "height": asset.height,
        "duration": round(float(asset.duration_seconds or 0)),
    }
    await say(
        visit.session,
        chat_id=visit.chat.chat_id,
        thread_id=visit.chat.thread_id or None,
        kind="video",
        payload={**words.caption(), **medium, "remember": str(line.id)},
        dedupe_key=f"update:{visit.update_id}:video",
        user_id=visit.user.id,
        project_id=project.id,
    )
    return True


def router() -> Router:
    r = Router(name="ads")
    r.message.register(show_ads, Command("ads"))
    r.message.register(find_ads, F.reply_to_message, answers_find)
    r.message.register(list_ads, F.text.regexp(ASKS_FOR_ADS, mode="fullmatch"))
    r.callback_query.register(press_ads, ShowAds.filter())
    r.callback_query.register(press_find, FindAds.filter())
    return r
