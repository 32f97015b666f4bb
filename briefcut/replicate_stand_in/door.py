"""Who is let in: this machine only, with the token, within the rate limits."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from briefcut.replicate_stand_in.errors import Refused, too_many
from briefcut.replicate_stand_in.limits import Limits
from briefcut.replicate_stand_in.loopback import host_name, is_loopback

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Door:
    """Wraps the handlers. `address` is where webhooks say that the stand-in is."""

    token: str
    limits: Limits
    clock: Callable[[], float]

    def api(self, handler: Handler, *, create: bool = False) -> Handler:
        """A call of Replicate's API."""

        async def answer(request: web.Request) -> web.StreamResponse:
            _here(request)
            self._authenticate(request)
            if refusal := self.limits.refuse(create=create, now=self.clock()):
                raise too_many(*refusal)
            return await handler(request)

        return _spoken(answer)

    def open(self, handler: Handler) -> Handler:
        """What needs no token: files of outputs, and the stand-in's own pages."""

        async def answer(request: web.Request) -> web.StreamResponse:
            _here(request)
            return await handler(request)

        return _spoken(answer)

    def base(self, request: web.Request) -> str:
        """The address that the client used."""
        return f"{request.scheme}://{request.host}"

    def _authenticate(self, request: web.Request) -> None:
        header = request.headers.get("Authorization", "")
        if not header:
            raise Refused(401, "You did not pass an authentication token", title="Unauthenticated")
        scheme, _, token = header.partition(" ")
        good = hmac.compare_digest(token.strip().encode(), self.token.encode())
        if scheme.lower() not in ("bearer", "token") or not good:
            raise Refused(401, "You did not pass a valid authentication token", title="Unauthenticated")


def _here(request: web.Request) -> None:
    """Only this machine, only under its own name; no page of another site."""
    remote = (request.remote or "127.0.0.1").split("%")[0]
    named = is_loopback(host_name(request.headers.get("Host", "")))
    if not named or not is_loopback(remote) or request.headers.get("Origin"):
        raise Refused(403, "The Replicate stand-in answers this machine only.")


def _spoken(handler: Handler) -> Handler:
    """Refusals as problem details."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return refusal.response()

    return answer
