"""`briefcut db restore`: a backup becomes a database again, wholly or not at all.

pg_restore only translates the dump to SQL, which is run here in one transaction: what was there is dropped, the rows
come in, are counted and compared with the backup, the media files are put in their places, and then it is committed.
Until that moment everybody else sees the database as it was.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import psycopg

from briefcut.archive import DUMP, Backup, reading
from briefcut.backup import row_counts
from briefcut.config import Config
from briefcut.database import connected, reachable, readable_bytes
from briefcut.media_folder import Placing
from briefcut.pg_programs import Program, ProgramFailed, find_program, running
from briefcut.progress import Progress, shown
from db import schema
from db.errors import BriefcutError, Refused

FILLED_BY_MIGRATIONS: Final = frozenset({"alembic_version", "campaign_templates"})
"""Tables that have rows in a database that nobody has used yet."""

_ONLY_HERE: Final = (b"SET transaction_timeout", b"\\restrict ", b"\\unrestrict ", b"CREATE SCHEMA public;")
"""Lines of a dump that other majors, or a schema that exists, can't take; they change nothing we rely on."""

_BATCH: Final = 1 << 16
_LEAVING_S: Final = 1.0


class RestoreFailed(BriefcutError):
    """The backup could not be restored; the transaction was rolled back and the database is as it was."""


def restore(config: Config, file: Path, *, force: bool, media: bool) -> int:
    """Bring back what `file` holds. `force` allows to replace what a database holds, and a newer schema."""
    if not file.is_file():
        raise Refused(f"{file} is no file")
    with shown() as progress, reading(file) as backup:
        progress.step(f"checking {file.name}", sum(saved.size for saved in backup.manifest.files))
        backup.check(progress.advance)
        _refuse_newer_backup(backup, force)
        places = Placing.plan(config, backup, force) if media else None
        with _dump(backup) as dump, reachable(config) as url:
            program = find_program("pg_restore", backup.manifest.pg_dump, "this backup")
            rows = _restore(url, program, dump, backup, places, force, progress)
            with connected(url) as connection:
                progress.step("measuring the tables")
                connection.execute("ANALYZE")
    _report(config, backup, rows, restored=places)
    return 0


def _refuse_newer_backup(backup: Backup, force: bool) -> None:
    revision = backup.manifest.revision
    if revision not in schema.revisions() and not force:
        raise Refused(
            f"{backup.path} has revision {revision}, which this Briefcut ({schema.head()}) doesn't know: restore "
            f"it with the newer one ({backup.manifest.briefcut}) that wrote it, or insist with --force"
        )


@contextlib.contextmanager
def _dump(backup: Backup) -> Iterator[Path]:
    """The dump as a file that pg_restore can jump about in."""
    with tempfile.TemporaryDirectory(prefix="briefcut-restore-") as folder:
        path = Path(folder) / DUMP
        backup.extract(DUMP, path, lambda _: None)
        yield path


def _restore(
    url: str,
    program: Program,
    dump: Path,
    backup: Backup,
    places: Placing | None,
    force: bool,
    progress: Progress,
) -> dict[str, int]:
    """One transaction. Returns the row counts, which are those of the backup."""
    with connected(url) as connection:
        if not force:
            _refuse_used(url, connection)
        connection.autocommit = False
        try:
            _clear(connection)
            progress.step(
                f"restoring {sum(backup.manifest.rows.values()):,} rows", _lines(backup.manifest.rows)
            )
            with running(program, "--file=-", "--no-owner", "--no-privileges", str(dump)) as script:
                _run_script(connection, script, progress)
            rows = row_counts(connection)
            _compare(backup.manifest.rows, rows)
            if places is not None:
                places.put(progress)
            connection.commit()
        except (psycopg.Error, ProgramFailed) as error:
            said = " ".join(str(error).split())
            if places is not None:
                places.undo()
            raise RestoreFailed(
                f"{backup.path} could not be restored, nothing was changed: {said}"
            ) from error
        except BaseException:
            if places is not None:
                places.undo()
            raise
    return rows


def _refuse_used(url: str, connection: psycopg.Connection) -> None:
    revision = schema.current(url)
    if revision is not None and revision not in schema.revisions():
        raise Refused(
            f"the database has revision {revision}, which is newer than this Briefcut ({schema.head()}): "
            f"replace it with --force, or restore elsewhere"
        )
    used = {name: n for name, n in row_counts(connection).items() if n and name not in FILLED_BY_MIGRATIONS}
    if used:
        largest = sorted(used, key=lambda name: -used[name])[:3]
        some = ", ".join(f"{used[name]:,} in {name}" for name in largest)
        raise Refused(
            f"the database is not empty ({some}): save it first (briefcut db backup FILE), then empty it "
            f"(briefcut db reset --yes) or replace it with --force"
        )
    if others := _others(connection):
        raise Refused(
            f"others are connected to the database ({others}): stop Briefcut first, or insist with --force"
        )


def _others(connection: psycopg.Connection) -> int:
    """How many others are connected; those who are just leaving get the time for it."""
    deadline = time.monotonic() + _LEAVING_S
    while True:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchall()
        if not found[0][0] or time.monotonic() > deadline:
            return int(found[0][0])
        time.sleep(0.02)


def _clear(connection: psycopg.Connection) -> None:
    """Drop what the schema `public` holds, but for what belongs to an extension."""
    connection.execute("SET LOCAL lock_timeout = '10s'")
    for query in _DROPS:
        for (statement,) in connection.execute(query.encode()).fetchall():
            connection.execute(str(statement).encode())


_DROPS: Final = (
    """
    SELECT format('DROP %s IF EXISTS public.%I CASCADE',
                  CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                               WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, relname)
      FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'r', 'p', 'f', 'S')
       AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE objid = pg_class.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
     ORDER BY relkind = 'S' -- those of a table go with it
    """,
    """
    SELECT format('DROP %s IF EXISTS %s CASCADE',
                  CASE prokind WHEN 'a' THEN 'AGGREGATE' ELSE 'ROUTINE' END, oid::regprocedure)
      FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
    """,
    """
    SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
      FROM pg_type
     WHERE typnamespace = 'public'::regnamespace
       AND (typtype IN ('e', 'd', 'r')
            OR typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')
       AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE objid = pg_type.oid AND classid = 'pg_type'::regclass AND deptype = 'e')
    """,
)


def _lines(rows: Mapping[str, int]) -> int:
    return max(1, sum(rows.values()))


def _run_script(connection: psycopg.Connection, script: Iterable[bytes], progress: Progress) -> None:
    """Run what pg_restore wrote: plain statements, and COPY with its rows, which end with a line `\\.`"""
    statements: list[bytes] = []
    lines = iter(script)
    for line in lines:
        if line.startswith(_ONLY_HERE):
            continue
        if not (line.startswith(b"COPY public.") and line.rstrip().endswith(b" FROM stdin;")):
            statements.append(line)
            continue
        _run(connection, statements)
        with connection.cursor() as cursor, cursor.copy(line) as copy:
            batch = bytearray()
            for row in lines:
                if row == b"\\.\n":
                    break
                batch += row
                progress.advance()
                if len(batch) > _BATCH:
                    copy.write(bytes(batch))
                    batch.clear()
            copy.write(bytes(batch))
    _run(connection, statements)


def _run(connection: psycopg.Connection, statements: list[bytes]) -> None:
    if statements:
        connection.execute(b"".join(statements))
        statements.clear()


def _compare(saved: Mapping[str, int], restored: Mapping[str, int]) -> None:
    """Raises RestoreFailed where a table has not as many rows as it had."""
    wrong = [
        f"{name}: {saved.get(name, 'none')} saved, {restored.get(name, 'none')} restored"
        for name in sorted({*saved, *restored})
        if saved.get(name) != restored.get(name)
    ]
    if wrong:
        raise RestoreFailed(f"the rows are not those of the backup, nothing was changed: {'; '.join(wrong)}")


def _report(config: Config, backup: Backup, rows: Mapping[str, int], *, restored: Placing | None) -> None:
    manifest = backup.manifest
    width = max(map(len, rows))
    print(f"{'table':{width}}  {'saved':>10}  {'restored':>10}")
    for name, count in rows.items():
        if count or manifest.rows[name]:
            print(f"{name:{width}}  {manifest.rows[name]:>10,}  {count:>10,}")
    print(
        f"All {sum(rows.values()):,} rows of {len(rows)} tables are as they were on "
        f"{manifest.created_at:%d %B %Y, %H:%M} UTC."
    )
    if restored is not None and restored.files:
        print(f"{len(restored.files):,} files, {readable_bytes(restored.size)}, are in {config.media}.")
    elif manifest.media == "bucket":
        print(
            "The backup has no media: it was in a bucket. Bring that back by the same way that it was saved."
        )
    if manifest.revision != schema.head():
        print(f"The schema is at revision {manifest.revision} of {schema.head()}: run briefcut db upgrade.")
