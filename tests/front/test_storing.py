"""The storage that is configured: what the doctor says of each failure, and moving a folder into a bucket."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest
from boto3.session import Session
from botocore.credentials import CredentialResolver
from pydantic import SecretStr

from briefcut.config import Config, S3Access
from briefcut.doctor import Verdict, _storage
from briefcut.storing import UNREACHABLE, move_media, storage_of
from db.errors import Refused
from jobs.storage.s3 import Bucket, S3Storage
from tests.support.bucket import client_at, door_before, fresh_bucket, shared_session
from tests.support.program import free_port


def configured(home: Path, bucket: Bucket) -> Config:
    access = S3Access(
        bucket.name,
        bucket.endpoint_url,
        bucket.prefix,
        access_key_id=SecretStr("key"),
        secret_access_key=SecretStr("secret"),
    )
    return Config(home=home, s3=access)


async def test_a_bucket_that_works_is_written_read_and_left_empty(s3_endpoint: str, tmp_path: Path) -> None:
    bucket = fresh_bucket(s3_endpoint)
    found = await _storage(configured(tmp_path, bucket))
    assert found.verdict is Verdict.ok
    assert f"bucket {bucket.name} at {s3_endpoint}: written, read, removed (not public" in found.detail
    assert "Contents" not in client_at(s3_endpoint).list_objects_v2(Bucket=bucket.name)


@pytest.mark.parametrize(
    ("status", "code", "fix"),
    [
        (403, "InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"),
        (403, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"),
        (400, "ExpiredToken", "temporary key"),
        (404, "NoSuchBucket", "S3_BUCKET"),
        (403, "AccessDenied", "s3:PutObject"),
        (400, "AuthorizationHeaderMalformed", "AWS_REGION"),
        (403, "RequestTimeTooSkewed", "clock"),
        (507, "XMinioStorageFull", "make room"),
        (418, "Teapot", "S3_ENDPOINT_URL"),
    ],
)
async def test_each_refusal_has_its_fix(tmp_path: Path, status: int, code: str, fix: str) -> None:
    async with door_before("") as door:
        door.refuse(status, code)
        found = await _storage(configured(tmp_path, Bucket("ads", door.url)))
    assert found.verdict is Verdict.failed
    assert code in found.detail
    assert "write: " in found.detail
    assert fix in found.fix


async def test_the_step_that_fails_is_named(s3_endpoint: str, tmp_path: Path) -> None:
    bucket = fresh_bucket(s3_endpoint)
    async with door_before(s3_endpoint) as door:
        door.refuse(403, "AccessDenied", when=lambda request: request.method == "DELETE")
        found = await _storage(configured(tmp_path, Bucket(bucket.name, door.url)))
    assert "remove: AccessDenied" in found.detail
    assert "s3:DeleteObject" in found.fix


async def test_nobody_at_the_address_is_said_so(tmp_path: Path) -> None:
    found = await _storage(configured(tmp_path, Bucket("ads", f"http://127.0.0.1:{free_port()}")))
    assert (found.verdict, found.fix) == (Verdict.failed, UNREACHABLE)


def test_keys_are_looked_for_where_boto3_looks() -> None:
    nowhere = botocore.session.Session()
    nowhere.register_component("credential_provider", CredentialResolver([]))
    assert not S3Storage(Bucket("ads"), Session(botocore_session=nowhere)).has_keys()
    assert S3Storage(Bucket("ads"), shared_session()).has_keys()


def test_a_folder_is_moved_into_the_bucket_and_the_rows_stay_as_they_are(
    s3_endpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket = fresh_bucket(s3_endpoint)
    config = configured(tmp_path, bucket)
    for name in ("users/a/1.jpg", "users/b/2.mp4", ".shelves/x/y"):
        (config.media / name).parent.mkdir(parents=True)
        (config.media / name).write_text(name)
    assert move_media(config) == 0
    assert "2 files moved" in capsys.readouterr().out
    listed = client_at(s3_endpoint).list_objects_v2(Bucket=bucket.name)["Contents"]
    assert [one["Key"] for one in listed] == ["live/users/a/1.jpg", "live/users/b/2.mp4"]
    assert (config.media / ".shelves/x/y").exists(), "what can be encoded again stays"
    assert move_media(config) == 0
    with pytest.raises(Refused, match="S3_BUCKET"):
        move_media(Config(home=tmp_path))


async def test_what_was_not_moved_yet_is_still_found(s3_endpoint: str, tmp_path: Path) -> None:
    config = configured(tmp_path, fresh_bucket(s3_endpoint))
    (config.media / "users").mkdir(parents=True)
    (config.media / "users/a.jpg").write_text("photo")
    storage = storage_of(config)
    assert (await storage.fetch("media:users/a.jpg", tmp_path / "work")).read_text() == "photo"
    await storage.close()
