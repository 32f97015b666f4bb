"""What a restart must find again, in one SQLite file: runs, files, the ledger, webhooks still to be sent.

Statements run on the event loop: each takes well under a millisecond in WAL mode, whose `NORMAL` loses nothing when
the process is killed (a power cut may cost the last moment).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefcut.replicate_stand_in.errors import HomeUnreadable

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created REAL NOT NULL,
    due REAL, removal REAL, done INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS runs_due ON runs (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_removal ON runs (removal) WHERE removal IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_going ON runs (seq) WHERE done = 0;
CREATE INDEX IF NOT EXISTS runs_page ON runs (kind, created, seq);
CREATE TABLE IF NOT EXISTS outputs (
    token TEXT PRIMARY KEY, run_id TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL, stored TEXT NOT NULL,
    fault TEXT);
CREATE INDEX IF NOT EXISTS outputs_run ON outputs (run_id);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, created REAL NOT NULL, expires REAL NOT NULL, stored TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS models (
    name TEXT PRIMARY KEY, created REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, model TEXT NOT NULL, created REAL NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS versions_model ON versions (model);
CREATE TABLE IF NOT EXISTS ledger (
    entry INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL UNIQUE, at REAL NOT NULL, model TEXT NOT NULL,
    status TEXT NOT NULL, metric TEXT NOT NULL, quantity TEXT NOT NULL, unit_usd TEXT NOT NULL, usd TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hooks (
    id TEXT PRIMARY KEY, run_id TEXT NOT NULL, url TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL,
    tries INTEGER NOT NULL, due REAL NOT NULL);
CREATE INDEX IF NOT EXISTS hooks_due ON hooks (due);
"""


class Store:
    """The SQLite file and the few things every part needs."""

    def __init__(self, path: Path) -> None:
        """Open or create `path`. Raises HomeUnreadable where a file is there that is not ours."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA busy_timeout=5000")
            self._db.executescript(f"BEGIN;{SCHEMA}COMMIT;")
        except sqlite3.DatabaseError as error:
            raise HomeUnreadable(
                f"{path} is damaged ({error}); move it away to start with an empty ledger"
            ) from error

    def close(self) -> None:
        """Fold the write-ahead log into the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside or none; nested use joins the outer one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        """One statement."""
        return self._db.execute(sql, values)

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, if any."""
        found: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return found

    def setting(self, key: str) -> object:
        """A kept value (JSON), None when never set."""
        row = self.row("SELECT value FROM settings WHERE key = ?", key)
        value: object = json.loads(row["value"]) if row else None
        return value

    def keep(self, key: str, value: object) -> None:
        """Set a kept value."""
        self.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, json.dumps(value))

    def count(self, key: str) -> int:
        """How often this was asked for `key`, this time included."""
        with self.transaction():
            last = self.setting(key)
            number = last + 1 if isinstance(last, int) else 1
            self.keep(key, number)
        return number
