"""A migration that is interrupted in the middle leaves nothing of itself; those before it stay."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

import psycopg
import pytest
from sqlalchemy import Engine

from db import schema
from db.errors import Conflict
from db.url import libpq_url
from migrations.sql import with_whole_enums
from tests.db.test_migrations import catalog

WAITS = "013"
"""Alters ad_projects, so it waits for whoever reads that table."""

STEPS = "from db import schema; import sys; schema.upgrade(sys.argv[1])"


@contextmanager
def reader(url: str) -> Iterator[psycopg.Connection]:
    """Somebody who is just reading the ads, and a connection to look around with."""
    with (
        psycopg.connect(libpq_url(url)) as reading,
        psycopg.connect(libpq_url(url), autocommit=True) as looking,
    ):
        reading.execute("SELECT 1 FROM ad_projects")
        yield looking


def waiting(looking: psycopg.Connection) -> int:
    """The process id of the server's side that waits for the table, once it does."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        row = looking.execute("SELECT pid FROM pg_locks WHERE NOT granted").fetchone()
        if row is not None:
            return int(row[0])
        time.sleep(0.01)
    raise AssertionError("no migration came to wait")


@pytest.fixture
def at_eight(empty_url: str, empty_engine: Engine) -> tuple[str, list[tuple[str, str, str]]]:
    """A database of the trunk, and the catalog that it has just before the migration that waits."""
    schema.upgrade(empty_url, f"{int(WAITS) - 1:03}")
    before = catalog(empty_engine)
    schema.downgrade(empty_url, "008")
    return empty_url, before


@pytest.mark.parametrize("end", ["kill -9", "the server ends the connection"])
def test_a_migration_that_dies_leaves_nothing_half_written(
    at_eight: tuple[str, list[tuple[str, str, str]]], empty_engine: Engine, end: str
) -> None:
    url, before = at_eight
    with reader(url) as looking:
        process = subprocess.Popen([sys.executable, "-c", STEPS, url], stderr=subprocess.PIPE)
        pid = waiting(looking)
        if end == "kill -9":
            process.send_signal(signal.SIGKILL)
        looking.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        _, said = process.communicate(timeout=30)
    assert process.returncode != 0
    assert (b"DatabaseUnavailable" in said) == (end != "kill -9")
    assert schema.current(url) == f"{int(WAITS) - 1:03}"
    assert catalog(empty_engine) == before
    assert schema.upgrade(url)
    assert schema.current(url) == schema.head()


def test_a_table_in_use_is_named_as_the_reason(empty_url: str) -> None:
    schema.upgrade(empty_url, "007")
    with psycopg.connect(libpq_url(empty_url)) as holding:
        holding.execute("LOCK TABLE brands IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Conflict, match="stop Briefcut"):
            schema.upgrade(empty_url, "008")
    assert schema.current(empty_url) == "007"
    assert schema.upgrade(empty_url, "008")


def test_each_step_is_told_as_it_is_done(empty_url: str) -> None:
    heard: list[str] = []
    schema.upgrade(empty_url, "003", applied=heard.append)
    assert heard == ["001_create_enum_types", "002_create_users_table", "003_create_brands_table"]
    schema.downgrade(empty_url, "001", applied=heard.append)
    assert heard[3:] == ["003_create_brands_table", "002_create_users_table"]


def test_no_value_is_added_to_an_enum_of_the_same_migration() -> None:
    """Postgres 15 and 16 refuse to use such a value before the commit."""
    folder = resources.files("procrastinate") / "sql" / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    script = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    assert "ADD VALUE" in script
    whole = with_whole_enums(script)
    assert "ADD VALUE" not in whole
    assert "'aborted', 'scheduled', 'retried');" in whole
    assert "ALTER TYPE theirs ADD VALUE 'x';" in with_whole_enums("ALTER TYPE theirs ADD VALUE 'x';")
