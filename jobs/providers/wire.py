"""The wire to a provider: where addresses may lead, and the named place between an answer and our knowing of it."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx

from db.crash import crash_point


class Wire(httpx.AsyncBaseTransport):
    """The wire, with a named place between the answer's first byte and our knowing of it."""

    def __init__(self, wire: httpx.AsyncBaseTransport) -> None:
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._wire.handle_async_request(request)
        if request.method == "POST" and request.url.path.endswith(("/predictions", "/trainings")):
            crash_point("submit.in_post")
        return response

    async def aclose(self) -> None:
        await self._wire.aclose()


def fetchable(url: str, base: str) -> bool:
    parts, own = urlsplit(url), urlsplit(base)
    # A server of our own that speaks http may hand out its own files by http; nobody else may.
    return bool(parts.netloc) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == own.hostname)
    )


def own_address(base: str, following: str) -> str:
    """The next page, on the server that we talk to: it may call itself by another name (a proxy's)."""
    parts = urlsplit(urljoin(base, following))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
