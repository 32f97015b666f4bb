"""Three hundred people at once, with Telegram's limits on: nobody's last word is lost, and Telegram has to say “too
many” to nobody but those it was told to, once each."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import EditMessageText
from sqlalchemy import select, text

from bot.answering import Answering
from bot.app import ChatSettings, build_bot
from bot.live import LiveDraft
from briefcut.periods import Periods
from briefcut.simulator import ChatStandIn, Limits
from briefcut.simulator.limits import FloodGate
from db import outbox
from db.bell import Bell
from db.engine import Database, DatabaseSettings
from db.models import OutboxRow, User
from db.pacing import Gate
from db.watch import Watch
from jobs.crew import Crew
from jobs.engine import EngineSettings, benches, build_app, work
from tests.jobs.shop import build_shop
from tests.simulator.stage import TOKEN, PlainSession, serving
from tests.support.people import met

PEOPLE = 300
QUICKER = 3.0
"""All clocks: Telegram's limits, and our pace."""
SHUT_S = 3
TALKATIVE = 25
"""So much more is said to one person: more than Telegram's burst and ours."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Told(FloodGate):
    """The flood gate, with a list of whom it said “too many” about."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.refused: Counter[int] = Counter()
        self.strict: set[int] = set()
        """Chats whose first message it refuses whatever the counters say."""

    def take(self, chat_id: int, now: float, *, draft: bool = False, cost: int = 1) -> int | None:
        if chat_id in self.strict:
            self.strict.remove(chat_id)
            self.shut(chat_id, SHUT_S, now)
        wait = super().take(chat_id, now, draft=draft, cost=cost)
        if wait is not None:
            self.refused[chat_id] += 1
        return wait


class Asked(Gate):
    """The gate, with what it said to those who may be left out."""

    spared: Counter[bool]

    async def spare(self, chat_id: int) -> bool:
        found = await super().spare(chat_id)
        self.spared[found] += 1
        return found


@dataclass(frozen=True)
class Town:
    """Telegram with its people, and two processes that send."""

    telegram: ChatStandIn
    flood: Told
    people: list[int]
    crews: tuple[Crew, Crew]
    gates: tuple[Asked, Asked]

    async def say(self, words: str, chats: Iterable[int], *, card: bool = False) -> None:
        """Something that has happened is said to several people."""
        async with self.crews[0].database.transaction() as session:
            for chat in chats:
                await outbox.say(
                    session,
                    chat_id=chat,
                    thread_id=None,
                    kind="card" if card else "text",
                    payload={"text": words},
                    dedupe_key=f"{chat}:card" if card else f"{chat}:{words}",
                )

    async def all_said(self) -> None:
        """Returns when nothing waits any more."""
        query = text("SELECT count(*) FROM outbox WHERE sent_version < version AND dropped_at IS NULL")
        async with asyncio.timeout(120):
            while True:
                async with self.crews[0].database.transaction() as session:
                    if not await session.scalar(query):
                        return
                await asyncio.sleep(0.1)

    def heard(self, chat: int) -> list[str]:
        """What stands in the chat, from the bot."""
        rows = self.telegram.world.messages.page(chat, limit=200)
        return [kept.message.text or "" for kept in rows if kept.outgoing]


@asynccontextmanager
async def town(database: Database, home: Path) -> AsyncIterator[Town]:
    began = time.time()
    telegram = ChatStandIn(
        home / "chat", bot_token=TOKEN, clock=lambda: began + (time.time() - began) * QUICKER
    )
    flood = Told(Limits())
    telegram.world.flood = flood
    people = []
    for number in range(PEOPLE):
        person = telegram.world.people.add(f"P{number}", last_name=None, username=None, language="en")
        telegram.world.people.set_started(person)
        people.append(person.id)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(telegram))
        crews, gates = [], []
        for number in range(2):
            own = Database(DatabaseSettings(database.settings.url, pool_size=10))
            stack.push_async_callback(own.dispose)
            rhythm = Periods().scaled(1 / QUICKER)
            gate = Asked(own, rhythm.sending)
            gate.spared = Counter()
            bot = _bot(url, gate)
            stack.push_async_callback(bot.session.close)
            bell = await stack.enter_async_context(Bell(database.settings.url))
            crews.append(replace(build_shop(own, bell, home / str(number), rhythm).crew, bot=bot))
            gates.append(gate)
        yield Town(telegram, flood, people, (crews[0], crews[1]), (gates[0], gates[1]))


def _bot(url: str, gate: Gate) -> Bot:
    session = PlainSession(api=TelegramAPIServer.from_base(url))
    return build_bot(ChatSettings(TOKEN), session, gate=gate)


@asynccontextmanager
async def at_work(crews: tuple[Crew, ...]) -> AsyncIterator[None]:
    """Each process's bench of senders, as the product runs it."""
    async with AsyncExitStack() as stack:
        running = []
        for crew in crews:
            settings = EngineSettings(crew.database.settings.url, grace_s=1.0)
            (bench,) = benches(settings, ("delivery",))
            app = build_app(settings, crew)
            await stack.enter_async_context(app.open_async())
            running.append(asyncio.create_task(work(app, settings, bench)))
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _think(crew: Crew, chat: int, ended: asyncio.Event) -> None:
    """An answer that grows as long as the rest goes on."""
    async with LiveDraft(crew.bot, chat, 7, pace=crew.pace) as live:
        while not ended.is_set():
            live.add("more and ")
            await asyncio.sleep(0.1)


async def test_three_hundred_people_at_once(database: Database, tmp_path: Path) -> None:
    async with town(database, tmp_path) as here:
        shut, talked_to, thinking = here.people[:10], here.people[10:11], here.people[20:40]
        gone = here.people[50:53]
        async with database.transaction() as session:
            for chat in gone:
                await met(session, chat, "Gone")
        for chat in gone:
            here.telegram.world.people.set_blocked(here.telegram.world.people.get(chat), True)
        await here.say("10 %", here.people, card=True)
        for number in range(TALKATIVE):
            await here.say(f"{number}", talked_to)
        ended = asyncio.Event()
        thoughts = [
            asyncio.create_task(
                _think(replace(here.crews[0], pace=replace(here.crews[0].pace, throttle_s=0.2)), chat, ended)
            )
            for chat in thinking
        ]
        here.flood.strict.update(shut)
        async with at_work(here.crews):
            # What is made moves on quicker than can be said, and people press what they see.
            for percent in (20, 30, 40):
                await here.say(f"{percent} %", here.people[::10], card=True)
            await _press(here)
            await here.say("Here is your video", here.people)
            await here.all_said()
            ended.set()
            await asyncio.gather(*thoughts)

        lost = [
            chat
            for chat in here.people
            if chat not in gone and here.heard(chat).count("Here is your video") != 1
        ]
        assert lost == []
        for number, chat in enumerate(here.people):
            if chat not in gone:
                assert here.heard(chat)[0].startswith("40 %" if number % 10 == 0 else "10 %")
        for chat in talked_to:
            assert here.heard(chat)[1:-1] == [str(number) for number in range(TALKATIVE)]
        assert here.flood.refused == Counter(shut), "nobody else was told to wait, and nobody twice"
        spared = here.gates[0].spared
        assert spared[True], "an answer grows where there is room"
        assert spared[False], "and does not where others wait for their last word"
        await _left_alone(database, gone)


async def _press(here: Town) -> None:
    """Someone taps on and on: each tap rewrites a message of theirs."""
    chat = here.people[101]
    async with asyncio.timeout(30):
        while not here.heard(chat):
            await asyncio.sleep(0.05)
    kept = next(one for one in here.telegram.world.messages.page(chat, limit=200) if one.outgoing)
    answering = Answering(here.crews[1].bot, Watch(), here.gates[1])
    for number in range(40):
        answering.send(
            EditMessageText(text=f"10 % {number}", chat_id=chat, message_id=kept.message.message_id),
            lambda: 0.0,
        )
    await answering.settle()
    assert here.heard(chat)[0] == "10 % 39", "the last of them counts"


async def _left_alone(database: Database, gone: list[int]) -> None:
    async with database.transaction() as session:
        users = (await session.scalars(select(User))).all()
        rows: Any = await session.scalars(select(OutboxRow).where(OutboxRow.chat_id.in_(gone)))
        assert all(user.blocked_at is not None for user in users)
        assert {row.error_message for row in rows} <= {"blocked by the person"}
