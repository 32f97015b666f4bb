"""The example: a finished ad that one tap shows, and its brief to begin with, without a word typed."""

from __future__ import annotations

from typing import Any, Final

from bot.i18n import Tongue
from bot.views.talk import new_ad_button, try_button
from bot.views.words import Words

WIDTH: Final = 1080
HEIGHT: Final = 1920
SECONDS: Final = 15


def example(t: Tongue) -> Words:
    """The caption of the finished ad."""
    return Words(t("example-caption"), ((try_button(t),), (new_ad_button(t),)))


def example_payload(t: Tongue) -> dict[str, Any]:
    """What an outbox row of kind `video` keeps of it: the ad in the reader's language, which we brought along."""
    name = f"first-look-{t.locale}"
    return {
        **example(t).caption(),
        "packed": {"video": f"{name}.mp4", "cover": f"{name}.jpg"},
        "file": "video",
        "thumbnail": "cover",
        "width": WIDTH,
        "height": HEIGHT,
        "duration": SECONDS,
    }


def brief_in_words(t: Tongue) -> str:
    """What a person says who begins with the example."""
    return t.plain("example-brief")
