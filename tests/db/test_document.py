"""`docs/DATABASE.md` says what the schema is: every statement about it is held against the catalog or the code."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Enum, Table, text
from sqlalchemy.dialects.postgresql import JSONB

import db.models  # noqa: F401
from db import shapes
from db.base import Base
from db.personal import PERSONAL
from db.schema import head
from db.shapes import Shape, Shaped

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "DATABASE.md").read_text(encoding="utf-8")
PICTURE = (DOCS / "images" / "erd.svg").read_text(encoding="utf-8")
TABLES = Base.metadata.sorted_tables
OURS = "NOT LIKE 'procrastinate%' AND {} <> 'alembic_version'"
NAMED = [pytest.param(t, id=t.name) for t in TABLES]

# What a column's writer may be besides functions.
BY_ITSELF = {"the database", "the database or the caller"}


@functools.cache
def told_columns(name: str) -> dict[str, tuple[str, str, str, str]]:
    """Column → (type, null, default, written by), as the document has it."""
    section = DOCUMENT.partition(f"\n#### `{name}`\n")[2].partition("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\| (.*?) ?\| (.*) \|$", section, re.M)
    return {row[0]: row[1:] for row in rows}


def references(t: Table) -> set[tuple[str, str]]:
    """(column, table it points at) for each reference of `t`."""
    return {(key.column_keys[-1], key.referred_table.name) for key in t.foreign_key_constraints}


@pytest.mark.parametrize("table", NAMED)
def test_a_table_is_told_with_purpose_and_seed(table: Table) -> None:
    told = re.search(rf"^\| `{table.name}` \| (.+?) \| (.+?) \|", DOCUMENT, re.M)
    assert told
    assert all(part in ("card", "product") or part in "ABCDE" for part in told[1].split(", "))


def test_a_column_is_told_as_the_catalog_has_it(connection: Connection) -> None:
    query = f"""
        SELECT a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid), a.attidentity <> ''
          FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
           AND NOT a.attisdropped AND c.relname {OURS.format("c.relname")}
    """
    real: dict[str, set[str]] = {}
    for name, column, kind, null, default, identity in connection.execute(text(query)):
        told = told_columns(name)[column]
        kind = kind.replace("timestamp with time zone", "timestamptz").replace(
            "numeric(10,4)", "numeric(10,4)"
        )
        assert told[0].replace(", ", ",") == kind, f"{name}.{column}"
        assert told[1] == ("yes" if null else ""), f"{name}.{column}"
        assert _plain(told[2]) == ("identity" if identity else _plain(default or "")), f"{name}.{column}"
        real.setdefault(name, set()).add(column)
    assert {t.name: set(told_columns(t.name)) for t in TABLES} == real


def _plain(default: str) -> str:
    """A default without the marks in which catalog and document differ: casts, quotes, brackets."""
    return re.sub(r"::[a-z_]+(\[\])?|[`'()]", "", default).replace("UTC::text", "UTC").strip().lower()


@pytest.mark.parametrize("table", NAMED)
def test_every_column_says_what_writes_it(connection: Connection, table: Table) -> None:
    triggers = set(connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars())
    for column in table.columns:
        spec = told_columns(table.name)[column.name][3]
        for part in spec.split("; "):
            if part in BY_ITSELF:
                assert column.server_default is not None or column.identity is not None, column
                continue
            if told := re.fullmatch(r"trigger `(\w+)`", part):
                assert told[1] in triggers, column
                continue
            if told := re.fullmatch(r"migration (\d{3})", part):
                assert told[1] <= head(), column
                continue
            functions = re.findall(r"`([\w.]+)`", part)
            assert re.fullmatch(r"(waits for \*[^*]+\*: )?(`[\w.]+`(, )?)+", part), f"{column}: {part}"
            for function in functions:
                assert part.startswith("waits for") or _is_called(function), f"nobody calls {function} yet"
                assert _mentions(function, column), f"{function} does not write {column}"


@functools.cache
def _is_called(name: str) -> bool:
    """Whether the product calls this function of `db`, or another module of `db` does; the other rooms' own functions
    are the product."""
    room, module, *_, function = name.split(".")
    rooms = (
        path for outer in ("bot", "jobs", "briefcut", "db") for path in (DOCS.parent / outer).rglob("*.py")
    )
    sources = (path for path in rooms if path != DOCS.parent / "db" / f"{module}.py")
    called = re.compile(rf"(?<!def ){function}\(")
    return room != "db" or any(called.search(path.read_text(encoding="utf-8")) for path in sources)


def _mentions(name: str, column: Column[Any]) -> bool:
    """Whether the function exists and the module it stands in knows the column."""
    module, thing = _found(name)
    assert callable(thing), name
    if any(one.kind is one.VAR_KEYWORD for one in inspect.signature(thing).parameters.values()):
        return True  # it takes any column
    attribute = "details" if column.name == "metadata" else column.name
    return re.search(rf"\b{attribute}\b", inspect.getsource(module)) is not None


def _found(name: str) -> tuple[Any, Any]:
    parts = name.split(".")
    module = importlib.import_module(".".join(parts[:2]))
    thing = module
    for part in parts[2:]:
        thing = getattr(thing, part)
    return module, thing


def test_every_enum_is_told_with_its_values_in_order_and_its_purpose() -> None:
    kinds = {c.type.name: c.type.enums for t in TABLES for c in t.columns if isinstance(c.type, Enum)}
    for name, values in kinds.items():
        told = re.search(rf"^\| `{name}` \| ([^|]*) \|$", DOCUMENT, re.M)
        assert told, name
        assert re.sub(r" \([^)]*\)", "", told[1]).split(", ") == values
        assert re.search(rf"^\| `{name}` \| [^|]+ \| [^|]+ \|$", DOCUMENT, re.M), f"{name} has no purpose"


def test_every_document_column_has_its_shape_told() -> None:
    for table in TABLES:
        for column in table.columns:
            if isinstance(column.type, (JSONB, Shaped)):
                told = re.search(rf"^\| `{table.name}.{column.name}` \| (.+) \| (.+) \|$", DOCUMENT, re.M)
                assert told, column
                if isinstance(column.type, Shaped):
                    _tells_the_shape(told[1], column)


def _tells_the_shape(told: str, column: Column[Any]) -> None:
    """The row names the shape and every key of it."""
    named = re.match(r"`\[?(\w+)\]?`", told)
    assert named, column
    shape = getattr(shapes, named[1])
    assert named[1] in str(getattr(column.type, "shape", None)).replace("Window", "Line") or named[1] == "Uri"
    if isinstance(shape, type) and issubclass(shape, Shape):
        for key in shape.model_json_schema()["properties"]:
            assert f"`{key}`" in told, f"{column}: {key}"


def test_every_delete_rule_is_told() -> None:
    told = dict(re.findall(r"^\| `(\w+\.\w+)` \| (CASCADE|RESTRICT|SET NULL) \|", DOCUMENT, re.M))
    real = {
        f"{t.name}.{key.column_keys[-1]}": str(key.ondelete).partition(" (")[0]
        for t in TABLES
        for key in t.foreign_key_constraints
    }
    assert told == real


def test_every_index_is_told_with_its_query(connection: Connection) -> None:
    told = re.findall(r"^\| `(ix_\w+)` \| [^|]*\| ([^|]+) \|$", DOCUMENT, re.M)
    assert all(len(query.split()) > 2 for _, query in told)
    query = f"""
        SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'pk\\_%'
           AND tablename {OURS.format("tablename")}
    """
    names = [name for name, _ in told]
    assert len(names) == len(set(names))
    assert set(names) == set(connection.execute(text(query)).scalars())


def test_every_view_is_told(connection: Connection) -> None:
    views = (
        connection.execute(text("SELECT viewname FROM pg_views WHERE schemaname = 'public'")).scalars().all()
    )
    section = DOCUMENT.partition("\n## Views\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.M)) == set(views)


def test_every_rule_that_is_named_exists(connection: Connection) -> None:
    section = DOCUMENT.partition("\n## What can't happen\n")[2].partition("\n## ")[0]
    query = """
        SELECT conname FROM pg_constraint UNION ALL SELECT tgname FROM pg_trigger
        UNION ALL SELECT indexname FROM pg_indexes
    """
    known = set(connection.execute(text(query)).scalars())
    assert set(re.findall(r"`((?:ck|ix|check|keep)_\w+)`", section)) <= known


def test_map_and_picture_show_every_table_and_reference() -> None:
    for table in TABLES:
        assert re.search(rf"\b{table.name}\b", DOCUMENT.partition("```mermaid")[2].partition("```")[0])
        assert f">{table.name}</text>" in PICTURE
        for column, target in references(table):
            many = "o|" if _is_one_to_one(table, column) else "o{"
            one = "|o" if table.c[column].nullable else "||"
            assert f"\n    {target} {one}--{many} {table.name} : {column}\n" in DOCUMENT
            edge = PICTURE.partition(f'<g id="{table.name}.{column}" class="edge">')[2]
            assert re.match(rf"\s*<title>{target}\b[^<]*&gt;{table.name}\b", edge), f"{table.name}.{column}"


def _is_one_to_one(table: Table, column: str) -> bool:
    unique = (i for i in table.indexes if i.unique and i.dialect_options["postgresql"]["where"] is None)
    return any([c.name for c in index.columns] == [column] for index in unique)


def test_the_next_migration_s_number_is_the_next_one() -> None:
    assert f"--rev-id {int(head()) + 1:03}" in DOCUMENT


def test_what_erasing_keeps_is_told() -> None:
    section = DOCUMENT.partition("\n## Export and erase\n")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.M))
    assert told == {name: one.kept for name, one in PERSONAL.items() if one.kept}
