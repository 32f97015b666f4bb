"""600 creates and 3,000 other calls a minute, and Replicate's words beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefcut.replicate_stand_in.limits import Bucket
from tests.replicate.stage import STILL, TOKEN, Stage, staged

PATH = f"/v1/models/{STILL}/predictions"
BODY = {"input": {"prompt": "x"}}
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def test_creates_and_other_calls_have_limits_of_their_own(tmp_path: Path) -> None:
    async with staged(tmp_path, creates_per_minute=6, calls_per_minute=12) as stage:
        statuses = [(await stage.raw(PATH, json=BODY)).status_code for _ in range(7)]
        assert statuses == [201] * 6 + [429]
        reads = [(await stage.http.get("/v1/predictions", headers=HEADERS)).status_code for _ in range(13)]
        assert reads == [200] * 12 + [429]
        assert len(stage.stand_in.store.rows("SELECT id FROM runs")) == 6
        stage.clock.at += 10
        assert (await stage.raw(PATH, json=BODY)).status_code == 201


async def test_the_words_of_a_429(tmp_path: Path) -> None:
    async with staged(tmp_path, creates_per_minute=2) as stage:
        for _ in range(2):
            await stage.raw(PATH, json=BODY)
        answer = await stage.raw(PATH, json=BODY)
        assert answer.headers["Retry-After"] == "30"
        assert answer.json() == {
            "title": "Request was throttled",
            "detail": "Request was throttled. Your rate limit resets in ~30s.",
            "status": 429,
            "retry_after": 30,
        }


async def test_an_account_low_on_credit(tmp_path: Path) -> None:
    async with staged(tmp_path, low_credit=True) as stage:
        assert (await stage.raw(PATH, json=BODY)).status_code == 201
        answer = (await stage.raw(PATH, json=BODY)).json()
        assert "reduced to 6 requests per minute with a burst of 1 requests" in answer["detail"]
        assert answer["retry_after"] == 10


async def test_files_and_the_ledger_are_not_counted(tmp_path: Path) -> None:
    async with staged(tmp_path, calls_per_minute=1) as stage:
        assert [(await stage.http.get("/ledger")).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(("per_minute", "burst"), [(600, 600), (6, 1)])
def test_a_minute_lets_pass_what_it_says(per_minute: int, burst: int) -> None:
    bucket = Bucket(per_minute, burst, burst, 0.0)
    passed = sum(bucket.wait(at / 100) == 0 for at in range(6000))
    assert burst + per_minute - 2 <= passed <= burst + per_minute


async def test_the_defaults_are_replicates(stage: Stage) -> None:
    settings = stage.stand_in.settings
    assert (settings.creates_per_minute, settings.calls_per_minute) == (600, 3000)
    assert (settings.retention_s, settings.longest_run_s) == (3600, 1800)
    assert sum(settings.webhook_pauses) == 60
