"""The same thing twice, a database that goes away, and a start that can't succeed (faults 3 and 16)."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings
from briefcut.simulator.client import Marketer
from db.engine import Database, DatabaseSettings
from db.errors import DatabaseUnavailable
from tests.front.shell import briefcut
from tests.support.database import count, temporary_home
from tests.support.invariants import broken
from tests.support.program import TOKEN, Program, answers, free_port, product, telegram

SECRET = "s3cret_for-tests"


def update_of(person: Marketer, number: int, words: str) -> dict[str, Any]:
    """What Telegram delivers when the person writes."""
    chat = {"id": person.id, "type": "private", "first_name": "Ada"}
    sender = {"id": person.id, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 5_000_000 + number, "date": int(time.time()), "chat": chat, "from": sender}
    return {"update_id": 1_000_000_000 + number, "message": {**message, "text": words}}


async def deliver(http: aiohttp.ClientSession, port: int, update: dict[str, Any]) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    url = f"http://127.0.0.1:{port}/telegram/webhook"
    async with http.post(url, json=update, headers=headers) as answer:
        return answer.status


async def quiet(database: Database, within_s: float = 30) -> list[str]:
    """The invariants that do not hold once everything had time to end."""
    deadline = asyncio.get_running_loop().time() + within_s
    while asyncio.get_running_loop().time() < deadline:
        try:
            if not (found := await broken(database)):
                return []
        except DatabaseUnavailable as error:
            found = [str(error)]
        await asyncio.sleep(0.05)
    return found


@pytest.mark.slow
async def test_one_update_delivered_ten_times_at_once_to_two_bots_has_one_effect(database: Database) -> None:
    with temporary_home() as home:
        async with telegram(home) as api, Marketer(api, "Ada") as ada:
            ports = [free_port(), free_port()]
            bots = [_bot(home / name, database, api, port) for name, port in zip("ab", ports, strict=True)]
            try:
                await asyncio.gather(*(bot.start() for bot in bots))
                for bot, port in zip(bots, ports, strict=True):
                    await answers(f"http://127.0.0.1:{port}/readyz", program=bot)
                await ada.start()
                await ada.wait_for("First question")
                async with aiohttp.ClientSession() as http:
                    for number, words in enumerate(("an ad for Fable Tea", "for students", "/help")):
                        update = update_of(ada, number, words)
                        sent = (deliver(http, port, update) for port in ports * 5)
                        assert Counter(await asyncio.gather(*sent)) == {200: 10}
                await ada.wait_for("What you can do here", after=0)
                assert await quiet(database) == []
                heard = "SELECT count(*) FROM chat_messages WHERE role = 'user'"
                assert await count(database, heard) == 2
                helped = [m for m in await ada.messages() if "What you can do here" in (m.text or "")]
                assert len(helped) == 1
                assert await count(database, "SELECT count(*) FROM ad_projects") == 1
                replies = "SELECT count(*) FROM chat_messages WHERE role = 'assistant'"
                assert await count(database, replies) == await count(
                    database, "SELECT count(*) FROM turns WHERE state = 'done'"
                )
            finally:
                await asyncio.gather(*(bot.kill() for bot in bots))


def _bot(home: Path, database: Database, api: str, port: int) -> Program:
    home.mkdir(mode=0o711)
    return product(
        home,
        database.settings.url,
        port=port,
        token=TOKEN,
        api_url=api,
        PUBLIC_URL=f"http://127.0.0.1:{port}",
        WEBHOOK_SECRET=SECRET,
    )


async def status_of(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def becomes(url: str, status: int, within_s: float = 15) -> str:
    """The body of `url` once it answers with `status`."""
    async with asyncio.timeout(within_s):
        while True:
            found, body = await status_of(url)
            if found == status:
                return body
            await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_a_database_that_is_restarted_costs_nothing_but_time(tmp_path: Path) -> None:
    with temporary_home() as home:
        postgres = EmbeddedPostgres(EmbeddedSettings(home, fast=True))
        url = await asyncio.to_thread(postgres.start)
        database = Database(DatabaseSettings(url))
        try:
            async with telegram(home) as api, Marketer(api, "Ada") as ada:
                port = free_port()
                program = product(home, url, port=port, token=TOKEN, api_url=api)
                await program.start()
                try:
                    await _lives_through_restarts(program, postgres, database, ada, port)
                    assert await program.stop() == 0, program.said()[-3000:]
                finally:
                    await program.kill()
        finally:
            await database.dispose()
            await asyncio.to_thread(postgres.stop)


async def _lives_through_restarts(
    program: Program, postgres: EmbeddedPostgres, database: Database, ada: Marketer, port: int
) -> None:
    ready = f"http://127.0.0.1:{port}/readyz"
    await answers(ready, program=program)
    await ada.send("an ad for Fable Tea")
    await ada.wait_for("Product: Fable Tea", after=0)

    # At once, with a message on its way.
    await ada.send("for students")
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    await ada.wait_for("Audience: students", after=0)
    assert await quiet(database) == []

    # Away, and what is sent meanwhile is answered afterwards.
    await asyncio.to_thread(postgres.stop)
    assert "database" in await becomes(ready, 503)
    await ada.send("key message: calm in one minute")
    assert (await status_of(f"http://127.0.0.1:{port}/healthz"))[0] == 200, "the process itself is well"
    await asyncio.to_thread(postgres.start)
    await becomes(ready, 200)
    await ada.wait_for("Key message: calm in one minute", after=0)
    assert await quiet(database) == []
    assert await count(database, "SELECT count(*) FROM chat_messages WHERE role = 'user'") == 3
    assert not any("Reference" in (m.text or "") for m in await ada.messages()), "nobody had to apologise"


def one_line(err: str) -> str:
    lines = [line for line in err.splitlines() if line.strip() and "this is for tests" not in line]
    assert len(lines) == 1, err
    return lines[0]


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    url = f"postgresql://me:canary-word@127.0.0.1:{free_port()}/ads"
    said = briefcut(
        "run", "--no-open", folder=tmp_path, environ={"DATABASE_URL": url, "PORT": str(free_port())}
    )
    assert said.code == 1
    assert "DATABASE_URL names a database that can't be reached" in one_line(said.err)
    assert "canary-word" not in said.err + said.out


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path, database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environ = {"DATABASE_URL": database_url, "PORT": port}
        said = briefcut("run", "--no-open", folder=tmp_path, environ=environ)
    assert said.code == 1
    line = one_line(said.err)
    assert port in line
    assert "PORT" in line
