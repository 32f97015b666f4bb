"""What every table shares: types, names of constraints, keys and times.

JSONB columns are replaced, never changed in place: assign a new object, or the change is not written.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    DateTime,
    Enum,
    FetchedValue,
    ForeignKeyConstraint,
    MetaData,
    Numeric,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

type_names = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

JsonObject = dict[str, Any]
JsonArray = list[Any]

EMPTY_OBJECT = text("'{}'::jsonb")
EMPTY_ARRAY = text("'[]'::jsonb")


class Base(DeclarativeBase):
    """A table of ours. Text has no length but where a platform sets one; money is numeric(10,4) in USD."""

    metadata = MetaData(naming_convention=type_names)
    type_annotation_map = {
        str: Text(),
        uuid.UUID: Uuid(),
        datetime: DateTime(timezone=True),
        Decimal: Numeric(10, 4),
        JsonObject: JSONB(none_as_null=True),
        JsonArray: JSONB(none_as_null=True),
        list[str]: ARRAY(Text()),
    }
    # Server defaults come back with the INSERT or UPDATE itself: reading one never needs a hidden query.
    __mapper_args__ = {"eager_defaults": True}


class Keyed:
    """A uuid key with a default on both sides, so plain SQL can insert too."""

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, default=uuid.uuid4, server_default=func.gen_random_uuid(), sort_order=-10
    )


class Created:
    """When the row was written: the start of its transaction, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)


class Updated(Created):
    """When the row last changed; a trigger keeps it, so no writer can forget."""

    updated_at: Mapped[datetime] = mapped_column(
        server_default=func.now(), server_onupdate=FetchedValue(), sort_order=91
    )


def owned(column: str, table: str, rule: str, *, by: str = "user_id") -> ForeignKeyConstraint:
    """A reference that can't leave its owner: (`by`, `column`) → `table` (`by`, id).

    `by` is `user_id`, or `project_id` below an ad. A row of one person that names another's `table` matches
    nothing, so the database refuses it. `rule` is CASCADE or SET NULL; SET NULL forgets `column` only.
    """
    on_delete = f"SET NULL ({column})" if rule == "SET NULL" else rule
    return ForeignKeyConstraint(
        [by, column], [f"{table}.{by}", f"{table}.id"], ondelete=on_delete, use_alter=table == "assets"
    )


def native(enum: type[StrEnum], name: str) -> Enum:
    """The native type `name` that holds the values (not the member names) of `enum`."""
    return Enum(enum, name=name, values_callable=lambda members: [m.value for m in members])


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a check that `column` holds one of `values` (NULL passes, as in every check)."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
