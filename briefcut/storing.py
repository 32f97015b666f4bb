"""The storage that is configured: put together, looked at, and moved into from the folder of before."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import aiohttp

from briefcut.config import Config, ConfigError, S3Access
from db.errors import Refused
from jobs.storage import SCHEME, FolderStorage, SpooledStorage, StorageAway

if TYPE_CHECKING:
    # boto3 takes a while to import, and is needed with a bucket only.
    from jobs.storage.s3 import S3Storage


def storage_of(config: Config) -> SpooledStorage:
    """The bucket, or the folder below the home, with a shelter for what it can't take while it is away. Files that the
    folder held before there was a bucket are still found there.

    Raises:
        ConfigError: there is a bucket, but no key for it anywhere.
    """
    folder = FolderStorage(config.media)
    if config.s3 is None:
        return SpooledStorage(folder, config.spool)
    store = _store_of(config.s3)
    if config.s3.access_key_id is None and not store.has_keys():
        raise ConfigError(
            "AWS_ACCESS_KEY_ID",
            "is missing while S3_BUCKET is set, and this machine has no profile or role",
            "set it with AWS_SECRET_ACCESS_KEY, or leave S3_BUCKET out to keep files at home",
        )
    return SpooledStorage(store, config.spool, earlier=folder)


def _store_of(access: S3Access) -> S3Storage:
    from jobs.storage.s3 import Bucket, S3Storage, is_public

    secret, token = access.secret_access_key, access.session_token
    return S3Storage(
        Bucket(
            access.bucket,
            endpoint_url=access.endpoint_url,
            prefix=access.prefix,
            region=access.region,
            access_key_id=access.access_key_id.get_secret_value() if access.access_key_id else None,
            secret_access_key=secret.get_secret_value() if secret else None,
            session_token=token.get_secret_value() if token else None,
            public=is_public(access.endpoint_url),
        )
    )


def move_media(config: Config) -> int:
    """Bring the files of the media folder into the bucket, one after the other; Briefcut may go on running. What was
    brought is removed here. Prints how many; 0.

    Raises:
        Refused: there is no bucket, or it took not all of them.
    """
    if config.s3 is None:
        raise Refused("S3_BUCKET is not set, so there is nowhere to move the files to")
    moved, left = asyncio.run(_moved(config, config.s3))
    if left:
        raise Refused(f"{moved} files moved, {left} left: see briefcut doctor, then run this again")
    print(f"{moved:,} files moved to the bucket {config.s3.bucket}")
    return 0


async def _moved(config: Config, access: S3Access) -> tuple[int, int]:
    # A folder of before is a shelter that is full.
    store = SpooledStorage(_store_of(access), config.media)
    try:
        return await store.carry(), store.waiting()
    finally:
        await store.close()


# ── briefcut doctor ──────────────────────────────────────────────────────────────────────────────────

FIXES: Final = {
    "InvalidAccessKeyId": "check AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "check AWS_SECRET_ACCESS_KEY",
    "InvalidToken": "check AWS_SESSION_TOKEN, or get a new temporary key",
    "ExpiredToken": "get a new temporary key: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
    "NoCredentialsError": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "NoSuchBucket": "create the bucket, or correct S3_BUCKET",
    "AccessDenied": "let the key do s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and "
    "s3:ListBucket in this bucket",
    "PermanentRedirect": "set AWS_REGION to the bucket's region",
    "AuthorizationHeaderMalformed": "set AWS_REGION to the bucket's region",
    "IllegalLocationConstraintException": "set AWS_REGION to the bucket's region",
    "NoRegionError": "set AWS_REGION to the bucket's region",
    "301": "set AWS_REGION to the bucket's region",
    "RequestTimeTooSkewed": "set this machine's clock: it differs by more than 15 minutes from the service's",
    "SlowDown": "the service is busy: try again later",
    "ServiceUnavailable": "the service is busy: try again later",
    "SSLError": "check S3_ENDPOINT_URL: its certificate is not accepted",
    "StorageFull": "make room in the bucket, or raise its quota",
}
"""What to do about each word of a service (or of boto3)."""
UNREACHABLE: Final = "check S3_ENDPOINT_URL, AWS_REGION and the way to the network"


async def look_at_bucket(config: Config, access: S3Access) -> tuple[bool, str, str]:
    """Write, read, lend and remove a small object: whether all of it worked, what was found, and the fix."""
    store = _store_of(access)
    where = f"bucket {access.bucket}" + (f" at {access.endpoint_url}" if access.endpoint_url else "")
    step = "write"
    uri = f"{SCHEME}checks/{uuid4().hex}.txt"
    try:
        with tempfile.TemporaryDirectory() as folder:
            words = Path(folder, "check.txt")
            words.write_text(uri)
            await store.put(words, uri.removeprefix(SCHEME))
            try:
                step = "read"
                await store.fetch(uri, Path(folder))
                step = "lend"
                link = await store.link(uri, 60, "check.txt")
                status = await _follow(link) if link else 200
            finally:
                step = "remove"
                await store.remove(uri)
    except StorageAway as away:
        return False, f"{where}: {step}: {away}", FIXES.get(away.code, UNREACHABLE)
    except OSError as full:
        return False, f"{where}: {step}: {full}", FIXES["StorageFull"]
    finally:
        await store.close()
    if status != 200:
        return False, f"{where}: a link to an object answers {status}", FIXES["PermanentRedirect"]
    lent = ", lent" if link else " (not public: no links; pictures are lent through the provider)"
    waiting = SpooledStorage(store, config.spool).waiting()
    return (
        True,
        f"{where}: written, read, removed{lent}" + (f"; {waiting} files wait here" if waiting else ""),
        "",
    )


async def _follow(link: str) -> int:
    """The status of a GET; 0 where nobody answers."""
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10), trust_env=True) as http,
            http.get(link, allow_redirects=False) as answer,
        ):
            return answer.status
    return 0
