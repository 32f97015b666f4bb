"""Training a look: a destination, its progress, its version, and pictures with it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from replicate.exceptions import ReplicateError

from briefcut.replicate_stand_in.catalogue import read_catalogue
from tests.replicate.stage import STILL, TOKEN, TRAINER, Stage, data_url, staged

BEARER = {"Authorization": f"Bearer {TOKEN}"}
VERSION = read_catalogue().models[TRAINER].version


def _archive() -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        bundle.writestr("readme.txt", "no picture")
    held.name = "images.zip"
    return held


async def _destination(stage: Stage) -> None:
    await stage.client.models.async_create(
        owner="stand-in", name="brand-7", visibility="private", hardware="gpu-t4"
    )


async def test_a_training_makes_a_version_that_can_be_run(stage: Stage) -> None:
    await _destination(stage)
    upload = await stage.client.files.async_create(_archive())
    training = await stage.client.trainings.async_create(
        TRAINER,
        VERSION,
        {"input_images": upload.urls["get"], "steps": 100, "trigger_word": "BRAND7"},
        destination="stand-in/brand-7",
    )
    assert training.status == "starting"
    await stage.pass_time(21)
    await training.async_reload()
    assert training.status == "processing"
    await stage.pass_time(400)
    await training.async_reload()
    assert training.status == "succeeded"
    assert [one.id for one in await stage.client.trainings.async_list()] == [training.id]
    # 200 s and one for each step, on a machine for 0.001525 dollars a second
    assert await stage.charged(training.id) == "0.4575"
    assert (await stage.http.get(training.output["weights"])).headers["content-type"] == "application/x-tar"
    made = await stage.client.predictions.async_create(
        training.output["version"].partition(":")[2], {"prompt": "BRAND7 on a hill"}
    )
    assert made.model == "stand-in/brand-7"
    await stage.pass_time(20)
    assert stage.cards.jobs[-1]["look"] == ["#aa2200"]
    assert await stage.charged(made.id) == "0.0122"


async def test_trainings_are_kept_for_longer_than_an_hour_and_can_be_cancelled(stage: Stage) -> None:
    await _destination(stage)
    inputs = {"input_images": data_url(), "steps": 3}
    done, stopped = [
        await stage.client.trainings.async_create(TRAINER, VERSION, inputs, destination="stand-in/brand-7")
        for _ in range(2)
    ]
    await stage.pass_time(120)
    assert (await stage.client.trainings.async_cancel(stopped.id)).status == "canceled"
    assert await stage.charged(stopped.id) == "0.1525"
    await stage.pass_time(5000)
    await done.async_reload()
    assert (done.status, done.input["steps"]) == ("succeeded", 3)


async def _trained(stage: Stage) -> str:
    training = await stage.client.trainings.async_create(
        TRAINER, VERSION, {"input_images": data_url(), "steps": 3}, destination="stand-in/brand-7"
    )
    await stage.pass_time(1000)
    await training.async_reload()
    return str(training.output["version"])


async def test_each_training_makes_a_version_of_its_own_that_stays_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await _destination(stage)
        first, second = await _trained(stage), await _trained(stage)
    assert first != second
    async with staged(tmp_path) as stage:
        listed = (await stage.http.get("/v1/models/stand-in/brand-7/versions", headers=BEARER)).json()
        assert [f"stand-in/brand-7:{one['id']}" for one in listed["results"]] == [second, first]
        for version in (first, second):
            made = await stage.client.predictions.async_create(version, {"prompt": "a hill"})
            assert (made.model, made.version) == tuple(version.split(":"))
        # Or its weights are named to the official model.
        named = {"prompt": "a hill", "lora_weights": first.replace(":", "/")}
        await stage.client.models.predictions.async_create("black-forest-labs/flux-dev-lora", named)
        await stage.still()
        await stage.pass_time(60)
        looks = [(job["model"], job["look"]) for job in stage.cards.jobs]
        assert [look for _, look in looks].count(["#aa2200"]) == 3
        assert dict(looks)[STILL] is None


async def test_a_version_goes_with_what_was_made_with_it_and_the_ledger_stays(stage: Stage) -> None:
    await _destination(stage)
    version = await _trained(stage)
    made = await stage.client.predictions.async_create(version, {"prompt": "a hill"})
    await stage.pass_time(60)
    path, _, digest = version.partition(":")
    refused = await stage.http.delete(f"/v1/models/{path}", headers=BEARER)
    assert refused.status_code == 409, "it has a version"
    gone = await stage.http.delete(f"/v1/models/{path}/versions/{digest}", headers=BEARER)
    assert (gone.status_code, gone.content) == (202, b"")
    assert (await stage.http.get(f"/v1/predictions/{made.id}", headers=BEARER)).status_code == 404
    assert await stage.charged(made.id) == "0.0122"
    again = await stage.http.delete(f"/v1/models/{path}/versions/{digest}", headers=BEARER)
    assert again.status_code == 404
    assert (await stage.http.delete(f"/v1/models/{path}", headers=BEARER)).status_code == 204
    other = await stage.http.delete(f"/v1/models/{TRAINER}/versions/{VERSION}", headers=BEARER)
    assert other.status_code == 403, "somebody else's"


async def test_a_training_needs_a_destination_that_is_there(stage: Stage) -> None:
    with pytest.raises(ReplicateError) as refused:
        await stage.client.trainings.async_create(
            TRAINER, VERSION, {"input_images": "x"}, destination="stand-in/nowhere"
        )
    assert (refused.value.status, refused.value.detail) == (
        404,
        "The specified training destination does not exist",
    )
    await _destination(stage)
    with pytest.raises(ReplicateError) as twice:
        await _destination(stage)
    assert twice.value.status == 409
    with pytest.raises(ReplicateError) as untrained:
        await stage.client.models.predictions.async_create("stand-in/brand-7", {"prompt": "x"})
    assert untrained.value.status == 404


async def test_models_are_described(stage: Stage) -> None:
    model = await stage.client.models.async_get(STILL)
    assert (model.id, model.visibility) == (STILL, "public")
    assert model.latest_version is not None
    assert TRAINER in [each.id for each in await stage.client.models.async_list()]
    with pytest.raises(ReplicateError):
        await stage.client.models.async_get("no/body")
