"""What the machine spent: seconds of CPU by process, read from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int]) -> float:
    """What these processes have used so far, user and system, ended children included."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / _TICKS


def family(pid: int) -> list[int]:
    """`pid` and its children."""
    children = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if parent(int(entry.name)) == pid:
                    children.append(int(entry.name))
            except OSError:
                continue  # it has just ended
    return [pid, *children]


def parent(pid: int) -> int:
    """The pid of the process that started `pid`."""
    return int(_stat(pid)[1])


def load() -> float:
    """How many processes wanted a core, on average of the last minute."""
    return os.getloadavg()[0]


def _stat(pid: int) -> list[str]:
    # The fields behind the name, which stands in brackets and may hold anything.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
