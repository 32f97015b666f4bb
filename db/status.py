"""Which status may follow which. Pure: the database moves rows by compare-and-set, this says what is
allowed."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, overload

from db.enums import AdProjectStatus as Ad
from db.enums import GenerationJobStatus as Job

_END: Final = frozenset({Ad.FAILED, Ad.CANCELLED})

PROJECT_MOVES: Final = MappingProxyType(
    {
        Ad.INITIAL: frozenset({Ad.CHAT_IN_PROGRESS}) | _END,
        Ad.CHAT_IN_PROGRESS: frozenset({Ad.SCRIPT_GENERATED}) | _END,
        Ad.SCRIPT_GENERATED: frozenset({Ad.SCRIPT_APPROVED}) | _END,
        Ad.SCRIPT_APPROVED: frozenset({Ad.VIDEO_GENERATING}) | _END,
        Ad.VIDEO_GENERATING: frozenset({Ad.COMPLETED}) | _END,
        # An edit writes a new revision of the script.
        Ad.COMPLETED: frozenset({Ad.SCRIPT_GENERATED}),
        # Resumed where it stopped, or rewritten first.
        Ad.FAILED: frozenset({Ad.VIDEO_GENERATING, Ad.SCRIPT_GENERATED, Ad.CANCELLED}),
        Ad.CANCELLED: frozenset({Ad.VIDEO_GENERATING, Ad.SCRIPT_GENERATED, Ad.FAILED}),
    }
)
"""Where an ad may go from each status. Any but completed may fail or be cancelled."""

JOB_MOVES: Final = MappingProxyType(
    {
        Job.QUEUED: frozenset({Job.PROCESSING, Job.FAILED, Job.CANCELLED}),
        # Back to the queue: its worker died or was shut down.
        Job.PROCESSING: frozenset({Job.COMPLETED, Job.FAILED, Job.CANCELLED, Job.QUEUED}),
        # Its file is gone: made again. The database lets no job go that still has one.
        Job.COMPLETED: frozenset({Job.QUEUED}),
        Job.FAILED: frozenset({Job.QUEUED}),
        Job.CANCELLED: frozenset({Job.QUEUED}),
    }
)
"""Where a generation job may go from each status. What is completed stays as long as its file does; a redo
is another row."""


@overload
def may_move(old: Ad, new: Ad) -> bool: ...
@overload
def may_move(old: Job, new: Job) -> bool: ...
def may_move(old: Ad | Job, new: Ad | Job) -> bool:
    """Whether `new` may follow `old`. Staying where one is, is no move."""
    if isinstance(old, Ad):
        return new in PROJECT_MOVES[old]
    return new in JOB_MOVES[old]


def sources_of(new: Ad) -> tuple[Ad, ...]:
    """The statuses from which an ad may become `new`: the other side of a compare-and-set."""
    return tuple(old for old in Ad if new in PROJECT_MOVES[old])
