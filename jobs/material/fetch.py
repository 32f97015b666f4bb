"""Reads what a stranger's link leads to: public hosts only, bounded in time, size and redirects.

Every hop is resolved once; the connection goes to an address that was checked, whatever the name says a moment
later. No cookies, no credentials, no proxy of the environment, nothing is executed.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from jobs.material.addresses import PORTS, Address, IsPublic, LinkRefused, checked, is_public, literal

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]

PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
PICTURE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BLOCK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one link with all its redirects: bytes (sent and unpacked alike) and seconds."""

    page_bytes: int = 2 * 1024 * 1024
    picture_bytes: int = 8 * 1024 * 1024
    redirects: int = 3
    deadline_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link gave: its last address, the media type and the charset it claims, and the bytes."""

    url: str
    media_type: str
    charset: str | None
    body: bytes


class SafeReader:
    """Follows links of strangers. `resolve` and `public` say what a name means and which addresses may be met."""

    def __init__(
        self,
        *,
        resolve: Resolve | None = None,
        public: IsPublic = is_public,
        ports: frozenset[int] = PORTS,
        limits: FetchLimits | None = None,
    ) -> None:
        self._resolve = resolve or resolve_by_system
        self._public = public
        self._ports = ports
        self.limits = limits or FetchLimits()

    async def page(self, url: str) -> Fetched:
        """The HTML behind `url`.

        Raises:
            LinkRefused: it leads to a place that isn't public, to no page, or to nothing in time.
        """
        return await self._read(url, PAGE_TYPES, self.limits.page_bytes)

    async def picture(self, url: str) -> Fetched:
        """The JPEG, PNG or WebP behind `url`, as its server says; nobody has looked at the bytes yet.

        Raises:
            LinkRefused: as for a page.
        """
        return await self._read(url, PICTURE_TYPES, self.limits.picture_bytes)

    async def _read(self, url: str, types: frozenset[str], most: int) -> Fetched:
        try:
            async with asyncio.timeout(self.limits.deadline_s):
                return await self._follow(checked(url, ports=self._ports), types, most)
        except TimeoutError as error:
            raise LinkRefused("link-slow", f"not done in {self.limits.deadline_s:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError, zlib.error) as error:
            raise LinkRefused("link-no-answer", type(error).__name__) from error

    async def _follow(self, url: URL, types: frozenset[str], most: int) -> Fetched:
        for _ in range(self.limits.redirects + 1):
            got = await self._hop(url, types, most)
            if isinstance(got, Fetched):
                return got
            if url.scheme == "https" and got.scheme == "http":
                raise LinkRefused("link-unusable", "from https to http")
            url = got
        raise LinkRefused("link-redirects", f"more than {self.limits.redirects} redirects")

    async def _hop(self, url: URL, types: frozenset[str], most: int) -> Fetched | URL:
        """One request: what it gave, or the (checked) link it leads on to."""
        addresses = await self._addresses(url)
        connector = aiohttp.TCPConnector(resolver=_Pinned(addresses), force_close=True, use_dns_cache=False)
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            ) as client,
            client.get(url, allow_redirects=False, headers=_headers(types)) as answer,
        ):
            if answer.status in _REDIRECTS:
                return checked(url.join(URL(answer.headers.get("Location", ""))), ports=self._ports)
            if answer.status != 200:
                raise LinkRefused("link-no-answer", f"status {answer.status}")
            if answer.content_type not in types:
                raise LinkRefused("link-no-page", f"a {answer.content_type[:60]}")
            body = await _body(answer, most)
            return Fetched(str(url), answer.content_type, answer.charset, body)

    async def _addresses(self, url: URL) -> Sequence[Address]:
        """All addresses of the host; one that isn't public spoils them all."""
        host = url.raw_host or ""
        spelt = literal(host)
        addresses = [spelt] if spelt is not None else await self._resolve(host, url.port or 0)
        if not addresses:
            raise LinkRefused("link-no-answer", "no such host")
        if not all(map(self._public, addresses)):
            raise LinkRefused("link-private", "an address that isn't public")
        return addresses


class _Pinned(AbstractResolver):
    """Knows nothing but the addresses that were checked."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The checked addresses, whatever `host` is."""
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def resolve_by_system(host: str, port: int) -> Sequence[Address]:
    """The addresses of `host` as this machine's resolver gives them, each once."""
    loop = asyncio.get_running_loop()
    found: list[Any] = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = (literal(entry[4][0]) for entry in found)
    return list(dict.fromkeys(address for address in addresses if address is not None))


def _headers(types: frozenset[str]) -> dict[str, str]:
    return {
        "Accept": ", ".join(sorted(types)),
        "Accept-Encoding": "gzip, identity",
        "User-Agent": "Briefcut/1 (reads a page that a person sent)",
    }


async def _body(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, unpacked; never more than `most` bytes, neither on the way nor after it."""
    too_big = LinkRefused("link-too-big", f"more than {most} bytes")
    if (answer.content_length or 0) > most:
        raise too_big
    packed = bytearray()
    async for chunk in answer.content.iter_chunked(_BLOCK):
        packed += chunk
        if len(packed) > most:
            raise too_big
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return bytes(packed)
    if encoding not in ("gzip", "x-gzip"):
        raise LinkRefused("link-no-page", f"packed as {encoding[:20]}")
    unpacker = zlib.decompressobj(wbits=31)
    body = unpacker.decompress(bytes(packed), most)
    if unpacker.unconsumed_tail:
        raise too_big
    return body
