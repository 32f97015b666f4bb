"""What was kept is handled, once, in the order of its chat, whatever happens to the handler, the database or us."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from aiogram.types import Update
from sqlalchemy import Executable, text

from bot.app import ChatSettings, build_dispatcher
from bot.inbox import Inbox, InboxPace, as_it_came
from bot.intake import Intake
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.models import ProcessedUpdate
from db.updates import keep
from db.watch import Stopwatch
from tests.bot.conftest import PACE, SPEECH, Room
from tests.bot.test_arriving import faulty, inbox_of
from tests.support.telegram import TOKEN, Client


class Gated(Intake):
    """Begins with an update as soon as its gate is open; `begun` tells which it has begun with."""

    def __init__(self, room: Room) -> None:
        dispatcher = build_dispatcher(room.database, ChatSettings(TOKEN), SPEECH)
        super().__init__(room.intake.bot, dispatcher, room.database, SPEECH, pace=PACE)
        self.begun: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def take(self, update: Update, took: Stopwatch | None = None) -> None:
        self.begun.append(update.update_id)
        if update.update_id in self.gates:
            await self.gates[update.update_id].wait()
        await super().take(update, took)


class Counting:
    """A database that counts the statements that stand alone, and answers the first one when `gate` opens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0
        self.gate = asyncio.Event()

    async def ask(self, statement: Executable, values: dict[str, object]) -> object:
        self.asked += 1
        await self.gate.wait()
        return await self._database.ask(statement, values)


class Looked:
    """A database that counts the transactions that ended."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ended = 0

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[object]:
        async with self._database.transaction() as session:
            yield session
        self._ended += 1

    async def looks(self, more: int) -> None:
        """Returns when so many more have ended."""
        until = self._ended + more
        while self._ended < until:
            await asyncio.sleep(0.01)


def given(*updates: Update) -> list[tuple[Update, None]]:
    return [(update, None) for update in updates]


async def payloads(room: Room) -> list[str | None]:
    return [row.payload for row in await room.all(ProcessedUpdate, ProcessedUpdate.update_id)]


@contextlib.asynccontextmanager
async def looking(inbox: Inbox) -> AsyncIterator[None]:
    """Looks for what was left behind until all of it is handled."""
    end = asyncio.Event()
    task = asyncio.create_task(inbox.keep_looking(end))
    try:
        yield
    finally:
        end.set()
        await task
        await inbox.settle()


async def test_one_chat_waits_for_its_handler_and_no_other_does(
    room: Room, client: Client, other: Client
) -> None:
    intake = Gated(room)
    inbox, _ = inbox_of(room, intake)
    first, second, elsewhere = client.text("a"), client.text("b"), other.text("c")
    intake.gates[first.update_id] = asyncio.Event()
    async with asyncio.timeout(10):
        await inbox.keep(*given(first, second, elsewhere))
        while await payloads(room) != [as_it_came(first), as_it_came(second), None]:
            await asyncio.sleep(0.01)
        assert second.update_id not in intake.begun
        intake.gates[first.update_id].set()
        await inbox.settle()
    assert await room.lines() == [("text", "c"), ("text", "a"), ("text", "b")]
    assert await payloads(room) == [None, None, None]


async def test_what_finds_nobody_before_it_is_handled_before_telegram_is_told(
    room: Room, client: Client
) -> None:
    inbox, _ = inbox_of(room)
    await inbox.keep(*given(client.text("a")))
    assert await payloads(room) == [None]
    assert await room.lines() == [("text", "a")]


async def test_what_comes_behind_it_in_its_chat_waits_as_a_row(room: Room, client: Client) -> None:
    intake = Gated(room)
    inbox, _ = inbox_of(room, intake)
    first, second = client.text("a"), client.text("b")
    intake.gates[first.update_id] = asyncio.Event()
    async with asyncio.timeout(10):
        straight = asyncio.create_task(inbox.keep(*given(first)))
        await asyncio.sleep(0)
        await inbox.keep(*given(second))
        assert await payloads(room) == [as_it_came(second)]
        intake.gates[first.update_id].set()
        await straight
        await inbox.settle()
    assert await room.lines() == [("text", "a"), ("text", "b")]


async def test_what_comes_while_rows_are_written_is_one_statement(room: Room, client: Client) -> None:
    database = Counting(room.database)
    inbox = Inbox(room.intake, database)  # type: ignore[arg-type]
    updates = [Client(user_id=8000 + number).text(f"{number}") for number in range(30)]
    async with asyncio.timeout(20):
        keeping = [asyncio.create_task(inbox.keep(*given(update))) for update in (*updates, updates[-1])]
        while database.asked == 0:
            await asyncio.sleep(0)
        late = asyncio.create_task(inbox.keep(*given(updates[0], client.text("late"))))
        await asyncio.sleep(0)
        database.gate.set()
        await asyncio.gather(*keeping, late)
        await inbox.settle()
    assert database.asked == 2
    assert sorted(await room.lines()) == sorted([*(("text", f"{n}") for n in range(30)), ("text", "late")])


async def test_an_update_that_fails_twice_is_handled_at_the_third_try(room: Room, client: Client) -> None:
    inbox, rests = inbox_of(room, faulty(room, RuntimeError("once"), RuntimeError("twice")))
    await inbox.keep(*given(client.text("a")))  # the first try, before it is a row
    assert None not in await payloads(room)
    await inbox.settle()
    assert await room.lines() == [("text", "a")]
    assert await room.said() == []
    assert rests.made == [PACE.wait_s(1)]


async def test_the_database_away_the_handler_waits_for_it(room: Room, client: Client) -> None:
    away = [DatabaseUnavailable("gone") for _ in range(7)]  # more often than a poison update is tried
    inbox, rests = inbox_of(room, faulty(room, *away))
    update = client.text("a")
    with pytest.raises(DatabaseUnavailable):
        await inbox.keep(*given(update))
    await inbox.keep(*given(update, client.text("b")))
    await inbox.settle()
    assert await room.lines() == [("text", "a"), ("text", "b")]
    assert rests.made == [PACE.wait_s(failures) for failures in range(1, 7)]
    assert await room.said() == []


async def test_what_a_process_left_behind_is_taken_up_once(room: Room, client: Client) -> None:
    update = client.text("kept, and then it died")
    await keep(room.database, [(update.update_id, as_it_came(update))])
    one, other = inbox_of(room)[0], inbox_of(room)[0]
    async with looking(one), looking(other):
        async with asyncio.timeout(10):
            while await payloads(room) != [None]:
                await asyncio.sleep(0.01)
    assert await room.lines() == [("text", "kept, and then it died")]


async def test_what_another_process_is_about_to_handle_is_left_to_it(room: Room, client: Client) -> None:
    database = Looked(room.database)
    one = Inbox(room.intake, database, pace=InboxPace(look_s=0.01))  # type: ignore[arg-type]
    async with looking(one), asyncio.timeout(20):
        await database.looks(1)  # whatever there was when it began
        update = client.text("a")
        await keep(room.database, [(update.update_id, as_it_came(update))])
        await database.looks(5)
        assert await payloads(room) == [as_it_came(update)]
        async with room.database.transaction() as session:
            await session.execute(text("UPDATE processed_updates SET received_at = now() - interval '21 s'"))
        while await payloads(room) != [None]:
            await asyncio.sleep(0.01)
    assert await room.lines() == [("text", "a")]


async def test_an_update_that_ended_every_process_is_given_up_with_a_word(room: Room, client: Client) -> None:
    update = client.text("a")
    await keep(room.database, [(update.update_id, as_it_came(update))])
    async with room.database.transaction() as session:
        await session.execute(text("UPDATE processed_updates SET taken_up = 10"))
    async with looking(inbox_of(room)[0]), asyncio.timeout(10):
        while await payloads(room) != [None]:
            await asyncio.sleep(0.01)
    assert await room.lines() == []
    (said,) = await room.said()
    assert "Nothing was charged" in said


@pytest.mark.parametrize("junk", ["", "{", '{"update_id": 5, "message": {"text": 7}}'])
async def test_what_nobody_can_read_any_more_holds_nobody_up(
    room: Room, client: Client, junk: str, caplog: pytest.LogCaptureFixture
) -> None:
    update = client.text("a")
    await keep(room.database, [(5, junk), (update.update_id, as_it_came(update))])
    async with looking(inbox_of(room)[0]), asyncio.timeout(10):
        while await payloads(room) != [None, None]:
            await asyncio.sleep(0.01)
    assert await room.lines() == [("text", "a")]
    assert "update 5 given up" in caplog.text


async def test_when_too_much_waits_telegram_keeps_it_for_us(room: Room, client: Client) -> None:
    intake = Gated(room)
    inbox = Inbox(intake, room.database, pace=InboxPace(room=1))
    first, second = client.text("a"), client.text("b")
    intake.gates[first.update_id] = asyncio.Event()
    async with asyncio.timeout(10):
        handled = asyncio.create_task(inbox.keep(*given(first)))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(inbox.keep(*given(second)))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert await room.count(ProcessedUpdate) == 0
        intake.gates[first.update_id].set()
        await asyncio.gather(handled, waiting)
        await inbox.settle()
    assert await room.lines() == [("text", "a"), ("text", "b")]


async def test_at_the_end_what_is_begun_is_finished_and_the_rest_stays_a_row(
    room: Room, client: Client
) -> None:
    intake = Gated(room)
    inbox, _ = inbox_of(room, intake)
    begun, waits = client.text("a"), client.text("b")
    gate = intake.gates[begun.update_id] = asyncio.Event()
    async with asyncio.timeout(10):
        await inbox.keep(*given(begun, waits))
        while not intake.begun:
            await asyncio.sleep(0)
        closing = asyncio.create_task(inbox.close(5))
        await asyncio.sleep(0)
        gate.set()
        await closing
        await inbox.keep(*given(client.text("c")))  # the port closes later: still a row
    assert await room.lines() == [("text", "a")]
    left = await payloads(room)
    assert left[:2] == [None, as_it_came(waits)]
    assert left[2] is not None
    async with looking(inbox_of(room)[0]), asyncio.timeout(10):
        while any(await payloads(room)):
            await asyncio.sleep(0.01)
    assert await room.lines() == [("text", "a"), ("text", "b"), ("text", "c")]


async def test_what_does_not_end_in_time_is_rolled_back_and_stays_a_row(room: Room, client: Client) -> None:
    intake = Gated(room)
    inbox, _ = inbox_of(room, intake)
    update, after = client.text("a"), client.text("b")
    intake.gates[update.update_id] = asyncio.Event()
    await inbox.keep(*given(update, after))
    async with asyncio.timeout(10):
        while not intake.begun:
            await asyncio.sleep(0)
        await inbox.close(0)
    assert await payloads(room) == [as_it_came(update), as_it_came(after)]
