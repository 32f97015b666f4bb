"""The file behind a video, in full quality."""

from __future__ import annotations

from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import Download
from bot.routers.answers import Answers, toast
from bot.views.files import download_ready
from bot.visit import Visit
from db.library import Library

_AGAIN_S: Final = 600
"""A second press within so long brings no second link."""


async def press_download(query: CallbackQuery, callback_data: Download, visit: Visit) -> Answers:
    """Says a link to the file; it is made when it is sent, so that none is ever stored."""
    asset = await Library(visit.session, visit.user.id).get(callback_data.asset)
    if asset is None or asset.url is None:
        return (toast(query, visit.t.plain("toast-not-found"), alert=True),)
    project = await visit.projects.get(asset.project_id) if asset.project_id else None
    words = download_ready(visit.t, uri=asset.url, title=project.title if project else None)
    spell = int(visit.clock().timestamp()) // _AGAIN_S
    key = f"download:{asset.id}:{spell}"
    await visit.say(words, "download", project=project, dedupe_key=key)
    return (toast(query, visit.t.plain("toast-download")),)


def router() -> Router:
    r = Router(name="files")
    r.callback_query.register(press_download, Download.filter())
    return r
