"""What the buttons carry: opaque ids, and the revision wherever pressing changes something.

Buttons stay clickable for ever, also those of older releases, so a prefix is never given a new meaning. The
packed form must fit Telegram's 64 bytes (a UUID takes 32). Whose the id is, is checked at every press, never
here.
"""

from __future__ import annotations

from typing import Literal
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


class MakePictures(CallbackData, prefix="pics"):
    """Make `count` pictures of each scene of this revision to choose from, for at most `cents`."""

    project: UUID
    revision: int = Field(ge=0)
    count: int = Field(ge=1, le=4)
    cents: int = Field(ge=0, le=9_999_999)


class SetPictures(CallbackData, prefix="many"):
    """Let there be `count` pictures of each scene to choose from, for this ad and later ones."""

    project: UUID
    revision: int = Field(ge=0)
    count: int = Field(ge=2, le=4)


class GoOn(CallbackData, prefix="goon"):
    """Take up the production of this revision where it stopped, for at most `cents`."""

    project: UUID
    revision: int = Field(ge=0)
    cents: int = Field(ge=0, le=9_999_999)


class MakeClips(CallbackData, prefix="clips"):
    """Move the chosen pictures, with voice and music, for at most `cents`; `here`: on this machine, free of charge."""

    project: UUID
    revision: int = Field(ge=0)
    cents: int = Field(ge=0, le=9_999_999)
    here: bool = False


class MakeCut(CallbackData, prefix="cut"):
    """Cut the chosen clips into the video."""

    project: UUID
    revision: int = Field(ge=0)


Of = Literal["s", "c", "v", "m"]
"""Of what: the stills or clips of a scene, the voice, the music. For the last two the scene is 0."""


class Keep(CallbackData, prefix="keep"):
    """Choose picture (or clip) `variant` for the scene."""

    project: UUID
    revision: int = Field(ge=0)
    of: Of
    scene: int = Field(ge=1, le=99)
    variant: int = Field(ge=1, le=99)


class Swap(CallbackData, prefix="swap"):
    """Choose picture `variant` of the scene `other` for `scene`."""

    project: UUID
    revision: int = Field(ge=0)
    scene: int = Field(ge=1, le=99)
    other: int = Field(ge=1, le=99)
    variant: int = Field(ge=1, le=99)


class Redo(CallbackData, prefix="redo"):
    """Make new pictures (or a new clip) of a scene for at most `cents`, if the newest there is number `shown`."""

    project: UUID
    revision: int = Field(ge=0)
    of: Of
    scene: int = Field(ge=1, le=99)
    shown: int = Field(ge=0, le=99)
    cents: int = Field(ge=0, le=99_999)


class ShowScene(CallbackData, prefix="scene"):
    """Show everything that can be done with a scene on its board; scene 0 is the board itself."""

    project: UUID
    revision: int = Field(ge=0)
    of: Of
    scene: int = Field(ge=0, le=99)


class SendOwn(CallbackData, prefix="own"):
    """Ask for a picture of the person's own for the scene."""

    project: UUID
    revision: int = Field(ge=0)
    scene: int = Field(ge=1, le=99)


class SurpriseMe(CallbackData, prefix="best"):
    """Choose the best picture of each scene, by measure."""

    project: UUID
    revision: int = Field(ge=0)


class OtherPictures(CallbackData, prefix="back2"):
    """Go back from the clip of a scene to its pictures."""

    project: UUID
    revision: int = Field(ge=0)
    scene: int = Field(ge=1, le=99)


class TryAgain(CallbackData, prefix="again"):
    """Ask once more for what failed at its request number `request`, for at most `cents`."""

    project: UUID
    revision: int = Field(ge=0)
    of: Of
    scene: int = Field(ge=0, le=99)
    request: int = Field(ge=1, le=9999)
    cents: int = Field(ge=0, le=99_999)


class Animate(CallbackData, prefix="anim"):
    """Make here what failed at its request number `request`, free of charge; 0: a clip that is not liked."""

    project: UUID
    revision: int = Field(ge=0)
    of: Of
    scene: int = Field(ge=0, le=99)
    request: int = Field(ge=0, le=9999)


class Rewrite(CallbackData, prefix="rewr"):
    """Let a scene be written in other words."""

    project: UUID
    revision: int = Field(ge=0)
    scene: int = Field(ge=1, le=99)


class ShowRedo(CallbackData, prefix="redos"):
    """Show what making single scenes of a delivered video anew would cost."""

    project: UUID
    revision: int = Field(ge=0)


class TurnPage(CallbackData, prefix="leaf"):
    """Show page `page` (from 0) of the script of this revision, in the message that has the button."""

    project: UUID
    revision: int = Field(ge=0)
    page: int = Field(ge=0, le=999)


class ChangeScript(CallbackData, prefix="edit"):
    """Asks what should change in the script."""

    project: UUID
    revision: int = Field(ge=0)


class Cancel(CallbackData, prefix="stop"):
    """End the production (or the turn) of this ad: a button of older releases, see `StopMaking`."""

    project: UUID


class StopMaking(CallbackData, prefix="halt"):
    """End the production of this revision of the ad."""

    project: UUID
    revision: int = Field(ge=0)


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
