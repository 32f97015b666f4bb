"""A bucket over real HTTP: moto's server on the loopback interface, and a door before it that plays the faults.

moto keeps objects as S3 does, but checks neither signatures nor expiry, so what a service says about wrong keys is said
by the door.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import aiohttp
import boto3
from aiohttp import web
from aiohttp.test_utils import TestServer

from jobs.storage.s3 import Bucket

MB = 1 << 20
Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@contextmanager
def serving_buckets() -> Iterator[str]:
    """The base URL of a server that keeps buckets in memory."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@cache
def shared_session() -> boto3.session.Session:
    """One for all tests: it reads a megabyte of descriptions."""
    return boto3.session.Session("key", "secret", region_name="us-east-1")


@cache
def client_at(endpoint_url: str) -> Any:
    """A client of the service itself, to look at what was stored."""
    return shared_session().client("s3", endpoint_url=endpoint_url)


def fresh_bucket(endpoint_url: str, **settings: Any) -> Bucket:
    """A new, empty bucket there, with small parts and short waits; its links count as public."""
    usual = {
        "part_bytes": 5 * MB,
        "connect_s": 2.0,
        "read_s": 10.0,
        "tries": 2,
        "at_once": 4,
        "prefix": "live/",
    }
    name = f"ads-{uuid4().hex[:12]}"
    bucket = Bucket(
        name,
        **{
            "endpoint_url": endpoint_url,
            "access_key_id": "key",
            "secret_access_key": "secret",
            **usual,
            **settings,
        },
    )
    client_at(endpoint_url).create_bucket(Bucket=name)
    return bucket


@dataclass
class Door:
    """Passes requests on to `upstream`, unless one of its `faults` answers first."""

    upstream: str
    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def refuse(
        self,
        status: int,
        code: str,
        *,
        times: int = 10**9,
        when: Callable[[web.Request], bool] = lambda request: True,
    ) -> None:
        """Answer the next `times` requests of that kind with an error of S3's form."""
        left = [times]

        async def answer(request: web.Request) -> web.StreamResponse | None:
            if not left[0] or not when(request):
                return None
            left[0] -= 1
            text = f"<Error><Code>{code}</Code><Message>says the door</Message></Error>"
            return web.Response(status=status, text=text, content_type="application/xml")

        self.faults.append(answer)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(f"{request.method} {request.path_qs}")
        for fault in self.faults:
            answer = await fault(request)
            if answer is not None:
                return answer
        body = await request.read()
        async with (
            aiohttp.ClientSession(auto_decompress=False) as http,
            http.request(
                request.method,
                self.upstream + request.raw_path,
                headers={name: value for name, value in request.headers.items() if name != "Host"},
                data=body,
            ) as answered,
        ):
            kept = {
                name: value
                for name, value in answered.headers.items()
                if name not in ("Transfer-Encoding", "Content-Length", "Date", "Server")
            }
            if request.method == "HEAD":
                length = answered.headers.get("Content-Length", "0")
                return web.StreamResponse(status=answered.status, headers={**kept, "Content-Length": length})
            return web.Response(status=answered.status, headers=kept, body=await answered.read())


@asynccontextmanager
async def door_before(upstream: str) -> AsyncIterator[Door]:
    """A door before the server at `upstream`."""
    door = Door(upstream)
    app = web.Application(client_max_size=100 * MB)
    app.router.add_route("*", "/{path:.*}", door.handle)
    async with TestServer(app) as server:
        door.url = str(server.make_url("")).rstrip("/")
        yield door
