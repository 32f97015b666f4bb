"""Rules of the house that can be read off the sources: who imports what, and who commits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefcut.cli import QUEUES
from db.wakeups import QUEUES as WAKE_UPS
from tests.front.shell import ROOT

ROOMS = ("db", "agent", "bot", "jobs", "briefcut")
"""From left to right: each may import what stands before it, never what comes after."""

ALLOWED = {
    "aiogram": {"bot", "jobs", "briefcut"},
    "sqlalchemy": {"db"},
    "replicate": {"jobs"},
    "boto3": {"jobs"},
    "apscheduler": {"jobs"},
    "langchain": {"agent"},
    "langchain_core": {"agent"},
    "langchain_openai": {"agent"},
    "openai": {"agent"},
}


QUERIES = {
    *("add", "add_all", "connection", "delete", "execute", "flush", "get", "get_one", "merge", "refresh"),
    *("scalar", "scalars", "stream"),
}
"""What a session does to the rows. Outside `db` a repository does it, and takes the person who acts. (Backups and the
embedded server speak with whole databases through psycopg, which is no session.)"""

NO_QUERY = {
    ("bot/middlewares.py", "session.flush"): "Lets what a repository refuses be raised before the commit.",
    ("briefcut/doctor.py", "session.get"): "An HTTP session.",
}


def sources(room: str) -> Iterator[Path]:
    yield from sorted((ROOT / room).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Full names of what is imported when the program runs (not for type checking only)."""
    todo: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            todo.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
        todo.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_to_the_left(room: str) -> None:
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    found = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sources(room)
        for name in imports(file)
        if name.split(".")[0] in later
    }
    assert found == set()


@pytest.mark.parametrize("room", ROOMS)
def test_libraries_stay_in_their_rooms(room: str) -> None:
    found = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sources(room)
        for name in imports(file)
        if room not in ALLOWED.get(name.split(".")[0], {room})
    }
    assert found == set()


def test_the_studio_knows_scripts_and_placements_only() -> None:
    allowed = ("jobs.studio", "agent.platforms", "agent.script")
    found = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sources("jobs/studio")
        for name in imports(file)
        if name.split(".")[0] in ROOMS and not name.startswith(allowed)
    }
    assert found == set()


def test_only_the_engine_commits() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for room in ROOMS
        for file in sources(room)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and "session" in ast.unparse(node.func.value)
    }
    assert {place.split(":")[0] for place in found} == {"db/engine.py"}


def queries(source: str) -> Iterator[str]:
    """The calls on a session, as `session.get`; of one that somebody holds (`visit.session`) too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in QUERIES:
            holder = ast.unparse(node.func.value).rpartition(".")[2]
            yield from [f"session.{node.func.attr}"] if holder.strip("_") == "session" else []


def test_repositories_own_every_query() -> None:
    found = {
        (str(file.relative_to(ROOT)), query)
        for room in ROOMS[1:]
        for file in sources(room)
        for query in queries(file.read_text(encoding="utf-8"))
    }
    assert found == set(NO_QUERY)


def test_a_query_is_seen_wherever_the_session_is_held() -> None:
    source = "session.get(User, 1); self._session.scalars(q); visit.session.add(row); answers.get(key)"
    assert list(queries(source)) == ["session.get", "session.scalars", "session.add"]


@pytest.mark.parametrize("package", ["agent", "bot"])
def test_importing_one_module_does_not_import_the_room(package: str) -> None:
    assert (ROOT / package / "__init__.py").read_text(encoding="utf-8").strip() == ""


def test_the_command_line_offers_the_queues_that_exist() -> None:
    assert QUEUES == WAKE_UPS
