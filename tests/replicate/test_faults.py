"""Everything that can be made to go wrong, and what it costs."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from briefcut.replicate_stand_in.faults import KINDS
from tests.replicate.stage import CLIP, STILL, TOKEN, Stage, staged

PATH = f"/v1/models/{STILL}/predictions"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def _create(stage: Stage, prompt: str = "x") -> httpx.Response:
    return await stage.raw(PATH, json={"input": {"prompt": prompt}})


def _count(stage: Stage) -> int:
    return len(stage.stand_in.store.rows("SELECT id FROM runs"))


@pytest.mark.parametrize(
    ("kind", "status", "created"),
    [
        ("500-before", 500, 0),
        ("500-after", 500, 1),
        ("429", 429, 0),
        ("429-low-credit", 429, 0),
        ("402", 402, 0),
        ("422", 422, 0),
    ],
)
async def test_creates_that_are_answered_badly(stage: Stage, kind: str, status: int, created: int) -> None:
    await stage.fault(kind)
    assert (await _create(stage)).status_code == status
    assert _count(stage) == created
    assert (await _create(stage)).status_code == 201


@pytest.mark.parametrize(
    ("kind", "created"), [("reset-before", 0), ("reset-after", 1), ("silent-before", 0), ("silent-after", 1)]
)
async def test_creates_whose_answer_never_comes(tmp_path: Path, kind: str, created: int) -> None:
    async with staged(tmp_path, hang_s=0.05) as stage:
        await stage.fault(kind)
        with pytest.raises(httpx.RemoteProtocolError):
            await _create(stage)
        assert _count(stage) == created


@pytest.mark.parametrize(
    ("kind", "status", "error", "started", "usd"),
    [
        ("fail-start", "failed", "Director: Timeout starting prediction (E6716)", False, "0.0000"),
        ("interrupted", "failed", "Prediction interrupted; please retry (code: PA)", False, "0.0000"),
        ("fail-free", "failed", "Director: unexpected error handling prediction (E9828)", True, "0.0000"),
        ("fail-billed", "failed", "CUDA out of memory. Tried to allocate 2.00 GiB", True, "0.0030"),
        (
            "nsfw",
            "failed",
            "NSFW content detected. Try running it again, or try a different prompt.",
            True,
            "0.0030",
        ),
        ("odd-end", "perished", None, True, "0.0000"),
        ("no-output", "succeeded", None, True, "0.0030"),
    ],
)
async def test_runs_that_end_badly(
    stage: Stage, kind: str, status: str, error: str | None, started: bool, usd: str
) -> None:
    made = (await _create(stage, f"a hill [[stand-in: {kind}]]")).json()
    await stage.pass_time(10)
    run = await stage.get(made["id"])
    assert (run["status"], run["error"], run["output"]) == (status, error, None)
    assert ("started_at" in run) is started
    assert await stage.charged(made["id"]) == usd


async def test_unsafe_content_is_told_with_its_code(stage: Stage) -> None:
    made = (await _create(stage, "[[stand-in: unsafe]]")).json()
    await stage.pass_time(10)
    error = (await stage.get(made["id"]))["error"]
    assert error.startswith(
        "The input or output was flagged as sensitive. Please try again with different inputs. (E005) ("
    )
    assert await stage.charged(made["id"]) == "0.0030"


async def test_a_stuck_run_ends_at_the_limit_of_thirty_minutes(stage: Stage) -> None:
    await stage.fault("stuck", model=CLIP)
    made = await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "x", "duration": 5, "resolution": "720p"}
    )
    await stage.pass_time(1790)
    await made.async_reload()
    assert made.status == "processing"
    await stage.pass_time(20)
    await made.async_reload()
    assert (made.status, made.error, made.metrics["predict_time"]) == ("failed", "Prediction timed out", 1800)
    assert await stage.charged(made.id) == "0.1800"


async def test_a_status_that_nobody_knows(stage: Stage) -> None:
    made = (await _create(stage, "[[stand-in: odd-status]]")).json()
    await stage.pass_time(0.8)
    assert (await stage.get(made["id"]))["status"] == "hibernating"
    await stage.pass_time(5)
    assert (await stage.get(made["id"]))["status"] == "succeeded"


@pytest.mark.parametrize("kind", ["expired", "corrupt", "empty", "cut-off"])
async def test_outputs_that_are_not_what_they_should_be(stage: Stage, kind: str) -> None:
    await stage.fault(kind)
    made = (await _create(stage)).json()
    await stage.pass_time(5)
    url = (await stage.get(made["id"]))["output"][0]
    if kind == "cut-off":
        with pytest.raises(httpx.RemoteProtocolError):
            await stage.http.get(url)
        return
    answer = await stage.http.get(url)
    if kind == "expired":
        assert answer.status_code == 404
    else:
        assert answer.status_code == 200
        assert not answer.content.startswith(b"\xff\xd8")


async def test_reading_and_listing_that_fail(stage: Stage) -> None:
    made = (await _create(stage)).json()
    one = f"/v1/predictions/{made['id']}"
    for kind, path, status in (
        ("get-500", one, 500),
        ("get-429", one, 429),
        ("list-500", "/v1/predictions", 500),
    ):
        await stage.fault(kind)
        assert (await stage.http.get(path, headers=HEADERS)).status_code == status
        assert (await stage.http.get(path, headers=HEADERS)).status_code == 200
    await stage.fault("list-reset")
    with pytest.raises(httpx.RemoteProtocolError):
        await stage.http.get("/v1/predictions", headers=HEADERS)


async def test_a_mark_can_hit_the_first_runs_only(stage: Stage) -> None:
    made = [(await _create(stage, "a [[stand-in: fail-start x2]] hill")).json()["id"] for _ in range(3)]
    await stage.pass_time(5)
    assert [(await stage.get(each))["status"] for each in made] == ["failed", "failed", "succeeded"]
    # A create that went wrong by a mark succeeds at the second try, else nobody could ever get through.
    assert [(await _create(stage, "[[stand-in: 500-after]]")).status_code for _ in range(2)] == [500, 201]
    # What is drawn does not see the marks.
    assert stage.cards.jobs[-1]["inputs"]["prompt"] == "a  hill"


async def test_faults_by_rate_repeat_with_their_seed(stage: Stage) -> None:
    async def drawn() -> list[int]:
        await stage.http.delete("/stand-in/faults")
        await stage.fault("500-before", rate=0.3, seed=7)
        return [(await _create(stage)).status_code for _ in range(30)]

    first = await drawn()
    assert first == await drawn()
    assert 3 <= first.count(500) <= 16


async def test_orders_are_for_a_model_or_a_text(stage: Stage) -> None:
    await stage.fault("fail-start", model=CLIP, times=5)
    await stage.fault("nsfw", text="beach")
    made = [(await _create(stage, prompt)).json()["id"] for prompt in ("hill", "a beach", "beach again")]
    await stage.pass_time(5)
    assert [(await stage.get(each))["status"] for each in made] == ["succeeded", "failed", "succeeded"]
    left = (await stage.http.get("/stand-in/faults")).json()
    assert [order["kind"] for order in left["orders"]] == ["fail-start"]
    assert set(left["kinds"]) == set(KINDS)
    assert (await stage.http.post("/stand-in/faults", json={"kind": "earthquake"})).status_code == 422
