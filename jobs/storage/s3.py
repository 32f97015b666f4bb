"""Files in a bucket of S3 or of a service that speaks its language, by boto3 in threads of our own.

Every object carries the SHA-256 of what was stored; what comes back is compared with it. A whole file is never held
in memory: it is sent in parts and received in blocks. Who may read the bucket, and how it is encrypted, is the bucket's
own business: objects get no ACL and no key of ours.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit
from uuid import uuid4

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig, create_transfer_manager
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from jobs.storage.base import (
    NO_ROOM,
    PERSON_S,
    SCHEME,
    StorageAway,
    StorageFull,
    Stored,
    checked_prefix,
    key_of,
    make_private,
    media_type,
)

log = logging.getLogger(__name__)

T = TypeVar("T")

_BLOCK: Final = 1 << 18
_MB: Final = 1 << 20
_READS: Final = 3
"""Times that an object is read when its stream breaks off or is not what was stored."""
_HALF: Final = timedelta(days=1)
"""An upload that is still open after so long belongs to a process that died."""
_DIGEST: Final = "sha256"
_CHECK: Final = "checks/"

_NO_CHECKSUMS: Final = frozenset(
    {"NotImplemented", "InvalidRequest", "InvalidArgument", "MalformedTrailerError", "UnsupportedOperation"}
    | {"XAmzContentSHA256Mismatch", "XNotImplemented"}
)
"""How services say that they know nothing of S3's checksums."""
_FULL: Final = frozenset({"XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded", "507"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is and how it is entered. Without a key, boto3's usual chain (profile, instance role) applies;
    without an endpoint it is AWS. `prefix` stands before every key: empty, or a folder with its slash."""

    name: str
    endpoint_url: str | None = None
    prefix: str = ""
    region: str | None = None
    access_key_id: str | None = field(default=None, repr=False)
    secret_access_key: str | None = field(default=None, repr=False)
    session_token: str | None = field(default=None, repr=False)
    public: bool = True
    """Whether people and providers on the internet reach the endpoint, so that links are worth making."""
    part_bytes: int = 8 * _MB
    """Files larger than this are sent in parts of this size (at least 5 MB)."""
    connect_s: float = 5.0
    read_s: float = 20.0
    tries: int = 3
    """Of each request, with pauses that grow."""
    at_once: int = 8
    """Calls that go on at the same time; each needs a thread."""


def is_public(endpoint_url: str | None) -> bool:
    """Whether this endpoint is one that the internet reaches, as far as its address tells: AWS, or https and neither a
    private address nor a name of a local network."""
    if endpoint_url is None:
        return True
    parts = urlsplit(endpoint_url)
    host = (parts.hostname or "").lower().rstrip(".")
    try:
        known = ip_address(host).is_global
    except ValueError:
        known = "." in host and not host.endswith((".local", ".internal", ".lan", ".localhost", ".home.arpa"))
    return parts.scheme == "https" and known


class S3Storage:
    """A Storage in one bucket. Made once per process, closed by `close`."""

    place: Path | None = None

    def __init__(self, bucket: Bucket, session: boto3.session.Session | None = None) -> None:
        """`session` is made of the bucket's keys where none is given; it takes a while."""
        self._bucket = bucket
        self._given = session
        self._threads = ThreadPoolExecutor(bucket.at_once, thread_name_prefix="s3")
        self._making = threading.Lock()
        self._checksums = True

    @property
    def linkable(self) -> bool:
        return self._bucket.public

    async def put(self, path: Path, key: str) -> Stored:
        return await self._do(lambda stop: self._put(path, key, stop))

    async def keep(self, path: Path, key: str) -> Stored:
        return await self.put(path, key)

    async def fetch(self, uri: str, folder: Path) -> Path:
        key = key_of(uri)
        name = hashlib.sha256(key.encode()).hexdigest()[:24] + _suffix(key)
        return await self._do(lambda stop: self._get(key, folder / name, stop))

    async def remove(self, uri: str) -> None:
        at = self._at(uri.removeprefix(SCHEME))
        await self._do(lambda _: self._client.delete_object(Bucket=self._bucket.name, Key=at))

    async def remove_all(self, prefix: str) -> int:
        return await self._do(lambda stop: self._remove_all(self._at(checked_prefix(prefix)), stop))

    async def link(self, uri: str, lasting_s: float, name: str) -> str | None:
        if not 0 < lasting_s <= PERSON_S:
            raise ValueError(f"no link lasts {lasting_s} s")
        return await self._do(lambda _: self._link(key_of(uri), lasting_s, name)) if self.linkable else None

    async def tidy(self) -> int:
        return await self._do(lambda _: self._end_uploads(self._bucket.prefix, datetime.now(UTC) - _HALF))

    async def check(self) -> None:
        await self._do(lambda _: self._check())

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)
        if "_client" in vars(self):
            self._client.close()

    def has_keys(self) -> bool:
        """Whether there is a key at all, in the configuration or in boto3's usual places. Takes a second where an
        instance's role is looked for in vain."""
        return self._session.get_credentials() is not None

    # ── in a thread ──────────────────────────────────────────────────────────────────────────────────

    async def _do(self, work: Callable[[_Stop], T]) -> T:
        """`work` in a thread of ours. Cancelling it ends the transfer; whatever the thread still says is not heard."""
        stop = _Stop()
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, lambda: self._told(work, stop))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            stop.set()
            future.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            raise

    @staticmethod
    def _told(work: Callable[[_Stop], T], stop: _Stop) -> T:
        """What boto3's errors mean for who stores."""
        try:
            return work(stop)
        except ClientError as error:
            said = error.response.get("Error", {})
            code = str(said.get("Code", ""))
            if code in _FULL:
                raise StorageFull(errno.ENOSPC, f"the bucket has no room: {code}") from error
            raise StorageAway(f"{code}: {said.get('Message', error)}", code) from error
        except (BotoCoreError, Boto3Error) as error:
            raise StorageAway(f"{type(error).__name__}: {error}", type(error).__name__) from error
        except OSError as error:
            if error.errno in NO_ROOM and not isinstance(error, StorageFull):
                raise StorageFull(error.errno, "no room for a copy on this machine") from error
            raise

    @cached_property
    def _session(self) -> boto3.session.Session:
        bucket = self._bucket
        return self._given or boto3.session.Session(
            aws_access_key_id=bucket.access_key_id,
            aws_secret_access_key=bucket.secret_access_key,
            aws_session_token=bucket.session_token,
            # Other services don't care, but a signature needs one.
            region_name=bucket.region or ("us-east-1" if bucket.endpoint_url else None),
        )

    @cached_property
    def _client(self) -> Any:
        bucket = self._bucket
        with self._making:
            return self._session.client(
                "s3",
                endpoint_url=bucket.endpoint_url,
                config=Config(
                    signature_version="s3v4",
                    connect_timeout=bucket.connect_s,
                    read_timeout=bucket.read_s,
                    retries={"mode": "standard", "total_max_attempts": bucket.tries},
                    max_pool_connections=4 * bucket.at_once,
                    s3={"addressing_style": "path" if bucket.endpoint_url else "auto"},
                    # Only what we ask for: many services refuse boto3's own extras.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )

    def _at(self, key: str) -> str:
        return self._bucket.prefix + key

    def _put(self, path: Path, key: str, stop: _Stop) -> Stored:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        told = {"Metadata": {_DIGEST: digest}, "ContentType": media_type(key)}
        if self._checksums:
            try:
                self._upload(path, key, {**told, "ChecksumAlgorithm": "SHA256"}, stop)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") not in _NO_CHECKSUMS:
                    raise
                self._upload(path, key, told, stop)
                log.warning("%s knows no checksums; sizes are compared instead", self._bucket.endpoint_url)
                self._checksums = False
        else:
            self._upload(path, key, told, stop)
        if not self._checksums:
            # Nobody has compared what arrived with what was sent.
            arrived = self._client.head_object(Bucket=self._bucket.name, Key=self._at(key))["ContentLength"]
            if arrived != size:
                raise StorageAway(f"{arrived} of {size} bytes of {key} arrived")
        return Stored(SCHEME + key, size, digest)

    def _upload(self, path: Path, key: str, extra: dict[str, Any], stop: _Stop) -> None:
        config = TransferConfig(
            multipart_threshold=self._bucket.part_bytes,
            multipart_chunksize=self._bucket.part_bytes,
            max_concurrency=4,
            preferred_transfer_client="classic",
        )
        with create_transfer_manager(self._client, config) as manager:
            future = manager.upload(str(path), self._bucket.name, self._at(key), extra)
            stop.then(future.cancel)
            future.result()

    def _get(self, key: str, target: Path, stop: _Stop) -> Path:
        make_private(target.parent)
        part = target.with_name(f".{uuid4().hex}.part")
        try:
            for read in range(1, _READS + 1):
                try:
                    whole = self._read(key, part, stop)
                except BotoCoreError:
                    # The stream broke off; boto3 repeats only what comes before it.
                    if read == _READS:
                        raise
                    continue
                if whole:
                    return part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        log.error("damaged: %s in the bucket is not what was stored there", key)
        raise FileNotFoundError(f"{SCHEME}{key} is not what was stored")

    def _read(self, key: str, part: Path, stop: _Stop) -> bool:
        """Write the object to `part`; whether it is what was stored."""
        try:
            answer = self._client.get_object(Bucket=self._bucket.name, Key=self._at(key))
        except ClientError as error:
            # Not any 404: without its bucket nothing is gone yet.
            if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                raise FileNotFoundError(f"nothing is stored under {SCHEME}{key}") from error
            raise
        digest = hashlib.sha256()
        with part.open("wb") as sink, closing(answer["Body"]) as body:
            for block in body.iter_chunks(_BLOCK):
                if stop.is_set():
                    raise StorageAway("the download was stopped")
                digest.update(block)
                sink.write(block)
        return bool(answer["Metadata"].get(_DIGEST, digest.hexdigest()) == digest.hexdigest())

    def _remove_all(self, prefix: str, stop: _Stop) -> int:
        self._end_uploads(prefix, datetime.max.replace(tzinfo=UTC))
        removed = 0
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket.name, Prefix=prefix):
            keys = [one["Key"] for one in page.get("Contents", ())]
            if stop.is_set():
                break
            if keys:
                self._remove_many(keys)
            removed += len(keys)
        return removed

    def _remove_many(self, keys: list[str]) -> None:
        try:
            answer = self._client.delete_objects(
                Bucket=self._bucket.name,
                Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True},
            )
            left = [one["Key"] for one in answer.get("Errors", ()) if "Key" in one]
        except ClientError:
            # Not every service takes many at once.
            left = keys
        for key in left:
            self._client.delete_object(Bucket=self._bucket.name, Key=key)

    def _end_uploads(self, prefix: str, before: datetime) -> int:
        """End the uploads in parts below `prefix` that began before then and never ended."""
        ended = 0
        with suppress(ClientError):  # not every service lists them, and some only to their owner
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=prefix):
                for one in page.get("Uploads", ()):
                    if one["Initiated"] < before:
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket.name, Key=one["Key"], UploadId=one["UploadId"]
                        )
                        ended += 1
        return ended

    def _link(self, key: str, lasting_s: float, name: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
        address: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket.name,
                "Key": self._at(key),
                "ResponseContentType": media_type(key),
                "ResponseContentDisposition": f'attachment; filename="{plain}"; '
                f"filename*=UTF-8''{quote(name, safe='')}",
            },
            ExpiresIn=int(lasting_s),
        )
        return address

    def _check(self) -> None:
        bucket, key, words = self._bucket.name, self._at(f"{_CHECK}{uuid4().hex}"), uuid4().hex.encode()
        self._client.put_object(Bucket=bucket, Key=key, Body=words, ContentType="text/plain")
        try:
            with closing(self._client.get_object(Bucket=bucket, Key=key)["Body"]) as body:
                if body.read() != words:
                    raise StorageAway("what was read is not what was written")
        finally:
            self._client.delete_object(Bucket=bucket, Key=key)


class _Stop(threading.Event):
    """Says to a thread that nobody waits for it any more."""

    def __init__(self) -> None:
        super().__init__()
        self._call: Callable[[], object] | None = None

    def set(self) -> None:
        super().set()
        if self._call is not None:
            self._call()

    def then(self, call: Callable[[], object]) -> None:
        """Call this when it is set; at once where it is."""
        self._call = call
        if self.is_set():
            call()


def _suffix(key: str) -> str:
    """The key's suffix where it is a plain one: programs go by it."""
    found = PurePosixPath(key).suffix
    return found if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", found) else ""
