"""The one HTTP port: life and readiness, metrics, and whatever routes the roles add (webhooks, chat page)."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import structlog
from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry

from briefcut.config import HttpSettings
from briefcut.entrance import listen
from briefcut.scraping import Scraping
from db.watch import Watch, stopwatch

log = structlog.get_logger(__name__)

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of a request that are read at most: the chat stand-in takes uploads of 50 MB. Webhooks set their own."""


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line of /readyz; `detail` is for people and holds nothing secret."""

    ok: bool
    detail: str = ""


Readiness = Callable[[], Awaitable[Mapping[str, Check]]]


class HttpServer:
    """Answers after `start()`, ends after `stop()`. Routes are added before the start.

    `sockets` listen already (see `briefcut.entrance`); without them the start opens its own.
    """

    def __init__(
        self,
        settings: HttpSettings,
        readiness: Readiness,
        *,
        readiness_limit: float = 3.0,
        shutdown_grace: float = 5.0,
        registry: CollectorRegistry | None = None,
        look: Callable[[], Awaitable[None]] | None = None,
        watch: Watch | None = None,
        sockets: Sequence[socket.socket] | None = None,
    ) -> None:
        self._settings = settings
        self._sockets = sockets
        self._readiness = readiness
        self._readiness_limit = readiness_limit
        self._shutdown_grace = shutdown_grace
        self._watch = watch or Watch()
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._count])
        self.app.router.add_get("/healthz", self._healthz)
        self.app.router.add_get("/readyz", self._readyz)
        scraping = Scraping(settings, registry or CollectorRegistry(), look)
        self.app.router.add_get("/metrics", scraping.handle)

    def add(self, routes: Callable[[web.Application], None]) -> None:
        """Let somebody add routes, before the start: `server.add(stand_in.add_to)`."""
        routes(self.app)

    @property
    def port(self) -> int:
        """The port that is listened on, also where PORT was 0."""
        return self._port

    @property
    def url(self) -> str:
        """The address to open on this machine, without a slash at the end."""
        host = self._settings.host
        if host in ("0.0.0.0", "::", ""):  # noqa: S104 (compared, not bound)
            host = "127.0.0.1"
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}"

    async def start(self) -> None:
        """Answer what comes in. Raises ConfigError where the address can't be had."""
        sockets = self._sockets
        if sockets is None:
            sockets = await asyncio.to_thread(listen, self._settings)
        runner = web.AppRunner(
            self.app, access_log_class=AccessLog, handle_signals=False, shutdown_timeout=self._shutdown_grace
        )
        await runner.setup()
        for each in sockets:
            await web.SockSite(runner, each).start()
        self._runner = runner
        self._port = int(sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Answer what has been asked already, within the grace, and close the port."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        try:
            checks = dict(await asyncio.wait_for(self._readiness(), self._readiness_limit))
        except TimeoutError:
            checks = {"readiness": Check(False, f"no answer within {self._readiness_limit:g} s")}
        except Exception as error:
            log.warning("readiness could not be checked", exc_info=error)
            checks = {"readiness": Check(False, type(error).__name__)}
        ready = all(check.ok for check in checks.values())
        return web.json_response(
            {"ready": ready, "checks": {name: asdict(check) for name, check in checks.items()}},
            status=200 if ready else 503,
            headers={"Cache-Control": "no-store"},
        )

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        took, status = stopwatch(), 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as answer:
            status = answer.status
            raise
        finally:
            resource = request.match_info.route.resource
            # The pattern, not the path: tokens and ids would be labels without end.
            route = resource.canonical if resource is not None else "other"
            method = request.method if request.method in METHODS else "other"
            self._watch.http_answered(route, method, status, took())


class AccessLog(AbstractAccessLogger):
    """A line for each request without its query, which may carry what people wrote or a signature.

    Ordinary answers are logged at DEBUG: a polling bot asks often.
    """

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        level = logging.WARNING if response.status >= 500 else logging.DEBUG
        log.log(
            level,
            "http",
            method=request.method,
            path=request.path,
            status=response.status,
            ms=round(time * 1000, 1),
        )
