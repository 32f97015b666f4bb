"""A database with rows in every table, and the comparison of two databases row by row."""

from __future__ import annotations

import psycopg
from psycopg import sql
from sqlalchemy import NullPool, create_engine, text

from db.base import Base
from db.engine import psycopg_url
from db.url import libpq_url
from tests.support.rows import add

AWKWARD = "line one\nline two\t\\. \\N {\"a\": 'b'} ünïcödé 🦊 \\\\"
"""What a dump could trip over."""


def fill(url: str) -> None:
    """At least one row in each of our tables, and a job of the engine."""
    engine = create_engine(psycopg_url(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            # Rows that no repository would write: what matters here is only that every column holds something.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in Base.metadata.sorted_tables:
                add(connection, table.name)
            connection.execute(text("UPDATE users SET name = :name"), {"name": AWKWARD})
            connection.execute(
                text(
                    "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW('chat', 'say', 0, NULL, NULL, "
                    "'{\"chat_id\": 7}'::jsonb, NULL)::procrastinate_job_to_defer_v1]))"
                )
            )
    finally:
        engine.dispose()


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table as text, sorted; and where each sequence stands."""
    found = {}
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:
            query = sql.SQL("SELECT t::text FROM public.{} t ORDER BY 1").format(sql.Identifier(name))
            found[str(name)] = [str(row[0]) for row in connection.execute(query)]
        found["sequences"] = [
            str(row)
            for row in connection.execute(
                "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
            )
        ]
    return found
