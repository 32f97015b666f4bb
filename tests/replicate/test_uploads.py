"""Files that are uploaded for inputs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from replicate.exceptions import ReplicateError

from tests.replicate.stage import CLIP, TOKEN, Stage


async def test_an_upload_is_listed_used_and_deleted(stage: Stage, tmp_path: Path) -> None:
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"not really a picture")
    made = await stage.client.files.async_create(picture, metadata={"brand": 7})
    assert (made.name, made.content_type, made.size, made.metadata) == (
        "photo.png",
        "image/png",
        20,
        {"brand": 7},
    )
    assert [each.id for each in await stage.client.files.async_list()] == [made.id]
    assert (await stage.client.files.async_get(made.id)).checksums == made.checksums
    await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "x", "image": made.urls["get"], "duration": 2}
    )
    await stage.pass_time(30)
    assert stage.cards.jobs[-1]["files"]["start"][0].endswith(made.id)
    assert await stage.client.files.async_delete(made.id)
    with pytest.raises(ReplicateError) as gone:
        await stage.client.files.async_get(made.id)
    assert (gone.value.status, gone.value.detail) == (404, "File not found")


async def test_an_open_file_in_an_input_is_uploaded_by_the_client(stage: Stage) -> None:
    run = await stage.client.models.predictions.async_create(
        CLIP, {"prompt": "x", "image": io.BytesIO(b"bytes")}
    )
    assert run.input["image"].startswith(f"{stage.base}/v1/files/")


async def test_a_download_address_is_signed_and_ends(stage: Stage) -> None:
    made = await stage.client.files.async_create(io.BytesIO(b"bytes"), filename="a.txt")
    expiry = str(int(stage.clock.at) + 60)
    signature = stage.stand_in.life.files.signature(made.id, "stand-in", expiry)
    query = {"owner": "stand-in", "expiry": expiry, "signature": signature}
    path = f"/v1/files/{made.id}/download"
    assert (await stage.http.get(path, params=query)).content == b"bytes"
    assert (await stage.http.get(path, params=query | {"owner": "else"})).status_code == 404
    stage.clock.at += 61
    assert (await stage.http.get(path, params=query)).status_code == 404


async def test_uploads_end_after_a_day(stage: Stage) -> None:
    made = await stage.client.files.async_create(io.BytesIO(b"bytes"))
    stage.clock.at += 24 * 3600 + 1
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert (await stage.http.get(f"/v1/files/{made.id}", headers=headers)).status_code == 404
