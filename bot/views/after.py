"""What stands under a delivered video, and what is said once it was pressed."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from bot.after import Files, Rate
from bot.i18n import Tongue
from bot.views.files import file_name
from bot.views.talk import TITLE_LIMIT
from bot.views.words import Button, Link, Rows, Words, clip

MOST_STARS: Final = 5
LIKED: Final = 4
"""From so many stars on one asks what was good, below what should have been different."""
COMMENT_LIMIT: Final = 1000
SHOWN_LIMIT: Final = 300
UPLOAD_LIMIT: Final = 50_000_000
"""Bytes: Telegram takes no larger file from a bot."""


def stars_row(video: UUID) -> tuple[Button, ...]:
    """One tap rates the video."""
    return tuple(Button(f"{stars} ⭐", Rate(video=video, stars=stars)) for stars in range(1, MOST_STARS + 1))


def stars_label(stars: int, given: int) -> str:
    """How a button of the row reads once `given` stars were given; the others still change it."""
    return f"{stars} ⭐" if stars != given else f"✔ {stars} ⭐"


def rated_key(project: UUID) -> str:
    """The outbox key of the one message about an ad's stars: a reply to it is the words."""
    return f"rated:{project}"


def rated(t: Tongue, *, stars: int, title: str | None, comment: str | None = None) -> Words:
    """The stars, and the invitation to say why in a reply; or what was said."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    row = "★" * stars + "☆" * (MOST_STARS - stars)
    if comment:
        text = t("rated-said", stars=row, title=shown, comment=clip(comment, SHOWN_LIMIT))
    else:
        text = t("rated-liked" if stars >= LIKED else "rated-disliked", stars=row, title=shown)
    return Words(text, silent=True)


def thanked(t: Tongue) -> Words:
    """The words were kept; nothing is changed by them."""
    return Words(t("rated-thanks"), silent=True)


def after_rows(t: Tongue, video: UUID) -> Rows:
    """What goes with a delivered video."""
    return ((Button(t.plain("button-files"), Files(video=video)),),)


def master_file(t: Tongue, *, uri: str, title: str | None, megabytes: float) -> dict[str, Any]:
    """The payload of the video as a file: nothing is made smaller on its way."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    caption = t("files-master", title=shown, megabytes=f"{megabytes:.1f}")
    return {**Words(caption).caption(), **_document(uri, title)}


def master_link(t: Tongue, *, uri: str, title: str | None) -> Words:
    """The same where it is too large to be sent: a link, where this place has links."""
    shown = clip(title, TITLE_LIMIT) if title else t.plain("download-untitled")
    link = Link(t.plain("download-open"), uri, file_name(title, uri), str(t("files-too-large")))
    return Words(t("download-ready", title=shown), link=link)


def subtitles_file(t: Tongue, *, uri: str, title: str | None) -> dict[str, Any]:
    """The payload of the subtitles."""
    return {**Words(t("files-subtitles"), silent=True).caption(), **_document(uri, title)}


def _document(uri: str, title: str | None) -> dict[str, Any]:
    return {"file": "document", "name": file_name(title, uri), "as_file": True, "stored": {"document": uri}}
