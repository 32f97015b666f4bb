"""What a chat server must not lose, in one SQLite file: written before anything is acknowledged.

Statements run inline on the event loop: each takes well under a millisecond in WAL mode, and a single
writer keeps message and update ids growing without locks of our own.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefcut.simulator.errors import HomeUnreadable

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT, username TEXT UNIQUE,
    language_code TEXT NOT NULL, chat_instance TEXT NOT NULL,
    started INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0,
    read_up_to INTEGER NOT NULL DEFAULT 0, pinned INTEGER, keyboard TEXT);
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, outgoing INTEGER NOT NULL, date REAL NOT NULL,
    body TEXT NOT NULL, reaction TEXT, update_id INTEGER,
    edited INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat_id, message_id));
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, kind TEXT NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, unique_id TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL UNIQUE,
    stored TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS callbacks (
    id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, date REAL NOT NULL, answer TEXT);
CREATE TABLE IF NOT EXISTS invoices (slug TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checks (
    id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, slug TEXT NOT NULL, date REAL NOT NULL, answer TEXT);
CREATE TABLE IF NOT EXISTS charges (
    id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, slug TEXT NOT NULL, amount INTEGER NOT NULL,
    date REAL NOT NULL, subscription TEXT, refunded REAL);
CREATE TABLE IF NOT EXISTS star_subscriptions (
    id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, slug TEXT NOT NULL, until REAL NOT NULL,
    state TEXT NOT NULL);
"""
# Real bots meet ids of this size first; small ones would hide a 32-bit column.
FIRST_UPDATE_ID = 880_000_000


def make_private(folder: Path) -> None:
    """Create `folder` and what it lacks above, for this account only; existing folders stay as they are."""
    if not folder.exists():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


class Store:
    """The SQLite file and the few things every repository needs."""

    def __init__(self, path: Path) -> None:
        """Open or create `path`. Raises HomeUnreadable where a file is there that is not ours."""
        make_private(path.parent)
        fresh = not path.exists()
        if fresh:
            # What people write is for this account only; SQLite gives its log the mode of the file.
            path.touch(mode=0o600)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("PRAGMA busy_timeout=5000")
            self._db.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise HomeUnreadable(
                f"{path} is damaged ({error}); move it away to start with empty chats"
            ) from error
        if fresh:
            self._db.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('updates', ?)", [FIRST_UPDATE_ID]
            )

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

    def next_number(self, key: str, start: int = 1) -> int:
        """A counter that only grows."""
        last = self.setting(key)
        number = last + 1 if isinstance(last, int) else start
        self.keep(key, number)
        return number
