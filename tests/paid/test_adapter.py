"""Replicate's API, read leniently: whatever a server says, one request each and no exception of its making."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from agent.catalog import read_catalog
from jobs.providers import OrderRefused
from jobs.providers.replicate import (
    Created,
    OutputGone,
    ProviderAway,
    Refused,
    Replicate,
    Status,
    Unknown,
    read_run,
)
from jobs.providers.trained import destination, remove_version, trainer_version

STILL = read_catalog().models["still"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def peer(handler: Handler) -> AsyncIterator[tuple[Replicate, list[web.Request], str]]:
    """An API whose every address is answered by `handler`."""
    heard: list[web.Request] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        heard.append(request)
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    api = Replicate("r8_x", base, timeout_s=1.0)
    try:
        yield api, heard, base
    finally:
        await api.close()
        await runner.cleanup()


def says(document: Any, status: int = 201, **more: Any) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.json_response(document, status=status, **more)

    return handler


async def test_a_create_carries_its_deadline_and_its_webhook() -> None:
    async with peer(says({"id": "p1", "status": "starting"})) as (api, heard, _):
        outcome = await api.create(STILL, {"prompt": "x"}, webhook="https://a/b")
        assert isinstance(outcome, Created)
        assert (outcome.run.id, outcome.run.status) == ("p1", Status.RUNNING)
        (request,) = heard
        assert request.path == "/v1/models/black-forest-labs/flux-kontext-pro/predictions"
        assert request.headers["Cancel-After"] == "180s"
        assert request.headers["Authorization"] == "Bearer r8_x"
        assert await request.json() == {
            "input": {"prompt": "x"},
            "webhook": "https://a/b",
            "webhook_events_filter": ["completed"],
        }
        versioned = STILL.model_copy(update={"model": f"a/b:{'0' * 64}"})
        await api.create(versioned, {})
        assert heard[-1].path == "/v1/predictions"
        assert (await heard[-1].json())["version"] == "0" * 64


@pytest.mark.parametrize(
    ("status", "document", "kind"),
    [
        (201, {"status": "starting"}, Unknown),
        (200, ["not", "an", "object"], Unknown),
        (500, {"detail": "boom"}, Unknown),
        (503, {"detail": "later"}, Unknown),
        (408, {}, Unknown),
        (422, {"detail": "no such field"}, Refused),
        (402, {"detail": "pay"}, Refused),
        (429, {"detail": "Request was throttled. Your rate limit resets in ~7s."}, Refused),
    ],
)
async def test_a_create_is_sent_once_whatever_comes_back(status: int, document: Any, kind: type) -> None:
    async with peer(says(document, status)) as (api, heard, _):
        outcome = await api.create(STILL, {})
        assert isinstance(outcome, kind)
        assert len(heard) == 1
        if isinstance(outcome, Refused):
            assert outcome.ours is (status == 422)
            assert outcome.wait_s == (7.0 if status == 429 else None)


async def test_nobody_there_is_no_doubt() -> None:
    api = Replicate("r8_x", "http://127.0.0.1:9", timeout_s=1.0)
    assert isinstance(await api.create(STILL, {}), Refused)
    with pytest.raises(ProviderAway):
        await api.get("p1")
    assert not await api.cancel("p1")
    await api.close()


@pytest.mark.parametrize(
    ("document", "status", "urls"),
    [
        ({"status": "succeeded", "output": "https://a/x.jpg"}, Status.SUCCEEDED, 1),
        ({"status": "succeeded", "output": ["https://a/x.jpg", "https://a/y.jpg"]}, Status.SUCCEEDED, 2),
        ({"status": "succeeded", "output": {"video": "https://a/x.mp4", "seed": 3}}, Status.SUCCEEDED, 1),
        ({"status": "succeeded", "output": None, "data_removed": True}, Status.SUCCEEDED, 0),
        ({"status": "aborted"}, Status.ABORTED, 0),
        ({"status": "perished", "metrics": "none", "input": 3, "created_at": "noon"}, Status.UNKNOWN, 0),
        ({}, Status.UNKNOWN, 0),
    ],
)
async def test_a_run_is_read_whatever_it_looks_like(document: Any, status: Status, urls: int) -> None:
    async with peer(says({"id": "p1", **document}, 200)) as (api, _, _base):
        run = await api.get("p1")
        assert run is not None
        assert (run.status, len(run.urls)) == (status, urls)
    assert read_run(b"\xff") is None
    assert read_run(b"[]") is None


async def test_ages_are_by_the_providers_clock() -> None:
    document = {"id": "p1", "status": "starting", "created_at": "2031-01-01T00:00:00.000Z"}
    handler = says(document, 200, headers={"Date": "Wed, 01 Jan 2031 00:01:30 GMT"})
    async with peer(handler) as (api, _, _base):
        run = await api.get("p1")
        assert run is not None
        assert run.age_s == 90.0


async def test_a_list_is_read_to_its_end_on_the_server_we_talk_to() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        page = int(request.query.get("cursor", "0"))
        following = f"https://api.replicate.com/v1/predictions?cursor={page + 1}" if page < 2 else None
        rows = [{"id": f"p{page}", "status": "starting"}, "nonsense", {"status": "no id"}]
        return web.json_response({"results": rows, "next": following})

    async with peer(handler) as (api, heard, _):
        pages = [page async for page in api.pages()]
        assert [[run.id for run in page] for page in pages] == [["p0"], ["p1"], ["p2"]]
        assert len(heard) == 3


async def test_a_list_without_results_is_no_list() -> None:
    async with peer(says({"results": None}, 200)) as (api, _, _base):
        with pytest.raises(ProviderAway):
            [page async for page in api.pages()]


async def test_a_training_is_created_and_read() -> None:
    async with peer(says({"id": "t1", "status": "processing", "output": None})) as (api, heard, _):
        trainer = read_catalog().models["training"]
        outcome = await api.create_training(trainer, "v1", {"trigger_word": "TOK"}, "me/brand")
        assert isinstance(outcome, Created)
        assert heard[0].path == "/v1/models/ostris/flux-dev-lora-trainer/versions/v1/trainings"
        assert (await heard[0].json())["destination"] == "me/brand"
        run = await api.get("t1", training=True)
        assert run is not None
        assert heard[-1].path == "/v1/trainings/t1"
        assert (run.percent, run.trained) == (None, None)


async def test_a_training_tells_how_far_it_is_and_what_it_made() -> None:
    logs = (
        "Downloading weights: 100%|██████████| 3/3 [00:02<00:00]\r"
        "captioning:  50%|█████     | 6/12 [00:03<00:03]\r"
        "flux_train_replicate:  41%|████      | 412/1000 [08:12<11:00,  1.12s/it, lr: 4.0e-04]\n"
    )
    made = {"version": "me/briefcut-looks:0a", "weights": "https://replicate.delivery/x/trained_model.tar"}
    for seen in (logs, logs + "uploading: 100%|██████████| 1/1 [00:02<00:00]"):
        async with peer(says({"id": "t1", "status": "processing", "logs": seen, "output": made})) as (
            api,
            _,
            _,
        ):
            run = await api.get("t1", training=True)
        assert run is not None
        assert (run.percent, run.trained) == (41, "me/briefcut-looks:0a"), (
            "bars of few steps go before or after"
        )


async def test_the_model_that_is_trained_into_is_created_once_and_versions_go() -> None:
    models: dict[str, dict[str, Any]] = {}

    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/v1/account":
            return web.json_response({"username": "me"})
        if request.method == "POST":
            models["me/briefcut-looks"] = {"latest_version": None, **await request.json()}
            return web.json_response(models["me/briefcut-looks"], status=201)
        if request.method == "DELETE":
            known = request.path.endswith("/0a")
            return web.Response(status=202) if known else web.json_response({"detail": "in use"}, status=409)
        model = models.get(request.path.removeprefix("/v1/models/"))
        return web.json_response(model or {"detail": "Not found"}, status=200 if model else 404)

    async with peer(handler) as (api, heard, _):
        trainer = read_catalog().models["training"]
        for _ in range(2):
            assert await destination(api, trainer) == "me/briefcut-looks"
        assert [call.method for call in heard].count("POST") == 1
        assert models["me/briefcut-looks"]["visibility"] == "private"
        with pytest.raises(OrderRefused, match="no version"):
            await trainer_version(api, trainer)
        pinned = trainer.model_copy(update={"model": f"{trainer.name}:{'b' * 64}"})
        assert await trainer_version(api, pinned) == "b" * 64
        assert await remove_version(api, "me/briefcut-looks:0a")
        assert not await remove_version(api, "me/briefcut-looks:0b"), "it stays, and an error says so"


async def test_a_file_is_fetched_block_by_block_and_foreign_hosts_learn_no_token(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if request.path == "/gone":
            return web.Response(status=404)
        return web.Response(body=b"x" * 700_000, content_type="video/mp4")

    async with peer(handler) as (api, heard, base), peer(handler) as (_, foreign, other):
        shares: list[float] = []
        assert await api.download(f"{base}/clip", tmp_path / "a", shares.append) == "video/mp4"
        assert (tmp_path / "a").stat().st_size == 700_000
        assert shares[-1] == 1.0
        assert "Authorization" in heard[0].headers
        await api.download(f"{other}/clip", tmp_path / "b")
        assert "Authorization" not in foreign[0].headers
        with pytest.raises(OutputGone):
            await api.download(f"{base}/gone", tmp_path / "c")
        for address in ("http://elsewhere.example/x", "file:///etc/passwd", "nonsense"):
            with pytest.raises(OutputGone):
                await api.download(address, tmp_path / "d")
