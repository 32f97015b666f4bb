"""A till over a fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.bell import Bell
from db.engine import Database
from tests.jobs.shop import build_shop
from tests.paid.till import Till, open_till


@pytest.fixture
async def stills(till: Till) -> Till:
    """Stills cost money, everything else is made here: what needs no look into clips and sounds is quick."""
    return till.paying_for("still")


@pytest.fixture
async def till(database: Database, tmp_path: Path) -> AsyncIterator[Till]:
    async with (
        Bell(database.settings.url) as bell,
        open_till(build_shop(database, bell, tmp_path), tmp_path) as made,
    ):
        yield made
