"""What the buttons under a delivered video carry.

They name the video's file and not a revision: each delivered video is a file of its own, so whoever presses under an
older one is known by it.
"""

from __future__ import annotations

from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class Rate(CallbackData, prefix="rate"):
    """Give the ad so many stars, for this video of it."""

    video: UUID
    stars: int = Field(ge=1, le=5)


class Files(CallbackData, prefix="files"):
    """Give the video and its subtitles as files."""

    video: UUID


class KeepEdit(CallbackData, prefix="ekeep"):
    """Let this edited video be the ad's."""

    video: UUID


class UndoEdit(CallbackData, prefix="eundo"):
    """Go back from this edited video to the one that was edited."""

    video: UUID


class ShowFormats(CallbackData, prefix="forms"):
    """Show for which other formats the video can be cut."""

    video: UUID


class MakeFormat(CallbackData, prefix="form"):
    """Cut the video for another placement."""

    video: UUID
    placement: str = Field(max_length=20)


class MakeVariant(CallbackData, prefix="vary"):
    """Begin another ad with the same brief, told from another angle."""

    video: UUID


class ShareAd(CallbackData, prefix="share"):
    """Give a link to the brief of the video's ad."""

    video: UUID


class ShowEditing(CallbackData, prefix="ehow"):
    """Tell what can be changed in a reply to the video."""

    video: UUID
