"""Fixtures that more than one room uses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from db.engine import Database, DatabaseSettings
from tests.support.bucket import serving_buckets
from tests.support.database import Cluster, running_cluster


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same order in every process: cases that come out of a set would differ with the seed of its hashes."""
    items.sort(key=lambda item: item.nodeid)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's own Postgres server, started by the first test that needs it."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The URL of the run's own server of buckets, started by the first test that needs it."""
    with serving_buckets() as url:
        yield url


@pytest.fixture
def database_url(cluster: Cluster) -> Iterator[str]:
    """The URL of a fresh, migrated database; for tests that start processes."""
    url = cluster.lend()
    yield url
    cluster.take_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database."""
    database = Database(DatabaseSettings(database_url))
    yield database
    await database.dispose()
