"""Who may read `/metrics`: a monitoring system beside us, or anybody who knows the token; never the world."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from briefcut.settings import HttpSettings

_FORWARDED: Final = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
)


class Scraping:
    """Answers with everything in `registry`, after `look` had its chance to fill it.

    With a token, whoever sends it may read, from anywhere. Without one, only requests that come straight from this
    machine or its private network; and none at all where a proxy stands before us (PUBLIC_URL): one that adds no
    headers makes the world look like this machine.
    """

    def __init__(
        self,
        settings: HttpSettings,
        registry: CollectorRegistry,
        look: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._settings = settings
        self._registry = registry
        self._look = look

    async def handle(self, request: web.Request) -> web.Response:
        """The metrics, or why not."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if self._look is not None:
            await self._look()
        body = await asyncio.to_thread(generate_latest, self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _refusal(self, request: web.Request) -> web.Response | None:
        token = self._settings.metrics_token
        if token is not None:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            if hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
                return None
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        if self._settings.public:
            return web.Response(status=403, text="With PUBLIC_URL, /metrics needs METRICS_TOKEN.\n")
        forwarded = any(name in request.headers for name in _FORWARDED)
        if forwarded or not is_near(request.remote):
            return web.Response(status=403, text="From elsewhere, /metrics needs METRICS_TOKEN.\n")
        return None


def is_near(address: str | None) -> bool:
    """Whether this is an address of this machine or of a private network."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback or found.is_private
