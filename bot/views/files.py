"""Files that are given as links."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from uuid import UUID

from bot.callbacks import Download
from bot.i18n import Tongue
from bot.views.talk import TITLE_LIMIT
from bot.views.words import Button, Link, Words, clip


def download_button(t: Tongue, asset: UUID) -> Button:
    return Button(t.plain("button-download"), Download(asset=asset))


def download_ready(t: Tongue, *, uri: str, title: str | None) -> Words:
    """Here is the file; the sender puts the link below it, or says that there is none now."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    otherwise = str(t("download-not-now"))
    link = Link(t.plain("download-open"), uri, file_name(title, uri), otherwise)
    return Words(t("download-ready", title=shown), link=link)


def file_name(title: str | None, uri: str) -> str:
    """What the file is called on the disk of whoever downloads it."""
    stem = re.sub(r"[^\w -]", "", title or "").strip()[:60] or "briefcut"
    return stem + PurePosixPath(uri).suffix
