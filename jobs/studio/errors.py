"""What can go wrong in the studio, each with the key of the sentence a user is told (`key`)."""

from __future__ import annotations

from typing import ClassVar


class StudioError(Exception):
    """The studio could not make what was asked."""

    key: ClassVar[str] = "studio-failed"


class RenderFailed(StudioError):
    """A program of the studio (ffmpeg, painter, voice) ended with an error."""

    key = "studio-render-failed"


class RenderTimedOut(StudioError):
    """A program of the studio did not finish before its deadline and was killed."""

    key = "studio-timed-out"


class OutputFull(StudioError):
    """The disk (or a size limit) did not take the output."""

    key = "studio-disk-full"


class CannotWrite(StudioError):
    """The file that was asked for can't be written there; the message names the place and what to do."""

    key = "studio-failed"


class BadMedia(StudioError):
    """A clip, voice or music file is not what its name says, is empty, damaged or of a refused kind."""

    key = "studio-bad-media"


class UndrawableText(StudioError):
    """No font of the studio draws these characters; they are named in the message."""

    key = "studio-undrawable-text"


class NotDeliverable(StudioError):
    """The finished cut misses the bar for delivered videos; `faults` says in what.

    `about` is what most concerns a person who waits for it: `picture`, `sound`, `words` or `file`.
    """

    key = "studio-not-deliverable"

    def __init__(self, faults: list[str], about: str = "file") -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
        self.about = about
