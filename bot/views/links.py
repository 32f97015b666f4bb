"""What is said to whoever came by a link, and to whoever made one."""

from __future__ import annotations

from uuid import UUID

from bot.home import StopSharing
from bot.i18n import Markup, Tongue
from bot.views.talk import TITLE_LIMIT, named
from bot.views.words import Button, StartLink, Words, clip


def brief_shared(t: Tongue, *, title: str | None, project: UUID, payload: str) -> Words:
    """The link to the brief (what starts the bot with `payload`), to be passed on."""
    stop = Button(t.plain("button-stop-sharing"), StopSharing(project=project))
    text = t("link-brief", title=named(t, title), link=Markup(StartLink.MARK))
    return Words(text, ((stop,),), start=StartLink(t.plain("button-invite-copy"), payload))


def nothing_to_share(t: Tongue) -> Words:
    return Words(t("link-no-brief"))


def brief_taken(t: Tongue, *, title: str | None) -> Words:
    """An ad was begun with somebody's brief; its card follows."""
    return Words(t("link-taken", title=named(t, title)))


def template_taken(t: Tongue, *, title: str, description: str | None) -> Words:
    """An ad was begun with a template."""
    about = f" {clip(description, TITLE_LIMIT * 2)}" if description else ""
    return Words(t("link-template", title=clip(title, TITLE_LIMIT), about=about))


def gone(t: Tongue) -> Words:
    """The link leads nowhere, or nowhere any more."""
    return Words(t("link-gone"))
