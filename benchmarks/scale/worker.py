"""`python -m benchmarks.scale.worker`: a worker process of the product, whose only task does nothing.

Says `ready`, begins at the line `go`, and at the next line ends and tells when each of its jobs was asked for and begun
(seconds since 1970, as JSON). Configured by BENCHMARK_DATABASE_URL and the number of jobs at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

from procrastinate import App

from db.wakeups import GENERATION
from jobs.engine import Bench, EngineSettings, build_app, work

TASK = "nothing"


def with_nothing_to_do(app: App, begun: list[tuple[float, float]]) -> App:
    """`app` with a task that only notes when it was asked for and when it began."""

    async def nothing(at: float) -> None:
        begun.append((at, time.time()))

    app.task(name=TASK, queue=GENERATION)(nothing)
    return app


async def serve(url: str, concurrency: int) -> None:
    """Work between two lines of stdin."""
    begun: list[tuple[float, float]] = []
    settings = EngineSettings(url)
    app = with_nothing_to_do(build_app(settings), begun)
    async with app.open_async():
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        bench = Bench("scale", (GENERATION,), concurrency, settings.chat_poll_s)
        working = asyncio.create_task(work(app, settings, bench))
        await asyncio.to_thread(sys.stdin.readline)
        working.cancel()
        await asyncio.wait({working})
    print(json.dumps(begun), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(os.environ["BENCHMARK_DATABASE_URL"], int(sys.argv[1])))
