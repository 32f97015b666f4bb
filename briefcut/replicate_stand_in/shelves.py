"""Replicate's API for models and files, and the delivery of outputs."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import BodyPartReader, web

from briefcut.replicate_stand_in.api import full_name, json_body
from briefcut.replicate_stand_in.catalogue import Model
from briefcut.replicate_stand_in.door import Door
from briefcut.replicate_stand_in.errors import Refused, invalid, not_found
from briefcut.replicate_stand_in.files import OWNER, Files
from briefcut.replicate_stand_in.life import Life
from briefcut.replicate_stand_in.runs import stamp

LARGEST_UPLOAD: Final = 100 * 1024 * 1024
_SLOW_CHUNK: Final = 16 * 1024
_BORN: Final = 1_735_689_600.0
_MODEL_FIELDS: Final = frozenset(
    {
        "owner",
        "name",
        "visibility",
        "hardware",
        "description",
        "github_url",
        "paper_url",
        "license_url",
        "cover_image_url",
    }
)


@dataclass(slots=True)
class Shelves:
    """The handlers."""

    life: Life
    files: Files
    door: Door

    def routes(self) -> list[web.RouteDef]:
        """What is served under /v1/models, /v1/files and /delivery."""
        api, path = self.door.api, "/v1/models/{owner}/{name}"
        return [
            web.get("/v1/models", api(self.models)),
            web.post("/v1/models", api(self.add_model)),
            web.get(path, api(self.model)),
            web.delete(path, api(self.remove_model)),
            web.get(f"{path}/versions", api(self.versions)),
            web.get(f"{path}/versions/{{version}}", api(self.version)),
            web.delete(f"{path}/versions/{{version}}", api(self.remove_version)),
            web.get("/v1/files", api(self.list_files)),
            web.post("/v1/files", api(self.add_file)),
            web.get("/v1/files/{id}", api(self.file)),
            web.delete("/v1/files/{id}", api(self.delete_file)),
            web.get("/v1/files/{id}/download", self.door.open(self.download)),
            web.get("/delivery/{token}/{name}", self.door.open(self.deliver)),
        ]

    # --- Models --------------------------------------------------------------------------------------------------

    async def models(self, request: web.Request) -> web.Response:
        """GET /v1/models: all on one page."""
        newest = {model.name: model for model in self.life.catalogue.made.values()}
        every = [*self.life.catalogue.models.values(), *newest.values()]
        results = [self._shown(model) for model in every]
        return web.json_response({"previous": None, "next": None, "results": results})

    async def add_model(self, request: web.Request) -> web.Response:
        """POST /v1/models: a destination for trainings."""
        body = await json_body(request, _MODEL_FIELDS)
        missing = [name for name in ("owner", "name", "visibility", "hardware") if not body.get(name)]
        if missing:
            raise invalid([("required", "", f"{name} is required") for name in missing])
        name = f"{body['owner']}/{body['name']}"
        if body["owner"] != OWNER or not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", str(body["name"])):
            raise Refused(403, f"You may create models of {OWNER} only, named in small letters.")
        if self.life.store.row("SELECT 1 FROM models WHERE name = ?", name):
            raise Refused(409, "A model with that name and owner already exists")
        kept = json.dumps({"visibility": body["visibility"], "description": body.get("description")})
        self.life.store.run("INSERT INTO models VALUES (?, ?, ?)", name, self.life.clock(), kept)
        return web.json_response(self._blank(name), status=201)

    async def model(self, request: web.Request) -> web.Response:
        """GET /v1/models/{owner}/{name}."""
        name = full_name(request)
        model = self.life.catalogue.get(name)
        if model is None:
            if self.life.store.row("SELECT 1 FROM models WHERE name = ?", name):
                return web.json_response(self._blank(name))
            raise not_found()
        return web.json_response(self._shown(model))

    async def versions(self, request: web.Request) -> web.Response:
        """GET …/versions: the newest first."""
        found = self.life.catalogue.versions(full_name(request))
        if not found and not self._is_private(full_name(request)):
            raise not_found()
        return web.json_response(
            {"previous": None, "next": None, "results": [_version(one) for one in found]}
        )

    async def version(self, request: web.Request) -> web.Response:
        """GET …/versions/{id}."""
        return web.json_response(_version(self._of_path(request)))

    async def remove_version(self, request: web.Request) -> web.Response:
        """DELETE …/versions/{id}: accepted, of one's own private models only."""
        model = self._of_path(request)
        if not self._is_private(model.name):
            raise Refused(403, "You can only delete versions of private models that you own.")
        self.files.remove_version(model.version)
        return web.Response(status=202)

    async def remove_model(self, request: web.Request) -> web.Response:
        """DELETE /v1/models/{owner}/{name}: a private one of one's own that has no versions left."""
        name = full_name(request)
        if not self._is_private(name):
            if self.life.catalogue.get(name) is None:
                raise not_found()
            raise Refused(403, "You can only delete private models that you own.")
        if self.life.catalogue.versions(name):
            raise Refused(409, "You can only delete models that have no versions associated with them.")
        self.life.store.run("DELETE FROM models WHERE name = ?", name)
        return web.Response(status=204)

    def _of_path(self, request: web.Request) -> Model:
        every = self.life.catalogue.versions(full_name(request))
        found = next((one for one in every if one.version == request.match_info["version"]), None)
        if found is None:
            raise not_found()
        return found

    def _is_private(self, name: str) -> bool:
        """Whether the account created a private model of this name."""
        row = self.life.store.row("SELECT body FROM models WHERE name = ?", name)
        return row is not None and json.loads(row["body"]).get("visibility") != "public"

    def _shown(self, model: Model) -> dict[str, Any]:
        return self._blank(model.name) | {"latest_version": _version(model)}

    def _blank(self, name: str) -> dict[str, Any]:
        owner, short = name.split("/")
        row = self.life.store.row("SELECT count(*) AS n FROM ledger WHERE model = ?", name)
        return {
            "url": f"https://replicate.com/{name}",
            "owner": owner,
            "name": short,
            "description": "A stand-in.",
            "visibility": "private" if self._is_private(name) else "public",
            "github_url": None,
            "paper_url": None,
            "license_url": None,
            "run_count": row["n"] if row else 0,
            "cover_image_url": None,
            "default_example": None,
            "latest_version": None,
        }

    # --- Files ---------------------------------------------------------------------------------------------------

    async def add_file(self, request: web.Request) -> web.Response:
        """POST /v1/files: multipart with `content`, and `metadata` where wanted."""
        if not request.content_type.startswith("multipart/"):
            raise Refused(415, "Unsupported media type")
        content: tuple[bytes, str, str] | None = None
        metadata: dict[str, Any] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = await part.read()
            if part.name == "content":
                mime = part.headers.get("Content-Type", "application/octet-stream")
                content = bytes(data), part.filename or "file", mime
            elif part.name == "metadata":
                metadata = json.loads(data or b"{}")
        if content is None:
            raise Refused(400, "Missing content")
        if len(content[0]) > LARGEST_UPLOAD:
            raise Refused(413, "Files must be less than 100MB in size")
        return web.json_response(self._addressed(request, self.files.upload(*content, metadata)), status=201)

    async def list_files(self, request: web.Request) -> web.Response:
        """GET /v1/files."""
        results = [self._addressed(request, body) for body in self.files.uploads()]
        return web.json_response({"previous": None, "next": None, "results": results})

    async def file(self, request: web.Request) -> web.Response:
        """GET /v1/files/{id}."""
        body = self.files.uploaded(request.match_info["id"])
        if body is None:
            raise not_found("File not found")
        return web.json_response(self._addressed(request, body))

    async def delete_file(self, request: web.Request) -> web.Response:
        """DELETE /v1/files/{id}."""
        if not self.files.delete_upload(request.match_info["id"]):
            raise not_found("File not found")
        return web.Response(status=204)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """GET /v1/files/{id}/download, signed."""
        file_id, query = request.match_info["id"], request.query
        body = self.files.uploaded(file_id)
        expiry = query.get("expiry", "")
        wanted = self.files.signature(file_id, query.get("owner", ""), expiry)
        late = not expiry.isdigit() or int(expiry) < self.life.clock()
        if body is None or late or query.get("signature") != wanted:
            raise not_found("File not found")
        headers = {"Content-Type": body["content_type"]}
        return web.FileResponse(self.files.upload_path(file_id), headers=headers)

    def _addressed(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        urls = {name: url.replace("{base}", self.door.base(request)) for name, url in body["urls"].items()}
        return body | {"urls": urls}

    # --- Outputs -------------------------------------------------------------------------------------------------

    async def deliver(self, request: web.Request) -> web.StreamResponse:
        """An output file, for an hour after the run has ended."""
        self.life.advance(self.life.clock())
        output = self.files.output(request.match_info["token"])
        if output is None:
            raise not_found()
        headers = {"Content-Type": output.mime, "Cache-Control": "public, max-age=3600"}
        if output.fault == "empty":
            return web.Response(body=b"", headers=headers)
        if output.fault == "corrupt":
            return web.Response(body=bytes(range(256)) * 64, headers=headers)
        if output.fault in ("cut-off", "slow-output"):
            return await self._trickle(request, output.path.read_bytes(), headers, output.fault)
        return web.FileResponse(output.path, headers=headers)

    async def _trickle(
        self, request: web.Request, data: bytes, headers: dict[str, str], fault: str
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers | {"Content-Length": str(len(data))})
        await response.prepare(request)
        sent = data[: len(data) // 2] if fault == "cut-off" else data
        for at in range(0, len(sent), _SLOW_CHUNK):
            await response.write(sent[at : at + _SLOW_CHUNK])
            if fault == "slow-output":
                await asyncio.sleep(0.25)
        if fault == "cut-off" and request.transport is not None:
            request.transport.abort()
        return response


def _version(model: Model) -> dict[str, Any]:
    return {
        "id": model.version, "created_at": stamp(_BORN), "cog_version": "0.16.0", "openapi_schema": model.openapi(),
    }  # fmt: skip
