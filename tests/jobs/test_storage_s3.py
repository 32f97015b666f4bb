"""What only a bucket can do, and what it can do to us: links, checksums, errors, broken streams, memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from jobs.storage import StorageAway, StorageFull
from jobs.storage.s3 import Bucket, S3Storage, is_public
from tests.support.bucket import MB, Door, client_at, door_before, fresh_bucket, shared_session
from tests.support.program import free_port

PUT, GET = (lambda request: request.method == "PUT"), (lambda request: request.method == "GET")
Opened = Callable[..., S3Storage]


@pytest.fixture
async def opened() -> AsyncIterator[Opened]:
    """Opens storages, and closes them in the end."""
    made: list[S3Storage] = []

    def open_bucket(bucket: Bucket) -> S3Storage:
        made.append(S3Storage(bucket, shared_session()))
        return made[-1]

    yield open_bucket
    for storage in made:
        await storage.close()


@pytest.fixture
async def door(s3_endpoint: str) -> AsyncIterator[Door]:
    async with door_before(s3_endpoint) as made:
        yield made


def behind(door: Door, **settings: Any) -> Bucket:
    """A bucket that is reached through the door."""
    from dataclasses import replace

    return replace(fresh_bucket(door.upstream, **settings), endpoint_url=door.url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"frames" * 1000)
    return path


# ── what is stored ───────────────────────────────────────────────────────────────────────────────────


async def test_an_object_has_its_type_its_checksums_and_no_rights_of_its_own(
    s3_endpoint: str, opened: Opened, file: Path
) -> None:
    bucket = fresh_bucket(s3_endpoint)
    stored = await opened(bucket).put(file, "users/a/clip.mp4")
    found = client_at(s3_endpoint).head_object(
        Bucket=bucket.name, Key="live/users/a/clip.mp4", ChecksumMode="ENABLED"
    )
    assert found["ContentType"] == "video/mp4"
    assert found["Metadata"] == {"sha256": stored.sha256}
    assert found["ChecksumSHA256"]
    grants = client_at(s3_endpoint).get_object_acl(Bucket=bucket.name, Key="live/users/a/clip.mp4")["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"], "the owner's alone"


async def test_a_large_object_came_in_parts(s3_endpoint: str, opened: Opened, tmp_path: Path) -> None:
    bucket = fresh_bucket(s3_endpoint)
    (tmp_path / "cut.mp4").write_bytes(b"0" * (11 * MB))
    await opened(bucket).put(tmp_path / "cut.mp4", "users/a/cut.mp4")
    tag = client_at(s3_endpoint).head_object(Bucket=bucket.name, Key="live/users/a/cut.mp4")["ETag"]
    assert tag.strip('"').endswith("-3")


async def test_what_is_not_what_was_stored_counts_as_gone_and_raises_an_alarm(
    s3_endpoint: str, opened: Opened, file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bucket = fresh_bucket(s3_endpoint)
    storage = opened(bucket)
    stored = await storage.put(file, "users/a/clip.mp4")
    client_at(s3_endpoint).put_object(
        Bucket=bucket.name,
        Key="live/users/a/clip.mp4",
        Body=b"something else",
        Metadata={"sha256": stored.sha256},
    )
    with pytest.raises(FileNotFoundError, match="not what was stored"):
        await storage.fetch(stored.uri, tmp_path / "work")
    assert "damaged: users/a/clip.mp4" in caplog.text
    assert list((tmp_path / "work").iterdir()) == []


async def test_an_object_that_others_brought_there_is_read_without_its_checksum(
    s3_endpoint: str, opened: Opened, tmp_path: Path
) -> None:
    bucket = fresh_bucket(s3_endpoint)
    client_at(s3_endpoint).put_object(Bucket=bucket.name, Key="live/users/a/x.jpg", Body=b"synced")
    found = await opened(bucket).fetch("media:users/a/x.jpg", tmp_path)
    assert found.read_bytes() == b"synced"


async def test_a_service_without_checksums_is_used_without(
    door: Door, opened: Opened, file: Path, tmp_path: Path
) -> None:
    storage = opened(behind(door))
    door.refuse(501, "NotImplemented", when=lambda request: "x-amz-checksum-sha256" in request.headers)
    for name in ("a", "b"):
        stored = await storage.put(file, f"users/{name}.mp4")
        assert (await storage.fetch(stored.uri, tmp_path)).read_bytes() == file.read_bytes()
    assert [line.partition(" ")[0] for line in door.seen] == [
        "PUT",
        "PUT",
        "HEAD",
        "GET",
        "PUT",
        "HEAD",
        "GET",
    ]


async def test_uploads_that_never_ended_go_with_their_person(
    s3_endpoint: str, opened: Opened, file: Path
) -> None:
    bucket = fresh_bucket(s3_endpoint)
    storage, client = opened(bucket), client_at(s3_endpoint)
    for name in ("a", "b"):
        client.create_multipart_upload(Bucket=bucket.name, Key=f"live/users/{name}/cut.mp4")
    assert await storage.remove_all("users/a/") == 0
    left = client.list_multipart_uploads(Bucket=bucket.name)["Uploads"]
    assert [one["Key"] for one in left] == ["live/users/b/cut.mp4"]
    assert left[0]["Initiated"].year == 2010, "moto tells the same time of all"
    assert await storage.tidy() == 1


async def test_a_service_that_removes_one_at_a_time_is_swept_too(
    door: Door, opened: Opened, file: Path
) -> None:
    storage = opened(behind(door))
    for name in "abc":
        await storage.put(file, f"users/a/{name}")
    door.refuse(501, "NotImplemented", when=lambda request: request.method == "POST")
    assert await storage.remove_all("users/a/") == 3
    assert await storage.remove_all("users/a/") == 0


# ── links ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_brings_the_file_under_its_name(s3_endpoint: str, opened: Opened, file: Path) -> None:
    storage = opened(fresh_bucket(s3_endpoint))
    stored = await storage.put(file, "users/a/clip.mp4")
    link = await storage.link(stored.uri, 3600, 'Kühles "Bier".mp4')
    assert link is not None
    assert "X-Amz-Expires=3600" in link
    async with aiohttp.ClientSession() as http, http.get(link) as answer:
        assert answer.status == 200
        assert await answer.read() == file.read_bytes()
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "filename*=UTF-8''K%C3%BChles%20%22Bier%22.mp4" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("lasting_s", [0, -1, 24 * 3600 + 1])
async def test_no_link_lasts_longer_than_a_day(s3_endpoint: str, opened: Opened, lasting_s: float) -> None:
    with pytest.raises(ValueError, match="lasts"):
        await opened(fresh_bucket(s3_endpoint)).link("media:users/a", lasting_s, "a")


async def test_a_private_service_makes_no_links(s3_endpoint: str, opened: Opened) -> None:
    storage = opened(fresh_bucket(s3_endpoint, public=False))
    assert (storage.linkable, await storage.link("media:users/a", 60, "a")) == (False, None)


@pytest.mark.parametrize(
    ("endpoint", "public"),
    [
        (None, True),
        ("https://s3.eu-central-1.amazonaws.com", True),
        ("https://abc.r2.cloudflarestorage.com", True),
        ("https://8.8.8.8", True),
        ("http://s3.example.com", False),
        ("https://minio:9000", False),
        ("https://10.0.0.4:9000", False),
        ("https://127.0.0.1:9000", False),
        ("https://localhost", False),
        ("https://nas.local", False),
        ("https://[fd00::1]", False),
    ],
)
def test_a_local_address_is_not_public(endpoint: str | None, public: bool) -> None:
    assert is_public(endpoint) is public


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────


async def test_nobody_there_is_away(opened: Opened, file: Path, tmp_path: Path) -> None:
    storage = opened(Bucket("ads", f"http://127.0.0.1:{free_port()}", region="us-east-1", tries=1,
                            access_key_id="k", secret_access_key="s"))  # fmt: skip
    for call in (
        storage.put(file, "k"),
        storage.keep(file, "k"),
        storage.fetch("media:k", tmp_path),
        storage.remove("media:k"),
        storage.remove_all("users/k/"),
        storage.check(),
    ):
        with pytest.raises(StorageAway) as away:
            await call
        assert away.value.code == "EndpointConnectionError"


async def test_a_busy_service_is_asked_again(door: Door, opened: Opened, file: Path, tmp_path: Path) -> None:
    storage = opened(behind(door))
    door.refuse(503, "SlowDown", times=1)
    stored = await storage.put(file, "users/a.mp4")
    door.refuse(503, "SlowDown", times=1)
    assert (await storage.fetch(stored.uri, tmp_path)).read_bytes() == file.read_bytes()
    assert len(door.seen) == 4


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (503, "SlowDown"),
        (500, "InternalError"),
        (403, "AccessDenied"),
        (403, "SignatureDoesNotMatch"),
        (403, "InvalidAccessKeyId"),
        (404, "NoSuchBucket"),
        (403, "RequestTimeTooSkewed"),
    ],
)
async def test_a_refusal_is_not_a_file_that_is_gone(
    door: Door, opened: Opened, file: Path, tmp_path: Path, status: int, code: str
) -> None:
    storage = opened(behind(door, tries=1))
    stored = await storage.put(file, "users/a.mp4")
    door.refuse(status, code)
    for call in (storage.fetch(stored.uri, tmp_path), storage.put(file, "users/a.mp4")):
        with pytest.raises(StorageAway) as away:
            await call
        assert away.value.code == code


async def test_a_full_bucket_is_full(door: Door, opened: Opened, file: Path) -> None:
    storage = opened(behind(door, tries=1))
    door.refuse(507, "XMinioStorageFull")
    with pytest.raises(StorageFull):
        await storage.put(file, "users/a.mp4")


async def test_a_stream_that_breaks_off_is_read_again(
    door: Door, opened: Opened, file: Path, tmp_path: Path
) -> None:
    storage = opened(behind(door))
    stored = await storage.put(file, "users/a.mp4")
    broken = []

    async def cut(request: web.Request) -> web.StreamResponse | None:
        if broken or request.method != "GET":
            return None
        broken.append(request)
        answer = web.StreamResponse(headers={"Content-Length": "6000"})
        await answer.prepare(request)
        await answer.write(b"frames" * 10)
        assert request.transport is not None
        request.transport.close()
        return answer

    door.faults.append(cut)
    assert (await storage.fetch(stored.uri, tmp_path)).read_bytes() == file.read_bytes()
    assert len(broken) == 1


async def test_who_is_stopped_leaves_no_half_of_an_upload(
    door: Door, s3_endpoint: str, opened: Opened, tmp_path: Path
) -> None:
    bucket = behind(door)
    storage = opened(bucket)
    (tmp_path / "cut.mp4").write_bytes(b"0" * (11 * MB))
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> None:
        if request.method == "PUT":
            reached.set()
            await go_on.wait()

    door.faults.append(hold)
    task = asyncio.create_task(storage.put(tmp_path / "cut.mp4", "users/cut.mp4"))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await storage.close()
    assert "Uploads" not in client_at(s3_endpoint).list_multipart_uploads(Bucket=bucket.name)
    assert "Contents" not in client_at(s3_endpoint).list_objects_v2(Bucket=bucket.name)


async def test_the_size_of_a_file_does_not_matter_to_memory(opened: Opened, tmp_path: Path) -> None:
    """Sixty-four megabytes there and back through a service that keeps nothing."""
    size, block = 64 * MB, bytes(MB)

    async def serve(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            answer = web.StreamResponse(headers={"Content-Length": str(size)})
            await answer.prepare(request)
            for _ in range(size // MB):
                await answer.write(block)
            return answer
        async for _ in request.content.iter_chunked(1 << 16):
            pass
        name = (
            "CompleteMultipartUploadResult"
            if "uploadId" in request.query
            else "InitiateMultipartUploadResult"
        )
        text = f"<{name}><UploadId>1</UploadId></{name}>"
        return web.Response(text=text, headers={"ETag": '"1"'}, content_type="application/xml")

    with (tmp_path / "film.mp4").open("wb") as sparse:
        sparse.truncate(size)
    async with door_before("") as door:
        door.faults.append(serve)
        storage = opened(Bucket("ads", door.url, access_key_id="k", secret_access_key="s", part_bytes=8 * MB))
        await storage.remove("media:warm")
        tracemalloc.start()
        try:
            stored = await storage.put(tmp_path / "film.mp4", "users/film.mp4")
            found = await storage.fetch(stored.uri, tmp_path / "work")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert found.stat().st_size == stored.size == size
    assert peak < size / 4, f"{peak / MB:.0f} MB for {size / MB:.0f}"


def test_without_a_bucket_boto3_is_not_imported() -> None:
    code = (
        "import briefcut.storing, jobs.storage, sys; print([m for m in sys.modules if m.startswith('boto')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
