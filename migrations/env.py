"""How Alembic reaches the database and what it compares."""

from __future__ import annotations

import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import NullPool, create_engine

import db.models  # noqa: F401  the tables register themselves
from db.base import Base
from db.engine import psycopg_url


def include_object(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Ours only: the queue engine's tables have no models here."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table).startswith("procrastinate_")


def database_url() -> str:
    """The URL that the caller passed, else DATABASE_URL."""
    url = context.config.attributes.get("url") or os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("set DATABASE_URL, or use: briefcut db upgrade")
    return str(url)


if "url" not in context.config.attributes and context.config.config_file_name:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
if context.is_offline_mode():
    raise SystemExit("migrations run against a database, not into a file")

engine = create_engine(psycopg_url(database_url()), poolclass=NullPool)
try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            compare_server_default=True,
            # A value added to an enum can be used from the next transaction on.
            transaction_per_migration=True,
            on_version_apply=context.config.attributes.get("on_version_apply"),
        )
        with context.begin_transaction():
            context.run_migrations()
finally:
    engine.dispose()
