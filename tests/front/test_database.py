"""`briefcut db …` against a Postgres of the machine's own and against the embedded one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from briefcut import database
from briefcut.config import Config, ConfigError, DatabaseAccess
from briefcut.postgres import EmbeddedPostgres, EmbeddedSettings
from db import schema
from db.errors import DatabaseUnavailable
from db.url import libpq_url
from tests.front.shell import briefcut
from tests.support.database import Cluster, temporary_home


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Config]:
    """A configuration that names a new, empty database."""
    url = cluster.create(template=None)
    with temporary_home() as home:
        yield Config(home=home, database=DatabaseAccess(SecretStr(url)))
    cluster.drop(url)


@pytest.fixture
def migrated(database_url: str) -> Iterator[Config]:
    with temporary_home() as home:
        yield Config(home=home, database=DatabaseAccess(SecretStr(database_url)))


def url_of(config: Config) -> str:
    assert config.database.url is not None
    return config.database.url.get_secret_value()


def execute(config: Config, statement: str) -> None:
    with psycopg.connect(libpq_url(url_of(config)), autocommit=True) as connection:
        connection.execute(statement.encode())


def test_init_creates_and_a_second_one_changes_nothing(
    empty: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert database.initialise(empty) == 0
    assert capsys.readouterr().out == f"Created the database: revision {schema.head()}.\n"
    assert database.initialise(empty) == 0
    assert "there already" in capsys.readouterr().out


def test_status_of_an_empty_database(empty: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert database.print_status(empty, as_json=False) == 0
    said = capsys.readouterr().out
    assert f"schema empty of {schema.head()}" in said
    assert "001_create_enum_types" in said


def test_status_is_short_unless_asked(migrated: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert database.print_status(migrated, as_json=False) == 0
    short = capsys.readouterr().out
    assert "ad_projects" in short
    assert " indexes (" in short
    assert "ix_" not in short
    assert len(short.splitlines()) < 60
    assert database.print_status(migrated, as_json=False, full=True) == 0
    full = capsys.readouterr().out
    status = database.read_status(url_of(migrated), embedded=False)
    assert all(name in full for name in status.views)
    assert len(full.splitlines()) > len(short.splitlines()) + len(status.indexes)


def test_status_counts_rows(migrated: Config, capsys: pytest.CaptureFixture[str]) -> None:
    execute(migrated, "INSERT INTO users (name) SELECT 'n' || i FROM generate_series(1, 7) i")
    assert database.print_status(migrated, as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["revision"], said["pending"], said["embedded"]) == (schema.head(), [], False)
    users = next(table for table in said["tables"] if table["name"] == "users")
    assert users["rows"] == 7
    assert users["bytes"] > 0
    assert {"users", "brands", "ad_projects", "scripts"} <= {table["name"] for table in said["tables"]}
    assert any(index["table"] == "ad_projects" for index in said["indexes"])
    assert int(said["server"].split(".")[0]) >= database.OLDEST_SERVER


def test_downgrade_and_upgrade(migrated: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert database.downgrade(migrated, "008") == 0
    assert f"from revision {schema.head()} to 008" in capsys.readouterr().out
    assert database.upgrade(migrated) == 0
    said = capsys.readouterr()
    assert "\n  009_add_cancelled_status\n" in said.err
    assert f"revision {schema.head()}" in said.out


@pytest.mark.parametrize("revision", ["999", "eight"])
def test_an_unknown_revision_is_refused(migrated: Config, revision: str) -> None:
    with pytest.raises(ConfigError, match="use one of 001"):
        database.downgrade(migrated, revision)


def test_downgrade_does_not_go_up(migrated: Config) -> None:
    database.downgrade(migrated, "008")
    with pytest.raises(ConfigError, match="newer"):
        database.downgrade(migrated, "010")


def test_reset_empties_ours_and_leaves_other_tables(
    migrated: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(migrated, "INSERT INTO users (name) VALUES ('x'); CREATE TABLE theirs AS SELECT 1 AS one")
    assert database.reset(migrated) == 0
    assert "empty" in capsys.readouterr().out
    tables = {
        table.name: table.rows for table in database.read_status(url_of(migrated), embedded=False).tables
    }
    assert (tables["users"], tables["theirs"]) == (0, 1)


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    config = Config(
        home=tmp_path, database=DatabaseAccess(SecretStr("postgresql://me:canary@127.0.0.1:1/ads"))
    )
    with pytest.raises(DatabaseUnavailable) as refusal, database.reachable(config):
        pass
    assert "canary" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_embedded_postgres_is_started_for_the_work_unless_another_uses_it() -> None:
    with temporary_home() as home:
        other = EmbeddedPostgres(EmbeddedSettings(home / "home", fast=True))
        other.start()
        try:
            before = other.postmaster_pid
            said = briefcut("db", "init", folder=home)
            assert said.code == 0, said.err
            assert other.postmaster_pid == before, "it is left running"
            assert schema.current(other.url) == schema.head()
        finally:
            other.stop()
        said = briefcut("db", "status", "--json", folder=home)
        assert said.code == 0, said.err
        assert (json.loads(said.out)["embedded"], json.loads(said.out)["revision"]) == (True, schema.head())
        assert other.postmaster_pid is None, "it is stopped again"


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 kB"), (3 * 1024**3, "3.0 GB")]
)
def test_bytes_as_people_read_them(size: int, text: str) -> None:
    assert database.readable_bytes(size) == text
