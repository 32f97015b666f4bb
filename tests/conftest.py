"""Fixtures that more than one room uses."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from db.engine import Database, DatabaseSettings
from tests.support.bucket import serving_buckets
from tests.support.database import Cluster, running_cluster

LONGEST = (
    "faults/test_workers.py",
    "faults/test_crashes.py",
    "faults/test_soak.py",
    "e2e/test_bad_input.py",
    "studio/quality/test_cuts.py",
    "e2e/test_two_people.py",
    "paid/test_production.py",
    "browser/test_product.py",
    "paid/test_lora.py",
    "paid/test_board.py",
    "db/test_plans.py",
    "faults/test_flood.py",
    "faults/test_paid_crashes.py",
    "studio/test_cut.py",
    "front/test_backup.py",
    "browser/test_chat_page.py",
    "bot/test_matrix.py",
    "faults/test_database_away.py",
    "jobs/test_failures.py",
    "studio/test_variants.py",
)
"""The files that take longest, the longest first: begun last, one would go on alone while nothing else is left."""

# Collecting imports aiogram and LangChain and makes thousands of tests, which all stay: looking through them again and
# again is a third of its time, and would be a second's pause in the middle of many a test afterwards.
gc.disable()


def pytest_collection_finish() -> None:
    """What is there now stays until the end; from here on the collector looks at what tests make."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same order in every process: cases that come out of a set would differ with the seed of its hashes."""
    ranks = {f"tests/{name}": rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (ranks.get(item.nodeid.partition("::")[0], len(ranks)), item.nodeid))


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
