"""Replicate's API for runs: predictions, trainings, account, the webhook secret."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from briefcut.replicate_stand_in.catalogue import Model
from briefcut.replicate_stand_in.door import Door
from briefcut.replicate_stand_in.errors import Refused, invalid, not_found, too_many
from briefcut.replicate_stand_in.files import OWNER
from briefcut.replicate_stand_in.hooks import EVENTS, check_target
from briefcut.replicate_stand_in.life import Life, Request
from briefcut.replicate_stand_in.limits import throttled
from briefcut.replicate_stand_in.runs import Run

PAGE: Final = 100
_COMMON: Final = frozenset({"input", "webhook", "webhook_completed", "webhook_events_filter", "stream"})
_PREFER: Final = re.compile(r"wait(?:=([1-9][0-9]?))?")
_DEADLINE: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_BAD_VERSION: Final = "The specified version does not exist (or perhaps you don't have permission to use it?)"
_NO_CREDIT: Final = (
    "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase "
    "credit. Once you purchase credit, please wait a few minutes before trying again."
)


@dataclass(slots=True)
class Api:
    """The handlers; `door` has let the request in already."""

    life: Life
    door: Door

    def routes(self) -> list[web.RouteDef]:
        """What is served under /v1."""
        door = self.door
        found = [
            web.post("/v1/predictions", door.api(self.create, create=True)),
            web.post("/v1/models/{owner}/{name}/predictions", door.api(self.create_of_model, create=True)),
            web.post(
                "/v1/models/{owner}/{name}/versions/{version}/trainings", door.api(self.train, create=True)
            ),
            web.get("/v1/account", door.api(self.account)),
            web.get("/v1/webhooks/default/secret", door.api(self.secret)),
        ]
        for kind in ("prediction", "training"):
            found += [
                web.get(f"/v1/{kind}s", door.api(self.lister(kind))),
                web.get(f"/v1/{kind}s/{{id}}", door.api(self.reader(kind))),
                web.post(f"/v1/{kind}s/{{id}}/cancel", door.api(self.canceler(kind))),
            ]
        return found

    # --- Creating ------------------------------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/predictions: a version, or owner/name of an official model."""
        body = await json_body(request, _COMMON | {"version"})
        if not isinstance(body.get("version"), str):
            raise invalid([("required", "", "version is required")])
        model = self._of_version(body["version"])
        return await self._create(request, body, model, "prediction")

    async def create_of_model(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/models/{owner}/{name}/predictions: official models only."""
        model = self.life.catalogue.get(full_name(request))
        if model is None or not model.official:
            raise not_found()
        return await self._create(request, await json_body(request, _COMMON), model, "prediction")

    async def train(self, request: web.Request) -> web.StreamResponse:
        """POST …/versions/{version}/trainings."""
        body = await json_body(request, _COMMON | {"destination"})
        model = self.life.catalogue.get(full_name(request))
        if model is None or model.kind != "training" or model.version != request.match_info["version"]:
            raise not_found()
        destination = body.get("destination")
        if not isinstance(destination, str) or not re.fullmatch(r"[\w.-]+/[\w.-]+", destination):
            raise invalid([("required", "", "destination is required")])
        if self.life.store.row("SELECT 1 FROM models WHERE name = ?", destination) is None:
            raise not_found("The specified training destination does not exist")
        return await self._create(request, body, model, "training", destination)

    async def _create(
        self,
        request: web.Request,
        body: Mapping[str, Any],
        model: Model,
        kind: str,
        destination: str | None = None,
    ) -> web.StreamResponse:
        if (model.kind == "training") != (kind == "training"):
            raise _bad_version()
        asked = self._request(request, body, model, kind, destination)
        wait = _wait(request, self.life.settings.longest_wait)
        fault = self.life.faults.take("create", model.name, asked.inputs)
        if fault is not None and not fault.endswith("-after"):
            return await self._refused(request, fault)
        run = self.life.create(asked)
        if fault is not None:
            return await self._refused(request, fault)
        if wait is None:
            self.life.advance(self.life.clock())
            return _json(run.shown(self.door.base(request)), 201)
        await self.life.wait(run.id, wait)
        return self._waited(request, self.life.read(run.id, run.kind) or run)

    def _request(
        self,
        request: web.Request,
        body: Mapping[str, Any],
        model: Model,
        kind: str,
        destination: str | None,
    ) -> Request:
        inputs = body.get("input")
        if not isinstance(inputs, dict):
            raise invalid([("required", "", "input is required")])
        if problems := model.problems(inputs):
            raise invalid(problems)
        webhook, events = _webhook(body)
        # A model that has no versions hides it; what was made by a training shows its own.
        version = "hidden" if model.official else model.version
        deadline = _deadline(request, self.life.settings.shortest_deadline)
        return Request(kind, model, version, inputs, webhook, events, deadline, destination)

    async def _refused(self, request: web.Request, fault: str) -> web.StreamResponse:
        """What a client sees of a create that goes wrong."""
        if fault.startswith("silent"):
            await asyncio.sleep(self.life.settings.hang_s)
        if fault.startswith(("silent", "reset")):
            return broken(request)
        if fault.startswith("429"):
            low = fault == "429-low-credit"
            raise too_many(throttled(1, low_credit=low), 1)
        if fault == "402":
            raise Refused(402, _NO_CREDIT, title="Insufficient credit")
        if fault == "422":
            raise _bad_version()
        raise Refused(500, "Internal server error")

    def _waited(self, request: web.Request, run: Run) -> web.Response:
        """The answer of `Prefer: wait`. Replicate returns before a run is fully processed: the output is there and
        the status still says processing (as its own client notes)."""
        body = run.shown(self.door.base(request))
        if run.status == "succeeded":
            body["status"] = "processing"
            body.pop("completed_at", None)
            body.pop("metrics", None)
        return _json(body, 201 if run.done else 202)

    def _of_version(self, version: str) -> Model:
        name, _, digest = version.partition(":")
        if "/" in name:
            every = self.life.catalogue.versions(name)
            model = next((one for one in every if not digest or one.version == digest), None)
            fits = model is not None and (bool(digest) or model.official)
        else:
            model, fits = self.life.catalogue.of_version(version), True
        if model is None or not fits:
            raise _bad_version()
        return model

    # --- Reading and ending --------------------------------------------------------------------------------------

    def reader(self, kind: str) -> Any:
        """GET /v1/predictions/{id}."""

        async def read(request: web.Request) -> web.Response:
            run = self._known(request, kind)
            fault = self.life.faults.take("read", run.model, run.input)
            if fault == "get-500":
                raise Refused(500, "Internal server error")
            if fault == "get-429":
                raise too_many(throttled(1), 1)
            return _json(run.shown(self.door.base(request)))

        return read

    def canceler(self, kind: str) -> Any:
        """POST /v1/predictions/{id}/cancel; what has ended is returned as it is."""

        async def cancel(request: web.Request) -> web.Response:
            run = self.life.cancel(self._known(request, kind))
            return _json(run.shown(self.door.base(request)))

        return cancel

    def lister(self, kind: str) -> Any:
        """GET /v1/predictions: a hundred a page, newest first."""

        async def listed(request: web.Request) -> web.StreamResponse:
            self.life.advance(self.life.clock())
            fault = self.life.faults.take("list", "")
            if fault == "list-500":
                raise Refused(500, "Internal server error")
            if fault == "list-reset":
                return broken(request)
            query = request.query
            base = self.door.base(request)
            if query.get("source") == "web":
                return _json({"next": None, "previous": None, "results": []})
            page = self.life.runs.page(
                kind, _moment(query.get("created_after")), _moment(query.get("created_before")),
                _cursor(query.get("cursor", "")), PAGE,
            )  # fmt: skip

            def link(cursor: str | None) -> str | None:
                if cursor is None:
                    return None
                packed = base64.b64encode(cursor.encode()).decode()
                return f"{base}/v1/{kind}s?{urlencode({**query, 'cursor': packed})}"

            results = [run.shown(base, listed=True) for run in page.runs]
            return _json({"previous": link(page.previous), "next": link(page.next), "results": results})

        return listed

    def _known(self, request: web.Request, kind: str) -> Run:
        run = self.life.read(request.match_info["id"], kind)
        if run is None:
            raise not_found()
        return run

    # --- The account ---------------------------------------------------------------------------------------------

    async def account(self, request: web.Request) -> web.Response:
        """GET /v1/account."""
        return _json(
            {"type": "organization", "username": OWNER, "name": "Replicate stand-in", "github_url": None}
        )

    async def secret(self, request: web.Request) -> web.Response:
        """GET /v1/webhooks/default/secret."""
        return _json({"key": self.life.hooks.secret})


async def json_body(request: web.Request, allowed: frozenset[str]) -> dict[str, Any]:
    """The body of a request, with no member but those allowed. Raises Refused."""
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refused(400, "Invalid JSON", title="Bad request") from None
    if not isinstance(body, dict):
        raise invalid([("invalid_type", "", "Invalid type. Expected: object")])
    unknown = [name for name in body if name not in allowed]
    if unknown:
        words = [f"Additional property {name} is not allowed" for name in unknown]
        raise invalid([("additional_property_not_allowed", "", each) for each in words])
    return body


def full_name(request: web.Request) -> str:
    """owner/name of the path."""
    return f"{request.match_info['owner']}/{request.match_info['name']}"


def broken(request: web.Request) -> web.Response:
    """Break the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _json(body: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )


def _bad_version() -> Refused:
    return Refused(422, _BAD_VERSION, title="Invalid version or not permitted")


def _webhook(body: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    """Where webhooks go and for what: by default for outputs and the end."""
    url, events = body.get("webhook"), body.get("webhook_events_filter")
    if url is None and body.get("webhook_completed") is not None:
        url, events = body["webhook_completed"], ["completed"]
    if events is None:
        events = ["output", "completed"]
    if not isinstance(events, list) or any(event not in EVENTS for event in events):
        listed = ", ".join(f'"{event}"' for event in EVENTS)
        where = "webhook_events_filter.0"
        raise invalid([("enum", where, f"{where} must be one of the following: {listed}")])
    return (None if url is None else check_target(url)), tuple(events)


def _wait(request: web.Request, longest: float) -> float | None:
    header = request.headers.get("Prefer")
    if header is None:
        return None
    found = _PREFER.fullmatch(header.strip())
    if found is None or int(found[1] or 60) > 60:
        raise Refused(400, "Prefer must be wait or wait=n with n between 1 and 60", title="Bad request")
    return min(float(found[1] or 60), longest)


def _deadline(request: web.Request, shortest: float) -> float | None:
    header = request.headers.get("Cancel-After")
    if header is None:
        return None
    found = _DEADLINE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        raise Refused(400, f"Cancel-After is not a duration: {header[:40]}", title="Bad request")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total < shortest:
        raise Refused(400, f"Cancel-After must be at least {shortest:g} seconds", title="Bad request")
    return float(total)


def _moment(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.replace(" ", "+")).timestamp()
    except ValueError:
        raise Refused(
            400, "created_after and created_before are ISO 8601 times", title="Bad request"
        ) from None


def _cursor(text: str) -> str:
    if not text:
        return ""
    try:
        found = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        found = ""
    if not re.fullmatch(r"[pr]\d{1,18}", found):
        raise not_found("Invalid cursor")
    return found
