"""Our side: Briefcut in processes of its own, a Telegram in front of it, and conversations of any length."""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from benchmarks.history.words import ANSWERED, SAID
from benchmarks.turns.machine import parent
from benchmarks.turns.telegram import SECRET, TOKEN, Taken, Telegram
from db.accounts import Accounts, TelegramIdentity
from db.engine import Database, DatabaseSettings
from db.enums import ChatRole
from db.projects import HISTORY_WINDOW, Projects

WORDS = "We sell cold brew in cans for students who sit in libraries; keep the tone calm, please. ({n})"


class Briefcut:
    """Running Briefcut. `pids` are its processes."""

    name = "Briefcut"

    def __init__(self, telegram: Telegram, database: Database, pids: Sequence[int]) -> None:
        self._telegram = telegram
        self._database = database
        self.pids = pids
        self._chats = itertools.count(secrets.randbelow(10**9) * 1000 + 1)
        self._numbers = itertools.count(1)

    async def prepare(self, messages: int) -> int:
        """The chat of a conversation of `messages` messages: the log by one statement, the window by its last."""
        chat_id = next(self._chats)
        async with self._database.transaction() as session:
            met = await Accounts(session).meet(TelegramIdentity(chat_id, "Ada", None, "en"), chat_id)
            if met is None:
                raise RuntimeError("the database is new: nobody is leaving")
            projects = Projects(session, met[0].id)
            project = await projects.start(met[1])
            values = {"p": project.id, "c": chat_id, "n": messages - 1, "said": SAID, "answered": ANSWERED}
            await session.execute(text(_LOG), values)
            await session.execute(text(_WINDOW), {"p": project.id, "w": HISTORY_WINDOW})
            # The last of them as they all are written, so that the ad has begun.
            await projects.remember(
                project.id,
                role=ChatRole.ASSISTANT,
                content=ANSWERED,
                timestamp=datetime.now(UTC),
                chat_id=chat_id,
            )
        return chat_id

    async def turn(self, chat_id: int) -> Taken:
        """One message and its answer."""
        return await self._telegram.turn(chat_id, WORDS.format(n=next(self._numbers)))

    async def load(self, chats: Sequence[int], seconds: float) -> tuple[int, float]:
        """How many turns the people of `chats` had, each writing again when the answer has come, until `seconds` were
        over and the last had its answer; and how long that took."""
        began = time.perf_counter()
        done = 0

        async def person(chat_id: int) -> None:
            nonlocal done
            while time.perf_counter() < began + seconds:
                await self.turn(chat_id)
                done += 1

        await asyncio.gather(*map(person, chats))
        return done, time.perf_counter() - began

    async def server(self) -> int:
        """The pid of the Postgres server, which is on this machine."""
        async with self._database.transaction() as session:
            return parent(int(await session.scalar(text("SELECT pg_backend_pid()")) or 0))

    async def analyze(self) -> None:
        """Let Postgres know what is in its tables, as it would in time."""
        async with self._database.transaction() as session:
            await session.execute(text("ANALYZE"))


@asynccontextmanager
async def open_briefcut(url: str, folder: Path, workers: int) -> AsyncIterator[Briefcut]:
    """All roles in one process, and `workers` more processes that only work."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(Telegram())
        pids = []
        for number, roles in enumerate((("bot", "worker", "scheduler"), *(("worker",),) * workers)):
            given = environment(url, telegram.url, folder / f"home-{number}")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.turns.house", *roles, env=given
            )
            stack.push_async_callback(_end, process)
            pids.append(process.pid)
            if number == 0:
                async with asyncio.timeout(60):
                    await telegram.hooked.wait()
        database = Database(DatabaseSettings(url))
        stack.push_async_callback(database.dispose)
        await _all_at_work(database, len(pids))
        yield Briefcut(telegram, database, pids)


async def _all_at_work(database: Database, processes: int) -> None:
    """Returns when every process looks after all its queues: one that still starts takes CPU and gives none."""
    looking = text("SELECT count(*) FROM procrastinate_workers")
    benches = 4 * processes
    async with asyncio.timeout(60):
        while await database.ask(looking, {}) < benches:
            await asyncio.sleep(0.1)


def environment(url: str, telegram_url: str, home: Path) -> dict[str, str]:
    """What Briefcut is told: its database, the stand-in of Telegram, a folder and a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "LANG")
    }
    return kept | {
        "BRIEFCUT_HOME": str(home),
        "DATABASE_URL": url,
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEBHOOK_SECRET": SECRET,
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        await process.wait()


# One every five minutes until last night: the plan says how much a day may hear, and today is for what is measured.
_LOG = """
    WITH answered AS (
        INSERT INTO turns (project_id, chat_id, thread_id, state, started_at, finished_at)
        SELECT :p, :c, 0, 'done', now(), now() FROM generate_series(1, :n / 2)
        RETURNING id
    ), numbered AS (SELECT id, row_number() OVER () * 2 - 1 AS i FROM answered)
    INSERT INTO chat_messages (project_id, role, content, timestamp, chat_id, telegram_message_id, turn_id)
    SELECT :p, (CASE WHEN i % 2 = 0 THEN 'assistant' ELSE 'user' END)::chat_role,
           CASE WHEN i % 2 = 0 THEN :answered ELSE :said END,
           date_trunc('day', now(), 'UTC') - (:n - i) * interval '5 minutes', :c, i, numbered.id
      FROM generate_series(0, :n - 1) AS i LEFT JOIN numbered USING (i)
"""
_WINDOW = """
    UPDATE ad_projects SET conversation_history = coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', id, 'role', role, 'content', content, 'timestamp', timestamp)
                         ORDER BY timestamp)
          FROM (SELECT * FROM chat_messages WHERE project_id = :p ORDER BY timestamp DESC LIMIT :w) AS last
    ), '[]') WHERE id = :p
"""
