"""The one port: alive, ready or not, metrics, taken addresses, and an access log without what people wrote."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter

from briefcut.config import ConfigError, HttpSettings, LogSettings
from briefcut.http import Check, HttpServer
from briefcut.logs import set_up_logging

Checks = Mapping[str, Check]


async def all_well() -> Checks:
    return {"database": Check(True), "schema": Check(True, "024")}


@asynccontextmanager
async def serving(
    readiness: Callable[[], Awaitable[Checks]] = all_well,
    *,
    routes: Callable[[web.Application], None] = lambda app: None,
    registry: CollectorRegistry | None = None,
) -> AsyncIterator[tuple[HttpServer, aiohttp.ClientSession]]:
    server = HttpServer(
        HttpSettings(port=0),
        readiness,
        readiness_limit=0.2,
        shutdown_grace=1.0,
        registry=registry or CollectorRegistry(),
    )
    server.add(routes)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as client:
            yield server, client
    finally:
        await server.stop()


async def test_alive_and_ready() -> None:
    async with serving() as (_, client):
        async with client.get("/healthz") as answer:
            assert answer.status == 200
        async with client.get("/readyz") as answer:
            assert answer.status == 200
            assert await answer.json() == {
                "ready": True,
                "checks": {
                    "database": {"ok": True, "detail": ""},
                    "schema": {"ok": True, "detail": "024"},
                },
            }


async def test_one_failed_check_makes_503_while_the_process_is_alive() -> None:
    async def no_database() -> Checks:
        return {"database": Check(False, "no connection"), "queue": Check(True)}

    async with serving(no_database) as (_, client):
        async with client.get("/readyz") as answer:
            assert answer.status == 503
            body = await answer.json()
        assert body["ready"] is False
        assert body["checks"]["database"] == {"ok": False, "detail": "no connection"}
        async with client.get("/healthz") as answer:
            assert answer.status == 200


async def test_a_check_that_raises_or_hangs_is_a_failed_one() -> None:
    async def raises() -> Checks:
        raise OSError("postgresql://me:canary@db")

    async def hangs() -> Checks:
        await asyncio.Event().wait()
        return {}

    for readiness, detail in ((raises, "OSError"), (hangs, "no answer within 0.2 s")):
        async with serving(readiness) as (_, client), client.get("/readyz") as answer:
            assert answer.status == 503
            assert (await answer.json())["checks"]["readiness"]["detail"] == detail


async def test_metrics() -> None:
    registry = CollectorRegistry()
    Counter("briefcut_turns", "Turns that were answered.", registry=registry).inc(3)
    async with serving(registry=registry) as (_, client), client.get("/metrics") as answer:
        assert answer.status == 200
        assert "briefcut_turns_total 3.0" in await answer.text()


async def test_routes_are_added_and_uploads_of_fifty_megabytes_are_taken() -> None:
    async def measure(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async with serving(routes=lambda app: app.router.add_post("/upload", measure)) as (_, client):
        async with client.post("/upload", data=io.BytesIO(bytes(50_000_000))) as answer:
            assert await answer.text() == "50000000"
        async with client.post("/upload", data=io.BytesIO(bytes(70_000_000))) as answer:
            assert answer.status == 413


async def test_a_taken_port_is_named_with_the_fix() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = HttpServer(HttpSettings(port=port), all_well)
        with pytest.raises(ConfigError) as refusal:
            await server.start()
    line = str(refusal.value)
    assert line.startswith(f"PORT {port} is already in use on 127.0.0.1: ")
    assert f"PORT={port + 1}" in line
    await server.stop()  # nothing to stop, and no error


async def test_a_host_that_is_not_ours_is_named() -> None:
    server = HttpServer(HttpSettings(host="192.0.2.1", port=0), all_well)
    with pytest.raises(ConfigError, match=r'^HOST is "192\.0\.2\.1"'):
        await server.start()


async def test_stopping_frees_the_port_and_answers_what_was_asked() -> None:
    asked, answer_now = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        asked.set()
        await answer_now.wait()
        return web.Response(text="done")

    server = HttpServer(HttpSettings(port=0), all_well, registry=CollectorRegistry())
    server.add(lambda app: app.router.add_get("/slow", slow))
    await server.start()
    port = server.port
    async with aiohttp.ClientSession(server.url) as client:

        async def ask() -> str:
            async with client.get("/slow") as answer:
                return await answer.text()

        asking = asyncio.create_task(ask())
        await asked.wait()
        stopping = asyncio.create_task(server.stop())
        answer_now.set()
        assert await asking == "done"
        await stopping
    again = HttpServer(HttpSettings(port=port), all_well, registry=CollectorRegistry())
    await again.start()
    await again.stop()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    buffer = io.StringIO()
    set_up_logging(LogSettings(level="DEBUG", format="json"), stream=buffer)
    yield buffer
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


async def test_the_access_log_has_neither_token_nor_words(log: io.StringIO) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise RuntimeError("postgresql://me:canary@db/ads")

    path = "/bot123456789:AAEcanaryCANARYcanaryCANARYcanary01/sendMessage"
    async with (
        serving(routes=lambda app: app.router.add_get(path, fail)) as (_, client),
        client.get(path, params={"text": "canary words"}) as answer,
    ):
        assert answer.status == 500
        assert "canary" not in await answer.text()
    said = log.getvalue()
    assert '"status": 500' in said
    assert "/sendMessage" in said
    assert "canary" not in said.lower()


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:0"), ("::1", "http://[::1]:0"), ("localhost", "http://localhost:0")],
)
def test_the_address_to_open(host: str, url: str) -> None:
    assert HttpServer(HttpSettings(host=host), all_well, registry=CollectorRegistry()).url == url
