"""Replicate's problem details: what a refused request is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


class HomeUnreadable(Exception):
    """The folder of the stand-in holds something that is not its own, or is damaged."""


class Refused(Exception):
    """A request that is answered with a problem: status, words and further members."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        title: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"detail": detail, "status": status, **({"title": title} if title else {}), **more}

    def response(self) -> web.Response:
        """The answer, as problem+json."""
        return web.Response(
            text=json.dumps(self.body),
            status=self.status,
            headers=self.headers,
            content_type="application/problem+json",
        )


def not_found(detail: str = "The requested resource could not be found.") -> Refused:
    """There is no such thing, or not for this account."""
    return Refused(404, detail)


def invalid(fields: list[tuple[str, str, str]]) -> Refused:
    """422 for `fields`: (rule, where, words), as Replicate lists them."""
    words = "".join(f"- {where}: {text}\n" if where else f"- {text}\n" for _, where, text in fields)
    listed = [{"type": rule, "field": where, "description": text} for rule, where, text in fields]
    return Refused(422, words, title="Input validation failed", invalid_fields=listed)


def too_many(detail: str, seconds: int) -> Refused:
    """429 with the seconds to wait, in the header and in the body."""
    return Refused(
        429, detail, title="Request was throttled", headers={"Retry-After": str(seconds)}, retry_after=seconds
    )
