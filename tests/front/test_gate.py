"""No button has anything made without the gate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

BEGINNINGS = {"_set_out", "begin", "place"}
"""What lets work begin, whoever calls it (`db.board`, `db.production`, `db.placing`)."""

ASKED_BEFORE = {
    "Production.approve": "asks",
    "Orders._start": "asks",
    "Orders._reopened": "Orders.reopen asks",
    "Board._set_out": "its callers are in this list",
    "Board.other_pictures": "makes nothing: it goes back to what is there",
    "Board.take_picture": "fetches what the person sent; whatever is made of it asks",
    "Board._lend": "makes nothing: one picture for two scenes",
}


def calls(*rooms: str) -> Iterator[ast.Call]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield node


def test_every_approval_passes_the_gate() -> None:
    """Every call of `….approve(…)` in the rooms that act for people."""
    found = [
        call
        for call in calls("bot", "jobs", "briefcut")
        if isinstance(call.func, ast.Attribute) and call.func.attr == "approve"
    ]
    assert found
    assert all(any(word.arg == "gate" for word in call.keywords) for call in found)


def test_whoever_orders_brings_the_gate() -> None:
    """`Orders(session, person, gate)`: the gate is no option, and never nothing."""
    found = [call for call in calls("bot", "jobs", "briefcut") if ast.unparse(call.func) == "Orders"]
    assert found
    assert all("gate" in ast.unparse(call.args[2]) for call in found)


def beginners(name: str) -> Iterator[str]:
    """`Class.function` of those in the module that let work begin."""
    tree = ast.parse((ROOT / "db" / name).read_text("utf-8"))
    for owner in [node for node in tree.body if isinstance(node, ast.ClassDef)]:
        for function in [node for node in owner.body if isinstance(node, ast.AsyncFunctionDef)]:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in BEGINNINGS:
                    yield f"{owner.name}.{function.name}"


def test_nothing_begins_but_behind_the_gate() -> None:
    found = {each for name in ("board.py", "orders.py", "production.py") for each in beginners(name)}
    assert found == set(ASKED_BEFORE), "ask the gate before it, or say here why not"


def test_nobody_else_lets_work_begin() -> None:
    """Outside `db` nobody goes round the presses of a person."""
    found = [
        call
        for call in calls("bot", "jobs", "briefcut")
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("_set_out", "place")
    ]
    assert [ast.unparse(call) for call in found] == []
