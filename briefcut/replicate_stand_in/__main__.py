"""The stand-in on its own: python -m briefcut.replicate_stand_in --port N --home DIR."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from briefcut.replicate_stand_in.errors import HomeUnreadable
from briefcut.replicate_stand_in.server import ReplicateStandIn, serving
from briefcut.replicate_stand_in.settings import Settings

TOKEN = "r8_briefcut_stand_in"  # noqa: S105 - opens nothing but this machine's own stand-in


def main() -> int:
    """Serve until interrupted. Prints the address when ready."""
    parser = argparse.ArgumentParser(prog="python -m briefcut.replicate_stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=8091, help="0 takes a free one")
    parser.add_argument("--home", type=Path, required=True, help="where ledger, runs and files are kept")
    parser.add_argument("--token", default=TOKEN, help="the token that clients must send")
    parser.add_argument("--webhook-secret", help="whsec_…; without it one is made and kept")
    parser.add_argument(
        "--run-scale", type=float, default=1.0, help="wall seconds per second that a model runs"
    )
    parser.add_argument("--width", type=int, help="pictures and clips of this many pixels in width")
    parser.add_argument("--blank", action="store_true", help="one small file for all runs of a model")
    parser.add_argument("--makers", type=int, default=2, help="programs that make files at the same time")
    parser.add_argument("--webhook-scale", type=float, default=1.0, help="shrinks the pauses between tries")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 by itself")
    options = parser.parse_args()
    if os.environ.get("REPLICATE_API_TOKEN", options.token) != options.token:
        print(
            "REPLICATE_API_TOKEN is set: the stand-in is never run beside a real token. Leave the variable out.",
            file=sys.stderr,
        )
        return 1
    try:
        stand_in = ReplicateStandIn(options.home, settings_of(options), webhook_secret=options.webhook_secret)
    except HomeUnreadable as error:
        print(error, file=sys.stderr)
        return 1
    asyncio.run(_serve(stand_in, options.port))
    return 0


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that the options mean."""
    usual = Settings(options.token)
    most = 10**9 if options.no_limits else None
    return Settings(
        options.token,
        run_scale=options.run_scale,
        width=options.width,
        outputs="blank" if options.blank else "real",
        makers=options.makers,
        creates_per_minute=most or usual.creates_per_minute,
        calls_per_minute=most or usual.calls_per_minute,
        webhook_pauses=tuple(pause * options.webhook_scale for pause in usual.webhook_pauses),
    )


async def _serve(stand_in: ReplicateStandIn, port: int) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serving(stand_in, port) as base:
        print(base, flush=True)
        await ended.wait()


if __name__ == "__main__":
    sys.exit(main())
