"""What every task is given: the database, the chat, the studio, and how long things take. Built once per process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aiogram import Bot

from bot.i18n import Speech
from bot.live import LivePace
from db.bell import Bell
from db.engine import Database
from jobs.providers import Provider
from jobs.storage import Storage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds, all of them; production values. `lease` must be a few times `renewal`."""

    lease: float = 20.0
    renewal: float = 5.0
    turn_deadline: float = 120.0
    photo_patience: float = 600.0
    job_backoff: float = 2.0
    job_backoff_max: float = 120.0
    send_interval: float = 1.0
    send_backoff: float = 1.0
    send_backoff_max: float = 60.0
    status_throttle: float = 3.0
    rescue: float = 10.0
    stall: float = 20.0
    sweep: float = 15.0
    retention: float = 24 * 3600.0
    update_memory: float = 48 * 3600.0
    scheduler_takeover: float = 5.0


@dataclass(frozen=True, slots=True)
class Crew:
    """The people and tools of one worker process. `work` is where temporary files live."""

    database: Database
    bell: Bell
    bot: Bot
    speech: Speech
    model: BaseChatModel
    fallback: BaseChatModel
    provider: Provider
    storage: Storage
    work: Path
    rhythm: Rhythm = field(default_factory=Rhythm)
    pace: LivePace = field(default_factory=LivePace)
    cores: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """How many renders run at once in this process, whatever the queue's concurrency is."""
    spare_bytes: Callable[[Path], int] | None = None
    """Free space below a folder; None takes the disk's word for it."""
