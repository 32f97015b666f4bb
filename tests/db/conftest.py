"""A plain connection for tests of the schema itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, NullPool, create_engine

from db.engine import psycopg_url
from tests.support.database import Cluster


@pytest.fixture(scope="session")
def schema_engine(cluster: Cluster) -> Iterator[Engine]:
    """One migrated database for all tests that roll back what they write."""
    url = cluster.create()
    engine = create_engine(psycopg_url(url))
    yield engine
    engine.dispose()
    cluster.drop(url)


@pytest.fixture
def connection(schema_engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is rolled back."""
    with schema_engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def empty_url(cluster: Cluster) -> Iterator[str]:
    """The URL of an empty database."""
    url = cluster.create(None)
    yield url
    cluster.drop(url)


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    """An engine on the empty database, without a pool: migrations must not meet a forgotten transaction."""
    engine = create_engine(psycopg_url(empty_url), poolclass=NullPool)
    yield engine
    engine.dispose()
