"""Reading a script, a brief or a price must not cost a start of LangChain."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["script", "platforms", "brief", "rules", "pricing", "frameworks", "copywriter"]
)
def test_plain_modules_load_no_framework(module: str) -> None:
    probe = (
        f"import sys, agent.{module}; "
        "print([m for m in ('langchain', 'langchain_core', 'openai', 'aiogram', 'sqlalchemy') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )

    assert found.stdout.strip() == "[]"


def test_guided_mode_loads_no_openai_client() -> None:
    probe = (
        "import sys, agent.turn, agent.build; agent.build.build_model(None); print('langchain_openai' in "
        "sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )

    assert found.stdout.strip() == "False"
