"""Running SQL as it is written, several statements at once, from a migration."""

from __future__ import annotations

import re
from importlib import resources

from alembic import op


def run(script: str) -> None:
    """Executes `script` in the migration's transaction; nothing in it is a parameter."""
    cursor = op.get_bind().connection.cursor()
    try:
        cursor.execute(script)
    finally:
        cursor.close()


def run_engine_files(first: str, last: str) -> None:
    """Executes the queue engine's own schema files whose names lie between `first` and `last`, in their order.

    The engine only ever adds files, so the same names mean the same schema in every later version."""
    folder = resources.files("procrastinate") / "sql" / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    if first not in names or last not in names:
        raise LookupError(f"the installed procrastinate has no schema file {first} or {last}")
    chosen = (folder / name for name in names if first <= name <= last)
    run(with_whole_enums("\n".join(file.read_text(encoding="utf-8") for file in chosen)))


def with_whole_enums(script: str) -> str:
    """`script` with every enum that it creates given its later values at once.

    Before Postgres 17 a value that was added can't be used in the same transaction, and a migration is one."""
    for created in list(_CREATED.finditer(script)):
        values = _VALUE.findall(created["values"])
        for added in list(_ADDED.finditer(script)):
            if added["type"] == created["type"]:
                at = values.index(added["neighbour"]) if added["neighbour"] else len(values)
                values.insert(at + (added["side"] == "AFTER"), added["value"])
                script = script.replace(added[0], "")
        listed = ", ".join(f"'{value}'" for value in values)
        script = script.replace(created[0], f"CREATE TYPE {created['type']} AS ENUM ({listed});")
    return script


_CREATED = re.compile(r"CREATE TYPE (?P<type>\w+) AS ENUM \((?P<values>.*?)\n\);", re.S)
_ADDED = re.compile(
    r"ALTER TYPE (?P<type>\w+) ADD VALUE '(?P<value>\w+)'(?: (?P<side>BEFORE|AFTER) '(?P<neighbour>\w+)')?;"
)
_VALUE = re.compile(r"^\s*'(\w+)'", re.M)
