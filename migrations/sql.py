"""Running SQL as it is written, several statements at once, from a migration."""

from __future__ import annotations

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
    for name in names:
        if first <= name <= last:
            run((folder / name).read_text(encoding="utf-8"))
