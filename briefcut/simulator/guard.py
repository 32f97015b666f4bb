"""Who may speak to the stand-in: this machine, and only pages it served itself."""

import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?")


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
    """The name or address in a Host header, empty where it is not one (with a user in it, an impossible port …)."""
    found = _HOST.fullmatch(header)
    return found["name"] if found and int(found["port"] or 0) <= 65535 else ""


def refusal(request: web.Request) -> str | None:
    """Why a request is refused, None where it may pass.

    A foreign page reaches loopback under its own name (DNS rebinding: the Host header tells) or across
    origins (a form post: Origin and Sec-Fetch-Site tell).
    """
    if not is_loopback(host_name(request.headers.get("Host", ""))):
        return "The chat stand-in answers on loopback only: open it as http://127.0.0.1 or http://localhost."
    if request.remote and not is_loopback(request.remote.split("%")[0]):
        return "The chat stand-in answers this machine only."
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.headers.get("Host"):
        return "Requests from other pages are refused."
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return "Requests from other pages are refused."
    return None


def guarded(handler: Handler) -> Handler:
    """The handler behind the checks, its answers with the safety headers."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if why := refusal(request):
            return web.json_response({"ok": False, "error_code": 403, "description": why}, status=403)
        response = await handler(request)
        if not response.prepared:
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return answer
