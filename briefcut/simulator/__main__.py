"""The stand-in on its own: python -m briefcut.simulator --port N --home DIR."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from briefcut.simulator import ChatStandIn, HomeUnreadable, Limits

TOKEN = "42:briefcut-stand-in"  # noqa: S105 - opens nothing but this machine's own stand-in


def main() -> int:
    """Serve until interrupted. Prints the address when ready."""
    parser = argparse.ArgumentParser(prog="python -m briefcut.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--home", type=Path, required=True, help="where chats and files are kept")
    parser.add_argument("--token", default=os.environ.get("BOT_TOKEN") or TOKEN, help="the bot's token")
    parser.add_argument("--no-flood-limits", action="store_true", help="never answer 429 by itself")
    options = parser.parse_args()
    limits = Limits(flood=not options.no_flood_limits)
    try:
        stand_in = ChatStandIn(options.home, bot_token=options.token, limits=limits)
    except HomeUnreadable as error:
        print(error, file=sys.stderr)
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(stand_in, options.port))
    return 0


async def _serve(stand_in: ChatStandIn, port: int) -> None:
    app = web.Application()
    stand_in.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    await stand_in.start()
    bound = runner.addresses[0][1]
    print(f"http://127.0.0.1:{bound}", flush=True)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    stand_in.release()
    await runner.cleanup()
    await stand_in.stop()


if __name__ == "__main__":
    sys.exit(main())
