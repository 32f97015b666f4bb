"""A run full of faults with a canary for every secret: none of them comes out, in no log line, row, message or error
page. What echoes a secret back (a model's endpoint does) is heard and not repeated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from db.engine import Database
from db.url import parse_url
from tests.faults.workshop import Workshop, workshop
from tests.support.database import temporary_home
from tests.support.program import REPLICATE_TOKEN, TOKEN, Program, answers, free_port, product
from tests.support.world import EVERYTHING

KEY = "sk-proj-canaryKEYcanary0123456789"
HOOK = "canary-webhook-secret-0123456789"
METRICS = "canary-metrics-token-0123456789"
PASSWORD = "canary-password-0123456789"
SECRETS = {"model": KEY, "webhook": HOOK, "database": PASSWORD, "bot": TOKEN.partition(":")[2]}
SECRETS |= {"provider": REPLICATE_TOKEN, "metrics": METRICS}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@asynccontextmanager
async def echoing() -> AsyncIterator[tuple[str, list[str]]]:
    """A model's endpoint that refuses, and says the key in its refusal; what keys it was given."""
    given: list[str] = []

    async def refuse(request: web.Request) -> web.Response:
        said = request.headers.get("Authorization", "")
        given.append(said)
        status = (401, 500, 429)[len(given) % 3]
        return web.json_response({"error": {"message": f"Incorrect API key provided: {said}"}}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1", given
    finally:
        await runner.cleanup()


def with_password(url: str) -> str:
    """The test's database with a password: its server asks for none, and it is as secret for that."""
    parsed = parse_url(url)
    return parsed.set(password=PASSWORD).render_as_string(hide_password=False)


async def pages(port: int) -> str:
    """What the port says to those who ask wrongly."""
    hook = {"X-Telegram-Bot-Api-Secret-Token": HOOK}
    asked = [
        ("GET", "/", {}, ""),
        ("GET", "/nowhere", {}, ""),
        ("GET", "/readyz", {}, ""),
        ("GET", "/metrics", {"Authorization": "Bearer wrong"}, ""),
        ("GET", f"/bot{TOKEN}/getMe", {}, ""),
        ("POST", "/telegram/webhook", {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, "{}"),
        ("POST", "/telegram/webhook", hook, "{"),
        ("POST", "/telegram/webhook", hook, '{"update_id": 1, "message": {"text": 7}}'),
        ("PUT", "/telegram/webhook", hook, "{}"),
        ("POST", "/replicate/webhook", {"webhook-signature": "v1,wrong"}, '{"id": "x"}'),
    ]
    said = []
    async with aiohttp.ClientSession() as http:
        for method, path, headers, data in asked:
            async with http.request(
                method, f"http://127.0.0.1:{port}{path}", headers=headers, data=data
            ) as one:
                said.append(f"{one.status} {dict(one.headers)} {await one.text()}")
    return "\n".join(said).replace(f"/bot{TOKEN}/getMe", "")


async def a_run_full_of_faults(shop: Workshop, home: Path, endpoint: str) -> tuple[Program, str]:
    port = free_port()
    settings = shop.settings | {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": endpoint,
        "OPENAI_MODEL": "canary-model",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEBHOOK_SECRET": HOOK,
        "METRICS_TOKEN": METRICS,
        "LOG_LEVEL": "DEBUG",
    }
    url = with_password(shop.database.settings.url)
    briefcut = product(home, url, port=port, token=TOKEN, api_url=shop.chat, **settings)
    shop.programs.append(briefcut)
    await briefcut.start()
    await answers(f"http://127.0.0.1:{port}/readyz", program=briefcut)
    for kind in ("429", "500-after", "fail-free", "corrupt"):
        await shop.fault(kind, times=1)
    await shop.approved_ad()
    await shop.ada.send("6 second story for Fable Tea, for students")
    await shop.until("SELECT count(*) FROM turns WHERE state = 'done'")
    await shop.ada.flood(1)
    await shop.ada.send(f"my key is not in here, but what about {'x' * 10}")
    said = await pages(port)
    await briefcut.kill()
    await briefcut.start()
    await answers(f"http://127.0.0.1:{port}/readyz", program=briefcut)
    # Every connection breaks at once, in the middle of whatever it was doing.
    await shop.count(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    said += await pages(port)
    await shop.until(
        "SELECT count(*) FROM turns HAVING count(*) > 1 AND bool_and(state NOT IN ('queued', 'running'))"
    )
    await shop.until(
        "SELECT count(*) FROM generation_jobs HAVING bool_and(status IN ('completed', 'failed', 'cancelled'))",
        within_s=120,
    )
    await briefcut.stop()
    return briefcut, said


async def test_no_secret_comes_out_of_a_run_full_of_faults(database: Database) -> None:
    with temporary_home() as home:
        async with echoing() as (endpoint, given), workshop(database, home, "still") as shop:
            briefcut, said = await a_run_full_of_faults(shop, home, endpoint)
            assert f"Bearer {KEY}" in given, "the canary flew"
            messages = [one.model_dump_json() for one in await shop.ada.messages()]
        async with database.transaction() as session:
            rows = [f"{row.name} {row.row}" for row in await session.execute(EVERYTHING)]
        kept = "\n".join(path.read_text("utf-8", "replace") for path in home.glob("*.json"))
        assert len(briefcut.said()) > 2_000
        places = {"logs": briefcut.said(), "rows": "\n".join(rows), "messages": "\n".join(messages)}
        places |= {"error pages": said, "files": kept}
        found = [
            (name, place) for place, text in places.items() for name, one in SECRETS.items() if one in text
        ]
        assert found == []
