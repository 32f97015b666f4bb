"""How often the provider is read for 1,000 runs in flight, and how soon their ends are noticed.

The real `look`, a real Postgres, the Replicate stand-in over HTTP in a process of its own, with blank outputs; runs
take as long as the model's usual time, give or take a third, and belong to a hundred people. Looks begin on time, as
the clock and the provider's calls wake them. The floor is one read for each run: what it costs to ask for a run's end
by its id.

.venv/bin/python benchmarks/polling/run.py [--runs 1000] [--webhooks]
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import random
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402
from aiohttp import web  # noqa: E402
from sqlalchemy import text  # noqa: E402

from agent.catalog import Catalog, read_catalog  # noqa: E402
from benchmarks.turns.machine import cpu_seconds, load  # noqa: E402
from db.attempts import Attempts  # noqa: E402
from db.bell import Bell  # noqa: E402
from db.engine import Database, DatabaseSettings  # noqa: E402
from jobs.crew import Crew  # noqa: E402
from jobs.paid import PaidStudio  # noqa: E402
from jobs.paid.hooks import PATH, Hooks  # noqa: E402
from jobs.paid.look import look  # noqa: E402
from jobs.paid.receive import HookHandler  # noqa: E402
from jobs.paid.rest import first_look_s  # noqa: E402
from jobs.providers.replicate import Created, Replicate  # noqa: E402
from jobs.rhythm import Rhythm  # noqa: E402
from tests.jobs.shop import build_shop  # noqa: E402
from tests.paid.till import patient  # noqa: E402
from tests.support.database import running_cluster  # noqa: E402

TOKEN = "r8_benchmark"  # noqa: S105 (the stand-in's)
SECRET = "whsec_" + base64.b64encode(b"of the benchmark, 24 b.").decode()
PEOPLE = 100
AT_ONCE = 8


class Counted(Replicate):
    """The adapter, counting what it reads and when."""

    reads: Counter[str]
    at: list[float]

    async def _read(self, path: str) -> Any:
        self.reads["list" if path.startswith("/v1/predictions?") or path == "/v1/predictions" else "one"] += 1
        self.at.append(time.monotonic())
        return await super()._read(path)


async def begin(crew: Crew, api: Counted, runs: int, hooks: Hooks | None) -> None:
    """`runs` clips run with the provider, each with its job and its try."""
    database = crew.database
    model = patient_catalog().models["clip"]
    rows = """
        INSERT INTO generation_jobs (project_id, script_id, script_revision, asset_kind, scene_number, job_type, status,
                                     provider, model)
        SELECT p.id, s.id, 1, 'clip', n, 'visual_generation', 'processing', 'replicate', :model
          FROM ad_projects p JOIN scripts s ON s.project_id = p.id, generate_series(1, :each) AS n
        RETURNING id
    """
    async with database.transaction() as session:
        ids = (await session.scalars(text(rows), {"model": model.model, "each": runs // PEOPLE})).all()
    dice = random.Random(7)

    async def one(number: int) -> None:
        async with database.transaction() as session:
            attempt = await session.scalar(
                text(
                    "INSERT INTO generation_attempts (job_id, epoch, provider, model, correlator)"
                    " VALUES (:job, 0, 'replicate', :model, :mark) RETURNING id"
                ),
                {"job": ids[number], "model": model.model, "mark": f"image={number}"},
            )
        inputs = {"prompt": "a can", "duration": dice.randint(3, 8), "resolution": "480p", "fps": 24}
        webhook = hooks.address(attempt) if hooks else None
        made = await api.create(model, inputs, webhook=webhook)
        if not isinstance(made, Created):
            raise SystemExit(f"not created: {made}")
        async with database.transaction() as session:
            await Attempts(session).note_created(
                attempt, made.run.id, look_in_s=first_look_s(crew, model), deadline_s=model.deadline_s
            )

    gate = asyncio.Semaphore(8)

    async def gated(number: int) -> None:
        async with gate:
            await one(number)

    await asyncio.gather(*(gated(number) for number in range(runs)))


def patient_catalog() -> Catalog:
    return patient(read_catalog())


@asynccontextmanager
async def a_provider(home: Path) -> AsyncIterator[str]:
    """The stand-in in a process of its own; gives its address."""
    arguments = ["--port", "0", "--home", str(home), "--token", TOKEN, "--webhook-secret", SECRET]
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "briefcut.replicate_stand_in",
        *arguments,
        "--blank",
        "--no-limits",
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "REPLICATE_API_TOKEN"},
        stdout=PIPE,
    )
    if program.stdout is None:
        raise TypeError("a program that can't be heard")
    try:
        yield (await program.stdout.readline()).decode().strip()
    finally:
        program.terminate()
        await program.wait()


async def measure(runs: int, webhooks: bool) -> None:
    with running_cluster() as cluster, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(DatabaseSettings(cluster.lend()))
        async with Bell(database.settings.url) as bell, a_provider(home / "replicate") as base:
            door = web.Application()
            handlers: list[HookHandler] = []
            door.router.add_post(PATH, lambda request: handlers[0].handle(request))
            runner = web.AppRunner(door, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            own = f"http://127.0.0.1:{runner.addresses[0][1]}"
            hooks = Hooks(own, SECRET) if webhooks else None
            if hooks:
                handlers.append(HookHandler(database, hooks))
            api = Counted(TOKEN, base)
            api.reads, api.at = Counter(), []
            shop = build_shop(database, bell, home, Rhythm())
            crew = replace(shop.crew, paid=PaidStudio(api, patient_catalog(), hooks))
            for person in range(1, PEOPLE + 1):
                await shop.scripted_ad(person)
            await begin(crew, api, runs, hooks)
            began, cpu = time.monotonic(), cpu_seconds([os.getpid()])
            await watch(crew)
            cpu = cpu_seconds([os.getpid()]) - cpu
            await report(database, base, api, runs, time.monotonic() - began, cpu)
            await api.close()
            await runner.cleanup()
            await database.dispose()


async def watch(crew: Crew) -> None:
    """What clock and workers do until every run has ended: a look every five seconds while something is due, and one a
    second after a call from the provider."""
    looks: set[asyncio.Task[None]] = set()
    following = time.monotonic()
    while True:
        async with crew.database.transaction() as session:
            left = await session.scalar(
                text("SELECT count(*) FROM generation_attempts WHERE state IN ('sending', 'running')")
            )
            called = await session.scalar(
                text(
                    "DELETE FROM procrastinate_jobs WHERE task_name = 'look' AND scheduled_at <= clock_timestamp()"
                    " RETURNING id"
                )
            )
            due = await Attempts(session).some_due()
        if not left:
            break
        if called or (due and time.monotonic() >= following and len(looks) < AT_ONCE):
            following = time.monotonic() + crew.rhythm.prediction_poll
            task = asyncio.create_task(look(crew))
            looks.add(task)
            task.add_done_callback(looks.discard)
        await asyncio.sleep(0.2)
    await asyncio.gather(*looks)


async def report(database: Database, base: str, api: Counted, runs: int, took: float, cpu: float) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{base}/ledger") as response:
        entries = (await response.json())["entries"]
    ended = {entry["id"]: datetime.fromisoformat(entry["at"]).timestamp() for entry in entries}
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT prediction_id, extract(epoch FROM finished_at) AS at FROM generation_attempts")
        )
        lags = sorted(float(row.at) - ended[row.prediction_id] for row in rows)
    busiest = max((sum(at <= one < at + 60 for one in api.at) for at in api.at), default=0)
    total = sum(api.reads.values())
    print(
        f"runs {runs}  took {took:.0f} s  reads {total} (lists {api.reads['list']}, single {api.reads['one']})\n"
        f"reads per finished run {total / runs:.2f}  busiest minute {busiest} of 3,000\n"
        f"noticed after p50 {statistics.median(lags):.1f} s  p95 {lags[int(0.95 * len(lags))]:.1f} s"
        f"  worst {lags[-1]:.1f} s\n"
        f"CPU of ours {cpu / runs * 1000:.1f} ms a run; load {load():.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--webhooks", action="store_true", help="let the provider call as well")
    options = parser.parse_args()
    asyncio.run(measure(options.runs, options.webhooks))


if __name__ == "__main__":
    main()
