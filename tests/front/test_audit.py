"""`make check` asks for known vulnerabilities, and where nobody can be asked that is no pass."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


def _dry(target: str) -> str:
    plan = subprocess.run(
        ["make", "--dry-run", "--assume-old=.venv/.dev", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return plan.stdout.replace("\\\n", " ")


def test_where_nobody_can_be_asked_nothing_passes() -> None:
    (line,) = [one for one in _dry("check").splitlines() if "pip-audit" in one]
    command = shlex.split(line.split("||")[0])
    assert command[-1] == "requirements-dev.lock"
    away = {
        **os.environ,
        "HTTPS_PROXY": NOWHERE,
        "HTTP_PROXY": NOWHERE,
        "https_proxy": NOWHERE,
        "NO_PROXY": "",
    }
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", *command[1:-1], "--timeout", "1", str(ROOT / command[-1])],
        env=away,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert asked.returncode != 0
    assert "No known vulnerabilities" not in asked.stdout + asked.stderr
    assert "not passed" in line
