"""What a handler may be: registered by name, of at most twenty lines; views know nothing but their arguments."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from aiogram import Router

import bot.views
from bot.routers import routers

MOST_LINES = 20
VIEWS = sorted(Path(bot.views.__path__[0]).glob("*.py"))
# Who has one of these in hand can do more than turn state into text and keyboard.
GIVEN = {"session", "bot", "clock", "visit"}
CALLED = {"now", "today", "open", "read_text", "read_bytes", "sleep", "random", "uuid4"}


def handlers() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every registered handler once, with its code."""
    seen = set()
    waiting: list[Router] = list(routers())
    while waiting:
        router = waiting.pop()
        waiting += router.sub_routers
        for observer in router.observers.values():
            for handler in observer.handlers:
                call = inspect.unwrap(handler.callback)
                if call not in seen:
                    seen.add(call)
                    (code,) = ast.parse(textwrap.dedent(inspect.getsource(call))).body
                    assert isinstance(code, ast.FunctionDef | ast.AsyncFunctionDef)
                    yield f"{call.__module__}.{code.name}", code


def test_a_handler_has_at_most_twenty_lines() -> None:
    """Those of its body, without what it promises."""
    lengths = {}
    for name, code in handlers():
        told = ast.get_docstring(code) is not None
        first = code.body[1 if told and len(code.body) > 1 else 0]
        lengths[name] = (code.end_lineno or 0) - first.lineno + 1
    assert len(lengths) > 100
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_views_are_pure() -> None:
    """No view waits for anything, or takes hold of what could make it say another thing the next time."""
    for path in VIEWS:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), path.name
            if isinstance(node, ast.Call):
                called = node.func
                name = getattr(called, "attr", getattr(called, "id", ""))
                assert name not in CALLED, f"{path.name}: {name}()"
            if isinstance(node, ast.arg):
                assert node.arg not in GIVEN, f"{path.name}: {node.arg}"
