"""Webhooks, judged by the client's own validation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replicate.exceptions import ReplicateError
from replicate.webhook import InvalidSignatureError, InvalidTimestampError, Webhooks, WebhookSigningSecret

from tests.replicate.stage import Ear, Stage, listening, staged


async def _secret(stage: Stage) -> WebhookSigningSecret:
    found: WebhookSigningSecret = await stage.client.webhooks.default.async_secret()
    return found


async def test_the_end_is_told_with_a_signature(stage: Stage, ear: Ear) -> None:
    made = await stage.still(webhook=ear.url, webhook_events_filter=["completed"])
    await stage.pass_time(5)
    await ear.hears(1)
    headers, body = ear.heard[0]
    Webhooks.validate(headers=headers, body=body, secret=await _secret(stage), tolerance=300)
    told = json.loads(body)
    assert (told["id"], told["status"]) == (made.id, "succeeded")
    assert (await stage.http.get(told["output"][0])).status_code == 200
    with pytest.raises(InvalidSignatureError):
        Webhooks.validate(
            headers=headers, body=body.replace("succeeded", "failed"), secret=await _secret(stage)
        )


async def test_events_are_those_asked_for(stage: Stage, ear: Ear) -> None:
    await stage.still(webhook=ear.url, webhook_events_filter=["start", "output", "logs", "completed"])
    await stage.pass_time(0.5)
    await ear.hears(1)
    assert json.loads(ear.heard[0][1])["status"] == "processing"
    await stage.pass_time(5)
    await ear.hears(4)
    assert len({headers["webhook-id"] for headers, _ in ear.heard}) == 4
    await stage.still(webhook=ear.url)
    await stage.pass_time(5)
    await ear.hears(6)


async def test_the_last_one_is_tried_again_for_about_a_minute(stage: Stage, ear: Ear) -> None:
    ear.answers = [500, 404, 500, 503, 302, 500, 500]
    await stage.still(webhook=ear.url, webhook_events_filter=["completed"])
    await stage.pass_time(5)
    for at, pause in enumerate((2, 4, 8, 16, 30)):
        await ear.hears(at + 1)
        while stage.stand_in.hooks._sending:
            await stage.pass_time(0)
        await stage.pass_time(pause - 1)
        assert len(ear.heard) == at + 1
        await stage.pass_time(1)
    await ear.hears(6)
    while stage.stand_in.hooks._sending:
        await stage.pass_time(0)
    assert stage.stand_in.hooks.next_due() is None
    assert len({headers["webhook-id"] for headers, _ in ear.heard}) == 1
    assert len({body for _, body in ear.heard}) == 1
    stamps = [int(headers["webhook-timestamp"]) for headers, _ in ear.heard]
    assert stamps[-1] - stamps[0] == 60


async def test_those_in_between_are_sent_once(stage: Stage, ear: Ear) -> None:
    ear.answers = [500]
    await stage.still(webhook=ear.url, webhook_events_filter=["start"])
    await stage.pass_time(0.5)
    await ear.hears(1)
    await stage.pass_time(100)
    assert len(ear.heard) == 1
    assert stage.stand_in.hooks.next_due() is None


async def test_a_webhook_still_to_be_sent_survives_a_restart(tmp_path: Path) -> None:
    async with listening() as ear:
        async with staged(tmp_path) as stage:
            ear.answers = [500]
            await stage.still(webhook=ear.url, webhook_events_filter=["completed"])
            await stage.pass_time(5)
            await ear.hears(1)
        async with staged(tmp_path, stage.clock) as again:
            await again.pass_time(3)
            await ear.hears(2)
            Webhooks.validate(headers=ear.heard[1][0], body=ear.heard[1][1], secret=await _secret(again))


@pytest.mark.parametrize(
    ("fault", "calls", "error"),
    [
        ("hook-lost", 0, None),
        ("hook-twice", 3, None),
        ("hook-forged", 1, InvalidSignatureError),
        ("hook-stale", 1, InvalidTimestampError),
    ],
)
async def test_faults_of_webhooks(
    stage: Stage, ear: Ear, fault: str, calls: int, error: type[Exception] | None
) -> None:
    await stage.fault(fault)
    await stage.still(webhook=ear.url)
    await stage.pass_time(5)
    await ear.hears(1 + calls)
    while stage.stand_in.hooks._sending:
        await stage.pass_time(0)
    ends = [(headers, body) for headers, body in ear.heard if "completed_at" in json.loads(body)]
    assert len(ends) == calls + 1  # the webhook for the output is none of the fault's matter
    if error is not None:
        refused = 0
        for headers, body in ends:
            try:
                Webhooks.validate(headers=headers, body=body, secret=await _secret(stage), tolerance=300)
            except error:
                refused += 1
        assert refused == 1


async def test_webhooks_go_to_https_or_to_this_machine(stage: Stage) -> None:
    with pytest.raises(ReplicateError) as refused:
        await stage.still(webhook="http://hooks.example/x")
    assert refused.value.status == 422
    with pytest.raises(ReplicateError) as unknown:
        await stage.still(webhook="https://hooks.example/x", webhook_events_filter=["finished"])
    assert unknown.value.status == 422
