"""Valid rows for any table, parents included, so that a test names only what it is about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    DateTime,
    Enum,
    Integer,
    Numeric,
    Table,
    Uuid,
    insert,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Base

SAMPLES: dict[str, Any] = {
    "outbox.kind": "text",
    "assets.sha256": "0" * 64,
    "ad_projects.aspect_ratio": "16:9",
    "ad_projects.framework": "PAS",
    "ad_projects.current_stage": "composing",
    "generation_jobs.asset_kind": "still",
    "turns.state": "queued",
    "assets.analysis_status": "pending",
}
"""Where not any value of the type will do."""


def table(name: str) -> Table:
    """The table called `name`."""
    return Base.metadata.tables[name]


def sample(connection: Connection, column: Column[Any]) -> Any:
    """A valid, non-null value; for a foreign key, that of a new parent."""
    for key in column.foreign_keys:
        return add(connection, key.column.table.name)[key.column.name]
    fixed = SAMPLES.get(f"{column.table.name}.{column.name}")
    if fixed is not None:
        return fixed
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[0]
    for types, value in (
        (Uuid, uuid.uuid4()),
        (DateTime, datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)),
        (Boolean, True),
        (Integer, 1 + uuid.uuid4().int % 1_000_000 if "_id" in column.name else 1),
        (Numeric, Decimal("1.25")),
        (ARRAY, ["one", "two"]),
        (JSONB, {"key": ["value", 1, None]}),
    ):
        if isinstance(kind, types):
            return value
    return f"{column.name} {uuid.uuid4()}"


def add(connection: Connection, name: str, /, **values: Any) -> dict[str, Any]:
    """Inserts a row of table `name` with `values` and whatever else it must have; returns all of it by column."""
    row = dict(values)
    for column in table(name).columns:
        optional = column.nullable or column.server_default is not None or column.identity is not None
        if column.name not in row and not optional:
            row[column.name] = sample(connection, column)
    statement = insert(table(name)).values({table(name).c[key]: value for key, value in row.items()})
    return dict(connection.execute(statement.returning(*table(name).columns)).mappings().one())
