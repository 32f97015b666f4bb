"""Calls from the provider: believed when signed, fresh and about what they name, and then only enough to go and look.

Faults 35 to 38 of the matrix. Either way alone finishes a production: calls without polling, polling without calls.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from aiohttp import web

from db.bell import Bell
from db.engine import Database
from db.models import AdProject
from jobs.paid.hooks import PATH, Hooks
from jobs.paid.receive import LARGEST_BODY, HookHandler
from tests.jobs.shop import build_shop
from tests.paid.test_production import PRICE, are_bought
from tests.paid.till import Till, open_till


@dataclass
class Door:
    """Where the provider calls, and whoever else does."""

    till: Till
    hooks: Hooks
    http: httpx.AsyncClient
    statuses: list[int]

    async def call(self, attempt: object, body: bytes, *, key: str | None = None, **headers: str) -> int:
        """A call as the provider makes it, but for what is given; the answer's status."""
        ours = self.hooks.key(attempt) if isinstance(attempt, UUID) else ""
        address = f"{PATH}?attempt={attempt}&key={ours if key is None else key}"
        told = {**signed(self.hooks, body), **headers}
        return (await self.http.post(address, content=body, headers=told)).status_code

    async def waiting(self) -> int:
        """Wake-ups that wait in the queue."""
        return await self.till.shop.count(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name IN ('make', 'look')"
        )


def signed(hooks: Hooks, body: bytes, at: float | None = None, secret: str | None = None) -> dict[str, str]:
    """The headers of a signed call."""
    key = base64.b64decode((secret or hooks.secret).removeprefix("whsec_"))
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(key, b".".join([b"msg_1", stamp.encode(), body]), hashlib.sha256).digest()
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


@asynccontextmanager
async def opened(database: Database, bell: Bell, home: Path) -> AsyncIterator[Door]:
    statuses: list[int] = []
    handlers: list[HookHandler] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        response = await handlers[0].handle(request)
        statuses.append(response.status)
        return response

    app = web.Application()
    app.router.add_post(PATH, answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with (
            open_till(build_shop(database, bell, home), home, hooks_at=base, webhook_pauses=()) as till,
            httpx.AsyncClient(base_url=base) as http,
        ):
            till = till.paying_for("still")
            paid = till.shop.crew.paid
            assert paid is not None
            assert paid.hooks is not None
            handlers.append(HookHandler(database, paid.hooks))
            yield Door(till, paid.hooks, http, statuses)
    finally:
        await runner.cleanup()


@pytest.fixture
async def door(database: Database, tmp_path: Path) -> AsyncIterator[Door]:
    async with Bell(database.settings.url) as bell, opened(database, bell, tmp_path) as made:
        yield made


async def running(door: Door, fault: str = "slow") -> AdProject:
    """A production whose two stills run with the provider."""
    await door.till.fault(fault, times=2)
    project = await door.till.approved_ad()
    await door.till.shop.do("advance", {"project_id": str(project.id)})
    for scene in (1, 2):
        job = await door.till.shop.job(project, "still", scene)
        await door.till.shop.do("make", {"job_id": str(job.id)})
    return project


async def test_calls_alone_finish_a_production(door: Door) -> None:
    """Nobody polls: the first look would come in ten minutes."""
    slow = replace(door.till.shop.crew.rhythm, prediction_poll=600.0)
    till = replace(door.till, shop=replace(door.till.shop, crew=replace(door.till.shop.crew, rhythm=slow)))
    project = await till.approved_ad()
    await till.buy(project)
    await are_bought(till, project)
    assert await till.adds_up() == PRICE
    assert door.statuses == [200, 200]


@pytest.mark.parametrize("kind", ["hook-lost", "hook-forged", "hook-twice"])
async def test_calls_that_fail_change_nothing(door: Door, kind: str) -> None:
    await door.till.fault(kind, times=2)
    project = await door.till.approved_ad()
    await door.till.buy(project)
    await are_bought(door.till, project)
    assert await door.till.adds_up() == PRICE
    if kind == "hook-forged":
        assert set(door.statuses) <= {401}


async def test_a_call_heals_a_request_whose_answer_was_lost(door: Door) -> None:
    for _ in range(2):
        await door.till.fault("500-after", times=1)
    project = await door.till.approved_ad()
    await door.till.buy(project)
    await are_bought(door.till, project)
    assert await door.till.adds_up() == PRICE
    assert len(await door.till.attempts()) == 2


async def test_a_stranger_is_turned_away(door: Door) -> None:
    await running(door, "stuck")
    first, second = await door.till.attempts("running")
    body = f'{{"id": "{first.prediction_id}", "status": "succeeded"}}'.encode()
    before = await door.waiting()
    assert await door.call(first.id, body, key="0" * 32) == 401, "an address that we didn't make"
    assert await door.call(uuid4(), body, key="") == 401
    assert await door.call("nonsense", body, key="x") == 401
    stranger = signed(door.hooks, body, secret="whsec_" + base64.b64encode(b"x" * 24).decode())
    assert await door.call(first.id, body, **stranger) == 401, "another secret"
    assert await door.call(first.id, body + b" ", **signed(door.hooks, body)) == 401, "altered on its way"
    for minutes in (-6, 6):
        stale = signed(door.hooks, body, at=time.time() + 60 * minutes)
        assert await door.call(first.id, body, **stale) == 401, "replayed later, or from the future"
    assert await door.call(first.id, b"\xff\xfe") == 401
    assert await door.call(first.id, b"") == 401
    for header in ("webhook-timestamp", "webhook-signature", "webhook-id"):
        assert await door.call(first.id, body, **{header: "nonsense"}) == 401
    assert await door.call(first.id, b"x" * (LARGEST_BODY + 1)) == 413
    assert await door.call(second.id, body) == 401, "signed, but about another attempt"
    assert await door.call(first.id, b"[]") == 400
    assert await door.waiting() == before
    assert len(await door.till.attempts("running")) == 2


async def test_a_call_is_only_a_reason_to_look(door: Door) -> None:
    """Out of order, repeated, or saying what isn't so: the run is read again, and what it says there holds."""
    project = await running(door)
    (attempt, _) = await door.till.attempts("running")
    body = f'{{"id": "{attempt.prediction_id}", "status": "failed", "error": "so they say"}}'.encode()
    for _ in range(3):
        assert await door.call(attempt.id, body) == 200
    query = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'look'"
    assert await door.till.shop.count(query) == 1, "several calls are one wake-up"
    await door.till.buy(project)
    assert await door.till.attempts("failed") == []
    assert await door.till.adds_up() == PRICE
    assert await door.call(attempt.id, body) == 200, "after the end it is heard, and nothing happens"
    assert await door.till.adds_up() == PRICE
    assert await door.call(uuid4(), body) == 200
