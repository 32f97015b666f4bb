"""How a program is started with low priority, within bounds, and so that it dies with its parent.

On Linux by the small programs of util-linux, which replace each other in some three milliseconds; elsewhere, and where
they are missing, by `limits.py`, an interpreter that takes five times as long. A cut starts some twenty programs.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("limits.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one program. Bytes and seconds; 0 means none. `deadline` is wall time."""

    deadline: float = 120
    nice: int = 10
    memory: int = 6_000_000_000
    file_size: int = 4_000_000_000
    cpu: int = 0


Tools = tuple[str, str, str]  # paths of setpriv, nice, prlimit


def launching(limits: Limits, tools: Tools | None) -> list[str]:
    """The words to put before a program's own; `tools` are those that `launchers` found.

    SIGXFSZ has to be ignored (`restore_signals=False` under Python), so that what writes beyond `file_size` fails as on
    a full disk instead of being killed.
    """
    if tools is None:
        spec = f"{limits.nice},{limits.memory},{limits.file_size},{limits.cpu}"
        return [sys.executable, "-I", "-S", str(_LAUNCHER), spec, "--"]
    dying, nicer, bounding = tools
    bounds = [
        f"--{name}={_allowed(kind, wanted)}"
        for name, kind, wanted in (
            ("as", resource.RLIMIT_AS, limits.memory),
            ("fsize", resource.RLIMIT_FSIZE, limits.file_size),
            ("cpu", resource.RLIMIT_CPU, limits.cpu),
        )
        if wanted
    ]
    return [
        dying, "--pdeathsig", "KILL", nicer, "-n", str(limits.nice), bounding, "--core=0", *bounds, "--",
    ]  # fmt: skip


def _allowed(kind: int, wanted: int) -> int:
    """`wanted`, or less where less is all that we have ourselves."""
    hard = resource.getrlimit(kind)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


@cache
def launchers() -> Tools | None:
    """What programs are started with, or None where one of them is missing or can't do it (Busybox's can't)."""
    found = [shutil.which(name) for name in ("setpriv", "nice", "prlimit")]
    if not sys.platform.startswith("linux") or not all(found):
        return None
    dying, nicer, bounding = (str(path) for path in found)
    trial = [dying, "--pdeathsig", "KILL", nicer, "-n", "0", bounding, "--core=0", "--", nicer]
    try:
        done = subprocess.run(trial, capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (dying, nicer, bounding) if done.returncode == 0 else None
