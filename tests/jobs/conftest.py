"""A worker's shop over a fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.bell import Bell
from db.engine import Database
from tests.jobs.shop import Shop, build_shop


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> AsyncIterator[Shop]:
    async with Bell(database.settings.url) as bell:
        yield build_shop(database, bell, tmp_path)
