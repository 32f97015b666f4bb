"""Which addresses of the internet a link may lead to, and which links are worth a look at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from yarl import URL

Address = IPv4Address | IPv6Address
IsPublic = Callable[[Address], bool]

LONGEST: Final = 2000
PORTS: Final = frozenset({80, 443})
# What carries another address inside, by one way of tunnelling or translating or another.
_CARRIERS: Final = tuple(
    IPv6Network(block)
    for block in (
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fec0::/10",
        "5f00::/16",
    )
)
# What resolvers take for the parts of a number: decimal, octal and hexadecimal.
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*", re.I)
_LOCAL_NAMES: Final = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "localdomain",
    "arpa",
)
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


class LinkRefused(Exception):
    """A link that is not followed or gave nothing to read. `reason` is the key of the sentence for people."""

    def __init__(self, reason: str, why: str) -> None:
        super().__init__(why)
        self.reason = reason


def is_public(address: Address) -> bool:
    """Whether `address` belongs to a host of the public internet, and to nothing nearer."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.scope_id is not None or any(address in block for block in _CARRIERS):
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def checked(text: str | URL, *, ports: frozenset[int] = PORTS) -> URL:
    """The link as it may be asked for: http or https, an ordinary host and port, no password, no fragment.

    Raises:
        LinkRefused: it is something else.
    """
    if len(str(text)) > LONGEST:
        raise LinkRefused("link-unusable", "too long")
    if isinstance(text, str) and re.search(r"[\x00-\x20\x7f\\]", text):
        raise LinkRefused("link-unusable", "control characters or backslashes")
    try:
        url = URL(text) if isinstance(text, str) else text
        host, port = url.host, url.port
    except ValueError as error:
        raise LinkRefused("link-unusable", "no address") from error
    if url.scheme not in ("http", "https") or not host:
        raise LinkRefused("link-unusable", f"scheme {url.scheme or 'missing'}")
    if url.user is not None or url.password is not None:
        raise LinkRefused("link-unusable", "with a name or password")
    if port not in ports:
        raise LinkRefused("link-unusable", f"port {port}")
    _check_host(url.raw_host or "")
    return url.with_fragment(None)


def literal(host: str) -> Address | None:
    """The address that `host` spells out; None where it is a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _check_host(host: str) -> None:
    if literal(host) is not None:
        return
    labels = host.lower().rstrip(".").split(".")
    # 2130706433, 0x7f.1 and 127.1 are names to us and addresses to the resolver.
    if _NUMBER.fullmatch(labels[-1]):
        raise LinkRefused("link-private", "a number for a host")
    if not all(map(_LABEL.fullmatch, labels)):
        raise LinkRefused("link-unusable", "no host name")
    if len(labels) < 2 or labels[-1] in _LOCAL_NAMES:
        raise LinkRefused("link-private", "a name of the local network")
