"""A chat endpoint over HTTP that sends exactly what it is told to: for faults that llmock has no word for.

It speaks as much of OpenAI's protocol as a client needs to take it for real.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import web

Sends = Callable[[dict[str, Any]], AsyncIterator[str | bytes]]
"""Given the request's body, the pieces of the stream: a dict's JSON for a chunk, or raw bytes."""


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
    """One piece of an answer, as OpenAI writes it."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "chatcmpl-raw", "object": "chat.completion.chunk", "created": 1, "model": "raw"}
    return json.dumps(head | {"choices": [choice]} | more)


def tool_chunk(name: str, arguments: str, index: int = 0, call_id: str = "call_1") -> str:
    """A piece that calls a tool with these arguments, as they are."""
    function = {"name": name, "arguments": arguments}
    call = {"index": index, "id": call_id, "type": "function", "function": function}
    return chunk({"role": "assistant", "tool_calls": [call]})


def plain(*pieces: str) -> Sends:
    """An endpoint that sends these pieces and ends the stream."""

    async def send(body: dict[str, Any]) -> AsyncIterator[str | bytes]:
        for piece in pieces:
            yield piece
        yield "[DONE]"

    return send


class RawEndpoint:
    """`async with RawEndpoint(sends) as url`; `bodies` are the requests it got. `refuses` gives the words with which
    a request is answered by 400, or None."""

    def __init__(self, sends: Sends, refuses: Callable[[dict[str, Any]], str | None] | None = None) -> None:
        self._sends = sends
        self._refuses = refuses
        self._stack = contextlib.AsyncExitStack()
        self.bodies: list[dict[str, Any]] = []

    async def __aenter__(self) -> str:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/v1"

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        why = self._refuses(self.bodies[-1]) if self._refuses else None
        if why is not None:
            return web.json_response({"error": {"message": why, "type": "invalid_request_error"}}, status=400)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            async for piece in self._sends(self.bodies[-1]):
                await response.write(piece if isinstance(piece, bytes) else f"data: {piece}\n\n".encode())
        return response
