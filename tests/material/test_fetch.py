"""No link leads anywhere but to a public host, and none takes more than its share of time and room."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest
from aiohttp import web

from jobs.material.addresses import Address, LinkRefused, checked, is_public
from jobs.material.fetch import FetchLimits, SafeReader

HTML = "<html><head><title>Tea</title></head></html>"
SHOP, INNER = ip_address("127.0.0.1"), ip_address("127.0.0.2")
"""Both are loopback. To these tests the first is the public internet; the second stays what it is."""

# (link, what its host name means to the resolver, the reason it is refused for)
HOSTILE: list[tuple[str, str | None, str]] = [
    ("http://127.0.0.1/", None, "link-private"),
    ("http://127.0.0.1:80/", None, "link-private"),
    ("http://localhost/", "127.0.0.1", "link-private"),
    ("http://LOCALHOST./", "127.0.0.1", "link-private"),
    ("http://printer/", "10.0.0.9", "link-private"),
    ("http://db.internal/", "10.1.2.3", "link-private"),
    ("http://router.lan/", "192.168.1.1", "link-private"),
    ("http://10.0.0.5/", None, "link-private"),
    ("http://172.16.0.1/", None, "link-private"),
    ("http://192.168.0.1/admin", None, "link-private"),
    ("http://169.254.169.254/latest/meta-data/", None, "link-private"),
    ("http://metadata.google.internal/", "169.254.169.254", "link-private"),
    ("http://100.100.100.200/latest/", None, "link-private"),
    ("http://0.0.0.0/", None, "link-private"),
    ("http://255.255.255.255/", None, "link-private"),
    ("http://224.0.0.1/", None, "link-private"),
    ("http://240.0.0.1/", None, "link-private"),
    ("http://2130706433/", "127.0.0.1", "link-private"),
    ("http://0x7f000001/", "127.0.0.1", "link-private"),
    ("http://0x7f.1/", "127.0.0.1", "link-private"),
    ("http://0177.0.0.1/", "127.0.0.1", "link-private"),
    ("http://127.1/", "127.0.0.1", "link-private"),
    ("http://１２７.０.０.１/", "127.0.0.1", "link-private"),
    ("http://127。0。0。1/", "127.0.0.1", "link-private"),
    ("http://%31%32%37.0.0.1/", "127.0.0.1", "link-private"),
    ("http://ⓛocalhost/", "127.0.0.1", "link-private"),
    ("http://[::1]/", None, "link-private"),
    ("http://[::]/", None, "link-private"),
    ("http://[::ffff:127.0.0.1]/", None, "link-private"),
    ("http://[::ffff:a9fe:a9fe]/", None, "link-private"),
    ("http://[::7f00:1]/", None, "link-private"),
    ("http://[64:ff9b::7f00:1]/", None, "link-private"),
    ("http://[2002:7f00:1::]/", None, "link-private"),
    ("http://[fe80::1]/", None, "link-private"),
    ("http://[fe80::1%25eth0]/", None, "link-private"),
    ("http://[fd00:ec2::254]/", None, "link-private"),
    ("http://[fec0::1]/", None, "link-private"),
    ("http://[ff02::1]/", None, "link-private"),
    ("http://127.0.0.1.nip.example/", "127.0.0.1", "link-private"),
    ("http://mapped.example/", "::ffff:10.0.0.1", "link-private"),
    ("https://shop.example@127.0.0.1/", None, "link-unusable"),
    ("https://user:secret@shop.example/", "8.8.8.8", "link-unusable"),
    ("http://shop.example:22/", "8.8.8.8", "link-unusable"),
    ("http://shop.example:6379/", "8.8.8.8", "link-unusable"),
    ("http://127.0.0.1\\@shop.example/", None, "link-unusable"),
    ("http://shop.example/\r\nHost: inner", "8.8.8.8", "link-unusable"),
    ("file:///etc/passwd", None, "link-unusable"),
    ("gopher://shop.example/_x", "8.8.8.8", "link-unusable"),
    ("ftp://shop.example/a", "8.8.8.8", "link-unusable"),
    ("javascript:alert(1)", None, "link-unusable"),
    ("data:text/html,hi", None, "link-unusable"),
    ("http:///path", None, "link-unusable"),
    ("https://" + "a" * 3000 + ".example/", None, "link-unusable"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "means", "reason"), HOSTILE)
async def test_a_hostile_link_is_refused_before_anything_is_sent(
    link: str, means: str | None, reason: str
) -> None:
    async def resolve(host: str, port: int) -> Sequence[Address]:
        return [ip_address(means or "8.8.8.8")]

    with pytest.raises(LinkRefused) as refused:
        await SafeReader(resolve=resolve, limits=FetchLimits(deadline_s=1)).page(link)
    assert refused.value.reason == reason


@pytest.mark.parametrize("text", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_an_ordinary_link_is_left_as_it_is() -> None:
    assert str(checked("https://münchen.example/tee?a=1#top")) == "https://xn--mnchen-3ya.example/tee?a=1"


class Site:
    """A server on both addresses; counts who was asked for what."""

    def __init__(self, port: int, asked: Counter[str]) -> None:
        self.port = port
        self.asked = asked
        self.lookups: list[str] = []

    def reader(self, *answers: Sequence[Address], limits: FetchLimits | None = None) -> SafeReader:
        """`answers` are what the resolver says, one after the other; the last one again and again."""
        waiting = list(answers or ([SHOP],))

        async def resolve(host: str, port: int) -> Sequence[Address]:
            self.lookups.append(host)
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        return SafeReader(
            resolve=resolve,
            public=lambda address: address == SHOP,
            ports=frozenset({self.port}),
            limits=limits or FetchLimits(deadline_s=5),
        )

    def link(self, path: str, host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}{path}"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def site(**pages: Handler) -> AsyncIterator[Site]:
    asked: Counter[str] = Counter()

    async def any_page(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        asked[f"{request.transport.get_extra_info('sockname')[0]} {request.path}"] += 1
        return await pages[request.path.strip("/")](request)

    app = web.Application()
    app.router.add_get("/{name}", any_page)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    first = web.TCPSite(runner, str(SHOP), 0)
    await first.start()
    port = runner.addresses[0][1]
    await web.TCPSite(runner, str(INNER), port).start()
    try:
        yield Site(port, asked)
    finally:
        await runner.cleanup()


async def tea(request: web.Request) -> web.Response:
    assert "Cookie" not in request.headers
    return web.Response(text=HTML, content_type="text/html", headers={"Set-Cookie": "a=b"})


def to(where: str) -> Handler:
    async def redirect(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": where.replace("PORT", str(request.url.port))})

    return redirect


async def test_a_page_is_read() -> None:
    async with site(tea=tea) as shop:
        got = await shop.reader().page(shop.link("/tea#reviews"))
        assert (got.body.decode(), got.charset, got.url) == (HTML, "utf-8", shop.link("/tea"))


async def test_a_name_that_changes_its_address_is_met_where_it_was_checked() -> None:
    async with site(tea=tea) as shop:
        reader = shop.reader([SHOP], [INNER])
        await reader.page(shop.link("/tea"))
        assert (shop.lookups, dict(shop.asked)) == (["shop.example"], {"127.0.0.1 /tea": 1})
        with pytest.raises(LinkRefused, match="public"):
            await reader.page(shop.link("/tea"))
        assert shop.asked.total() == 1


async def test_a_name_with_a_public_and_a_private_address_is_refused() -> None:
    async with site(tea=tea) as shop:
        with pytest.raises(LinkRefused, match="public"):
            await shop.reader([SHOP, INNER]).page(shop.link("/tea"))
        assert not shop.asked


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("http://127.0.0.2:PORT/tea", "link-private"),
        ("http://[::1]:PORT/tea", "link-private"),
        ("http://inner.example:PORT/tea", "link-private"),
        ("//127.0.0.2:PORT/tea", "link-private"),
        ("http://169.254.169.254:PORT/", "link-private"),
        ("http://shop.example:22/", "link-unusable"),
        ("file:///etc/passwd", "link-unusable"),
        ("", "link-redirects"),
        ("/turn", "link-redirects"),
    ],
)
async def test_a_redirect_is_checked_like_a_link(where: str, reason: str) -> None:
    async with site(turn=to(where), tea=tea) as shop:
        reader = shop.reader([SHOP], [INNER] if "inner" in where else [SHOP])
        with pytest.raises(LinkRefused) as refused:
            await reader.page(shop.link("/turn"))
        assert refused.value.reason == reason
        assert not shop.asked.keys() & {"127.0.0.2 /tea", "127.0.0.1 /tea"}


async def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    async with site(a=to("/b"), b=to("/c"), c=to("/d"), d=to("/tea"), tea=tea) as shop:
        assert (await shop.reader().page(shop.link("/b"))).url == shop.link("/tea")
        with pytest.raises(LinkRefused) as refused:
            await shop.reader().page(shop.link("/a"))
        assert refused.value.reason == "link-redirects"


async def test_a_huge_body_is_left_unread() -> None:
    async def huge(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 65536)

    async with site(huge=huge) as shop:
        with pytest.raises(LinkRefused) as refused:
            await shop.reader(limits=FetchLimits(page_bytes=300_000, deadline_s=5)).page(shop.link("/huge"))
        assert refused.value.reason == "link-too-big"


async def test_a_body_that_grows_when_unpacked_is_left_unread() -> None:
    async def bomb(request: web.Request) -> web.Response:
        packed = gzip.compress(b" " * 9_000_000)
        return web.Response(body=packed, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})

    async def packed(request: web.Request) -> web.Response:
        body = gzip.compress(HTML.encode())
        return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})

    async with site(bomb=bomb, packed=packed) as shop:
        with pytest.raises(LinkRefused) as refused:
            await shop.reader().page(shop.link("/bomb"))
        assert refused.value.reason == "link-too-big"
        assert (await shop.reader().page(shop.link("/packed"))).body.decode() == HTML


async def test_a_slow_body_is_given_up() -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while True:
            await answer.write(b"x")
            await asyncio.sleep(0.05)

    async with site(slow=slow) as shop:
        with pytest.raises(LinkRefused) as refused:
            await shop.reader(limits=FetchLimits(deadline_s=0.3)).page(shop.link("/slow"))
        assert refused.value.reason == "link-slow"


@pytest.mark.parametrize(
    "kind", ["application/pdf", "text/plain", "image/svg+xml", "application/json", "video/mp4"]
)
async def test_only_pages_are_pages(kind: str) -> None:
    async def other(request: web.Request) -> web.Response:
        return web.Response(body=HTML.encode(), content_type=kind)

    async with site(other=other) as shop:
        with pytest.raises(LinkRefused) as refused:
            await shop.reader().page(shop.link("/other"))
        assert refused.value.reason == "link-no-page"
        with pytest.raises(LinkRefused):
            await shop.reader().picture(shop.link("/other"))


@pytest.mark.parametrize("status", [204, 304, 401, 404, 500])
async def test_a_page_that_is_not_there_is_told(status: int) -> None:
    async def gone(request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with site(gone=gone) as shop:
        with pytest.raises(LinkRefused) as refused:
            await shop.reader().page(shop.link("/gone"))
        assert refused.value.reason == "link-no-answer"


async def test_nobody_there_is_told() -> None:
    async with site() as shop:
        link = shop.link("/tea")
    with pytest.raises(LinkRefused) as refused:
        await shop.reader().page(link)
    assert refused.value.reason == "link-no-answer"
