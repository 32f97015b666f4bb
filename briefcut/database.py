"""`briefcut db …`: the database's life cycle, for the embedded Postgres and for any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

import psycopg
from psycopg import sql

from briefcut.config import Config, ConfigError
from briefcut.progress import shown
from db import schema
from db.errors import DatabaseUnavailable
from db.url import libpq_url

OLDEST_SERVER: Final = 15
_CONNECT_S: Final = 5


@dataclass(frozen=True, slots=True)
class Table:
    """Exact number of rows; bytes with indexes and large values."""

    name: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Index:
    """An index and the table that it serves."""

    name: str
    table: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Status:
    """What `briefcut db status` shows. `revision` is None where the database has no tables yet."""

    server: str
    embedded: bool
    revision: str | None
    head: str
    pending: tuple[str, ...]
    tables: tuple[Table, ...]
    indexes: tuple[Index, ...]
    views: tuple[str, ...]


@contextmanager
def reachable(config: Config) -> Iterator[str]:
    """The URL of a database that answers. The embedded Postgres is started for as long as this lasts; one that a
    running Briefcut uses is left running.

    Raises:
        DatabaseUnavailable: there is no answer; the message is one line.
        ConfigError: the server is too old.
    """
    if config.database.url is not None:
        url = config.database.url.get_secret_value()
        _check_server(url)
        yield url
        return
    from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings

    postgres = EmbeddedPostgres(EmbeddedSettings(config.home))
    url = postgres.start()
    try:
        yield url
    finally:
        postgres.stop()


def initialise(config: Config) -> int:
    """Create the tables; an existing schema is brought up to date."""
    with reachable(config) as url:
        fresh = schema.current(url) is None
        changed = _upgrade(url)
        revision = schema.current(url)
    if not changed:
        print(f"The database is there already, at revision {revision}.")
    else:
        print(f"{'Created' if fresh else 'Upgraded'} the database: revision {revision}.")
    return 0


def upgrade(config: Config) -> int:
    """Apply the pending migrations."""
    with reachable(config) as url:
        _upgrade(url)
        revision = schema.current(url)
    print(f"The schema is current: revision {revision}.")
    return 0


def downgrade(config: Config, revision: str) -> int:
    """Go back to `revision`, or to nothing with "base"."""
    known = [*schema.revisions(), "base"]
    if revision not in known:
        raise ConfigError("REV", f'is "{revision}"', f"use one of {', '.join(known)}")
    with reachable(config) as url:
        before = schema.current(url)
        if before is not None and revision != "base" and revision > before:
            raise ConfigError(
                "REV", f"{revision} is newer than the database's {before}", "use: briefcut db upgrade"
            )
        _downgrade(url, before, revision)
        after = schema.current(url)
    print(f"The schema went from revision {before or 'none'} to {after or 'none'}.")
    return 0


def reset(config: Config) -> int:
    """Take away every table of ours and create them anew; other tables of the database stay."""
    with reachable(config) as url:
        _downgrade(url, schema.current(url), "base")
        _upgrade(url)
        revision = schema.current(url)
    print(f"The database is empty, at revision {revision}. Files of uploads and videos were not touched.")
    return 0


def _upgrade(url: str) -> bool:
    with shown() as progress:
        pending = schema.pending(url)
        if pending:
            progress.step(f"applying {len(pending)} migrations", len(pending))
        return schema.upgrade(url, applied=progress.done)


def _downgrade(url: str, before: str | None, target: str) -> None:
    floor = "" if target == "base" else target
    count = sum(before is not None and floor < revision <= before for revision in schema.revisions())
    with shown() as progress:
        if count:
            progress.step(f"undoing {count} migrations", count)
        schema.downgrade(url, target, applied=progress.done)


def print_status(config: Config, *, as_json: bool, full: bool = False) -> int:
    """Print what `read_status` finds: as JSON all of it; for people with `full` also each index and view."""
    with reachable(config) as url:
        status = read_status(url, embedded=config.database.url is None)
    if as_json:
        print(json.dumps(asdict(status), indent=2))
    else:
        _print_tables(status, full=full)
    return 0


def read_status(url: str, *, embedded: bool) -> Status:
    """Look at the database as it is now."""
    revision = schema.current(url)
    pending = tuple(schema.pending(url)) if revision is None or revision in schema.revisions() else ()
    with connected(url) as connection:
        return Status(
            server=_one(connection, "SHOW server_version"),
            embedded=embedded,
            revision=revision,
            head=schema.head(),
            pending=pending,
            tables=_tables(connection),
            indexes=_indexes(connection),
            views=_views(connection),
        )


def _tables(connection: psycopg.Connection) -> tuple[Table, ...]:
    found = connection.execute(
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname"
    ).fetchall()
    tables = []
    for name, size in found:
        count = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
        row = connection.execute(count).fetchone()
        tables.append(Table(str(name), int(row[0]) if row else 0, int(size)))
    return tuple(tables)


def _indexes(connection: psycopg.Connection) -> tuple[Index, ...]:
    rows = connection.execute(
        "SELECT i.relname, t.relname, pg_relation_size(i.oid) FROM pg_index x "
        "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
        "WHERE t.relnamespace = 'public'::regnamespace ORDER BY t.relname, i.relname"
    ).fetchall()
    return tuple(Index(str(name), str(table), int(size)) for name, table, size in rows)


def _views(connection: psycopg.Connection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('v', 'm') ORDER BY relname"
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def _print_tables(status: Status, *, full: bool) -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console()
    console.print(
        f"Postgres {status.server}{' (embedded)' if status.embedded else ''}, "
        f"schema {status.revision or 'empty'} of {status.head}",
        highlight=False,
    )
    grid = Grid("table", "rows", "size")
    grid.columns[1].justify = grid.columns[2].justify = "right"
    for table in status.tables:
        grid.add_row(table.name, f"{table.rows:,}", readable_bytes(table.bytes))
    console.print(grid)
    if full:
        listing = Grid("index", "of", "size")
        listing.columns[2].justify = "right"
        for index in status.indexes:
            listing.add_row(index.name, index.table, readable_bytes(index.bytes))
        console.print(listing)
        console.print("views: " + (", ".join(status.views) or "none"), highlight=False, soft_wrap=True)
    else:
        bytes_ = readable_bytes(sum(index.bytes for index in status.indexes))
        console.print(
            f"{len(status.indexes)} indexes ({bytes_}), {len(status.views)} views; --full lists them",
            highlight=False,
        )
    console.print(
        "pending: " + ("".join(f"\n  {name}" for name in status.pending) or "none"), highlight=False
    )
    if status.revision is not None and status.revision not in schema.revisions():
        console.print(f"revision {status.revision} is newer than this Briefcut", highlight=False)


def readable_bytes(size: float) -> str:
    """Bytes as people read them: 1536 → "1.5 kB" (steps of 1024, as Postgres counts)."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def _check_server(url: str) -> None:
    with connected(url) as connection:
        version = int(_one(connection, "SHOW server_version_num")) // 10_000
    if version < OLDEST_SERVER:
        raise ConfigError(
            "DATABASE_URL",
            f"leads to Postgres {version}, but Briefcut needs {OLDEST_SERVER} or newer",
            "upgrade the server, or leave the variable out for the embedded one",
        )


def _one(connection: psycopg.Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    return str(row[0]) if row else ""


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A plain connection that commits each statement, unless told otherwise.

    Raises:
        DatabaseUnavailable: there is no answer; the message is one line.
    """
    try:
        connection = psycopg.connect(libpq_url(url), autocommit=True, connect_timeout=_CONNECT_S)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(" ".join(str(error).split())) from None
    with connection:
        yield connection
