"""What stands under a delivered video, and what is said once it was pressed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from bot.after import Rate
from bot.i18n import Tongue
from bot.views.talk import TITLE_LIMIT
from bot.views.words import Button, Words, clip

MOST_STARS: Final = 5
LIKED: Final = 4
"""From so many stars on one asks what was good, below what should have been different."""
COMMENT_LIMIT: Final = 1000
SHOWN_LIMIT: Final = 300


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
