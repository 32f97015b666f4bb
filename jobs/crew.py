"""What every task is given: the database, the chat, the studio, and how long things take. Built once per process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aiogram import Bot

from agent.breaker import Breaker
from agent.listening import Ears
from agent.token_prices import TokenPrices
from bot.i18n import Speech
from bot.live import LivePace
from bot.prices import Money
from db.bell import Bell
from db.engine import Database
from db.models import User
from db.watch import Watch
from jobs.material.fetch import SafeReader
from jobs.providers import Provider
from jobs.rhythm import Rhythm
from jobs.shelves import Shelves
from jobs.storage import Storage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from jobs.paid import PaidStudio


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
    breaker: Breaker = field(default_factory=Breaker)
    """Whether `model` is down, as this process has seen it."""
    prices: TokenPrices = field(default_factory=TokenPrices)
    """What calls of `model` cost."""
    cores: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    """How many renders run at once in this process, whatever the queue's concurrency is."""
    ears: Ears | None = None
    """Who listens to voice notes; None where nothing does."""
    reader: SafeReader | None = None
    """Who reads links; None where links stay unread."""
    shelves: Shelves | None = None
    """Where the provider keeps what it encoded; None where it keeps nothing."""
    money: Money = field(default_factory=Money)
    """What making costs, and what may be spent."""
    paid: PaidStudio | None = None
    """Who makes for money what was approved so; None where nobody does."""
    admins: frozenset[int] = frozenset()
    """Telegram ids of those who are told how things stand, and what is not well."""
    reviewed: bool = False
    """Whether there are admins who look at what the rules hold back."""
    spare_bytes: Callable[[Path], int] | None = None
    """Free space below a folder; None takes the disk's word for it."""
    guest: Callable[[User], bool] = lambda _: False
    """Whether somebody may only have what costs nothing."""
    watch: Watch = field(default_factory=Watch)
    """Who counts what happens."""
    known: dict[str, str] = field(default_factory=dict)
    """What Telegram calls the pictures that this process sent (`jobs.known`)."""
