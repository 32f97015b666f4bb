"""Words about what came with a message: what was heard and read, and proposals that one tap takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

from bot.callbacks import Leave, TakePage, TakeStyle
from bot.i18n import Tongue
from bot.views.words import Button, Rows, Words, clip, join

HEARD_LIMIT: Final = 3000
TITLE_LIMIT: Final = 120
DESCRIPTION_LIMIT: Final = 400
NAME_LIMIT: Final = 60


class Page(Protocol):
    """What a product page says; empty where it says nothing."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def price(self) -> str: ...
    @property
    def pictures(self) -> Sequence[str]: ...


class Style(Protocol):
    """How a brand looks, in words that are keys of ours."""

    @property
    def colors(self) -> Sequence[str]: ...
    @property
    def theme(self) -> str: ...
    @property
    def mood(self) -> str: ...
    @property
    def font(self) -> str: ...
    @property
    def lighting(self) -> str: ...


def heard(t: Tongue, words: str) -> Words:
    """What a voice note said, so that a mistake is seen."""
    return Words(t("voice-heard", words=clip(words, HEARD_LIMIT)), silent=True)


def material_refused(t: Tongue, key: str, name: str) -> Words:
    """Why a voice note, file or link can't be used; `key` names the exact sentence."""
    return Words(t(key, name=clip(name, NAME_LIMIT) if name else t.plain("file-untitled")))


def page_proposal(t: Tongue, host: str, page: Page, *, message: UUID, index: int) -> Words:
    """What a page says, for the person to take or to leave."""
    lines = [t("page-read", host=clip(host, NAME_LIMIT))]
    if page.title:
        lines.append(t("page-title", title=clip(page.title, TITLE_LIMIT)))
    if page.description:
        lines.append(t("page-description", description=clip(page.description, DESCRIPTION_LIMIT)))
    if page.price:
        lines.append(t("page-price", price=page.price))
    if page.pictures:
        lines.append(t("page-picture"))
    lines.append(t("page-question"))
    return Words(
        join(lines),
        _take_or_leave(t, Button(t.plain("button-use-page"), TakePage(message=message, index=index))),
    )


def style_proposal(t: Tongue, style: Style, *, style_id: UUID) -> Words:
    """How the pictures look together, for the person to take or to leave."""
    lines = [
        t("style-read"),
        t("style-colors", colors=", ".join(style.colors)),
        t("style-theme", theme=style.theme, mood=style.mood),
        t("style-font", font=style.font),
        t("style-light", lighting=style.lighting),
        t("style-question"),
    ]
    return Words(
        join(lines), _take_or_leave(t, Button(t.plain("button-use-style"), TakeStyle(style=style_id)))
    )


def voice_unheard(t: Tongue) -> Words:
    return Words(t("voice-no-ears"))


def voice_too_long(t: Tongue, *, minutes: int) -> Words:
    return Words(t("voice-too-long", minutes=minutes))


def file_too_big(t: Tongue) -> Words:
    return Words(t("file-too-big"))


def _take_or_leave(t: Tongue, take: Button) -> Rows:
    return ((take, Button(t.plain("button-leave"), Leave())),)
