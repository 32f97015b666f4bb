"""`briefcut db backup`: everything a Briefcut is made of, in one file, while it runs.

The rows are those of one instant: the dump and the row counts of the manifest read the same snapshot. The media
folder is read after it, so that every file that a row names is there; files are written once and renamed into place,
and one that was erased meanwhile is left out.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from briefcut.archive import DUMP, MEDIA, Manifest, Writer, writing
from briefcut.config import Config, S3Access
from briefcut.database import connected, reachable, readable_bytes
from briefcut.pg_programs import EVERYWHERE, KNOWS_TLS, Program, find_program, running
from briefcut.progress import Progress, shown
from db import schema
from db.errors import Refused


def backup(config: Config, file: Path, *, media: bool, version: str) -> int:
    """Save the database, and the media folder if `media`, to `file`, which must not exist yet."""
    if file.exists():
        raise Refused(f"{file} exists already: move it away, or name another file")
    with shown() as progress, reachable(config) as url:
        manifest = _save(config, url, file, media=media, version=version, progress=progress)
    rows = sum(manifest.rows.values())
    print(
        f"{file}: {rows:,} rows, {len(manifest.media_files()):,} files, {readable_bytes(file.stat().st_size)}"
    )
    if config.s3 is not None:
        print(how_to_save(config.s3))
    elif not media:
        print(f"The media folder was left out: {config.media}")
    return 0


def how_to_save(bucket: S3Access) -> str:
    """The bucket is not copied; this says how to."""
    where = "/".join(part for part in (bucket.bucket, bucket.prefix.strip("/")) if part)
    endpoint = f" --endpoint-url {shlex.quote(bucket.endpoint_url)}" if bucket.endpoint_url else ""
    return (
        f"The media is in the bucket {bucket.bucket} and was not copied. Save it now, after the rows:\n"
        f"  aws s3 sync {shlex.quote(f's3://{where}')} FOLDER{endpoint}"
    )


def _save(config: Config, url: str, file: Path, *, media: bool, version: str, progress: Progress) -> Manifest:
    revision = schema.current(url)
    if revision is None:
        raise Refused("the database has no tables yet: there is nothing to save")
    with writing(file) as archive, connected(url) as connection, _snapshot(connection) as snapshot:
        server = connection.info.server_version // 10_000
        program = _dumper(server, tls=connection.pgconn.ssl_in_use)
        progress.step("counting rows")
        rows = row_counts(connection)
        progress.step(f"saving {sum(rows.values()):,} rows of {len(rows)} tables")
        options = ("--format=custom", "--no-owner", "--no-privileges", "--schema=public")
        limits = ("--lock-wait-timeout=30s", f"--snapshot={snapshot}")
        with running(program, *options, *limits, url=url) as dump:
            archive.add(DUMP, dump, lambda _: None)
        where = _save_media(config, archive, progress) if media else "left out"
        manifest = Manifest(
            briefcut=version,
            created_at=datetime.now(UTC),
            revision=revision,
            server=str(connection.info.parameter_status("server_version")),
            pg_dump=program.major,
            rows=rows,
            media="bucket" if config.s3 is not None else where,
            files=tuple(archive.files),
        )
        archive.close(manifest)
    return manifest


def _dumper(server: int, *, tls: bool) -> Program:
    """The pg_dump for a server of that major."""
    if tls:
        return find_program("pg_dump", server, f"saving a Postgres {server} over TLS", KNOWS_TLS)
    return find_program("pg_dump", server, f"saving a Postgres {server}", EVERYWHERE)


@contextmanager
def _snapshot(connection: psycopg.Connection) -> Iterator[str]:
    """The name of a snapshot that pg_dump can share: what `connection` reads is what it saves."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    connection.execute("SET LOCAL statement_timeout = 0")
    name = connection.execute("SELECT pg_export_snapshot()").fetchall()[0][0]
    try:
        yield str(name)
    finally:
        connection.execute("ROLLBACK")


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has, exactly, as `connection` sees them."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        'ORDER BY relname COLLATE "C"'
    ).fetchall()
    counts = {}
    for (name,) in found:
        count = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
        row = connection.execute(count).fetchone()
        counts[str(name)] = int(row[0]) if row else 0
    return counts


def _save_media(config: Config, archive: Writer, progress: Progress) -> Literal["folder"]:
    """The finished files of the media folder; what is only just being written begins with a dot, and so does the
    folder of what can be encoded again."""
    if config.s3 is None and config.media.is_dir():
        files = [path for path in sorted(config.media.rglob("*")) if _is_media(path, config.media)]
        size = sum(_size(path) for path in files)
        progress.step(f"saving {len(files):,} files, {readable_bytes(size)}", size)
        for path in files:
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue  # erased just now
            with source:
                archive.add(f"{MEDIA}{path.relative_to(config.media).as_posix()}", source, progress.advance)
    return "folder"


def _is_media(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return not hidden and path.is_file() and not path.is_symlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
