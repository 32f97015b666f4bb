"""A run: a prediction or a training, as it is kept and as the API shows it. Pure."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from briefcut.replicate_stand_in.store import Store

_LETTERS: Final = "abcdefghjkmnpqrstvwxyz0123456789"


@dataclass(slots=True)
class Run:
    """Times are seconds of the stand-in's clock; `seconds` are the model seconds that the run will take."""

    id: str
    kind: Literal["prediction", "training"]
    model: str
    version: str
    input: dict[str, Any]
    created: float
    starts: float
    seconds: float
    destination: str | None = None
    webhook: str | None = None
    events: list[str] = field(default_factory=lambda: ["output", "completed"])
    deadline: float | None = None
    status: str = "starting"
    started: float | None = None
    completed: float | None = None
    # Filled in when the files are there: the output as shown, with {base} for the address; and what the bill counts.
    made: Any = None
    billed: dict[str, Any] | None = None
    # An error text of the making itself (an input that can't be fetched, …).
    unmade: str | None = None
    made_at: float = 0.0
    output: Any = None
    error: str | None = None
    logs: str = ""
    metrics: dict[str, Any] | None = None
    fault: str | None = None
    removed: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.completed is not None

    def shown(self, base: str, *, listed: bool = False) -> dict[str, Any]:
        """The JSON of the API. What is not known yet is left out; a list has no logs."""
        part = f"{base}/v1/{self.kind}s/{self.id}"
        body: dict[str, Any] = {
            "id": self.id,
            "model": self.model,
            "version": self.version,
            "input": {} if self.removed else self.input,
            "logs": "" if self.removed else self.logs,
            "output": None if self.removed else _based(self.output, base),
            "data_removed": self.removed,
            "error": self.error,
            "source": "api",
            "status": self._status(),
            "created_at": stamp(self.created),
            "urls": {"cancel": f"{part}/cancel", "get": part, "web": f"{base}/p/{self.id}"},
        }
        for name, value in (("started_at", self.started), ("completed_at", self.completed)):
            if value is not None:
                body[name] = stamp(value)
        if self.deadline is not None:
            body["deadline"] = stamp(self.deadline)
        if self.metrics is not None:
            body["metrics"] = self.metrics
        if listed:
            del body["logs"]
        return body

    def _status(self) -> str:
        if self.fault == "odd-status" and self.status == "processing":
            return "hibernating"
        return self.status


def new_id() -> str:
    """An id of Replicate's form: 26 small letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(26))


def stamp(at: float) -> str:
    """A time as the API writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _based(value: Any, base: str) -> Any:
    if isinstance(value, str):
        return value.replace("{base}", base)
    if isinstance(value, list):
        return [_based(each, base) for each in value]
    if isinstance(value, dict):
        return {key: _based(each, base) for key, each in value.items()}
    return value


class Runs:
    """The runs in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, run: Run, due: float | None) -> None:
        """Keep a new run, to be looked at when `due`."""
        self._store.run(
            "INSERT INTO runs (id, kind, created, due, body) VALUES (?, ?, ?, ?, ?)",
            run.id, run.kind, run.created, due, _dumped(run),
        )  # fmt: skip

    def save(self, run: Run, *, due: float | None, removal: float | None = None) -> None:
        """Keep what became of a run."""
        self._store.run(
            "UPDATE runs SET due = ?, removal = ?, done = ?, body = ? WHERE id = ?",
            due, removal, int(run.done), _dumped(run), run.id,
        )  # fmt: skip

    def get(self, run_id: str, kind: str) -> Run | None:
        """A run by id."""
        row = self._store.row("SELECT body FROM runs WHERE id = ? AND kind = ?", run_id, kind)
        return _loaded(row["body"]) if row else None

    def due(self, now: float) -> list[Run]:
        """Those to be looked at, the longest due first."""
        rows = self._store.rows("SELECT body FROM runs WHERE due <= ? ORDER BY due, seq LIMIT 500", now)
        return [_loaded(row["body"]) for row in rows]

    def to_remove(self, now: float) -> list[Run]:
        """Those whose data has been kept long enough."""
        rows = self._store.rows("SELECT body FROM runs WHERE removal <= ? LIMIT 500", now)
        return [_loaded(row["body"]) for row in rows]

    def next_due(self) -> float | None:
        """When the next one is to be looked at."""
        row = self._store.row("SELECT min(due) AS due FROM runs WHERE due IS NOT NULL")
        return row["due"] if row else None

    def wake(self, now: float) -> None:
        """After a restart: look at everything that has not ended."""
        self._store.run("UPDATE runs SET due = ? WHERE done = 0", now)

    def page(self, kind: str, since: float | None, before: float | None, at: str, size: int) -> Page:
        """A page of runs, newest first; `at` is a cursor of an earlier page or empty."""
        return page_of(self._store, kind, since, before, at, size)


@dataclass(frozen=True, slots=True)
class Page:
    """Runs of one page, and the cursors of its neighbours."""

    runs: list[Run]
    next: str | None
    previous: str | None


def page_of(store: Store, kind: str, since: float | None, before: float | None, at: str, size: int) -> Page:
    """See Runs.page. A cursor is `<direction><seq>`; seq grows with time."""
    back = at.startswith("r")
    edge = int(at[1:]) if at else None
    where, values = ["kind = ?"], [kind]
    bounds: list[tuple[str, object]] = [("created >= ?", since), ("created < ?", before)]
    bounds.append(("seq > ?" if back else "seq < ?", edge))
    for text, value in bounds:
        if value is not None:
            where.append(text)
            values.append(value)  # type: ignore[arg-type]
    order = "ASC" if back else "DESC"
    rows = store.rows(
        f"SELECT seq, body FROM runs WHERE {' AND '.join(where)} ORDER BY seq {order} LIMIT ?",  # noqa: S608
        *values, size + 1,
    )  # fmt: skip
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    older = more or back
    newer = (more if back else edge is not None) and bool(rows)
    first, last = rows[0]["seq"], rows[-1]["seq"]
    return Page(
        [_loaded(row["body"]) for row in rows], f"p{last}" if older else None, f"r{first}" if newer else None
    )


def _dumped(run: Run) -> str:
    return json.dumps(asdict(run), ensure_ascii=False)


def _loaded(text: str) -> Run:
    return Run(**json.loads(text))
