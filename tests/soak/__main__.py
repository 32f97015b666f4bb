"""python -m tests.soak: exit code 0 where everything held, else 1."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import fields
from pathlib import Path

from tests.soak import Plan
from tests.soak.report import report
from tests.soak.run import soak
from tests.support.database import temporary_home


def main() -> int:
    """Run one soak as the options say, and print what came of it."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--productions", type=int, default=usual.productions, help="ads, at least")
    parser.add_argument(
        "--kills", type=int, default=usual.kills, help="workers to kill; people come until then"
    )
    parser.add_argument("--restarts", type=int, default=usual.restarts, help="of Postgres, immediate")
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="the storm is no longer")
    parser.add_argument(
        "--factor", type=float, default=usual.factor, help="shrinks every period (1: as shipped)"
    )
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--at-once", type=int, default=usual.at_once, help="people at the same time")
    parser.add_argument(
        "--pause-s", type=float, nargs=2, default=usual.pause_s, help="between two kills, from and to"
    )
    parser.add_argument(
        "--faults", type=float, default=usual.faults, help="share of the provider's doings that fail"
    )
    parser.add_argument("--width", type=int, default=usual.width, help="of the videos, in pixels")
    parser.add_argument("--blank", action="store_true", help="the provider makes one small file per model")
    parser.add_argument("--seed", type=int, default=usual.seed, help="of who is killed when, and what fails")
    parser.add_argument("--keep", type=Path, help="a new folder for rows, media and logs, which stays")
    options = vars(parser.parse_args())
    kept: Path | None = options.pop("keep")
    plan = Plan(**{each.name: options[each.name] for each in fields(Plan) if each.name in options})
    return asyncio.run(_run(plan, kept))


async def _run(plan: Plan, kept: Path | None) -> int:
    print(plan, flush=True)
    task = asyncio.current_task()
    assert task is not None
    # The processes that were started must not outlive us.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel, "told to end by SIGTERM")
    if kept is not None:
        kept.mkdir(mode=0o711, parents=True)
        return _told(await soak(plan, kept, _say))
    with temporary_home() as home:
        return _told(await soak(plan, home, _say))


def _told(done: object) -> int:
    lines, good = report(done)  # type: ignore[arg-type]
    print("\n".join(lines), flush=True)
    return 0 if good else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
