"""What a run came to, and what follows for its job: pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agent.catalog import read_catalog
from db.models import GenerationAttempt, GenerationJob
from jobs.paid.course import Ask, Fetch, GiveUp, Submit, Wait, next_move
from jobs.paid.verdict import verdict
from jobs.providers.replicate import Run, Status

CLIP = read_catalog().models["clip"]
ESTIMATE = Decimal("0.18")
JOB = GenerationJob(request_number=2)


def run(status: Status, **more: Any) -> Run:
    return Run("r1", status, status.value, **more)


def tried(state: str, error: str | None = None, charged: str = "0", **more: Any) -> GenerationAttempt:
    given = {"request_number": 2, "output_urls": [], **more}
    return GenerationAttempt(state=state, error_message=error, charged_amount=Decimal(charged), **given)


@pytest.mark.parametrize(
    ("given", "state", "charged", "error"),
    [
        (run(Status.SUCCEEDED, urls=("u",), metrics={"video_output_duration_seconds": 4}), "succeeded", "0.144", None),
        (run(Status.SUCCEEDED, urls=("u",)), "succeeded", "0.18", None),
        (run(Status.SUCCEEDED, removed=True), "failed", "0.18", "failed-output-expired"),
        (run(Status.SUCCEEDED), "failed", "0.18", "failed-provider-empty"),
        (run(Status.FAILED, error="CUDA out of memory"), "failed", "0", "failed-provider"),
        (run(Status.FAILED, error="flagged as sensitive (E005)", metrics={"video_output_duration_seconds": 1}),
         "failed", "0.036", "failed-unsafe"),
        (run(Status.FAILED, error="NSFW content detected"), "failed", "0", "failed-unsafe"),
        (run(Status.FAILED, error="Prediction timed out"), "failed", "0", "failed-stuck"),
        (run(Status.CANCELED, metrics={"video_output_duration_seconds": 2.5}), "failed", "0.09", "failed-stuck"),
        (run(Status.ABORTED), "failed", "0", "failed-provider"),
        (run(Status.UNKNOWN), "failed", "0", "failed-stuck"),
    ],
)  # fmt: skip
def test_what_a_run_came_to(given: Run, state: str, charged: str, error: str | None) -> None:
    ended = verdict(given, CLIP, ESTIMATE)
    assert (ended.state, ended.charged) == (state, Decimal(charged))
    assert (ended.error or "").partition(":")[0] == (error or "")
    assert bool(ended.urls) == (state == "succeeded")


def test_what_the_person_stopped_is_no_failure() -> None:
    ended = verdict(run(Status.CANCELED), CLIP, ESTIMATE, unwanted=True)
    assert ended.state == "cancelled"
    assert verdict(run(Status.SUCCEEDED, urls=("u",)), None, ESTIMATE).charged == ESTIMATE


@pytest.mark.parametrize(
    ("tries", "move"),
    [
        ([], Submit),
        ([tried("sending")], Wait),
        ([tried("running")], Ask),
        ([tried("succeeded", output_urls=["u"])], Fetch),
        ([tried("succeeded", output_urls=["u"], request_number=1)], Fetch),
        ([tried("succeeded", "failed-output-expired: gone", "0.1")], GiveUp),
        ([tried("succeeded", "failed-output-expired: gone", "0.1", request_number=1)], Submit),
        ([tried("failed", "failed-provider: x")], Submit),
        ([tried("failed", "failed-provider: x")] * 2, Submit),
        ([tried("failed", "failed-provider: x")] * 3, GiveUp),
        ([tried("failed", "failed-provider: x", request_number=1)] * 3, Submit),
        ([tried("failed", "failed-provider: x", "0.01")], GiveUp),
        ([tried("failed", "failed-unsafe: x")], GiveUp),
        ([tried("not_created", "failed-provider: never")] * 2, Submit),
        ([tried("not_created", "failed-provider: never")] * 3, GiveUp),
        ([tried("not_created", "failed-provider-busy: 429")] * 50, Submit),
        ([tried("not_created", "failed-provider-account: 402")], GiveUp),
    ],
)
def test_the_next_move(tries: list[GenerationAttempt], move: type) -> None:
    assert isinstance(next_move(JOB, tries), move)
