"""A worker of the engine that misses no wake-up call, so that nobody in a chat waits for its next poll.

Two calls get lost in the engine's own worker (procrastinate 3.10): one that comes while a fetch that will find nothing
is under way, because the end of the fetch forgets it; and there is none at all for a job that waited for the lock of
another, when that one ends.
"""

from __future__ import annotations

import asyncio
from typing import Any

from procrastinate import App
from procrastinate.job_context import JobContext
from procrastinate.jobs import Notification
from procrastinate.worker import Worker


class Calls(asyncio.Event):
    """A bell that is silenced only by whoever began to look after it rang: a `clear` right after a `set` belongs to a
    look that began before, and leaves it ringing for one more."""

    def __init__(self) -> None:
        super().__init__()
        self._unheard = False

    def set(self) -> None:
        self._unheard = True
        super().set()

    def clear(self) -> None:
        if self._unheard:
            self._unheard = False
        else:
            super().clear()


class Attentive(Worker):
    """The engine's worker with both calls kept."""

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._new_job_event = Calls()
        self._heard = 0

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._heard += 1
        await super()._handle_notification(channel=channel, notification=notification)

    async def _process_job(self, context: JobContext) -> None:
        heard = self._heard
        try:
            await super()._process_job(context)
        finally:
            # One that came meanwhile may have been for a job that waits for this one's lock, and was not fetched.
            if context.job.lock is not None and self._heard != heard:
                self._new_job_event.set()
