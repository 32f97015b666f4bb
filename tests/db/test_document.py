"""`docs/DATABASE.md` says what the schema is."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Enum
from sqlalchemy.dialects.postgresql import JSONB

import db.models  # noqa: F401
from db.base import Base
from db.schema import head

DOCUMENT = (Path(__file__).parents[2] / "docs" / "DATABASE.md").read_text(encoding="utf-8")
TABLES = Base.metadata.sorted_tables


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_table_is_told(name: str) -> None:
    assert f"\n| `{name}` |" in DOCUMENT


def test_every_enum_is_told_with_its_values_in_order() -> None:
    kinds = {c.type.name: c.type.enums for t in TABLES for c in t.columns if isinstance(c.type, Enum)}
    for name, values in kinds.items():
        told = re.search(rf"^\| `{name}` \| (.*) \|$", DOCUMENT, re.M)
        assert told, name
        assert re.sub(r" \([^)]*\)", "", told[1]).split(", ") == values


def test_every_document_column_has_its_shape_told() -> None:
    for table in TABLES:
        for column in table.columns:
            if isinstance(column.type, JSONB):
                assert f"\n| `{table.name}.{column.name}` |" in DOCUMENT


def test_every_delete_rule_is_told() -> None:
    told = dict(re.findall(r"^\| `(\w+\.\w+)` \| (CASCADE|RESTRICT|SET NULL) \|", DOCUMENT, re.M))
    real = {f"{t.name}.{c.name}": key.ondelete for t in TABLES for c in t.columns for key in c.foreign_keys}
    assert told == real


def test_the_next_migration_s_number_is_the_next_one() -> None:
    assert f"--rev-id {int(head()) + 1:03}" in DOCUMENT
