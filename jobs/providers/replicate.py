"""Replicate's API as it is, without opinions: one request each, its JSON read leniently.

The client (1.0.7) never sends a POST twice; reads it repeats by itself where it is told to wait. Its own data classes
are not used: they refuse statuses that they don't know. What a run means for a job is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from replicate.client import Client
from replicate.exceptions import ReplicateError

from agent.catalog import Model
from db.crash import crash_point
from db.watch import Watch
from jobs.providers.watched import watched
from jobs.providers.wire import Wire, fetchable, own_address

LARGEST_OUTPUT: Final = 600_000_000
"""Bytes of one file that are taken at most; a minute of 1080p is a tenth of it."""
_BLOCK: Final = 1 << 18
_READ_S: Final = 60.0
"""A read takes no longer, the client's own repetitions included."""
_UPLOAD_S: Final = 120.0
_BAR: Final = re.compile(r"(\d{1,3})%\|[^|\r\n]*\|\s*\d+/(\d+)")
_STEPS: Final = 100


class Status(StrEnum):
    """How a run stands. `UNKNOWN` is a word that Replicate did not use when this was written."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    ABORTED = "aborted"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        return self not in (Status.RUNNING, Status.UNKNOWN)


_STATUSES: Final = {
    "starting": Status.RUNNING,
    "queued": Status.RUNNING,
    "processing": Status.RUNNING,
    "succeeded": Status.SUCCEEDED,
    "failed": Status.FAILED,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "aborted": Status.ABORTED,
}


@dataclass(frozen=True, slots=True)
class Run:
    """A prediction or a training as Replicate told it. `age_s` is by its own clock, None where that can't be told.

    `removed`: inputs and outputs are gone, as they are an hour after the end. `word` is the status as it was spelt.
    `percent`: how far it is, where its logs tell.
    """

    id: str
    status: Status
    word: str
    model: str = ""
    version: str = ""
    input: Mapping[str, Any] = field(default_factory=dict)
    urls: tuple[str, ...] = ()
    error: str | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    age_s: float | None = None
    removed: bool = False
    output: Any = None
    percent: int | None = None

    @property
    def trained(self) -> str | None:
        """The version (owner/name:version) that a training made."""
        found = self.output.get("version") if isinstance(self.output, dict) else None
        return found if isinstance(found, str) and ":" in found else None


@dataclass(frozen=True, slots=True)
class Created:
    """It runs."""

    run: Run


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not created, for certain. `wait_s`: we were too quick. `ours`: the request itself is wrong."""

    status: int
    reason: str
    wait_s: float | None = None

    @property
    def ours(self) -> bool:
        return self.status in (400, 404, 409, 413, 415, 422)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether it was created can't be told."""

    reason: str


class ProviderAway(Exception):
    """Replicate could not be read now."""


class OutputGone(Exception):
    """The file is no longer (or was never) where the run said."""


class Replicate:
    """One account. Made once per process, closed by `close`."""

    def __init__(
        self, token: str, base_url: str, *, timeout_s: float = 30.0, watch: Watch | None = None
    ) -> None:
        self._base = base_url
        self._watch = watch or Watch()
        timeout = httpx.Timeout(timeout_s, connect=5.0, pool=10.0)
        self._client = Client(
            api_token=token,
            base_url=base_url,
            timeout=timeout,
            transport=Wire(httpx.AsyncHTTPTransport()),
        )
        # Files lie with other hosts, which have no business with our token.
        self._files = httpx.AsyncClient(timeout=timeout, follow_redirects=True)
        self._authorization = f"Bearer {token}"

    async def close(self) -> None:
        """Give the connections back."""
        await self._client._async_client.aclose()
        await self._files.aclose()

    # ── what costs ───────────────────────────────────────────────────────────────────────────────────

    async def create(
        self, model: Model, inputs: Mapping[str, Any], *, webhook: str | None = None
    ) -> Created | Refused | Unknown:
        """Ask for a run of `model`. One request, never a second one; it ends itself at the model's deadline."""
        body: dict[str, Any] = {"input": dict(inputs)}
        if model.version is not None:
            path, body["version"] = "/v1/predictions", model.version
        else:
            path = f"/v1/models/{model.name}/predictions"
        return await self._create(model, path, body, webhook)

    async def create_training(
        self,
        model: Model,
        version: str,
        inputs: Mapping[str, Any],
        destination: str,
        *,
        webhook: str | None = None,
    ) -> Created | Refused | Unknown:
        """Ask for a training by `version` of the trainer; what it makes is a version of `destination` (owner/name)."""
        path = f"/v1/models/{model.name}/versions/{version}/trainings"
        body = {"input": dict(inputs), "destination": destination}
        return await self._create(model, path, body, webhook)

    async def _create(
        self, model: Model, path: str, body: dict[str, Any], webhook: str | None
    ) -> Created | Refused | Unknown:
        if webhook is not None:
            body |= {"webhook": webhook, "webhook_events_filter": ["completed"]}
        headers = {"Cancel-After": f"{max(5, round(model.deadline_s))}s"}
        crash_point("submit.before_post")
        try:
            with watched(self._watch, "create", model.model):
                response = await self._client._async_request("POST", path, json=body, headers=headers)
        except ReplicateError as error:
            status = error.status or 0
            reason = error.detail or error.title or f"HTTP {status}"
            if 400 <= status < 500 and status != 408:
                return Refused(status, reason, _wait(reason) if status == 429 else None)
            return Unknown(f"HTTP {status}: {reason}")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            # Nothing left this machine.
            return Refused(503, f"not reached: {error}", 5.0)
        except httpx.HTTPError as error:
            return Unknown(f"{type(error).__name__}: {error}")
        crash_point("submit.after_post")
        run = _run(_object(response), _clock_of(response))
        return Unknown("the answer names no id") if run is None else Created(run)

    async def cancel(self, run_id: str, *, training: bool = False) -> bool:
        """Ask for the end of a run; True where it was heard. What has ended stays as it is."""
        kind = "trainings" if training else "predictions"
        try:
            with watched(self._watch, "cancel"):
                await self._client._async_request("POST", f"/v1/{kind}/{run_id}/cancel")
        except (ReplicateError, httpx.HTTPError):
            return False
        return True

    # ── what is read ─────────────────────────────────────────────────────────────────────────────────

    async def get(self, run_id: str, *, training: bool = False) -> Run | None:
        """A run as it stands; None where there is none. Raises ProviderAway."""
        kind = "trainings" if training else "predictions"
        try:
            response = await self._read(f"/v1/{kind}/{run_id}")
        except ReplicateError as error:
            if error.status == 404:
                return None
            raise ProviderAway(f"HTTP {error.status}: {error.detail}") from error
        return _run(_object(response), _clock_of(response))

    async def pages(self, *, training: bool = False) -> AsyncIterator[tuple[Run, ...]]:
        """The account's predictions (or trainings), a hundred at a time, the newest first, until there are no more.

        Raises ProviderAway where a page can't be read: then what was seen so far is not all.
        """
        path: str | None = "/v1/trainings" if training else "/v1/predictions"
        while path:
            try:
                response = await self._read(path)
            except ReplicateError as error:
                raise ProviderAway(f"HTTP {error.status}: {error.detail}") from error
            document, clock = _object(response), _clock_of(response)
            rows = document.get("results")
            if not isinstance(rows, list):
                raise ProviderAway("a list without results")
            yield tuple(run for run in (_run(row, clock) for row in rows) if run is not None)
            following = document.get("next")
            path = own_address(self._base, following) if isinstance(following, str) else None

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of anything else that costs nothing. Raises ProviderAway."""
        try:
            async with asyncio.timeout(_READ_S):
                response = await self._client._async_request(method, path, **({"json": body} if body else {}))
        except ReplicateError as error:
            if (error.status or 500) >= 500 or error.status == 429:
                raise ProviderAway(f"HTTP {error.status}: {error.detail}") from error
            return error.status or 400, {"detail": error.detail or error.title}
        except (httpx.HTTPError, TimeoutError) as error:
            raise ProviderAway(f"{type(error).__name__}: {error}") from error
        return response.status_code, _object(response)

    async def _read(self, path: str) -> httpx.Response:
        call = "list" if path.partition("?")[0] == "/v1/predictions" else "get"
        try:
            async with asyncio.timeout(_READ_S):
                with watched(self._watch, call):
                    return await self._client._async_request("GET", path)
        except (httpx.HTTPError, TimeoutError) as error:
            raise ProviderAway(f"{type(error).__name__}: {error}") from error

    # ── files ────────────────────────────────────────────────────────────────────────────────────────

    async def upload(self, path: Path) -> str:
        """Lend a file to the account's runs (for a day); its address, which is another one each time.

        Raises ProviderAway.
        """
        try:
            # The client sets no limit here.
            async with asyncio.timeout(_UPLOAD_S):
                with watched(self._watch, "upload"), path.open("rb") as file:
                    created = await self._client.files.async_create(file)
        except (ReplicateError, httpx.HTTPError, TimeoutError, ValueError) as error:
            raise ProviderAway(f"{type(error).__name__}: {error}") from error
        address = (created.urls or {}).get("get")
        if not address:
            raise ProviderAway("an upload without an address")
        return str(address)

    async def download(self, url: str, path: Path, progress: Callable[[float], None] = lambda _: None) -> str:
        """Write the file at `url` to `path`, block by block; its media type.

        Raises:
            OutputGone: there is nothing (any more).
            ProviderAway: it could not be read to its end.
        """
        if not fetchable(url, self._base):
            raise OutputGone(f"an address that is none: {url[:80]}")
        own = urlsplit(url).netloc == urlsplit(self._base).netloc
        headers = {"Authorization": self._authorization} if own else {}
        try:
            with watched(self._watch, "download"):
                async with self._files.stream("GET", url, headers=headers) as response:
                    if response.status_code in (403, 404, 410):
                        raise OutputGone(f"HTTP {response.status_code}")
                    if response.status_code != 200:
                        raise ProviderAway(f"HTTP {response.status_code} for an output")
                    await _write(response, path, progress)
                    kind = str(response.headers.get("Content-Type", ""))
                    return kind.partition(";")[0].strip().lower()
        except httpx.HTTPError as error:
            raise ProviderAway(f"{type(error).__name__}: {error}") from error


async def _write(response: httpx.Response, path: Path, progress: Callable[[float], None]) -> None:
    """All of it, or an error; whether that is a picture is not asked here (nothing at all is none)."""
    expected = int(response.headers.get("Content-Length") or 0)
    size = 0
    with path.open("wb") as sink:
        async for block in response.aiter_bytes(_BLOCK):
            size += len(block)
            if size > LARGEST_OUTPUT:
                raise OutputGone(f"more than {LARGEST_OUTPUT} bytes")
            await asyncio.to_thread(sink.write, block)
            crash_point("collect.in_download")
            if expected:
                progress(min(1.0, size / expected))


def read_run(body: bytes) -> Run | None:
    """The run that a webhook tells of; None where the text tells of none."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return _run(document, None)


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _clock_of(response: httpx.Response) -> datetime:
    """The provider's time, as its answer says; ours where it says nothing."""
    try:
        return parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _run(document: Any, clock: datetime | None) -> Run | None:
    if not isinstance(document, dict) or not isinstance(document.get("id"), str) or not document["id"]:
        return None
    word = str(document.get("status") or "")
    inputs, metrics, output = document.get("input"), document.get("metrics"), document.get("output")
    counted = metrics if isinstance(metrics, dict) else {}
    error = document.get("error")
    return Run(
        id=document["id"],
        status=_STATUSES.get(word.lower(), Status.UNKNOWN),
        word=word[:100],
        model=str(document.get("model") or ""),
        version=str(document.get("version") or ""),
        input=inputs if isinstance(inputs, dict) else {},
        urls=_addresses(output),
        error=None if error is None else str(error)[:2000],
        metrics={
            str(name): float(value)
            for name, value in counted.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        },
        age_s=_age(document.get("created_at"), clock),
        removed=document.get("data_removed") is True,
        output=output,
        percent=_percent(document.get("logs")),
    )


def _percent(logs: Any) -> int | None:
    """What the last bar of many steps shows; those of few belong to what goes before (captions, downloads)."""
    if not isinstance(logs, str):
        return None
    bars = [int(done) for done, total in _BAR.findall(logs) if int(total) >= _STEPS]
    return min(100, bars[-1]) if bars else None


def _addresses(output: Any) -> tuple[str, ...]:
    """Every address in an output, whatever its shape: one, a list, an object of them."""
    if isinstance(output, str):
        return (output,) if output.startswith(("https://", "http://")) else ()
    if isinstance(output, list):
        return tuple(each for one in output for each in _addresses(one))
    if isinstance(output, dict):
        return tuple(each for one in output.values() for each in _addresses(one))
    return ()


def _age(created_at: Any, clock: datetime | None) -> float | None:
    if clock is None or not isinstance(created_at, str):
        return None
    try:
        created = datetime.fromisoformat(created_at)
    except ValueError:
        return None
    return (clock - (created if created.tzinfo else created.replace(tzinfo=UTC))).total_seconds()


def _wait(reason: str) -> float:
    """Seconds that a 429 asks us to wait; its text ends with them: “resets in ~12s”."""
    digits = "".join(char for char in reason.rpartition("~")[2] if char.isdigit())
    return min(float(digits), 120.0) if digits else 10.0
