"""What the tests of the stand-in play on: a real port, an ordinary aiogram bot, a clock, pictures."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import TelegramObject, Update
from aiohttp import web
from PIL import Image

from briefcut.simulator import ChatStandIn

TOKEN = "4242:test-token"


@dataclass
class Clock:
    """A clock that moves when told."""

    at: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@asynccontextmanager
async def serving(stand_in: ChatStandIn, port: int = 0) -> AsyncIterator[str]:
    """The stand-in on a free (or the given) port; yields its address."""
    app = web.Application()
    stand_in.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    await stand_in.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await stand_in.stop()


class PlainSession(AiohttpSession):
    """aiogram's session, closed without its quarter of a second for TLS connections."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@asynccontextmanager
async def bot_at(url: str, token: str = TOKEN) -> AsyncIterator[Bot]:
    """An aiogram bot as the product makes it."""
    async with Bot(token, session=PlainSession(api=TelegramAPIServer.from_base(url))) as bot:
        yield bot


@dataclass
class Collector:
    """A dispatcher that keeps every update it is fed, and can be waited on."""

    dispatcher: Dispatcher
    updates: list[Update] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, update: Update) -> None:
        self.updates.append(update)
        self._news.set()

    async def wait(self, fits: Callable[[Update], object], timeout: float = 5) -> Update:
        async with asyncio.timeout(timeout):
            while True:
                for update in self.updates:
                    if fits(update):
                        return update
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def polling(bot: Bot, *routers: Router) -> AsyncIterator[Collector]:
    """A bot that polls, with handlers."""
    dispatcher = Dispatcher(disable_fsm=True)
    collector = Collector(dispatcher)

    async def keep(
        handler: Callable[[TelegramObject, dict[str, object]], Awaitable[object]],
        event: TelegramObject,
        data: dict[str, object],
    ) -> object:
        assert isinstance(event, Update)
        collector.add(event)
        return await handler(event, data)

    dispatcher.update.outer_middleware(keep)
    dispatcher.include_routers(*(routers or (Router(),)))
    task = asyncio.create_task(
        dispatcher.start_polling(
            bot, handle_signals=False, polling_timeout=10, allowed_updates=[], close_bot_session=False
        )
    )
    try:
        yield collector
    finally:
        await dispatcher.stop_polling()
        await task


def jpeg(width: int = 1600, height: int = 1200, colour: str = "teal") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "JPEG")
    return data.getvalue()


async def refused(call: Awaitable[object], kind: type[Exception]) -> str:
    """What a call was refused with."""
    with pytest.raises(kind) as caught:
        await call
    return str(getattr(caught.value, "message", caught.value))


def make_clip(path: Path) -> Path:
    """Two seconds of portrait video, 180 × 320."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 180, 320, "yuv420p"
        for number in range(20):
            picture = np.full((320, 180, 3), 10 * number, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path
