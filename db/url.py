"""One database URL, three readers: SQLAlchemy with asyncpg, SQLAlchemy with psycopg, and libpq itself.

The URL is the one people write: `postgresql://user:password@host:5432/name`, or with a socket
`postgresql://user:@/name?host=/folder`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_SCHEMES: Final = frozenset({"postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"})
# What libpq knows and asyncpg does not; leaving it out changes nothing we rely on.
_LIBPQ_ONLY: Final = frozenset(
    {"application_name", "channel_binding", "connect_timeout", "gssencmode", "target_session_attrs"}
)


def parse_url(url: str) -> URL:
    """`url`, checked.

    Raises:
        ValueError: with one readable line that never contains the password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("DATABASE_URL is not a URL; expected postgresql://user:password@host/name") from None
    if parsed.drivername.partition("+")[0] == "sqlite":
        raise ValueError(
            "DATABASE_URL names SQLite, but Briefcut needs Postgres 15 or newer; "
            "leave it out and an embedded one is started"
        )
    if parsed.drivername not in _SCHEMES:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parsed.drivername}://")
    if not parsed.database:
        raise ValueError("DATABASE_URL names no database; expected postgresql://user:password@host/name")
    return parsed


def asyncpg_url(url: str) -> URL:
    """For `create_async_engine`."""
    parsed = parse_url(url)
    query = {key: value for key, value in parsed.query.items() if key not in _LIBPQ_ONLY}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(drivername="postgresql+asyncpg", query=query)


def psycopg_url(url: str) -> URL:
    """For a synchronous SQLAlchemy engine: Alembic."""
    return parse_url(url).set(drivername="postgresql+psycopg")


def libpq_url(url: str) -> str:
    """As plain text for psycopg, asyncpg.connect, procrastinate and pg_dump. Contains the password."""
    text = parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return text.replace(" ", "%20")  # SQLAlchemy leaves the spaces of a password, libpq refuses them
