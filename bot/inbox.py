"""What Telegram gave us is handled at once, or kept and handled after: in the order it came, chat by chat.

An update that finds a place free and nobody before it in its chat goes straight to its handler, and Telegram is told
200 (or the next offset) after the handler's commit. Any other becomes a row first, many with one statement, and
Telegram is told. From then on it is ours: a handler that fails is tried again here, and what a process that died left
behind is taken up by the next one.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.types import Update
from pydantic import ValidationError

from bot.intake import Intake
from db.crash import crash_point
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.updates import keep, take_up
from db.watch import Stopwatch, stopwatch

logger = logging.getLogger(__name__)

NOBODY: Final = 0
"""The line of what names no chat and no person."""
BIGGEST_NUMBER: Final = 2**63
"""Postgres counts no further."""
ENDED_ALL: Final = "it ended every process that began with it"


@dataclass(frozen=True, slots=True)
class InboxPace:
    """`at_once` updates are handled side by side, no two of a chat. With `room` of them waiting no more are taken from
    Telegram, which keeps them for us. Seconds: `left_s` after it came an update counts as left behind, and every
    `look_s` such ones are looked for, `most` at a time; one that was taken up `tries` times ended its processes."""

    at_once: int = 4
    room: int = 4000
    left_s: float = 20.0
    look_s: float = 5.0
    most: int = 100
    tries: int = 10


@dataclass(frozen=True, slots=True)
class _Arrived:
    update: Update
    payload: str
    took: Stopwatch
    kept: asyncio.Future[None]


class Inbox:
    """The updates of one process on their way from Telegram to `intake`."""

    def __init__(
        self,
        intake: Intake,
        database: Database,
        *,
        pace: InboxPace | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.intake = intake
        self.pace = pace or InboxPace()
        self._database = database
        self._sleep = sleep
        self._coming: list[_Arrived] = []
        self._writing: asyncio.Task[None] | None = None
        self._lines: dict[int, deque[tuple[Update, Stopwatch]]] = {}
        self._known: set[int] = set()
        self._places = asyncio.Semaphore(self.pace.at_once)
        self._serving: set[asyncio.Task[None]] = set()
        self._shrunk = asyncio.Event()
        self._closed = False

    async def keep(self, *updates: tuple[Update, str | None]) -> None:
        """Returns when the updates, each with its JSON where that is at hand, are handled, or are rows and will be.

        Raises:
            DatabaseUnavailable: they must come again.
        """
        while len(self._known) >= self.pace.room and not self._closed:
            self._shrunk.clear()
            await self._shrunk.wait()
        took, loop = stopwatch(), asyncio.get_running_loop()
        if len(updates) == 1 and await self._handled_straight(updates[0][0], took):
            return
        arrived = [
            _Arrived(update, payload or as_it_came(update), took, loop.create_future())
            for update, payload in updates
        ]
        self._coming += arrived
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        for outcome in await asyncio.gather(*(one.kept for one in arrived), return_exceptions=True):
            if outcome is not None:
                raise outcome

    async def keep_looking(self, end: asyncio.Event) -> None:
        """Takes up what was left behind, at once and from time to time, until `end` is set."""
        age_s = 0.0
        while not end.is_set():
            try:
                while await self._take_up(age_s) == self.pace.most:
                    pass
                age_s = self.pace.left_s
            except DatabaseUnavailable:
                logger.warning("database away, what was left behind waits")
            try:
                async with asyncio.timeout(self.pace.look_s):
                    await end.wait()
            except TimeoutError:
                continue

    async def settle(self) -> None:
        """Returns when all that was kept here is handled and answered."""
        while self._serving or self._writing is not None:
            await asyncio.wait({*self._serving, *([self._writing] if self._writing else [])})
        await self.intake.settle()

    async def close(self, within_s: float) -> None:
        """Begins with no other update, and ends what is being handled: within this many seconds, or else it is
        rolled back and, like all that waits, a row that the next process takes up."""
        self._closed = True
        self._shrunk.set()
        if self._serving:
            _, late = await asyncio.wait(self._serving, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _handled_straight(self, update: Update, took: Stopwatch) -> bool:
        """Whether the update could go to its handler at once, and the handler did not fail."""
        line = _line_of(update)
        if line in self._lines or self._places.locked() or self._closed:
            return False
        waiting = self._lines[line] = deque()
        self._known.add(update.update_id)
        try:
            async with self._places:
                await self.intake.take(update, took)
        except DatabaseUnavailable:
            raise
        except Exception:
            return False
        finally:
            self._known.discard(update.update_id)
            self._shrunk.set()
            if waiting:
                self._begin(line)
            else:
                del self._lines[line]
        return True

    async def _write(self) -> None:
        """Makes rows of what came: one statement for all that came while the one before was written."""
        try:
            while self._coming:
                arrived, self._coming = self._coming, []
                by_number = {one.update.update_id: one for one in arrived}
                crash_point("inbox.arrived")
                try:
                    fresh = await keep(
                        self._database, [(number, one.payload) for number, one in by_number.items()]
                    )
                except Exception as error:
                    _tell(arrived, error)
                    continue
                crash_point("inbox.kept")
                for number in sorted(fresh):
                    self._line_up(by_number[number].update, by_number[number].took)
                _tell(arrived, None)
        finally:
            self._writing = None

    async def _take_up(self, age_s: float) -> int:
        async with self._database.transaction() as session:
            found = await take_up(session, age_s=age_s, known=self._known, most=self.pace.most)
        for one in found:
            if one.update_id in self._known:
                continue
            update = self.read(one.payload)
            if update is None or one.taken_up > self.pace.tries:
                await self.intake.give_up(one.update_id, update, RuntimeError(ENDED_ALL))
            else:
                self._line_up(update, stopwatch())
        return len(found)

    def read(self, payload: str) -> Update | None:
        """The update that this JSON is; None where it is none that we know, or has a number that can't be kept."""
        try:
            update = Update.model_validate(json.loads(payload), context={"bot": self.intake.bot})
        except (ValidationError, ValueError):
            return None
        return update if 0 <= update.update_id < BIGGEST_NUMBER else None

    def _line_up(self, update: Update, took: Stopwatch) -> None:
        if self._closed:
            return
        self._known.add(update.update_id)
        line = _line_of(update)
        if (waiting := self._lines.get(line)) is not None:
            waiting.append((update, took))
            return
        self._lines[line] = deque([(update, took)])
        self._begin(line)

    def _begin(self, line: int) -> None:
        task = asyncio.create_task(self._serve(line))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, line: int) -> None:
        """Handles what waits in a line, one after the other, until it is empty."""
        waiting = self._lines[line]
        try:
            while waiting and not self._closed:
                update, took = waiting[0]
                await self._handle(update, took)
                waiting.popleft()
                self._known.discard(update.update_id)
                self._shrunk.set()
        finally:
            del self._lines[line]

    async def _handle(self, update: Update, took: Stopwatch) -> None:
        failures = 0
        while not self._closed:
            try:
                async with self._places:
                    await self.intake.take(update, took)
                return
            except DatabaseUnavailable:
                logger.warning("database away, update %s waits", update.update_id)
            except Exception as error:
                logger.debug("update %s is tried again: %s", update.update_id, type(error).__name__)
            failures += 1
            await self._sleep(self.intake.pace.wait_s(failures))


def as_it_came(update: Update) -> str:
    """The JSON of an update that Telegram gave us as one of many."""
    return update.model_dump_json(exclude_unset=True, by_alias=True)


def _line_of(update: Update) -> int:
    """The chat of an update, or else the person: what is said in one is handled in its order."""
    context = UserContextMiddleware.resolve_event_context(update)
    if context.chat is not None:
        return context.chat.id
    if update.stopped_message_generation is not None:
        return update.stopped_message_generation.chat.id
    return context.user.id if context.user is not None else NOBODY


def _tell(arrived: Sequence[_Arrived], error: Exception | None) -> None:
    for one in arrived:
        if one.kept.done():  # whoever waited has gone
            continue
        if error is None:
            one.kept.set_result(None)
        else:
            one.kept.set_exception(error)
