"""A cable to Postgres whose first line stays open when the server hangs up: what it said is heard, its end is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from db.url import parse_url


@dataclass(slots=True)
class Relay:
    """`url` is the database's by way of the relay; `ended` is set when the server has left the first line."""

    url: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def relayed(url: str) -> AsyncIterator[Relay]:
    """A relay to the server at `url`, which must be the socket form."""
    parsed = parse_url(url)
    folder = parsed.query["host"]
    assert isinstance(folder, str)
    lines: list[asyncio.StreamWriter] = []

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = not lines
        from_server, to_server = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        lines.extend((writer, to_server))
        asking = asyncio.create_task(copy(reader, to_server))
        await copy(from_server, writer)
        if first:
            relay.ended.set()
        else:
            writer.close()
        await asking
        to_server.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    relay = Relay(f"postgresql://{parsed.username or ''}:@127.0.0.1:{port}/{parsed.database}")
    try:
        yield relay
    finally:
        server.close()
        for line in lines:
            line.close()
        await server.wait_closed()
