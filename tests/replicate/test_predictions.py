"""Predictions through the official client: from starting to their end, and how long they are kept."""

from __future__ import annotations

import asyncio

import pytest
from replicate.exceptions import ReplicateError
from replicate.version import Versions

from tests.replicate.stage import CLIP, STILL, VOICE, Stage, data_url


async def test_a_prediction_starts_runs_and_succeeds_by_the_clock(stage: Stage) -> None:
    made = await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "waves", "duration": 5, "resolution": "720p"}
    )
    assert (made.status, made.version, made.model, made.started_at) == ("starting", "hidden", CLIP, None)
    assert len(made.id) == 26
    await stage.pass_time(1)
    await made.async_reload()
    assert made.status == "processing"
    await stage.pass_time(20)
    await made.async_reload()
    assert made.progress is not None
    assert made.progress.percentage == 0.5
    await stage.pass_time(20)
    await made.async_reload()
    assert made.status == "succeeded"
    assert made.metrics == {"predict_time": 40, "total_time": 41, "video_output_duration_seconds": 5}
    assert (await stage.http.get(made.output)).headers["content-type"] == "image/jpeg"


async def test_what_is_not_known_yet_is_left_out(stage: Stage) -> None:
    body = (await stage.raw(f"/v1/models/{STILL}/predictions", json={"input": {"prompt": "x"}})).json()
    assert not {"started_at", "completed_at", "metrics", "deadline", "webhook"} & set(body)
    assert body["output"] is None
    assert body["data_removed"] is False
    assert body["source"] == "api"


async def test_a_list_of_outputs_has_as_many_as_asked_for(stage: Stage) -> None:
    made = await stage.client.models.predictions.async_create(STILL, {"prompt": "x", "num_outputs": 3})
    await stage.pass_time(5)
    await made.async_reload()
    assert len(set(made.output)) == 3
    assert made.metrics["image_output_count"] == 3


async def test_community_models_run_by_version_only(stage: Stage) -> None:
    versions = Versions(stage.client, ("stability-ai", "sdxl"))
    version = (await versions.async_list()).results[0]
    assert "prompt" in version.openapi_schema["components"]["schemas"]["Input"]["properties"]
    made = await stage.client.predictions.async_create(version, {"prompt": "x"})
    assert made.version == version.id
    named = await stage.client.predictions.async_create(f"stability-ai/sdxl:{version.id}", {"prompt": "x"})
    assert named.model == "stability-ai/sdxl"
    with pytest.raises(ReplicateError) as unversioned:
        await stage.client.models.predictions.async_create("stability-ai/sdxl", {"prompt": "x"})
    assert unversioned.value.status == 404
    with pytest.raises(ReplicateError) as unknown:
        await stage.client.predictions.async_create("0" * 64, {"prompt": "x"})
    assert (unknown.value.status, unknown.value.title) == (422, "Invalid version or not permitted")


@pytest.mark.parametrize(
    ("model", "inputs", "words"),
    [
        (STILL, {}, "- input: prompt is required\n"),
        (STILL, {"prompt": 7}, "- input.prompt: Invalid type. Expected: string, given: integer\n"),
        (CLIP, {"prompt": "x", "duration": 13}, "- input.duration: Must be less than or equal to 12\n"),
        (VOICE, {"text": "x", "speed": 0.1}, "- input.speed: Must be greater than or equal to 0.5\n"),
    ],
)
async def test_wrong_inputs_are_refused_in_replicates_words(
    stage: Stage, model: str, inputs: dict[str, object], words: str
) -> None:
    with pytest.raises(ReplicateError) as refused:
        await stage.client.models.predictions.async_create(model, inputs)
    assert (refused.value.status, refused.value.detail, refused.value.title) == (
        422,
        words,
        "Input validation failed",
    )


async def test_members_that_replicate_does_not_know_are_refused_and_unknown_inputs_are_not(
    stage: Stage,
) -> None:
    path = f"/v1/models/{STILL}/predictions"
    body = (await stage.raw(path, json={"input": {"prompt": "x"}, "model": "y"})).json()
    assert body["detail"] == "- Additional property model is not allowed\n"
    assert (await stage.raw(path, json={"input": {"prompt": "x", "flavour": "mint"}})).status_code == 201


async def test_a_token_is_needed(stage: Stage) -> None:
    for headers, words in (
        ({}, "You did not pass an authentication token"),
        ({"Authorization": "Bearer r8_other"}, "You did not pass a valid authentication token"),
    ):
        answer = await stage.http.get("/v1/account", headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (401, words)
    assert (await stage.client.accounts.async_current()).type == "organization"


async def test_only_this_machine_is_answered(stage: Stage) -> None:
    for headers in ({"Host": "replicate.example"}, {"Origin": "https://page.example"}):
        assert (await stage.http.get("/ledger", headers=headers)).status_code == 403


async def test_cancelling_twice_and_too_late(stage: Stage) -> None:
    waiting, running, over = [await stage.still(str(at)) for at in range(3)]
    assert (await stage.client.predictions.async_cancel(waiting.id)).status == "canceled"
    await stage.pass_time(0.8)
    assert (await stage.client.predictions.async_cancel(running.id)).metrics["predict_time"] == pytest.approx(
        0.4
    )
    assert (await stage.client.predictions.async_cancel(running.id)).status == "canceled"
    await stage.pass_time(5)
    assert (await stage.client.predictions.async_cancel(over.id)).status == "succeeded"
    with pytest.raises(ReplicateError) as unknown:
        await stage.client.predictions.async_cancel("nobody")
    assert unknown.value.status == 404


async def test_a_deadline_aborts_before_the_start_and_cancels_after(stage: Stage) -> None:
    headers = {"Cancel-After": "6s"}
    never = await stage.raw(
        f"/v1/models/{STILL}/predictions",
        json={"input": {"prompt": "[[stand-in: stuck-start]]"}},
        headers=headers,
    )
    long = await stage.raw(f"/v1/models/{CLIP}/predictions", json={"input": {"prompt": "x"}}, headers=headers)
    assert "deadline" in never.json()
    await stage.pass_time(7)
    aborted, canceled = await stage.get(never.json()["id"]), await stage.get(long.json()["id"])
    assert (aborted["status"], "started_at" in aborted, "metrics" in aborted) == ("aborted", False, False)
    assert (canceled["status"], canceled["metrics"]["predict_time"]) == ("canceled", 5)


@pytest.mark.parametrize(
    ("header", "status"), [("4s", 400), ("soon", 400), ("", 400), ("5", 201), ("1h30m45s", 201), ("2m", 201)]
)
async def test_the_forms_of_a_deadline(stage: Stage, header: str, status: int) -> None:
    answer = await stage.raw(
        f"/v1/models/{STILL}/predictions", json={"input": {"prompt": "x"}}, headers={"Cancel-After": header}
    )
    assert answer.status_code == status


async def test_a_client_may_wait(stage: Stage) -> None:
    path, body = f"/v1/models/{STILL}/predictions", {"input": {"prompt": "x"}}
    waiting = asyncio.create_task(stage.raw(path, json=body, headers={"Prefer": "wait=5"}))
    while not stage.stand_in.life._waiting:
        await asyncio.sleep(0.005)
    await stage.pass_time(3)
    done = await waiting
    # Replicate's own client says so: the output is there, the status is not yet.
    assert (done.status_code, done.json()["status"]) == (201, "processing")
    assert done.json()["output"]
    late = await stage.raw(path, json=body, headers={"Prefer": "wait=1"})
    assert (late.status_code, late.json()["status"], late.json()["output"]) == (202, "starting", None)
    assert (await stage.raw(path, json=body, headers={"Prefer": "wait=61"})).status_code == 400


async def test_after_an_hour_inputs_outputs_and_logs_are_gone(stage: Stage) -> None:
    made = await stage.still("a secret recipe")
    await stage.pass_time(10)
    await made.async_reload()
    url = made.output[0]
    await stage.pass_time(3580)
    assert (await stage.http.get(url)).status_code == 200
    await stage.pass_time(20)
    assert (await stage.http.get(url)).status_code == 404
    body = await stage.get(made.id)
    assert (body["input"], body["output"], body["logs"], body["data_removed"]) == ({}, None, "", True)
    assert (body["status"], body["metrics"]["image_output_count"]) == ("succeeded", 1)
    assert not any(
        "a secret recipe" in row["body"] for row in stage.stand_in.store.rows("SELECT body FROM runs")
    )


async def test_pictures_of_an_input_are_fetched_and_a_missing_one_fails_the_run(stage: Stage) -> None:
    first = await stage.still()
    await stage.pass_time(5)
    await first.async_reload()
    for image in (data_url(), first.output[0]):
        await stage.client.models.predictions.async_create(
            CLIP, {"prompt": "x", "image": image, "duration": 2}
        )
    lost = await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "x", "image": f"{stage.base}/delivery/no/pe.jpg"}
    )
    await stage.pass_time(60)
    assert [len(job["files"]["start"]) for job in stage.cards.jobs] == [0, 1, 1]
    await lost.async_reload()
    assert (lost.status, lost.error) == (
        "failed",
        f"Input file could not be downloaded: 404 from {stage.base}/delivery/no/pe.jpg",
    )
    assert await stage.charged(lost.id) == "0.0000"
