"""Whether a name or an address is this machine. (The chat stand-in has such a check, and importing it would bring all
of aiogram into a program that needs none of it.)"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_name(header: str) -> str:
    """The name or address in a Host header, empty where it is not one."""
    try:
        parts = urlsplit(f"//{header}")
        plain = parts.username is None and parts.port != 0 and not parts.path
    except ValueError:
        return ""
    return (parts.hostname or "") if plain else ""
