"""No button starts a production without the gate."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def approvals() -> list[ast.Call]:
    """Every call of `….approve(…)` in the rooms that act for people."""
    return [
        node
        for room in ("bot", "jobs", "briefcut")
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "approve"
    ]


def test_every_approval_passes_the_gate() -> None:
    found = approvals()
    assert found
    assert all(any(word.arg == "gate" for word in call.keywords) for call in found)
