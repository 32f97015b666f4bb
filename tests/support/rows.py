"""Valid rows for any table, parents included, so that a test names only what it is about."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    Table,
    Uuid,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Base
from db.shapes import Shaped

SAMPLES: dict[str, Any] = {
    "outbox.kind": "text",
    "assets.sha256": "0" * 64,
    "ad_projects.aspect_ratio": "16:9",
    "ad_projects.framework": "PAS",
    "ad_projects.current_stage": "composing",
    "generation_jobs.asset_kind": "still",
    "turns.state": "queued",
    "assets.analysis_status": "pending",
    "generation_groups.comparison_type": "settings",
    "quality_metrics.metric_name": "image_quality",
    "schedules.cron": "30 9 * * 1",
    "subscriptions.source": "grant",
    "switches.name": lambda: f"model:{uuid.uuid4()}",
    "invites.code": lambda: uuid.uuid4().hex,
}
"""Where not any value of the type will do; a function makes a new one each time."""

ONE_OF = {"generation_attempts": ("job_id", "lora_model_id"), "campaign_templates": ("user_id", "is_public")}
"""Tables that need one of these columns; the first is filled where none is given."""


OWNER_OF = {
    "generation_costs.lora_model_id": "SELECT user_id FROM brands JOIN lora_models l ON l.brand_id = brands.id"
    " WHERE l.id = :id",
    "ad_projects.template_id": "SELECT user_id FROM campaign_templates WHERE id = :id",
}
"""Where a trigger, not a foreign key, says that the row and its parent are one person's."""


def table(name: str) -> Table:
    """The table called `name`."""
    return Base.metadata.tables[name]


def owned_keys(t: Table) -> dict[str, tuple[str, Table]]:
    """The references of `t` that can't leave their owner: column → (owner column, table it points at)."""
    keys = (k for k in t.constraints if isinstance(k, ForeignKeyConstraint) and len(k.columns) == 2)
    return {key.column_keys[1]: (key.column_keys[0], key.referred_table) for key in keys}


def sample(connection: Connection, column: Column[Any]) -> Any:
    """A valid, non-null value; for a foreign key, that of a new parent."""
    owned = owned_keys(column.table).get(column.name)
    if owned is not None:
        by, target = owned
        owner = {by: sample(connection, target.c[by])} if target.c[by].nullable else {}
        return add(connection, target.name, **owner)["id"]
    # A column of several keys is asked for by the narrowest: the others follow its owner, or lead back here.
    for key in sorted(
        column.foreign_keys, key=lambda key: len(key.constraint.elements) if key.constraint else 0
    ):
        return add(connection, key.column.table.name)[key.column.name]
    fixed = SAMPLES.get(f"{column.table.name}.{column.name}")
    if fixed is not None:
        return fixed() if callable(fixed) else fixed
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[0]
    for types, value in (
        (Uuid, uuid.uuid4()),
        (DateTime, datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)),
        (Date, date(2026, 3, 4)),
        (Boolean, True),
        (Integer, 1 + uuid.uuid4().int % 1_000_000 if "_id" in column.name else 1),
        (Numeric, Decimal("1.25")),
        (ARRAY, ["one", "two"]),
        (Shaped, [] if "[]" in str(getattr(column.server_default, "arg", "")) else {}),
        (JSONB, {"key": ["value", 1, None]}),
    ):
        if isinstance(kind, types):
            return value
    return f"{column.name} {uuid.uuid4()}"


def add(connection: Connection, name: str, /, **values: Any) -> dict[str, Any]:
    """Inserts a row of table `name` with `values` and whatever else it must have; returns all of it by column.

    A parent that is named brings its owner along, and a parent that is made gets the row's owner.
    """
    t = table(name)
    row = dict(values)
    for own, (by, target) in owned_keys(t).items():
        if row.get(own) is not None and by not in row:
            found = connection.execute(select(target.c[by]).where(target.c.id == row[own])).scalar()
            row |= {} if found is None else {by: found}
    for place, query in OWNER_OF.items():
        own = place.removeprefix(f"{name}.")
        if row.get(own) is not None and "user_id" not in row:
            row["user_id"] = connection.execute(text(query), {"id": row[own]}).scalar()
            row = {key: value for key, value in row.items() if key != "user_id" or value is not None}
    required = [c for c in t.columns if not (c.nullable or c.server_default is not None or c.identity)]
    if name in ONE_OF and not set(ONE_OF[name]) & set(row):
        required.append(t.c[ONE_OF[name][0]])
    # References to what is owned come first: they tell whose the row is.
    for column in sorted(required, key=lambda c: c.name not in owned_keys(t)):
        if column.name not in row:
            _fill(connection, row, column)
    statement = insert(t).values({t.c[key]: value for key, value in row.items()})
    return dict(connection.execute(statement.returning(*t.columns)).mappings().one())


def _fill(connection: Connection, row: dict[str, Any], column: Column[Any]) -> None:
    owned = owned_keys(column.table).get(column.name)
    if owned is None:
        row[column.name] = sample(connection, column)
        return
    by, target = owned
    if by not in row and by in column.table.c and not column.table.c[by].foreign_keys:
        row[by] = sample(connection, column.table.c[by])
    parent = add(connection, target.name, **({by: row[by]} if by in row else {}))
    row |= {column.name: parent["id"], by: parent[by]}
