"""The schema's revision: which one a database has, which one this code needs, and how to get there.

Synchronous, through psycopg; call it in a thread from async code. Alembic is loaded only when there is work.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import psycopg

from db.errors import Conflict, DatabaseUnavailable, SchemaMismatch
from db.url import libpq_url

Applied = Callable[[str], None]
"""Hears the name of a migration, such as "012_create_assets_table", when it was applied."""

# Any number that nobody else takes: two processes that start at once must not both migrate.
_ADVISORY_LOCK: Final = 0x6272_6965_6663_7574


def revisions() -> list[str]:
    """All revisions, oldest first: the numbers that the files of `migrations/versions` begin with."""
    return sorted(_names())


def head() -> str:
    """The revision that this code needs."""
    return revisions()[-1]


def current(url: str) -> str | None:
    """The revision of the database; None where it is empty."""
    with _connected(url) as connection:
        return _current(connection)


def pending(url: str) -> list[str]:
    """The names of the migrations that `upgrade` would apply, in order.

    Raises:
        SchemaMismatch: the database has a revision that this code doesn't know.
    """
    names = _names()
    return [names[revision] for revision in _after(current(url))]


def upgrade(url: str, revision: str = "head", *, applied: Applied | None = None) -> bool:
    """Brings the database to `revision`; True if there was anything to do. `applied` hears of each migration.

    Waits for another process that does the same. An up-to-date database costs one query. Each migration is a
    transaction: one that is interrupted leaves nothing of itself, and those before it stay.

    Raises:
        SchemaMismatch: the database is newer than this code.
        Conflict: a table is in use and a migration gave up waiting for it.
        DatabaseUnavailable: the connection was lost on the way.
    """
    target = head() if revision == "head" else revision
    with _connected(url) as connection:
        if _current(connection) == target:
            return False
        connection.execute("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))
        if target not in _after(_current(connection)):
            return False  # another process was quicker
        _alembic("upgrade", url, target, applied)
    return True


def downgrade(url: str, revision: str, *, applied: Applied | None = None) -> None:
    """Takes the database back to `revision`, or to nothing with "base". Rows of dropped tables are lost.

    `applied` hears of each migration that was undone. Raises as `upgrade` does.
    """
    with _connected(url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))
        _alembic("downgrade", url, revision, applied)


def _names() -> dict[str, str]:
    """The migrations by revision, such as "012": "012_create_assets_table"."""
    folder = resources.files("migrations") / "versions"
    files = (entry.name.removesuffix(".py") for entry in folder.iterdir() if entry.name.endswith(".py"))
    return {name[:3]: name for name in files if name[:3].isdigit()}


def _after(revision: str | None) -> list[str]:
    known = revisions()
    if revision is None:
        return known
    if revision not in known:
        raise SchemaMismatch(
            f"the database has revision {revision}, which this Briefcut doesn't know: "
            f"install the newer one that wrote it"
        )
    return known[known.index(revision) + 1 :]


def _current(connection: psycopg.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    return str(row[0]) if row else None


def _alembic(command: str, url: str, revision: str, applied: Applied | None) -> None:
    from alembic import command as commands
    from alembic.config import Config
    from sqlalchemy.exc import DBAPIError

    def hear(*, step: Any, **_: object) -> None:
        if applied is not None:
            applied(_names()[(step.up_revision_ids or ("",))[0]])

    config = Config()
    config.set_main_option("script_location", str(Path(str(resources.files("migrations")))))
    config.set_main_option("path_separator", "os")
    config.attributes |= {"url": url, "on_version_apply": hear}
    try:
        getattr(commands, command)(config, revision)
    except (psycopg.Error, DBAPIError) as error:
        readable = _readable(error.orig if isinstance(error, DBAPIError) else error)
        if readable is None:
            raise
        raise readable from error


def _readable(error: BaseException | None) -> Exception | None:
    """What to say of a migration that Postgres ended; None where it is a mistake in the migration."""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return Conflict(
            "a migration needs a table that others use and gave up waiting; nothing of it was written: "
            "stop Briefcut (and whoever else works in this database), then try again"
        )
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08000")[:3] in ("080", "57P"):
        return DatabaseUnavailable(" ".join(str(error).split()))
    return None


@contextlib.contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    # Autocommit: the advisory lock belongs to the session, and no transaction of ours is in a migration's way.
    try:
        connection = psycopg.connect(libpq_url(url), autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(" ".join(str(error).split())) from error
    with connection:
        yield connection
