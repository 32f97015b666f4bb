"""What the buttons carry: opaque ids, and the revision wherever pressing changes something.

Buttons stay clickable for ever, also those of older releases, so a prefix is never given a new meaning. The
packed form must fit Telegram's 64 bytes (a UUID takes 32). Whose the id is, is checked at every press, never
here.
"""

from __future__ import annotations

from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class Approve(CallbackData, prefix="ok"):
    """Make the video of exactly this revision of the script, free of charge: what is not made yet is made here."""

    project: UUID
    revision: int = Field(ge=0)


class ApprovePaid(CallbackData, prefix="pay"):
    """Make the video of exactly this revision for at most `cents`, the price that the button shows."""

    project: UUID
    revision: int = Field(ge=0)
    cents: int = Field(ge=1, le=9_999_999)


class ChangeScript(CallbackData, prefix="edit"):
    """Asks what should change in the script."""

    project: UUID
    revision: int = Field(ge=0)


class Cancel(CallbackData, prefix="stop"):
    """End the production (or the turn) of this ad."""

    project: UUID


class Say(CallbackData, prefix="say"):
    """Answer with suggestion `index` of the assistant's message."""

    message: UUID
    index: int = Field(ge=0, le=9)


class Continue(CallbackData, prefix="go"):
    """Take up this ad again: make it the chat's current one and show where it stands."""

    project: UUID


class Download(CallbackData, prefix="load"):
    """Give a link to this file in full quality."""

    asset: UUID


class NewAd(CallbackData, prefix="new"):
    """Start another ad; the current one is kept."""


class Undo(CallbackData, prefix="undo"):
    """Bring back the script before this revision."""

    project: UUID
    revision: int = Field(ge=0)


class Versions(CallbackData, prefix="vers"):
    """List the versions of the ad's script."""

    project: UUID


class Restore(CallbackData, prefix="back"):
    """Make `revision` (an earlier one, or one beside it) the ad's script while that is `current`."""

    project: UUID
    revision: int = Field(ge=1)
    current: int = Field(ge=0)


class TellAngle(CallbackData, prefix="angle"):
    """Tell the script of this revision from its angle `index`."""

    project: UUID
    revision: int = Field(ge=1)
    index: int = Field(ge=0, le=9)


class NewAngles(CallbackData, prefix="angles"):
    """Weigh three new angles for the ad whose script is this revision."""

    project: UUID
    revision: int = Field(ge=1)


class Why(CallbackData, prefix="why"):
    """Show why the script of this revision is as it is."""

    project: UUID
    revision: int = Field(ge=1)


class ShowCraft(CallbackData, prefix="craft"):
    """Show how much is done before a script of the ad is shown, to choose another way."""

    project: UUID


class SetCraft(CallbackData, prefix="level"):
    """Let the ad's scripts be worked out this way; `level` is the index in `agent.craftlog.LEVELS`."""

    project: UUID
    level: int = Field(ge=0, le=2)


class TakePage(CallbackData, prefix="page"):
    """Use what the link `index` of the person's message says."""

    message: UUID
    index: int = Field(ge=0, le=9)


class TakeStyle(CallbackData, prefix="style"):
    """Let the brand look as its pictures do."""

    style: UUID


class Leave(CallbackData, prefix="leave"):
    """Say no to a proposal."""


class Permit(CallbackData, prefix="face"):
    """Whether whoever is seen in this picture agreed to it."""

    asset: UUID
    given: bool


class ReviewYes(CallbackData, prefix="rvok"):
    """An admin approves what this review is about: one revision of one ad."""

    review: UUID


class ReviewNo(CallbackData, prefix="rvno"):
    """An admin is about to refuse it: asks for the reason."""

    review: UUID


class ReviewShow(CallbackData, prefix="rvsee"):
    """Show an admin what this review is about."""

    review: UUID


class Train(CallbackData, prefix="train"):
    """Train the look of this brand, as it stands at `revision`, for at most `cents`, the price on the button."""

    brand: UUID
    revision: int = Field(ge=0)
    cents: int = Field(ge=0, le=9_999_999)


class CancelTraining(CallbackData, prefix="tstop"):
    """End the training that was asked for as `revision`."""

    brand: UUID
    revision: int = Field(ge=0)


class UseEarlier(CallbackData, prefix="tback"):
    """Make stills of the brand with the version that was used before."""

    brand: UUID
    revision: int = Field(ge=0)


class UseNoLook(CallbackData, prefix="tnone"):
    """Make stills of the brand without what was trained."""

    brand: UUID
    revision: int = Field(ge=0)
