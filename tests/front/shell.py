"""Running `briefcut` as a person would: a process of its own, a clean environment, an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def briefcut(*arguments: str, folder: Path, environ: Mapping[str, str] | None = None) -> Said:
    """Run `briefcut …` in `folder` with nothing of this machine's settings but `environ`."""
    return python("-m", "briefcut", *arguments, folder=folder, environ=environ)


def python(*arguments: str, folder: Path, environ: Mapping[str, str] | None = None) -> Said:
    """Run this Python with the project on its path."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "BRIEFCUT_HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
        **(environ or {}),
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60
    )
    return Said(done.returncode, done.stdout, done.stderr)
