"""The tools write the brief, the brand and the script of this project, in memory, and can do nothing else."""

from __future__ import annotations

import ast
import copy
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool

import agent
from agent.brief import BrandFacts, Brief
from agent.copywriter import write
from agent.script import AdScript
from agent.tools import TurnState, build_tools

BRIEF = Brief(product="cold brew", target_audience="students", placement="tiktok", duration=15)
OWN = "local:own/1.png"
BRAND = BrandFacts(title="Fable", product_images=(OWN,))
SCRIPT = write(BRIEF, BRAND)
_KEEP = {"description", "duration", "visual_prompt", "audio_prompt", "on_screen_text"}
DRAFT = {
    "storyline": SCRIPT.storyline,
    "framework": SCRIPT.framework,
    "voiceover_text": SCRIPT.voiceover_text,
    "scenes": [scene.model_dump(include=_KEEP) for scene in SCRIPT.scenes],
}

POWER: dict[str, tuple[dict[str, Any], set[str]]] = {
    "update_brief": ({"offer": "half price"}, {"brief"}),
    "set_brand": ({"title": "Tale", "logo": OWN}, {"brand", "script", "written"}),
    "suggest_replies": ({"replies": ["Yes", "No"], "asks": "photo"}, {"suggestions", "asked"}),
    "write_script": (DRAFT, {"script", "back", "written"}),
    "edit_scene": (
        {"scene_number": 2, "audio_prompt": "rain"},
        {"script", "back", "written"},
    ),
    "write_alternative": (DRAFT, {"beside"}),
    "restore_previous_script": ({"steps": 1}, {"script", "back", "written", "brief"}),
}
"""What each tool is called with here, and which fields of the turn's state it may write. A new tool belongs here: what
may it write?"""

REACH = re.compile(
    r"(?:^|_)(?:ids?|user|person|chat|project|owner|url|uri|path|file|amount|price|cost|budget|status|state|approve\w*|"
    r"token|secret|query|sql|command|code)(?:$|_)"
)
WRITES = {"write_text", "write_bytes", "unlink", "rmdir", "mkdir", "rename", "symlink_to", "touch", "open"}
OUT_OF_REACH = {
    "aiogram", "aiohttp", "asyncpg", "bot", "briefcut", "builtins", "ctypes", "db", "http", "httpx", "jobs",
    "multiprocessing", "openai", "os", "pickle", "psycopg", "replicate", "requests", "shutil", "smtplib",
    "socket", "sqlalchemy", "ssl", "subprocess", "sys", "tempfile", "threading", "urllib", "webbrowser",
}  # fmt: skip


def state() -> TurnState:
    return TurnState(BRIEF, BRAND, script=SCRIPT, previous=SCRIPT, assets=frozenset({OWN}))


def tool(name: str, of: TurnState) -> BaseTool:
    return next(tool for tool in build_tools(lambda: of) if tool.name == name)


def test_every_tool_is_accounted_for() -> None:
    assert {tool.name for tool in build_tools(state)} == set(POWER)


@pytest.mark.parametrize("name", POWER)
async def test_a_tool_writes_its_own_fields_of_this_turn_only(name: str) -> None:
    arguments, may = POWER[name]
    mine, bystander = state(), state()
    before = {field.name: copy.deepcopy(getattr(mine, field.name)) for field in dataclasses.fields(TurnState)}
    answer = await tool(name, mine).ainvoke(arguments)

    assert not answer.startswith("Not"), answer
    changed = {field for field, value in before.items() if getattr(mine, field) != value}
    assert changed
    assert changed <= may
    assert bystander == state(), "another turn's state"


@pytest.mark.parametrize("name", POWER)
def test_a_tool_takes_no_argument_that_reaches_further(name: str) -> None:
    shapes = list(objects(tool(name, state()).args_schema))
    assert shapes
    for shape in shapes:
        assert shape["additionalProperties"] is False
        assert [field for field in shape.get("properties", {}) if REACH.search(field)] == []


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """The shapes of objects in a JSON schema, however deep."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize("name", [name for name, (arguments, _) in POWER.items() if arguments])
async def test_whatever_else_is_asked_of_a_tool_is_refused_and_changes_nothing(name: str) -> None:
    arguments, _ = POWER[name]
    for extra in ({"project_id": "5e1f"}, {"user_id": 1}, {"status": "script_approved"}, {"url": "http://x"}):
        mine = state()
        answer = await tool(name, mine).ainvoke(arguments | extra)
        assert answer.startswith("Not done."), answer
        assert mine == state()


def test_the_code_behind_the_tools_reaches_no_database_network_process_or_file() -> None:
    folder = Path(agent.__file__).parent
    waiting, seen, reached = ["agent.tools"], set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        source = folder.parent.joinpath(*name.split(".")).with_suffix(".py")
        if name in seen or not source.exists():
            continue
        seen.add(name)
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            names = _imported(node)
            reached |= {found.partition(".")[0] for found in names}
            waiting += [found for found in names if found.startswith("agent.")]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "exec", "eval", "compile", "__import__"), name
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in WRITES, name
    assert "agent.rules" in seen, "the walk follows imports"
    assert reached & OUT_OF_REACH == set()


def _imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module)):
            return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []


async def test_a_script_carries_no_file_or_address_that_a_model_named() -> None:
    mine = state()
    await tool("write_script", mine).ainvoke(DRAFT)

    written = mine.script
    assert isinstance(written, AdScript)
    assert (written.voiceover_url, written.music.url, written.brand.logo) == (None, None, None)
    assert written.brand.product_images == (OWN,)
    for scene in written.scenes:
        assert (scene.generated_image_url, scene.generated_video_url, scene.generated_audio_url) == (
            None,
        ) * 3
