"""What the tests of the Replicate stand-in play on: its port, the official client, a clock, somebody to hook."""

from __future__ import annotations

import asyncio
import base64
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web
from PIL import Image
from replicate.client import Client

from briefcut.replicate_stand_in.server import ReplicateStandIn, serving
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.studio import Made

TOKEN = "r8_of_the_tests"
STILL = "black-forest-labs/flux-schnell"
CLIP = "bytedance/seedance-1-lite"
VOICE = "minimax/speech-02-turbo"
TRAINER = "ostris/flux-dev-lora-trainer"


@dataclass
class Clock:
    """A clock that moves when told."""

    at: float = field(default_factory=lambda: float(int(time.time())))

    def __call__(self) -> float:
        return self.at


class Cards:
    """Makes every file at once: a grey card. What real makers make is another test's matter."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, Any]] = []

    async def make(self, job: dict[str, Any]) -> Made:
        self.jobs.append(job)
        card = Path(job["folder"]) / "card.jpg"
        Image.new("RGB", (8, 8), "#888888").save(card)
        count = int(job["inputs"].get("num_outputs", 1)) if job["kind"] == "picture" else 1
        mime = "application/x-tar" if job["kind"] == "training" else "image/jpeg"
        return Made(((card, mime),) * count, {"look": ["#aa2200"]} if job["kind"] == "training" else {})

    async def stop(self) -> None:
        return None


@dataclass
class Stage:
    """A served stand-in and everything to talk to it."""

    stand_in: ReplicateStandIn
    base: str
    # Its models promise less than they hold: a metric may be None, a status only one of five.
    client: Any
    http: httpx.AsyncClient
    clock: Clock
    cards: Cards

    async def pass_time(self, seconds: float) -> None:
        """Let time pass; what becomes due then has happened."""
        await self.settled()
        self.clock.at += seconds
        self.stand_in.life.advance(self.clock.at)
        self.stand_in.life.stirred.set()
        await self.settled()

    async def settled(self) -> None:
        """Until no file is being made; others get their turn."""
        await asyncio.sleep(0)
        self.stand_in.life.advance(self.clock.at)
        while self.stand_in.life._making:
            await asyncio.sleep(0.001)
        self.stand_in.life.advance(self.clock.at)

    async def ledger(self) -> dict[str, Any]:
        """The stand-in's ledger."""
        found: dict[str, Any] = (await self.http.get("/ledger")).json()
        return found

    async def charged(self, run_id: str) -> str:
        """What a run was charged, as text."""
        entries = (await self.ledger())["entries"]
        return str(next(entry["usd"] for entry in entries if entry["id"] == run_id))

    async def fault(self, kind: str, **more: Any) -> None:
        """Order a fault."""
        answer = await self.http.post("/stand-in/faults", json={"kind": kind, **more})
        assert answer.status_code == 200, answer.text

    async def raw(self, path: str, **more: Any) -> httpx.Response:
        """A POST with the token, without the client."""
        headers = {"Authorization": f"Bearer {TOKEN}", **more.pop("headers", {})}
        return await self.http.post(path, headers=headers, **more)

    async def get(self, run_id: str, kind: str = "predictions") -> dict[str, Any]:
        """The JSON of a run."""
        answer = await self.http.get(f"/v1/{kind}/{run_id}", headers={"Authorization": f"Bearer {TOKEN}"})
        found: dict[str, Any] = answer.json()
        return found

    async def still(self, prompt: str = "a hill", **more: Any) -> Any:
        """A new prediction of the still model, by the client."""
        return await self.client.models.predictions.async_create(STILL, {"prompt": prompt}, **more)


Opener = Callable[..., Any]


@asynccontextmanager
async def staged(home: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Stage]:
    """A stand-in at `home`."""
    clock, cards = clock or Clock(), Cards()
    stand_in = ReplicateStandIn(home, replace(Settings(TOKEN), **settings), clock=clock, studio=cards)
    async with serving(stand_in) as base, httpx.AsyncClient(base_url=base, verify=False) as http:
        # No certificates are loaded for a loopback port.
        transport = httpx.AsyncHTTPTransport(verify=False)
        client = Client(api_token=TOKEN, base_url=base, transport=transport)
        try:
            yield Stage(stand_in, base, client, http, clock, cards)
        finally:
            await client._async_client.aclose()


@dataclass
class Ear:
    """Hears webhooks; answers with the statuses it was given, then with 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def hook(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        self.called.set()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def hears(self, count: int) -> None:
        """Until `count` calls have come."""
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.called.clear()
                await self.called.wait()


@asynccontextmanager
async def listening() -> AsyncIterator[Ear]:
    """An ear on a free port."""
    ear, app = Ear(), web.Application()
    app.router.add_post("/hook", ear.hook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield ear
    finally:
        await runner.cleanup()


def data_url(colour: str = "#cc3311", size: tuple[int, int] = (40, 60)) -> str:
    """A picture as a data URL."""
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, "PNG")
    return f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode()}"
