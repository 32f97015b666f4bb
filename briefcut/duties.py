"""What each role of a process does, until it is told to end.

A lost database ends no role for good: whoever needs it dies, waits until it answers again, and goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from procrastinate import App

from bot.app import ChatSettings, set_webhook
from bot.arriving import poll
from bot.i18n import Speech
from bot.inbox import Inbox
from bot.profile import introduce
from briefcut.config import Config
from briefcut.supervisor import Role
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.wakeups import MEDIA
from jobs.alerts import alert
from jobs.carrying import keep_carrying
from jobs.crew import Crew
from jobs.engine import Bench, EngineSettings, benches, work
from jobs.schedule import build_clock, keep_time
from jobs.shelves import keep_tidy
from jobs.storage import SpooledStorage

log = logging.getLogger(__name__)

_ASK_AGAIN: Final = (0.1, 1.0)
"""Seconds between two questions whether the database is back: at first, and at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What this process does."""

    roles: frozenset[str]
    queues: tuple[str, ...]
    concurrency: int = 4
    open_page: bool = False
    replicate_stand_in: bool = False


def bot_roles(config: Config, choice: Choice, inbox: Inbox, chat: ChatSettings, speech: Speech) -> list[Role]:
    """Takes updates in; while the database is away, they wait with Telegram."""
    if "bot" not in choice.roles:
        return []
    kept = config.home / "profile.json"

    async def read_marks() -> str | None:
        return kept.read_text() if kept.exists() else None

    async def write_marks(value: str) -> None:
        kept.write_text(value)

    async def bot(end: asyncio.Event) -> None:
        intake = inbox.intake
        await introduce(intake.bot, speech, read_marks=read_marks, write_marks=write_marks)
        if config.webhook is None:
            await poll(inbox, end)
            return
        await set_webhook(intake.bot, intake.dispatcher, chat)
        await end.wait()

    return [Role("inbox", inbox.keep_looking), Role("bot", bot)]


class Timekeeper:
    """The scheduler of this process, whichever start of it that is."""

    def __init__(self) -> None:
        self.ticks: Callable[[], bool] = lambda: False
        """Whether it is the one of all processes that does."""


def scheduler_roles(choice: Choice, url: str, crew: Crew, engine: App, timekeeper: Timekeeper) -> list[Role]:
    """Keeps the time, or waits until whoever does is gone."""
    if "scheduler" not in choice.roles:
        return []

    async def scheduler(end: asyncio.Event) -> None:
        if not await _answers(crew.database, end):
            return
        clock = build_clock(
            crew.database,
            engine,
            crew.rhythm,
            crew.storage,
            crew.work.parent,
            paid=crew.paid is not None,
            speech=crew.speech,
            alerts=partial(alert, crew),
        )
        timekeeper.ticks = lambda: bool(clock.running)
        await _until(end, keep_time(url, clock, crew.rhythm))

    return [Role("scheduler", scheduler)]


def worker_roles(choice: Choice, settings: EngineSettings, engine: App, crew: Crew) -> list[Role]:
    """A role for each bench of work; whoever renders looks after the shelves, too."""
    if "worker" not in choice.roles:
        return []

    def role(bench: Bench) -> Role:
        async def worker(end: asyncio.Event) -> None:
            if await _answers(crew.database, end):
                await _until(end, work(engine, settings, bench))

        return Role(f"worker {bench.name}", worker)

    async def shelves(end: asyncio.Event) -> None:
        if crew.shelves is not None:
            await _until(end, keep_tidy(crew.database, crew.shelves, crew.rhythm.sweep))

    async def spool(end: asyncio.Event) -> None:
        if isinstance(crew.storage, SpooledStorage) and await _answers(crew.database, end):
            await _until(end, keep_carrying(crew.database, crew.storage, crew.rhythm.sweep))

    workers = [role(bench) for bench in benches(settings, choice.queues, choice.concurrency)]
    workers.append(Role("spool", spool))
    return [*workers, Role("shelves", shelves)] if MEDIA in choice.queues else workers


async def _answers(database: Database, end: asyncio.Event) -> bool:
    """Wait until the database answers; False when `end` came first.

    A role that died for it is not started in vain again and again, with pauses that grow: it is there a moment after
    the database is.
    """
    pause, longest = _ASK_AGAIN
    waited = False
    while not end.is_set():
        try:
            await database.ping()
        except DatabaseUnavailable as error:
            if not waited:
                log.warning("waits for the database: %s", error)
            waited = True
            try:
                async with asyncio.timeout(pause):
                    await end.wait()
            except TimeoutError:
                pause = min(2 * pause, longest)
            continue
        if waited:
            log.info("the database is back")
        return True
    return False


async def _until(end: asyncio.Event, job: Coroutine[Any, Any, None]) -> None:
    """Let `job` run until `end` is set; then cancel it and wait until it has cleaned up. Its errors are raised."""
    task = asyncio.create_task(job)
    ended = asyncio.ensure_future(end.wait())
    try:
        await asyncio.wait({task, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task}, timeout=2)
        raise
    finally:
        ended.cancel()
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
