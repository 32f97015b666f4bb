"""Files of the stand-in: what was uploaded to it, what runs made, and where each is served."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefcut.replicate_stand_in.catalogue import Catalogue, Model
from briefcut.replicate_stand_in.charges import asked
from briefcut.replicate_stand_in.faults import unmarked
from briefcut.replicate_stand_in.material import Unfetched, fetch, named_files
from briefcut.replicate_stand_in.runs import Run, new_id, stamp
from briefcut.replicate_stand_in.settings import Settings
from briefcut.replicate_stand_in.store import Store
from briefcut.replicate_stand_in.studio import Made, Maker, Unmade

OWNER = "stand-in"
_SUFFIX = {
    "image/webp": ".webp", "image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4", "audio/mpeg": ".mp3",
    "audio/wav": ".wav", "audio/flac": ".flac", "application/x-tar": ".tar",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A served file of a run."""

    path: Path
    mime: str
    fault: str | None


@dataclass(slots=True)
class Files:
    """The folder of the stand-in with everything but the rows."""

    home: Path
    store: Store
    settings: Settings
    catalogue: Catalogue
    studio: Maker
    clock: Callable[[], float]
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self) -> None:
        for name in ("uploads", "outputs", "work", "blank"):
            (self.home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self.store.setting("files key")
        if isinstance(kept, str):
            self._key = bytes.fromhex(kept)
        else:
            self.store.keep("files key", self._key.hex())

    # --- Outputs -------------------------------------------------------------------------------------------------

    async def make(self, run: Run, model: Model, seed: int) -> tuple[Any, dict[str, Any]]:
        """Make what a run shows as output, with {base} for the address, and what its bill counts. Raises Unmade."""
        work = self.home / "work" / run.id
        work.mkdir(mode=0o700, exist_ok=True)
        try:
            try:
                used = {
                    use: [str(await fetch(each, work, self.local)) for each in addresses]
                    for use, addresses in named_files(run.input).items()
                }
            except Unfetched as error:
                raise Unmade(str(error)) from error
            made = await self._done(run, model, seed, used, work)
            shown = self._kept(run, model, made)
            metric = model.price.metric
            # The bill counts what was asked for, marks in the text included; the time a run took is not made here.
            counted = {} if metric == "predict_time" else {metric: asked(model, run.input)}
            return shown, made.metrics | counted
        finally:
            shutil.rmtree(work, ignore_errors=True)

    async def _done(self, run: Run, model: Model, seed: int, used: dict[str, list[str]], work: Path) -> Made:
        inputs = {
            name: unmarked(value) if isinstance(value, str) and not value.startswith("data:") else value
            for name, value in model.filled(run.input).items()
        }
        job = {
            "kind": model.kind, "model": model.name, "inputs": inputs, "seed": seed, "files": used,
            "look": self._look(run.version, inputs.get("lora_weights")), "width": self.settings.width,
            "folder": str(work),
        }  # fmt: skip
        if self.settings.outputs == "blank" and model.kind != "training":
            return await self._blank(job)
        return await self.studio.make(job)

    def _look(self, version: str, weights: object) -> list[str] | None:
        """What a training learned, where a run uses it: its own version, or weights named as owner/name[/version]."""
        row = self.store.row("SELECT body FROM versions WHERE id = ?", version)
        if row is None and isinstance(weights, str):
            owner, _, rest = weights.partition("/")
            name, _, wanted = rest.partition("/")
            row = self.store.row(
                "SELECT body FROM versions WHERE model = ? AND ? IN ('', id) ORDER BY seq DESC",
                f"{owner}/{name}", wanted,
            )  # fmt: skip
        look: list[str] | None = json.loads(row["body"]).get("look") if row else None
        return look

    async def _blank(self, job: dict[str, Any]) -> Made:
        """The same small file for every run of a model and its billed inputs."""
        asked = {
            name: job["inputs"].get(name) for name in ("num_outputs", "duration", "resolution", "max_images")
        }
        key = hashlib.sha256(json.dumps([job["model"], asked]).encode()).hexdigest()[:24]
        index = self.home / "blank" / f"{key}.json"
        if not index.exists():
            folder = self.home / "blank" / key
            folder.mkdir(exist_ok=True)
            made = await self.studio.make(
                {**job, "width": 64, "folder": str(folder), "files": {"start": [], "last": [], "weights": []}}
            )
            listed = {"files": [[str(path), mime] for path, mime in made.files], "metrics": made.metrics}
            index.write_text(json.dumps(listed))
        data = json.loads(index.read_text())
        return Made(tuple((Path(path), mime) for path, mime in data["files"]), data["metrics"])

    def _kept(self, run: Run, model: Model, made: Made) -> Any:
        addresses = []
        with self.store.transaction():
            for at, (path, mime) in enumerate(made.files):
                token, suffix = secrets.token_urlsafe(32), _SUFFIX[mime]
                kept = self.home / "outputs" / f"{run.id}-{at}{suffix}"
                shutil.copyfile(path, kept)
                name = "flux-lora.tar" if model.output == "weights" else f"out-{at}{suffix}"
                self.store.run(
                    "INSERT INTO outputs VALUES (?, ?, ?, ?, ?, ?)", token, run.id, name, mime, kept.name, run.fault
                )  # fmt: skip
                addresses.append(f"{{base}}/delivery/{token}/{name}")
        if model.output == "weights":
            return {"version": self._trained(run, made), "weights": addresses[0]}
        return addresses if model.output == "list" else addresses[0]

    def _trained(self, run: Run, made: Made) -> str:
        """The destination gets another version; what it learned colours its pictures."""
        name = run.destination or f"{OWNER}/trained"
        version = hashlib.sha256(f"stand-in {name} {run.id}".encode()).hexdigest()
        body = {"look": made.metrics.pop("look", None), "trained_by": run.id}
        self.store.run(
            "INSERT OR IGNORE INTO versions (id, model, created, body) VALUES (?, ?, ?, ?)",
            version, name, self.clock(), json.dumps(body),
        )  # fmt: skip
        self.catalogue.add(name, version)
        return f"{name}:{version}"

    def remove_version(self, version: str) -> None:
        """A version goes with every prediction that was made with it and its files; the ledger keeps what they cost."""
        runs = self.store.rows(
            "SELECT id FROM runs WHERE kind = 'prediction' AND done = 1 AND json_extract(body, '$.version') = ?",
            version,
        )
        with self.store.transaction():
            for row in runs:
                self.drop(row["id"])
                self.store.run("DELETE FROM runs WHERE id = ?", row["id"])
            self.store.run("DELETE FROM versions WHERE id = ?", version)
        self.catalogue.made.pop(version, None)

    def output(self, token: str) -> Output | None:
        """A file that is still served."""
        row = self.store.row("SELECT * FROM outputs WHERE token = ?", token)
        if row is None or row["fault"] == "expired":
            return None
        path = self.home / "outputs" / row["stored"]
        return Output(path, row["mime"], row["fault"]) if path.exists() else None

    def drop(self, run_id: str) -> None:
        """Delete the files of a run."""
        for row in self.store.rows("SELECT stored FROM outputs WHERE run_id = ?", run_id):
            (self.home / "outputs" / row["stored"]).unlink(missing_ok=True)
        self.store.run("DELETE FROM outputs WHERE run_id = ?", run_id)

    # --- Uploads -------------------------------------------------------------------------------------------------

    def upload(self, content: bytes, name: str, mime: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """Keep an uploaded file; how the API shows it, with {base} for the address."""
        file_id, now = new_id(), self.clock()
        stored = self.home / "uploads" / file_id
        stored.write_bytes(content)
        digest = hashlib.sha256(content)
        expires = now + self.settings.upload_retention_s
        body = {
            "id": file_id,
            "name": name,
            "content_type": mime,
            "size": len(content),
            "etag": digest.hexdigest()[:32],
            "checksums": {"sha256": base64.b64encode(digest.digest()).decode()},
            "metadata": metadata,
            "created_at": stamp(now),
            "expires_at": stamp(expires),
            "urls": {"get": f"{{base}}/v1/files/{file_id}"},
        }
        self.store.run(
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)", file_id, now, expires, file_id, json.dumps(body)
        )
        return body

    def uploads(self) -> list[dict[str, Any]]:
        """All that are still there, newest first."""
        rows = self.store.rows(
            "SELECT body FROM uploads WHERE expires > ? ORDER BY created DESC, id LIMIT 100", self.clock()
        )
        return [json.loads(row["body"]) for row in rows]

    def uploaded(self, file_id: str) -> dict[str, Any] | None:
        """One upload."""
        row = self.store.row("SELECT body FROM uploads WHERE id = ? AND expires > ?", file_id, self.clock())
        return json.loads(row["body"]) if row else None

    def upload_path(self, file_id: str) -> Path:
        """Where the bytes of an upload are."""
        return self.home / "uploads" / file_id

    def delete_upload(self, file_id: str) -> bool:
        """Whether there was one to delete."""
        gone = self.store.run("DELETE FROM uploads WHERE id = ?", file_id).rowcount > 0
        self.upload_path(file_id).unlink(missing_ok=True)
        return gone

    def signature(self, file_id: str, owner: str, expiry: str) -> str:
        """What a download address must carry."""
        signed = hmac.new(self._key, f"{owner} {file_id} {expiry}".encode(), hashlib.sha256)
        return base64.b64encode(signed.digest()).decode()

    def local(self, address: str) -> Path | None:
        """The file of an address that this stand-in serves, whatever port it had then."""
        parts = urlsplit(address)
        steps = parts.path.strip("/").split("/")
        if parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            return None
        if steps[:2] == ["v1", "files"] and len(steps) >= 3 and self.uploaded(steps[2]):
            return self.upload_path(steps[2])
        if steps[:1] == ["delivery"] and len(steps) == 3 and (output := self.output(steps[1])):
            return output.path
        return None
