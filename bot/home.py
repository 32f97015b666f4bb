"""What the buttons of the list of ads and of the settings carry. A list changes nothing, so it carries no revision:
whatever is pressed shows how things stand now."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from db.ads import Standing

LONGEST_SEARCH: Final = 44
"""Bytes of a search that fit into a button beside the page."""


class ShowAds(CallbackData, prefix="ads"):
    """Show this page of the person's ads that stand so and have the words of `find` in them."""

    page: int = Field(ge=0, le=9999)
    standing: Standing = Standing.ALL
    find: str = ""


class FindAds(CallbackData, prefix="adsq"):
    """Ask for the words to look for."""


def searched(text: str | None) -> str:
    """What is looked for when a person writes `text`: words on one line, as many bytes as a button has room for."""
    line = " ".join((text or "").replace("\x00", " ").replace(":", " ").split())
    return line.encode("utf-8", "replace")[:LONGEST_SEARCH].decode("utf-8", "ignore").strip()


Wish = Literal["all", "lang", "zone", "voice", "caps", "sound", "craft", "pics", "lane"]


class Setting(CallbackData, prefix="set"):
    """Show what can be chosen for `name`; with a `value`: choose it. A value is what it shall be, never a change, so
    a second press or one from last year's message does what its label says."""

    name: Wish
    value: str = ""


class NameCity(CallbackData, prefix="city"):
    """Ask for a city, to find its time zone."""


class StopSharing(CallbackData, prefix="unshare"):
    """Let the links to the brief of this ad lead nowhere."""

    project: UUID


class ShowExample(CallbackData, prefix="ex"):
    """Show a finished ad."""


class TryExample(CallbackData, prefix="extry"):
    """Begin an ad with the brief that the first message gives as an example."""


class AskVotes(CallbackData, prefix="vask"):
    """Ask the people of the group what they think of this revision of the script."""

    project: UUID
    revision: int = Field(ge=0)


class Vote(CallbackData, prefix="vote"):
    """Say what one thinks of this revision; whoever sees the button may press it."""

    project: UUID
    revision: int = Field(ge=0)
    yes: bool
