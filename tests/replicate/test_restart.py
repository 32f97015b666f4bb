"""A stand-in that was killed keeps its ledger and its runs, and goes on with what was going."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from briefcut.replicate_stand_in.errors import HomeUnreadable
from briefcut.replicate_stand_in.store import Store
from tests.replicate.stage import CLIP, STILL, TOKEN, staged

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@contextmanager
def _program(home: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The stand-in as a program of its own; killed at the end."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REPLICATE_")}
    command = [
        sys.executable,
        "-m",
        "briefcut.replicate_stand_in",
        "--port",
        "0",
        "--home",
        str(home),
        "--token",
        TOKEN,
    ]
    program = subprocess.Popen(
        [*command, *more], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    try:
        base = program.stdout.readline().strip()
        with httpx.Client(base_url=base, headers=HEADERS, timeout=20) as http:
            yield program, http
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


def test_kill_9_loses_no_run_and_no_charge(tmp_path: Path) -> None:
    scale = ("--run-scale", "0.05", "--width", "64", "--no-limits")
    with _program(tmp_path, *scale) as (_, http):
        done = http.post(
            f"/v1/models/{STILL}/predictions", json={"input": {"prompt": "x"}}, headers={"Prefer": "wait=20"}
        )
        assert done.status_code == 201
        going = http.post(
            f"/v1/models/{CLIP}/predictions",
            json={"input": {"prompt": "x", "duration": 2, "resolution": "480p"}},
        )
        before, base = http.get("/ledger").json(), str(http.base_url)
        assert before["total_usd"] == "0.0030"
    with _program(tmp_path, *scale) as (program, http):
        # Addresses that were given out stay good.
        assert str(http.base_url) == base
        assert http.get("/ledger").json()["entries"] == before["entries"]
        run = http.get(f"/v1/predictions/{going.json()['id']}").json()
        assert run["status"] in ("starting", "processing", "succeeded")
        while run["status"] != "succeeded":
            time.sleep(0.05)
            run = http.get(f"/v1/predictions/{run['id']}").json()
            assert run["status"] in ("starting", "processing", "succeeded"), run
        assert http.get(run["output"]).content[4:8] == b"ftyp"
        assert http.get("/ledger").json()["total_usd"] == "0.0390"
        assert len(http.get("/v1/predictions").json()["results"]) == 2
        program.terminate()
        assert program.wait(20) == 0


async def test_what_was_going_ends_at_its_time(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        run = await stage.client.models.predictions.async_create(CLIP, {"prompt": "x", "duration": 5})
        await stage.pass_time(5)
    async with staged(tmp_path, stage.clock) as again:
        await again.pass_time(35)
        assert (await again.get(run.id))["status"] == "processing"
        await again.pass_time(1)
        found = await again.get(run.id)
        assert (found["status"], found["metrics"]["predict_time"]) == ("succeeded", 40)


def test_it_is_not_run_beside_a_real_token(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "briefcut.replicate_stand_in", "--home", str(tmp_path)]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"REPLICATE_API_TOKEN": "r8_real"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "never run beside a real token" in ended.stderr
    assert not list(tmp_path.iterdir())


def test_a_damaged_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "replicate.sqlite").write_bytes(b"something else entirely" * 50)
    with pytest.raises(HomeUnreadable, match="move it away"):
        Store(tmp_path / "replicate.sqlite")
